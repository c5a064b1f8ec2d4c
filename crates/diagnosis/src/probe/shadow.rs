//! Plain requests for the endpoint's own path: what a handshake gets that has lost its Upgrade.

use alloc::boxed::Box;

use crate::evidence::Probe;
use crate::probe::ask::Ask;
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Mode, Out};
use crate::text::Text;
use crate::time::Millis;

/// The handshake goes first, so that nothing delays it.
const HEAD_START: Millis = Millis(50);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Shadow,
    title: Text("Asking for the same address as a normal page"),
    ready,
    machine: || Box::new(Shadow(Ask::new())),
};

pub(super) fn ready(context: &Context<'_>) -> Ready {
    if context.now < HEAD_START { Ready::At(HEAD_START) } else { Ready::Go }
}

struct Shadow(Ask);

impl Machine for Shadow {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let trace = context.trace();
        self.0.start(
            now,
            &[Mode::NoCors, Mode::Cors, Mode::Manual],
            || context.endpoint.plain_url(trace.as_deref()),
            out,
        );
    }

    fn handle(&mut self, at: Millis, input: &Input, _: &Context<'_>, out: &mut Out) {
        self.0.handle(at, input, out);
    }

    fn deadline(&self) -> Option<Millis> {
        self.0.deadline()
    }
}
