//! What is true of a run, and what of it a page could know.
//!
//! **True** is what the network did: the rules that ended a connection so that the page could see
//! it, by a close event or by a message that an endpoint which answers left unanswered. A connection
//! that was forgotten and then never used again shows nothing; that rule is not held against a page.
//!
//! **Identifiable** is a run by its plan and its world, never by its answer. The waits that the plan
//! asks for are played in a network without latency, jitter or loss: the silent one; with a message
//! one with a heartbeat, some time later, and one with a faster heartbeat if the first came too late;
//! without a message, or where it ended before another was open, a second silent one. The run is
//! identifiable if one rule alone ends them, if the ends fit its class (silence, age, instant) and no
//! other, if all that stays so when its limit is a little more or less, by as much as this network
//! blurs times, and if neither sleep, nor a change of network, nor slowed timers touch the run. One
//! instant shows only if it ends two of them: a single end may be any chance. A close frame with a
//! code of the application, and a message that stays unanswered, speak for themselves.

use diagnosis::reading::waits::Kind;

use crate::waits::browser::Run;
use crate::waits::network::{Culprit, Fate};
use crate::waits::world::{Counts, End, Limit, World};

/// How long an endpoint that answers has to prove that it is there.
const PROOF: u64 = 3_000;

/// What of a true rule's kind a page can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Silence,
    Age,
    Instant,
    /// Forgotten without a word.
    Forgotten,
    /// The application says why, with a code of its own.
    Said,
}

impl Class {
    pub(crate) fn of(limit: &Limit) -> Class {
        match (limit.end, limit.counts) {
            (End::Forgotten, _) => Class::Forgotten,
            (End::Closed(4000..), _) => Class::Said,
            (_, Counts::Age) => Class::Age,
            (_, Counts::Moment { .. }) => Class::Instant,
            _ => Class::Silence,
        }
    }
}

/// What is true of a run.
pub(crate) struct Truth {
    /// The rules that showed.
    pub(crate) rules: Vec<Limit>,
    /// The visitor's device ended connections.
    pub(crate) device: bool,
    /// What a page could know for sure, if anything.
    pub(crate) knowable: Option<Knowable>,
}

/// What a page could know for sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Knowable {
    pub(crate) class: Class,
    /// The directions of silence that fit; empty for other classes.
    pub(crate) silences: Vec<Kind>,
}

impl Truth {
    pub(crate) fn new(world: &World, run: &Run) -> Truth {
        let mut rules: Vec<Limit> = Vec::new();
        for fate in run.fates.iter().filter(|fate| showed(world, run, fate)) {
            if let Culprit::Rule(_, limit) = fate.culprit
                && !rules.contains(&limit)
            {
                rules.push(limit);
            }
        }
        let device = run.fates.iter().any(|fate| fate.culprit == Culprit::Device);
        let knowable = run.began.and_then(|began| knowable(world, began));
        // What the page could have known, but for a chance that kept the rule from showing.
        let knowable = knowable.filter(|_| !rules.is_empty());
        Truth { rules, device, knowable }
    }

    /// Whether something ended connections.
    pub(crate) fn ended(&self) -> bool {
        self.device || !self.rules.is_empty()
    }

    /// Whether an answer may call this cause likely.
    pub(crate) fn allows(&self, cause: &str, world: &World) -> bool {
        let general = |end| !matches!(end, End::Closed(4000..) | End::Forgotten);
        let silent = |limit: &Limit| limit.counts.is_silence();
        self.rules.iter().any(|limit| match cause {
            // A general code may be anybody's who ends connections at a limit.
            "idle-timeout-proxy" => silent(limit) && general(limit.end),
            "max-lifetime" => limit.counts == Counts::Age && general(limit.end),
            "proxy-reload-or-deploy" => matches!(limit.counts, Counts::Moment { .. }),
            "mobile-or-nat-timeout" => limit.end == End::Forgotten,
            "server-closed" => matches!(limit.end, End::Closed(_)),
            "heartbeat-mismatch" => {
                silent(limit)
                    && world.asks.message
                    && limit.after < world.asks.heartbeat + world.margin()
            }
            "background-tab-heartbeat" => silent(limit) && world.slowed() && limit.after <= 60_000,
            _ => false,
        })
    }
}

impl World {
    /// How far apart two times must be to be told apart here.
    pub(crate) fn margin(&self) -> u64 {
        self.blur() + self.round_trip() + 50
    }

    /// Timers are slowed for some time.
    pub(crate) fn slowed(&self) -> bool {
        self.client.hidden.is_some() && !self.client.worker
    }

    fn spoiled(&self) -> bool {
        self.slowed() || self.client.sleep.is_some() || self.client.change.is_some()
    }
}

/// Whether the page could see it.
fn showed(world: &World, run: &Run, fate: &Fate) -> bool {
    let Some(shown) = fate.shown else { return false };
    let waited = fate.left.unwrap_or(run.ended).saturating_sub(shown) >= PROOF - 50;
    !fate.forgets() || (world.app.echoes && waited)
}

/// A wait in a network without latency, jitter or loss.
#[derive(Clone, Debug)]
struct Ideal {
    opened: u64,
    ended: u64,
    heard: u64,
    said: u64,
    sent: u32,
    /// The longest times that it came through without a word from the server, from the client, from
    /// both; and the longer of the first two.
    server: u64,
    client: u64,
    both: u64,
    /// The rule that ended it, by its place among the world's.
    rule: Option<usize>,
}

impl Ideal {
    fn age(&self) -> u64 {
        self.ended - self.opened
    }

    fn counted(&self, kind: Kind) -> u64 {
        let (unheard, unsaid) = (self.ended - self.heard, self.ended - self.said);
        match kind {
            Kind::Silence => unheard.min(unsaid),
            Kind::ServerSilence => unheard,
            Kind::ClientSilence => unsaid,
            Kind::AnySilence => unheard.max(unsaid),
            Kind::Age => self.age(),
            Kind::Instant => self.ended,
        }
    }

    fn bridged(&self, kind: Kind) -> u64 {
        let before = match kind {
            Kind::Silence => self.both,
            Kind::ServerSilence => self.server,
            Kind::ClientSilence => self.client,
            Kind::AnySilence => self.server.max(self.client),
            Kind::Age | Kind::Instant => 0,
        };
        if self.rule.is_some() { before } else { before.max(self.counted(kind)) }
    }
}

fn knowable(world: &World, began: u64) -> Option<Knowable> {
    if world.spoiled() {
        return None;
    }
    let margin = world.margin() as i64;
    // A heartbeat that is as long as the limit may cross the end.
    let crosses = |limit: Limit| {
        limit.counts.is_silence() && limit.after.abs_diff(world.asks.heartbeat) <= margin as u64
    };
    if world.limits().any(|(_, limit)| crosses(limit)) {
        return None;
    }
    let mut same = [-margin, 0, margin].into_iter().map(|more| known(world, began, more));
    let first = same.next()??;
    same.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// What the ideal waits tell if each limit is so much more.
fn known(world: &World, began: u64, more: i64) -> Option<Knowable> {
    let limits: Vec<Limit> = world
        .limits()
        .map(|(_, limit)| Limit { after: limit.after.saturating_add_signed(more), ..limit })
        .collect();
    let waits = ideal_waits(world, began, &limits);
    let mut ended = waits.iter().filter_map(|wait| wait.rule);
    let rule = ended.next()?;
    if ended.any(|other| other != rule) {
        return None;
    }
    let class = Class::of(&limits[rule]);
    let margin = world.margin();
    let fits: Vec<Kind> =
        Kind::ALL.into_iter().filter(|kind| explains(*kind, &waits, margin)).collect();
    let (silences, others): (Vec<Kind>, Vec<Kind>) =
        fits.into_iter().partition(|kind| kind.is_silence());
    let known = match class {
        Class::Said | Class::Forgotten => true,
        Class::Silence => !silences.is_empty() && others.is_empty(),
        Class::Age => silences.is_empty() && others == [Kind::Age],
        Class::Instant => {
            silences.is_empty()
                && others == [Kind::Instant]
                && waits.iter().filter(|wait| wait.rule.is_some()).count() > 1
        }
    };
    let silences = if class == Class::Silence { silences } else { Vec::new() };
    known.then_some(Knowable { class, silences })
}

/// Whether a rule of this kind could have ended these waits, and left the others.
fn explains(kind: Kind, waits: &[Ideal], margin: u64) -> bool {
    let ended = || waits.iter().filter(|wait| wait.rule.is_some());
    let counts = || ended().map(|wait| wait.counted(kind));
    let (Some(least), Some(most)) = (counts().min(), counts().max()) else { return false };
    if most - least > margin {
        return false;
    }
    if kind == Kind::Instant {
        let across = |wait: &Ideal| wait.opened + margin < least && wait.ended > most + margin;
        return !waits.iter().any(across);
    }
    waits.iter().all(|wait| wait.bridged(kind) <= least + margin)
}

/// The waits that the plan asks for; time zero is when the first one opens.
fn ideal_waits(world: &World, began: u64, limits: &[Limit]) -> Vec<Ideal> {
    let asks = &world.asks;
    let stagger = (asks.watch / 10).min(7_000);
    let play = |opened, interval, lasts| ideal(world, began, limits, opened, interval, lasts);
    let silent = play(0, None, asks.watch);
    if !asks.message {
        let second = play(stagger.min(silent.ended), None, asks.watch - stagger);
        return vec![silent, second];
    }
    let cut = silent.rule.is_some_and(|rule| limits[rule].end != End::Forgotten);
    let lasts = match cut {
        true => (asks.watch - stagger).min(2 * silent.age() + 1_000).max(silent.age() + 3_000),
        false => asks.watch - stagger,
    };
    let opens = if cut { stagger.min(silent.ended) } else { stagger };
    let beat = play(opens, Some(asks.heartbeat), lasts);
    let faster = (beat.rule.is_some_and(|rule| limits[rule].end != End::Forgotten)
        && beat.sent < 2
        && beat.age() >= 600)
        .then(|| play(beat.ended, Some(beat.age() / 3), lasts));
    // The drop came before another socket was open to compare.
    let again = (cut && silent.ended < stagger)
        .then(|| play(silent.ended, None, silent.age() * 9 / 8 + 200));
    [silent, beat].into_iter().chain(faster).chain(again).collect()
}

fn ideal(
    world: &World,
    began: u64,
    limits: &[Limit],
    opened: u64,
    interval: Option<u64>,
    lasts: u64,
) -> Ideal {
    let app = &world.app;
    let (mut heard, mut said, mut sent) = (opened, opened, 0);
    // What the hops count: protocol pings as well, which the page does not see.
    let (mut server, mut client) = (opened, opened);
    let (mut gap_server, mut gap_client, mut gap_both) = (0, 0, 0);
    let mut forgotten = None;
    let mut next = Next {
        say: interval.map(|interval| opened + interval),
        push: app.pushes.map(|period| opened + period),
        ping: app.pings.map(|period| opened + period),
        greet: app.greets.map(|after| opened + after),
    };
    let (ended, rule) = loop {
        let due = limits
            .iter()
            .enumerate()
            .filter(|_| forgotten.is_none())
            .map(|(at, limit)| {
                let due = match limit.counts {
                    Counts::Silence => server.max(client) + limit.after,
                    Counts::Server => server + limit.after,
                    Counts::Client => client + limit.after,
                    Counts::Either => server.min(client) + limit.after,
                    Counts::Age => opened + limit.after,
                    Counts::Moment { again } => moment(limit, again, began, opened),
                };
                (due, at)
            })
            .min();
        let now = next.first().min(opened + lasts).min(due.map_or(u64::MAX, |(at, _)| at));
        if let Some((at, rule)) = due.filter(|(at, _)| *at == now) {
            if limits[rule].end != End::Forgotten {
                break (at, Some(rule));
            }
            forgotten = Some(rule);
            continue;
        }
        let asks = interval.is_none() && world.asks.message && app.echoes;
        if now >= opened + lasts {
            break (now, forgotten.filter(|_| asks));
        }
        let says = next.say == Some(now);
        let (hears, pinged) = next.pass(now, interval, world);
        if says {
            sent += 1;
            if forgotten.is_some() && app.echoes {
                break (now, forgotten);
            }
        }
        let answered = (hears || (says && app.echoes)) && forgotten.is_none();
        if says || answered {
            gap_both = gap_both.max(now - heard.max(said));
        }
        if says {
            gap_client = gap_client.max(now - said);
            (said, client) = (now, now);
        }
        if answered {
            gap_server = gap_server.max(now - heard);
            (heard, server) = (now, now);
        }
        if pinged {
            (server, client) = (now, now);
        }
    };
    Ideal {
        opened,
        ended,
        heard,
        said,
        sent,
        server: gap_server,
        client: gap_client,
        both: gap_both,
        rule,
    }
}

/// What happens next on an ideal wait.
struct Next {
    say: Option<u64>,
    push: Option<u64>,
    ping: Option<u64>,
    greet: Option<u64>,
}

impl Next {
    fn first(&self) -> u64 {
        [self.say, self.push, self.ping, self.greet].into_iter().flatten().min().unwrap_or(u64::MAX)
    }

    /// Lets it happen; gives whether the server speaks, and whether it pings.
    fn pass(&mut self, now: u64, interval: Option<u64>, world: &World) -> (bool, bool) {
        let came = |next: &mut Option<u64>, period: Option<u64>| {
            let comes = *next == Some(now);
            if comes {
                *next = period.map(|period| now + period);
            }
            comes
        };
        came(&mut self.say, interval);
        let pushed = came(&mut self.push, world.app.pushes);
        let greeted = came(&mut self.greet, None);
        let pinged = came(&mut self.ping, world.app.pings);
        (pushed || greeted, pinged)
    }
}

/// When all connections end next after a wait opened; time zero is when the first one did.
fn moment(limit: &Limit, again: Option<u64>, began: u64, opened: u64) -> u64 {
    let (first, opened) = (limit.after, began + opened);
    let at = match again {
        _ if first > opened => first,
        Some(period) => first + ((opened - first) / period + 1) * period,
        None => return u64::MAX,
    };
    at - began
}
