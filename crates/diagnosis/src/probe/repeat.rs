//! More handshakes where some opened and some failed: how many of them fail?
//!
//! One after another, until each outcome was seen twice and came back. A warm handshake that opened
//! after a cold one that failed is counted too: all later ones are warm as well, and open if that is why.

use alloc::boxed::Box;

use crate::evidence::{Outcome, Probe, Variant, Via, Why};
use crate::probe::dial::Dial;
use crate::probe::visit::Visit;
use crate::probe::{Context, First, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

/// Chromium delays sockets from about the ninth failure on.
const MOST: u32 = 8;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Repeat,
    title: Text("Counting how many handshakes fail"),
    ready,
    machine: || Box::new(Repeat { visit: None, left: MOST }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        First::Unknown | First::Swallowed => Ready::Wait,
        First::FailedFast if context.done(Probe::Again).is_none() => Ready::Wait,
        First::FailedFast => match Count::of(context).mixed() {
            false => Ready::Skip(Why::NotNeeded),
            true if context.connecting || context.done(Probe::Elsewhere).is_none() => Ready::Wait,
            true => Ready::Go,
        },
        // The sockets of the later probes are handshakes as well.
        First::Opened if context.done(Probe::Echo).is_none() => Ready::Wait,
        First::Opened if !Count::of(context).mixed() => Ready::Skip(Why::NotNeeded),
        First::Opened if context.connecting => Ready::Wait,
        First::Opened => Ready::Go,
        First::Hung => Ready::Skip(Why::WouldQueue),
        First::Unusable | First::Dropped | First::FailedSlow | First::Threw => {
            Ready::Skip(Why::NotNeeded)
        }
    }
}

/// Handshakes that differ in nothing that should matter, and how they went.
#[derive(Default)]
struct Count {
    opened: u32,
    failed: u32,
    /// How often the outcome was another than before.
    turns: u32,
    last: Option<bool>,
}

impl Count {
    fn of(context: &Context<'_>) -> Count {
        let asked = [Probe::Handshake, Probe::Again, Probe::First, Probe::Echo, Probe::Repeat];
        let mut count = Count::default();
        for seen in &context.evidence.observations {
            let same = seen.via == Via::Front && seen.variant != Variant::Bare;
            if asked.contains(&seen.probe) && same {
                count.add(&seen.outcome);
            }
        }
        count
    }

    fn add(&mut self, outcome: &Outcome) {
        let opened = match outcome {
            Outcome::Skipped(_) | Outcome::Cancelled => return,
            Outcome::Refused(refusal) => refusal.dropped(),
            Outcome::TimedOut => false,
            _ => true,
        };
        self.turns += u32::from(self.last.is_some_and(|last| last != opened));
        self.last = Some(opened);
        *if opened { &mut self.opened } else { &mut self.failed } += 1;
    }

    fn mixed(&self) -> bool {
        self.opened > 0 && self.failed > 0
    }

    /// Each outcome was seen twice, and not as an outage of some time would have it.
    fn enough(&self) -> bool {
        self.opened > 1 && self.failed > 1 && self.turns > 2
    }
}

struct Repeat {
    visit: Option<Visit>,
    left: u32,
}

impl Repeat {
    fn next(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.left -= 1;
        let dial = Dial::start(now, context.endpoint, context.trace().as_deref(), out);
        self.visit = Some(Visit::new(dial));
    }
}

impl Machine for Repeat {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.next(now, context, out);
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(visit) = &mut self.visit else { return };
        let Some((ended, outcome)) = visit.handle(at, input, context, out) else { return };
        let mut count = Count::of(context);
        count.add(&outcome);
        out.note(Note::new(visit.started(), ended, outcome));
        self.visit = None;
        if !count.enough() && self.left > 0 && context.sockets_left > 0 {
            self.next(at, context, out);
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.visit.as_ref().and_then(Visit::deadline)
    }
}
