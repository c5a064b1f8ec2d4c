//! Silence until the other side drops the socket or the plan's limit comes.
//!
//! Where the server speaks by itself, it is no silence: then what was seen answers another question.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{Probe, Why};
use crate::probe::watch::{Watch, Watched};
use crate::probe::{Context, First, Machine, Ready, Spec};
use crate::session::{Input, Lane, Note, Out};
use crate::text::Text;
use crate::time::Millis;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Idle,
    title: Text("Watching for drops while nothing is said"),
    ready,
    machine: || Box::new(Idle { watch: None }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        First::Unknown | First::Swallowed => Ready::Wait,
        _ if context.plan.idle_limit == Millis::ZERO => Ready::Skip(Why::NotGiven),
        First::Opened if context.connecting || context.done(Probe::Echo).is_none() => Ready::Wait,
        First::Opened => Ready::Go,
        _ => Ready::Skip(Why::NotNeeded),
    }
}

struct Idle {
    watch: Option<Watch>,
}

fn note(watched: Watched, out: &mut Out) {
    let probe = watched.served.then_some(Probe::Served);
    out.note(Note { probe, ..Note::new(watched.started, watched.ended, watched.outcome) });
}

impl Machine for Idle {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.watch = Some(Watch::silent(now, context.plan.idle_limit, context, out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(watch) = &mut self.watch else { return };
        if let Some(watched) = watch.handle(at, input, context, out) {
            note(watched, out);
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.watch.as_ref().map(Watch::deadline)
    }

    fn lanes(&self, at: Millis) -> Vec<Lane> {
        self.watch.iter().filter_map(|watch| watch.lane(Probe::Idle, at)).collect()
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        if let Some(watched) = self.watch.as_ref().and_then(|watch| watch.stopped(at)) {
            note(watched, out);
        }
    }
}
