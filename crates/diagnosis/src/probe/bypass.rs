//! The handshake by the ways around some hops that the operator gave, one after another.

use alloc::boxed::Box;

use crate::evidence::{Hop, Probe, Variant, Via, Why};
use crate::probe::dial::Dial;
use crate::probe::visit::Visit;
use crate::probe::{Context, First, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

/// More hops than that are rare, and each costs a socket.
const MOST: usize = 4;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Bypass,
    title: Text("Trying the ways around each hop"),
    ready,
    machine: || Box::new(Bypass { at: 0, visit: None }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        _ if context.endpoint.bypasses.is_empty() => Ready::Skip(Why::NotGiven),
        First::Unknown | First::Swallowed => Ready::Wait,
        First::Opened | First::Unusable | First::Dropped => Ready::Skip(Why::NotNeeded),
        _ if context.connecting || context.done(Probe::Elsewhere).is_none() => Ready::Wait,
        _ => Ready::Go,
    }
}

struct Bypass {
    at: usize,
    visit: Option<(Hop, Visit)>,
}

impl Bypass {
    fn next(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.visit = context.endpoint.bypasses.iter().take(MOST).nth(self.at).map(|(hop, way)| {
            (*hop, Visit::new(Dial::start(now, way, context.trace().as_deref(), out)))
        });
        self.at += 1;
    }
}

impl Machine for Bypass {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.next(now, context, out);
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some((hop, visit)) = &mut self.visit else { return };
        if let Some((ended, outcome)) = visit.handle(at, input, context, out) {
            let started = visit.started();
            let via = Via::Behind(*hop);
            out.note(Note::new(started, ended, outcome).varied(via, Variant::AsIs));
            self.next(at, context, out);
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.visit.as_ref().and_then(|(_, visit)| visit.deadline())
    }
}
