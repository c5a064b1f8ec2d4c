//! Plain requests for the host's root: does the host answer at all, and is it one path or all?

use alloc::boxed::Box;

use crate::evidence::Probe;
use crate::probe::ask::Ask;
use crate::probe::{Spec, shadow};
use crate::session::Mode;
use crate::text::Text;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Reach,
    title: Text("Checking that the server answers at all"),
    ready: shadow::ready,
    machine: || {
        Box::new(Ask::new(&[Mode::NoCors, Mode::Cors], |context| {
            context.endpoint.root_url(context.trace().as_deref())
        }))
    },
};
