//! A handshake for a path that nobody serves: who answers, and does the server accept anything?

use alloc::boxed::Box;
use alloc::format;

use crate::evidence::{Probe, Why};
use crate::probe::dial::Dial;
use crate::probe::visit::Once;
use crate::probe::{Context, First, Ready, Spec};
use crate::text::Text;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Elsewhere,
    title: Text("Trying an address that should not exist"),
    ready,
    machine: || {
        Box::new(Once::new(|now, context, out| {
            let name = format!("nobody-serves-{:08x}", context.plan.nonce);
            Dial::bare(now, context.endpoint.elsewhere_url(&name, context.trace().as_deref()), out)
        }))
    },
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        First::Unknown | First::Swallowed => Ready::Wait,
        // One socket per address at a time, and never before the second try.
        First::FailedFast if context.done(Probe::Again).is_none() || context.connecting => {
            Ready::Wait
        }
        First::FailedFast => Ready::Go,
        First::Hung => Ready::Skip(Why::WouldQueue),
        First::Opened | First::Unusable | First::Dropped | First::FailedSlow | First::Threw => {
            Ready::Skip(Why::NotNeeded)
        }
    }
}
