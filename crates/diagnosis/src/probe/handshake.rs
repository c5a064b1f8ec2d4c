//! The first opening handshake: the only attempt whose timing no earlier failure has touched.

use alloc::boxed::Box;

use crate::evidence::Probe;
use crate::probe::dial::Dial;
use crate::probe::visit::Visit;
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Handshake,
    title: Text("Opening the WebSocket"),
    ready: |_| Ready::Go,
    machine: || Box::new(Handshake(None)),
};

struct Handshake(Option<Visit>);

impl Machine for Handshake {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.0 =
            Some(Visit::new(Dial::start(now, context.endpoint, context.trace().as_deref(), out)));
    }

    fn handle(&mut self, at: Millis, input: &Input, _: &Context<'_>, out: &mut Out) {
        let Some(visit) = &mut self.0 else { return };
        if let Some((ended, outcome)) = visit.handle(at, input, out) {
            out.note(Note::new(visit.started(), ended, outcome));
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.0.as_ref().and_then(Visit::deadline)
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        let Some(visit) = &self.0 else { return };
        if let Some((ended, outcome)) = visit.cancel(at) {
            out.note(Note::new(visit.started(), ended, outcome));
        }
    }
}
