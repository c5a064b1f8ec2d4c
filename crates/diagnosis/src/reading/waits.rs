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
    const ALL: [Kind; 6] = [
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
            Kind::ClientSilence | Kind::Age | Kind::Instant => Millis::ZERO,
        };
        match self.wait.end {
            // Whether it still lived when the message went unanswered is just what is not known.
            WaitEnd::Dropped(_) | WaitEnd::Deaf => before,
            WaitEnd::Survived | WaitEnd::Alive | WaitEnd::Stopped => before.max(self.counted(kind)),
        }
    }
}

/// The long waits that nothing spoiled.
pub struct Waits(Vec<Held>);

/// Timers of servers and browsers together, and the way between them, are this exact.
fn tolerance(limit: Millis) -> Millis {
    Millis(300) + limit.scale(1, 50)
}

fn near(one: Millis, other: Millis) -> bool {
    one.max(other) - one.min(other) <= tolerance(one.min(other))
}

/// Two instants of one run; how late in the run they are does not matter.
fn same_instant(one: Millis, other: Millis) -> bool {
    one.max(other) - one.min(other) <= Millis(300)
}

impl Waits {
    pub(super) fn new(evidence: &Evidence) -> Waits {
        let long = [Probe::Idle, Probe::Served, Probe::Beat, Probe::Recur, Probe::Pace];
        let held =
            evidence.observations.iter().enumerate().filter_map(|(at, seen)| match &seen.outcome {
                Outcome::Waited(wait) if long.contains(&seen.probe) && !seen.marred.broken() => {
                    Some(Held { at, probe: seen.probe, ended: seen.ended, wait: *wait })
                }
                _ => None,
            });
        Waits(held.collect())
    }

    /// All of them, in the order of their ends.
    pub fn all(&self) -> &[Held] {
        &self.0
    }

    /// Those of one probe.
    pub fn of(&self, probe: Probe) -> impl Iterator<Item = &Held> {
        self.0.iter().filter(move |held| held.probe == probe)
    }

    /// The silent one, whether the server spoke on it or not.
    pub fn silent(&self) -> Option<&Held> {
        self.0.iter().find(|held| matches!(held.probe, Probe::Idle | Probe::Served))
    }

    /// Those that the other side ended.
    pub fn drops(&self) -> impl Iterator<Item = &Held> {
        self.0.iter().filter(|held| held.dropped())
    }

    /// The drop that a limit of this kind is measured by: the one that waited longest for it.
    pub fn drop(&self) -> Option<&Held> {
        self.drops().max_by_key(|held| held.wait.quiet())
    }

    /// The limit as measured, if this kind explains what was seen.
    pub fn limit(&self, kind: Kind) -> Option<Millis> {
        self.explains(kind).then(|| self.drops().map(|held| held.counted(kind)).min()).flatten()
    }

    /// Whether a limit of this kind explains all that the waits did, and there is something to
    /// explain.
    pub fn explains(&self, kind: Kind) -> bool {
        let mut drops = self.drops();
        let Some(first) = drops.next() else { return false };
        if kind == Kind::Instant {
            return self.drops().all(|drop| self.0.iter().all(|held| ended_with(held, drop)));
        }
        let limit = first.counted(kind);
        drops.all(|drop| near(drop.counted(kind), limit))
            && self.0.iter().all(|held| held.bridged(kind) <= limit + tolerance(limit))
    }

    /// The kinds that explain what was seen, of those that this one is not among.
    pub fn rivals(&self, of: impl Fn(Kind) -> bool) -> usize {
        Kind::ALL.into_iter().filter(|kind| !of(*kind) && self.explains(*kind)).count()
    }

    /// The limits of silence that explain what was seen.
    pub fn silences(&self) -> Vec<Kind> {
        Kind::ALL.into_iter().filter(|kind| kind.is_silence() && self.explains(*kind)).collect()
    }

    /// Another wait that a limit of this kind would have ended before its end.
    pub fn outlives(&self, kind: Kind) -> Option<&Held> {
        let drop = self.drop()?;
        if kind == Kind::Instant {
            return self.0.iter().find(|held| !ended_with(held, drop));
        }
        let limit = drop.counted(kind);
        let beyond = |held: &&Held| held.bridged(kind) > limit + tolerance(limit);
        self.0.iter().filter(beyond).max_by_key(|held| held.wait.age)
    }

    /// Another drop that came with much less, or much more, of what a limit of this kind counts.
    pub fn differs(&self, kind: Kind) -> Option<&Held> {
        let drop = self.drop()?;
        self.drops().find(|other| !near(other.counted(kind), drop.counted(kind)))
    }

    /// Two sockets of different ages that ended at one instant.
    pub fn together(&self) -> Option<(&Held, &Held)> {
        let mut drops = self.drops().enumerate();
        drops.find_map(|(index, one)| {
            let other = self.drops().skip(index + 1).find(|other| {
                same_instant(one.ended, other.ended) && !near(one.wait.age, other.wait.age)
            })?;
            Some((one, other))
        })
    }

    /// Two sockets that ended after equal times of what a limit of this kind counts, at different
    /// instants.
    pub fn twice(&self, kind: Kind) -> Option<(&Held, &Held)> {
        let mut drops = self.drops().enumerate();
        drops.find_map(|(index, one)| {
            let other = self.drops().skip(index + 1).find(|other| {
                !same_instant(one.ended, other.ended)
                    && near(one.counted(kind), other.counted(kind))
            })?;
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

    /// A heartbeat that came too late: its socket ended after a silence before the second one, though
    /// a socket with a faster one lived on.
    pub fn too_slow(&self) -> Option<&Held> {
        self.of(Probe::Beat).find(|beat| {
            let ended = beat.dropped() || beat.wait.end == WaitEnd::Deaf;
            let faster = |held: &Held| {
                held.wait.interval < beat.wait.interval && held.wait.age > beat.wait.age
            };
            beat.wait.sent < 2
                && ended
                && self.of(Probe::Beat).any(|held| faster(held) && !held.dropped())
        })
    }

    /// The wait with a message that was not answered after a silence.
    pub fn deaf(&self) -> Option<&Held> {
        self.0
            .iter()
            .filter(|held| held.wait.end == WaitEnd::Deaf)
            .max_by_key(|held| held.wait.fatal())
    }

    /// The longest silence that a socket came through, and the shortest that ended one.
    pub fn bracket(&self) -> (Millis, Option<Millis>) {
        let fatal = self.0.iter().filter_map(|held| held.wait.fatal()).min();
        let survived = self.0.iter().map(|held| held.wait.survived()).max().unwrap_or_default();
        (fatal.map_or(survived, |fatal| survived.min(fatal)), fatal)
    }
}

/// It ended with the drop, or was not open then, as far as one can know.
fn ended_with(held: &Held, drop: &Held) -> bool {
    let across = held.opened() < drop.ended && held.ended > drop.ended;
    let apart = !same_instant(held.ended, drop.ended) && !same_instant(held.opened(), drop.ended);
    held.wait.end == WaitEnd::Deaf || !(across && apart)
}
