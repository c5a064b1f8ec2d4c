//! The first opening handshake: the only attempt whose timing no earlier failure has touched.

use alloc::boxed::Box;

use crate::evidence::Probe;
use crate::probe::dial::Dial;
use crate::probe::visit::Once;
use crate::probe::{Ready, Spec};
use crate::text::Text;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Handshake,
    title: Text("Opening the WebSocket"),
    ready: |_| Ready::Go,
    machine: || {
        Box::new(Once::new(|now, context, out| {
            Dial::start(now, context.endpoint, context.trace().as_deref(), out)
        }))
    },
};
