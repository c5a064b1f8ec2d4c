//! A handshake with another service that is known to work: this browser and network, or the service?

use alloc::boxed::Box;

use crate::evidence::{Probe, Why};
use crate::probe::dial::Dial;
use crate::probe::visit::Visit;
use crate::probe::{Context, First, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Control,
    title: Text("Opening a WebSocket elsewhere, for comparison"),
    ready,
    machine: || Box::new(Control(None)),
};

fn ready(context: &Context<'_>) -> Ready {
    match &context.endpoint.control {
        None => Ready::Skip(Why::NotGiven),
        // On the endpoint's own address it would wait behind the first handshake, and spoil its time.
        Some(control)
            if control.shares_address(context.endpoint) && context.first() == First::Unknown =>
        {
            Ready::Wait
        }
        Some(_) => Ready::Go,
    }
}

struct Control(Option<Visit>);

impl Machine for Control {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let control =
            context.endpoint.control.as_ref().expect("ready only with a control endpoint");
        self.0 = Some(Visit::new(Dial::start(now, control, context.trace().as_deref(), out)));
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
}
