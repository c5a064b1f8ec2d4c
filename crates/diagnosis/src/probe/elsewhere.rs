//! A handshake for a path that nobody serves: who answers, and does the server accept anything?

use alloc::boxed::Box;
use alloc::format;

use crate::evidence::Probe;
use crate::probe::dial::Dial;
use crate::probe::visit::Visit;
use crate::probe::{Context, First, Machine, Ready, Spec, again};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Elsewhere,
    title: Text("Trying an address that should not exist"),
    ready,
    machine: || Box::new(Elsewhere(None)),
};

fn ready(context: &Context<'_>) -> Ready {
    match again::ready(context) {
        // One socket per address at a time, and never before the second try.
        Ready::Go if context.done(Probe::Again).is_none() || context.connecting => Ready::Wait,
        Ready::Go if context.first() != First::FailedFast => Ready::Wait,
        other => other,
    }
}

struct Elsewhere(Option<Visit>);

impl Machine for Elsewhere {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let url =
            context.endpoint.elsewhere_url(&format!("nobody-serves-{:08x}", context.plan.nonce));
        self.0 = Some(Visit::new(Dial::bare(now, url, out)));
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
