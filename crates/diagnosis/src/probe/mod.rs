//! The probes: small state machines that ask one question each.
//!
//! A probe knows the endpoint, the plan and what was seen before; it decides when its time has come
//! (`ready`), and writes observations. To add one: a file, its `mod` line, its place in [`PROBES`],
//! and its name in [`crate::evidence::Probe`].

pub(crate) mod dial;
pub(crate) mod visit;

pub(crate) mod watch;

pub(crate) mod ask;

mod handshake;

mod control;

mod shadow;

mod reach;

mod again;

mod elsewhere;

mod edge;

mod bypass;

mod first;

mod echo;

mod idle;

mod beat;

mod recur;

mod pace;

mod repeat;

mod size;

pub use ask::read as answered;

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{
    After, Evidence, FetchEnd, Observation, Opened, Outcome, Probe, Refusal, Wait, Why,
};
use crate::session::{Input, Lane, Out, Plan};
use crate::target::Endpoint;
use crate::text::Text;
use crate::time::Millis;

/// Every probe that a run asks; the order is that of starting where several could.
pub static PROBES: &[&Spec] = &[
    &handshake::SPEC,
    &control::SPEC,
    &shadow::SPEC,
    &reach::SPEC,
    &again::SPEC,
    &elsewhere::SPEC,
    &edge::SPEC,
    &bypass::SPEC,
    &repeat::SPEC,
    &first::SPEC,
    &echo::SPEC,
    &size::SPEC,
    &idle::SPEC,
    &beat::SPEC,
    &recur::SPEC,
    &pace::SPEC,
];

/// What there is to know of a probe before it runs.
pub struct Spec {
    /// Its name.
    pub probe: Probe,
    /// What it does, for the visitor who waits.
    pub title: Text,
    /// Whether its time has come.
    pub ready: fn(&Context<'_>) -> Ready,
    /// A fresh machine.
    pub machine: fn() -> Box<dyn Machine>,
}

/// Whether a probe's time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Start it.
    Go,
    /// It depends on what is still under way.
    Wait,
    /// Start it at this time.
    At(Millis),
    /// It will not be needed.
    Skip(Why),
}

/// What a probe may look at.
pub struct Context<'a> {
    /// Where to connect.
    pub endpoint: &'a Endpoint,
    /// What the run is to do.
    pub plan: &'a Plan,
    /// What was seen so far.
    pub evidence: &'a Evidence,
    /// The time of the latest event.
    pub now: Millis,
    /// Whether a handshake with the endpoint's host is under way: browsers allow one at a time.
    pub connecting: bool,
    /// Whether plain requests for the host's root are under way.
    pub asking: bool,
    /// How many more sockets may be open at once.
    pub room: usize,
    /// How many more sockets the run may open.
    pub sockets_left: u32,
    /// Since when the silent wait is under way, once its socket is open.
    pub idle_since: Option<Millis>,
    /// Whether the wait with a heartbeat is under way.
    pub beating: bool,
}

/// A probe under way.
pub trait Machine {
    /// Begins; must open or request something, or note why not.
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out);
    /// Reacts to an event of its own sockets and requests, or to a tick.
    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out);
    /// When it wants a tick.
    fn deadline(&self) -> Option<Millis>;
    /// Its long waits as they stand at `at`.
    fn lanes(&self, _at: Millis) -> Vec<Lane> {
        Vec::new()
    }
    /// Notes what is worth keeping when the visitor stops the run.
    fn cancel(&mut self, _at: Millis, _context: &Context<'_>, _out: &mut Out) {}
}

/// What became of the first handshake, as far as later probes need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Unknown,
    Opened,
    /// It opened, and our close was not answered: a second one tells whether that was chance.
    Swallowed,
    /// It opened, but carries nothing, or was closed at once with a word.
    Unusable,
    /// It opened, and the connection was lost at once.
    Dropped,
    FailedFast,
    FailedSlow,
    Hung,
    Threw,
}

impl Context<'_> {
    fn first(&self) -> First {
        let Some((_, seen)) = self.evidence.of(Probe::Handshake).next() else {
            return First::Unknown;
        };
        match &seen.outcome {
            Outcome::Opened(Opened { after: After::Dropped(close, _), .. }) if !close.framed() => {
                First::Dropped
            }
            Outcome::Opened(Opened { after: After::Dropped(..), .. }) => First::Unusable,
            Outcome::Opened(Opened { after: After::Swallowed, .. }) => {
                match self.done(Probe::Again).map(|again| &again.outcome) {
                    None => First::Swallowed,
                    Some(Outcome::Opened(Opened { after: After::Held, .. })) => First::Opened,
                    Some(_) => First::Unusable,
                }
            }
            Outcome::Opened(_) => First::Opened,
            Outcome::Refused(refusal) if refusal.dropped() => First::Dropped,
            // No close event: the browser itself refused, and would again.
            Outcome::Refused(Refusal { code: None, .. }) => First::Threw,
            Outcome::Refused(_) if at_once(self.evidence, seen.took()) => First::FailedFast,
            Outcome::Refused(_) => First::FailedSlow,
            Outcome::TimedOut => First::Hung,
            _ => First::Threw,
        }
    }

    fn done(&self, probe: Probe) -> Option<&Observation> {
        self.evidence.all(probe).last().map(|(_, seen)| seen)
    }

    /// Since when no plain request for the host's root waits; from the beginning, if there was none.
    fn answered(&self) -> Millis {
        let asked = self.done(Probe::Reach).map_or(Millis::ZERO, |seen| seen.ended);
        if self.asking { self.now } else { asked }
    }

    /// The silent wait, once it is over, whether the server spoke on it or not.
    fn silent(&self) -> Option<&Observation> {
        self.done(Probe::Idle).or_else(|| self.done(Probe::Served))
    }

    /// Every long wait that is over.
    fn waits(&self) -> impl Iterator<Item = (Probe, &Wait)> {
        self.evidence.observations.iter().filter_map(|seen| match &seen.outcome {
            Outcome::Waited(wait) => Some((seen.probe, wait)),
            _ => None,
        })
    }

    /// Whether the endpoint answers each message.
    fn answers(&self) -> bool {
        let rounds = |seen: &Observation| match &seen.outcome {
            Outcome::Heard(times) => times.len(),
            _ => 0,
        };
        self.done(Probe::Echo).is_some_and(|seen| rounds(seen) >= echo::ROUNDS)
    }

    /// When the time to watch is over.
    fn watched_until(&self) -> Option<Millis> {
        let began = self.idle_since.or_else(|| self.silent().map(|seen| seen.started));
        began.map(|began| began + self.plan.idle_limit)
    }

    /// How much later than the silent wait a second one begins: equal ages and equal instants of
    /// death must differ.
    fn stagger(&self) -> Millis {
        self.plan.idle_limit.scale(1, 10).min(LONGEST_STAGGER)
    }

    fn trace(&self) -> Option<alloc::string::String> {
        self.plan.trace.map(|trace| alloc::format!("{trace:08x}"))
    }
}

const LONGEST_STAGGER: Millis = Millis::seconds(7);

/// A handshake that failed sooner was refused, not waited for.
const FAST: Millis = Millis(900);

/// Whether a handshake that failed after so long was refused at once, and nobody waited: on a slow
/// network it takes no longer than a page does.
pub(crate) fn at_once(evidence: &Evidence, took: Millis) -> bool {
    if took < FAST {
        return true;
    }
    // Then pages may take as long for the same reason.
    if retries(took) {
        return false;
    }
    evidence.of(Probe::Reach).any(|(_, seen)| match &seen.outcome {
        Outcome::Fetched(fetches) => {
            let works = match &fetches.opaque.end {
                FetchEnd::Opaque | FetchEnd::Redirect => true,
                FetchEnd::Answered(answer) => answer.status < 500,
                FetchEnd::NotRun | FetchEnd::Failed | FetchEnd::TimedOut => false,
            };
            works && took < fetches.opaque.took.scale(2, 1)
        }
        _ => false,
    })
}

/// HAProxy's three retries, a second apart.
pub(crate) fn retries(took: Millis) -> bool {
    (Millis(2900)..Millis(3400)).contains(&took)
}
