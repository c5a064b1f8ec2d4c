//! What the long waits say together.
//!
//! Sockets that wait side by side tell the kinds of limits apart: equal time since the last traffic is
//! a limit of silence, equal age one of life, equal instant a restart. A [`Kind`] either explains all
//! that the waits did or it does not; one that explains alone is as sure as a page can be.

use alloc::vec::Vec;

use crate::evidence::{Evidence, Outcome, Probe, Wait, WaitEnd};
use crate::time::Millis;

/// Why sockets end after they were open for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// After a time without traffic in either direction.
    Silence,
    /// After a time without traffic from the server.
    ServerSilence,
    /// After a time without traffic from the client.
    ClientSilence,
    /// After a time without traffic from either one: each side has to speak.
    AnySilence,
    /// At an age.
    Age,
    /// At an instant, whatever their age.
    Instant,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 6] = [
        Kind::Silence,
        Kind::ServerSilence,
        Kind::ClientSilence,
        Kind::AnySilence,
        Kind::Age,
        Kind::Instant,
    ];

    /// One of the limits of silence.
    pub fn is_silence(self) -> bool {
        !matches!(self, Kind::Age | Kind::Instant)
    }
}

/// One long wait that nothing spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The place of its observation.
    pub at: usize,
    /// Which of the long waits.
    pub probe: Probe,
    /// When it ended.
    pub ended: Millis,
    /// The page was hidden for part of it, so that messages may have come late.
    pub hidden: bool,
    /// What it came to.
    pub wait: Wait,
}

impl Held {
    fn opened(&self) -> Millis {
        self.ended - self.wait.age
    }

    fn dropped(&self) -> bool {
        self.wait.dropped().is_some()
    }

    /// How it was closed: two ways are no one limit's.
    fn farewell(&self) -> Option<u16> {
        self.wait.dropped().map(|close| close.code)
    }

    /// What a limit of this kind counts, at the end of the wait.
    fn counted(&self, kind: Kind) -> Millis {
        match kind {
            Kind::Silence => self.wait.quiet(),
            Kind::ServerSilence => self.wait.unheard,
            Kind::ClientSilence => self.wait.unsaid,
            Kind::AnySilence => self.wait.unheard.max(self.wait.unsaid),
            Kind::Age => self.wait.age,
            Kind::Instant => self.ended,
        }
    }

    /// The most that it came through of what a limit of this kind counts.
    fn bridged(&self, kind: Kind) -> Millis {
        let before = match kind {
            Kind::Silence => self.wait.spanned,
            Kind::ServerSilence => self.wait.gap,
            Kind::ClientSilence if self.wait.sent > 0 => {
                // It spoke in time each time, or at the end of its silence.
                self.wait.interval.unwrap_or(self.wait.age - self.wait.unsaid)
            }
            Kind::AnySilence => {
                self.bridged(Kind::ServerSilence).max(self.bridged(Kind::ClientSilence))
            }
            Kind::ClientSilence | Kind::Instant => Millis::ZERO,
            Kind::Age if self.wait.end == WaitEnd::Deaf => self.wait.age - self.wait.unheard,
            Kind::Age => self.wait.age,
        };
        match self.wait.end {
            // Whether it still lived when the message went unanswered is just what is not known.
            WaitEnd::Dropped(_) | WaitEnd::Deaf => before,
            WaitEnd::Survived | WaitEnd::Alive | WaitEnd::Stopped => before.max(self.counted(kind)),
        }
    }
}

/// The long waits that nothing spoiled.
pub struct Waits {
    held: Vec<Held>,
    /// From here to the other end and back, at most.
    trip: Millis,
}

/// Timers of servers and browsers together are this exact, and what is lost once on the way comes
/// this much later.
const EXACT: Millis = Millis(500);
/// Some timers of long limits look once in so long.
const COARSE: Millis = Millis(700);
/// No hop has a limit of silence shorter than this: nothing would work through it.
const SHORTEST: Millis = Millis(1500);
/// Two times nearer than that are never told apart.
const NEAR: Millis = Millis(300);
/// Nor are two that differ by less than this, where more than one limit may be at work.
const GROSS: Millis = Millis(2000);
/// More messages a second than that are no chat.
const FLOOD: u32 = 500;

impl Waits {
    pub(super) fn new(evidence: &Evidence) -> Waits {
        let long =
            [Probe::Idle, Probe::Served, Probe::Beat, Probe::Recur, Probe::Pace, Probe::Ping];
        let mut held = Vec::new();
        let mut trip = None;
        for (at, seen) in evidence.observations.iter().enumerate() {
            let Outcome::Waited(wait) = seen.outcome else { continue };
            if long.contains(&seen.probe) && !seen.marred.broken() {
                let own = Held {
                    at,
                    probe: seen.probe,
                    ended: seen.ended,
                    hidden: seen.marred.hidden,
                    wait,
                };
                // A handshake takes two round trips at least.
                let trips = own.opened() - seen.started;
                trip = Some(trip.unwrap_or(trips).min(trips));
                held.push(own);
            }
        }
        Waits { held, trip: trip.unwrap_or_default().scale(1, 2) }
    }

    /// All of them, in the order of their ends.
    pub fn all(&self) -> &[Held] {
        &self.held
    }

    /// Those of one probe.
    pub fn of(&self, probe: Probe) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(move |held| held.probe == probe)
    }

    /// The silent one, whether the server spoke on it or not.
    pub fn silent(&self) -> Option<&Held> {
        self.held.iter().find(|held| matches!(held.probe, Probe::Idle | Probe::Served))
    }

    /// Those that the other side ended.
    pub fn drops(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|held| held.dropped())
    }

    /// The wait with so many messages that they alone keep the browser busy.
    pub fn flooded(&self) -> Option<&Held> {
        let most = self.held.iter().max_by_key(|held| held.wait.received)?;
        let seconds = most.wait.age.max(Millis(1000)).0 / 1000;
        Some(most).filter(|most| most.wait.received / seconds > FLOOD)
    }

    /// The drop that waited longest for a message.
    pub fn drop(&self) -> Option<&Held> {
        self.drops().max_by_key(|held| held.wait.quiet())
    }

    /// By how much two times of what this kind counts may differ and be equal.
    fn tolerance(&self, kind: Kind, limit: Millis) -> Millis {
        let coarse = if kind == Kind::Instant { Millis::ZERO } else { limit.scale(1, 50) };
        EXACT + coarse.min(COARSE) + self.trip
    }

    /// Whether two waits ended with equal times of what this kind counts.
    fn equal(&self, kind: Kind, one: &Held, other: &Held) -> bool {
        let apart = |one: Millis, other: Millis| one.max(other) - one.min(other);
        let (own, others) = (one.counted(kind), other.counted(kind));
        // Equal times and equal instants are told apart by how far apart the times began.
        let began = match kind {
            Kind::Instant => apart(one.opened(), other.opened()),
            _ => apart(one.ended - own, other.ended - others),
        };
        let tolerance = self.tolerance(kind, own.min(others));
        let most = if began > NEAR { began.scale(1, 3).max(NEAR) } else { tolerance };
        apart(own, others) <= tolerance.min(most)
    }

    /// Whether the wait came through clearly more of what this kind counts than the drop did.
    fn beyond(&self, kind: Kind, held: &Held, drop: &Held) -> bool {
        let limit = drop.counted(kind);
        match kind {
            Kind::Instant => self.across(held, drop, NEAR) && !self.equal(kind, held, drop),
            _ => held.bridged(kind) > limit + self.tolerance(kind, limit),
        }
    }

    /// The same where more than one limit may be at work, so that nothing else confirms a small
    /// difference.
    fn far_beyond(&self, kind: Kind, held: &Held, drop: &Held) -> bool {
        let limit = drop.counted(kind);
        match kind {
            Kind::Instant => self.across(held, drop, GROSS),
            _ => held.bridged(kind) > limit + GROSS + limit.scale(1, 10),
        }
    }

    /// It was open when the drop came, and lived on.
    fn across(&self, held: &Held, drop: &Held, by: Millis) -> bool {
        // Whether a deaf one still lived then is not known.
        let alive = held.wait.end != WaitEnd::Deaf;
        alive && held.opened() + by < drop.ended && drop.ended + by < held.ended
    }

    /// Whether one limit of this kind explains all that the waits did, and there is something to
    /// explain.
    pub fn explains(&self, kind: Kind) -> bool {
        let mut drops: Vec<&Held> = self.drops().collect();
        drops.sort_by_key(|drop| (drop.counted(kind), drop.ended, drop.wait.age));
        let Some(usual) = drops.get(drops.len() / 2) else { return false };
        let limit = |drop: &Held| !kind.is_silence() || drop.counted(kind) >= SHORTEST;
        let spares = |drop: &Held| !self.held.iter().any(|held| self.beyond(kind, held, drop));
        // There may be more than one restart, if one of them ended two sockets together.
        let again = kind == Kind::Instant && self.together().is_some();
        drops.iter().all(|drop| {
            (again || self.equal(kind, usual, drop))
                && usual.farewell() == drop.farewell()
                && limit(drop)
                && spares(drop)
        })
    }

    /// The kinds that this drop may be of: those that explain everything alone, if there are any, for
    /// one limit is likelier than two.
    pub fn kinds(&self, drop: &Held) -> Vec<Kind> {
        let alone: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| self.explains(*kind)).collect();
        // More than one limit takes more than one drop.
        if !alone.is_empty() || self.drops().count() < 2 {
            return alone;
        }
        let spares = |kind: &Kind| {
            let short = kind.is_silence() && drop.counted(*kind) < SHORTEST;
            !short && !self.held.iter().any(|held| self.far_beyond(*kind, held, drop))
        };
        Kind::ALL.into_iter().filter(spares).collect()
    }

    /// A drop that may be of such a kind: the one that waited longest for a message.
    pub fn maybe(&self, of: impl Fn(Kind) -> bool) -> Option<&Held> {
        let drops = self.drops().filter(|drop| self.kinds(drop).into_iter().any(&of));
        drops.max_by_key(|drop| drop.wait.quiet())
    }

    /// A drop that can't be of any other kind.
    pub fn sure(&self, of: impl Fn(Kind) -> bool) -> Option<&Held> {
        let drops = self.drops().filter(|drop| {
            let kinds = self.kinds(drop);
            !kinds.is_empty() && kinds.into_iter().all(&of)
        });
        drops.max_by_key(|drop| drop.wait.quiet())
    }

    /// The limit as measured, if this kind explains a drop.
    pub fn limit(&self, kind: Kind) -> Option<Millis> {
        let drops = self.drops().filter(|drop| self.kinds(drop).contains(&kind));
        drops.map(|drop| drop.counted(kind)).min()
    }

    /// The limits of silence that explain a drop.
    pub fn silences(&self) -> Vec<Kind> {
        let silent = Kind::ALL.into_iter().filter(|kind| kind.is_silence());
        silent.filter(|kind| self.limit(*kind).is_some()).collect()
    }

    /// Another wait that a limit of this kind, as this drop would have it, would have ended before
    /// its end.
    pub fn outlives(&self, kind: Kind, drop: &Held) -> Option<&Held> {
        let beyond = self.held.iter().filter(|held| self.beyond(kind, held, drop));
        beyond.max_by_key(|held| held.wait.age)
    }

    /// Another drop that came with much less, or much more, of what a limit of this kind counts.
    pub fn differs(&self, kind: Kind, drop: &Held) -> Option<&Held> {
        self.drops().find(|other| !self.equal(kind, other, drop))
    }

    /// Two sockets of different ages that ended at one instant.
    pub fn together(&self) -> Option<(&Held, &Held)> {
        self.pair(|one, other| {
            self.equal(Kind::Instant, one, other) && !self.equal(Kind::Age, one, other)
        })
    }

    /// Two sockets that ended after equal times of what a limit of this kind counts, at different
    /// instants.
    pub fn twice(&self, kind: Kind) -> Option<(&Held, &Held)> {
        self.pair(|one, other| {
            !self.equal(Kind::Instant, one, other) && self.equal(kind, one, other)
        })
    }

    fn pair(&self, alike: impl Fn(&Held, &Held) -> bool) -> Option<(&Held, &Held)> {
        let mut drops = self.drops().enumerate();
        drops.find_map(|(index, one)| {
            let other = self.drops().skip(index + 1).find(|other| alike(one, other))?;
            Some((one, other))
        })
    }

    /// A wait with a heartbeat that outlived the longest silence of a drop by far, or was watched to
    /// its end.
    pub fn kept(&self) -> Option<&Held> {
        let longest = self.drop().map(|drop| drop.wait.quiet()).unwrap_or_default();
        self.of(Probe::Beat).find(|beat| {
            let open = !beat.dropped() && beat.wait.end != WaitEnd::Deaf && beat.wait.sent > 0;
            open && beat.wait.age > longest.scale(3, 2)
        })
    }

    /// A heartbeat that is too slow: its socket ended in a silence before the second message, though
    /// none was late, and a socket with a faster one lived on.
    pub fn too_slow(&self) -> Option<&Held> {
        self.of(Probe::Beat).find(|beat| {
            let wait = &beat.wait;
            let first = match wait.end {
                WaitEnd::Dropped(_) => {
                    wait.sent < 2 && self.kinds(beat).into_iter().any(Kind::is_silence)
                }
                WaitEnd::Deaf => wait.never_spanned(),
                _ => false,
            };
            let exact = if beat.hidden { Millis::ZERO } else { self.trip + NEAR };
            let late = wait.fatal() > wait.interval.map(|interval| interval + exact);
            let faster = |held: &Held| {
                held.wait.interval < wait.interval && held.wait.age > wait.age && !held.dropped()
            };
            first && !late && self.of(Probe::Beat).any(faster)
        })
    }

    /// The wait with a message that was not answered after a silence.
    pub fn deaf(&self) -> Option<&Held> {
        let deaf = self.held.iter().filter(|held| held.wait.end == WaitEnd::Deaf);
        deaf.max_by_key(|held| held.wait.fatal())
    }

    /// The longest silence that a socket came through, and the shortest that ended one; it counts the
    /// direction that a limit counts.
    pub fn bracket(&self) -> (Millis, Option<Millis>) {
        let fatal = self.held.iter().filter_map(|held| {
            if !held.dropped() {
                return held.wait.fatal();
            }
            let kind = self.kinds(held).into_iter().find(|kind| kind.is_silence());
            kind.map(|kind| held.counted(kind))
        });
        let fatal = fatal.min();
        let survived = self.held.iter().map(|held| held.wait.survived()).max().unwrap_or_default();
        (fatal.map_or(survived, |fatal| survived.min(fatal)), fatal)
    }
}
