//! Plain requests for the endpoint's own path: what a handshake gets that has lost its Upgrade.

use alloc::boxed::Box;

use crate::evidence::Probe;
use crate::probe::ask::Ask;
use crate::probe::{Context, Ready, Spec};
use crate::session::Mode;
use crate::text::Text;
use crate::time::Millis;

/// The handshake goes first, so that nothing delays it.
const HEAD_START: Millis = Millis(50);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Shadow,
    title: Text("Asking for the same address as a normal page"),
    ready,
    machine: || {
        Box::new(Ask::new(&[Mode::NoCors, Mode::Cors, Mode::Manual], |context| {
            context.endpoint.plain_url(context.trace().as_deref())
        }))
    },
};

pub(super) fn ready(context: &Context<'_>) -> Ready {
    if context.now < HEAD_START { Ready::At(HEAD_START) } else { Ready::Go }
}
