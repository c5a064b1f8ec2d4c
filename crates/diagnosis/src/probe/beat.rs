//! The same wait with a client heartbeat: does traffic cure the drop, or does age kill?
//!
//! If it is dropped before its second heartbeat, the interval was too long to prove anything; it
//! tries once more with a third of the time it lived.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{Outcome, Probe, Wait, WaitEnd, Why};
use crate::probe::watch::Watch;
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Lane, Note, Out};
use crate::text::Text;
use crate::time::Millis;

const SHORTEST: Millis = Millis(200);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Beat,
    title: Text("Watching the same with regular messages"),
    ready,
    machine: || Box::new(Beat { watch: None, retried: false }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.silent().map(|seen| &seen.outcome) {
        Some(Outcome::Skipped(why)) => Ready::Skip(*why),
        _ if context.plan.message.is_none() => Ready::Skip(Why::NotGiven),
        None => match context.idle_since {
            Some(since) if context.now >= since + context.stagger() => Ready::Go,
            Some(since) => Ready::At(since + context.stagger()),
            None => Ready::Wait,
        },
        Some(Outcome::Waited(_)) => Ready::Go,
        Some(_) => Ready::Skip(Why::NotNeeded),
    }
}

struct Beat {
    watch: Option<Watch>,
    retried: bool,
}

/// As long as the silent one is watched; twice that one's life is enough.
fn lasts(context: &Context<'_>) -> Millis {
    let watched = context.plan.idle_limit - context.stagger();
    match context.silent().map(|seen| &seen.outcome) {
        Some(Outcome::Waited(Wait { age, end: WaitEnd::Dropped(_), .. })) => {
            watched.min(age.scale(2, 1) + Millis(1000))
        }
        _ => watched,
    }
}

impl Machine for Beat {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let interval = context.plan.heartbeat.max(SHORTEST);
        self.watch = Some(Watch::beating(now, lasts(context), interval, context, out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(watch) = &mut self.watch else { return };
        watch.last(lasts(context));
        let Some(watched) = watch.handle(at, input, context, out) else { return };
        let faster = match &watched.outcome {
            Outcome::Waited(Wait { age, sent: 0 | 1, end: WaitEnd::Dropped(_), .. }) => {
                Some(age.scale(1, 3)).filter(|faster| *faster >= SHORTEST && !self.retried)
            }
            _ => None,
        };
        out.note(Note::new(watched.started, watched.ended, watched.outcome));
        self.watch = faster.map(|interval| {
            self.retried = true;
            Watch::beating(at, lasts(context), interval, context, out)
        });
    }

    fn deadline(&self) -> Option<Millis> {
        self.watch.as_ref().map(Watch::deadline)
    }

    fn lanes(&self, at: Millis) -> Vec<Lane> {
        self.watch.iter().filter_map(|watch| watch.lane(Probe::Beat, at)).collect()
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        if let Some(watched) = self.watch.as_ref().and_then(|watch| watch.stopped(at)) {
            out.note(Note::new(watched.started, watched.ended, watched.outcome));
        }
    }
}
