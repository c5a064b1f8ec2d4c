//! The silent wait once more: does the drop come back at the same time, or was it chance?
//!
//! Without a message of the application it runs beside the first one, some time later: it is all
//! that can tell a timer, which ends both at one age, from a restart, which ends both at one instant.
//! Where the first one was dropped before another socket was open, it runs for the same reason.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{Outcome, Probe, Wait, WaitEnd, Why};
use crate::probe::watch::Watch;
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Lane, Note, Out};
use crate::text::Text;
use crate::time::Millis;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Recur,
    title: Text("Watching the silence once more"),
    ready,
    machine: || Box::new(Recur { watch: None }),
};

fn ready(context: &Context<'_>) -> Ready {
    let beside = context.plan.message.is_none();
    match context.silent().map(|seen| &seen.outcome) {
        Some(Outcome::Skipped(why)) => Ready::Skip(*why),
        None if beside => match context.idle_since {
            Some(since) if context.now >= since + context.stagger() => Ready::Go,
            Some(since) => Ready::At(since + context.stagger()),
            None => Ready::Wait,
        },
        None if context.plan.refine => Ready::Wait,
        None => match context.idle_since {
            Some(since) if context.now >= since + context.stagger() => Ready::Skip(Why::NotGiven),
            _ => Ready::Wait,
        },
        _ if !context.plan.refine && !alone(context) => Ready::Skip(Why::NotGiven),
        Some(Outcome::Waited(Wait { age, end: WaitEnd::Dropped(_), .. })) => {
            let fits = context.watched_until().is_some_and(|end| context.now + longer(*age) <= end);
            match (fits, context.connecting) {
                (false, _) => Ready::Skip(Why::NoTime),
                (true, true) => Ready::Wait,
                (true, false) => Ready::Go,
            }
        }
        Some(_) => Ready::Skip(Why::NotNeeded),
    }
}

/// No other socket was open to compare when the silent wait ended.
fn alone(context: &Context<'_>) -> bool {
    context.silent().is_some_and(|seen| seen.ended < seen.started + context.stagger())
}

/// A drop that comes back does so within this time.
fn longer(age: Millis) -> Millis {
    age.scale(9, 8) + Millis(200)
}

fn lasts(context: &Context<'_>) -> Millis {
    match context.silent().map(|seen| &seen.outcome) {
        Some(Outcome::Waited(Wait { age, end: WaitEnd::Dropped(_), .. })) => longer(*age),
        _ => context.plan.idle_limit - context.stagger(),
    }
}

struct Recur {
    watch: Option<Watch>,
}

impl Machine for Recur {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.watch = Some(Watch::silent(now, lasts(context), context, out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(watch) = &mut self.watch else { return };
        watch.last(lasts(context));
        if let Some(watched) = watch.handle(at, input, context, out) {
            out.note(Note::new(watched.started, watched.ended, watched.outcome));
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.watch.as_ref().map(Watch::deadline)
    }

    fn lanes(&self, at: Millis) -> Vec<Lane> {
        self.watch.iter().filter_map(|watch| watch.lane(Probe::Recur, at)).collect()
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        if let Some(watched) = self.watch.as_ref().and_then(|watch| watch.stopped(at)) {
            out.note(Note::new(watched.started, watched.ended, watched.outcome));
        }
    }
}
