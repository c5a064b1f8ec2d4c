//! More handshakes where some opened and some failed: how many of them fail?
//!
//! One after another, until each outcome was seen twice.

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
        First::Unknown => Ready::Wait,
        First::FailedFast if context.done(Probe::Again).is_none() => Ready::Wait,
        First::FailedFast => match mixed(context) {
            false => Ready::Skip(Why::NotNeeded),
            true if context.connecting || context.done(Probe::Elsewhere).is_none() => Ready::Wait,
            true => Ready::Go,
        },
        // The sockets of the later probes are handshakes as well.
        First::Opened if context.done(Probe::Echo).is_none() => Ready::Wait,
        First::Opened if !mixed(context) => Ready::Skip(Why::NotNeeded),
        First::Opened if context.connecting => Ready::Wait,
        First::Opened => Ready::Go,
        First::Hung => Ready::Skip(Why::WouldQueue),
        First::Unusable | First::FailedSlow | First::Threw => Ready::Skip(Why::NotNeeded),
    }
}

fn counted(context: &Context<'_>) -> (usize, usize) {
    let asked = [Probe::Handshake, Probe::Again, Probe::First, Probe::Echo, Probe::Repeat];
    let seen = context.evidence.observations.iter().filter(|seen| {
        asked.contains(&seen.probe) && seen.via == Via::Front && seen.variant == Variant::AsIs
    });
    seen.fold((0, 0), |(opened, failed), seen| match seen.outcome {
        Outcome::Refused(refusal) if !refusal.dropped() => (opened, failed + 1),
        Outcome::Skipped(_) | Outcome::Cancelled => (opened, failed),
        _ => (opened + 1, failed),
    })
}

fn mixed(context: &Context<'_>) -> bool {
    let (opened, failed) = counted(context);
    opened > 0 && failed > 0
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
        let Some((ended, outcome)) = visit.handle(at, input, out) else { return };
        let failed_now = match outcome {
            Outcome::Refused(refusal) => !refusal.dropped(),
            ref outcome => *outcome == Outcome::TimedOut,
        };
        out.note(Note::new(visit.started(), ended, outcome));
        self.visit = None;
        let (opened, failed) = counted(context);
        let enough =
            opened + usize::from(!failed_now) >= 2 && failed + usize::from(failed_now) >= 2;
        if !enough && self.left > 0 && context.sockets_left > 0 {
            self.next(at, context, out);
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.visit.as_ref().and_then(Visit::deadline)
    }
}
