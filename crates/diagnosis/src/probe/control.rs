//! A handshake with another service that is known to work: this browser and network, or the service?

use alloc::boxed::Box;

use crate::evidence::{Probe, Why};
use crate::probe::dial::Dial;
use crate::probe::visit::Once;
use crate::probe::{Context, First, Ready, Spec};
use crate::text::Text;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Control,
    title: Text("Opening a WebSocket elsewhere, for comparison"),
    ready,
    machine: || {
        Box::new(Once::new(|now, context, out| {
            let control =
                context.endpoint.control.as_ref().expect("ready only with a control endpoint");
            Dial::start(now, control, context.trace().as_deref(), out)
        }))
    },
};

fn ready(context: &Context<'_>) -> Ready {
    match &context.endpoint.control {
        None => Ready::Skip(Why::NotGiven),
        // Networks that know no WebSockets mostly see plain ones only, so that the two say nothing of
        // each other.
        Some(control) if control.target.secure != context.endpoint.target.secure => {
            Ready::Skip(Why::NotNeeded)
        }
        // On the endpoint's own address it would wait behind the first handshake, and spoil its time.
        Some(control)
            if control.shares_address(context.endpoint) && context.first() == First::Unknown =>
        {
            Ready::Wait
        }
        Some(_) => Ready::Go,
    }
}
