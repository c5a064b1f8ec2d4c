//! Plain requests for the host's root: does the host answer at all, and is it one path or all?

use alloc::boxed::Box;

use crate::evidence::Probe;
use crate::probe::ask::Ask;
use crate::probe::{Context, Machine, Spec, shadow};
use crate::session::{Input, Mode, Out};
use crate::text::Text;
use crate::time::Millis;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Reach,
    title: Text("Checking that the server answers at all"),
    ready: shadow::ready,
    machine: || Box::new(Reach(Ask::new())),
};

struct Reach(Ask);

impl Machine for Reach {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let trace = context.trace();
        self.0.start(
            now,
            &[Mode::NoCors, Mode::Cors],
            || context.endpoint.root_url(trace.as_deref()),
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
