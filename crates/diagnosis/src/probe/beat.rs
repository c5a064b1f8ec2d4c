//! The same wait with a client heartbeat: does traffic cure the drop, or does age kill?
//!
//! If it is dropped before its second heartbeat, the interval was too long to prove anything; it
//! tries once more with a third of the time it lived. If the first heartbeat is not answered, the
//! silence before it was too long, and nobody knows how much: it tries faster until one is.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{Outcome, Probe, Wait, WaitEnd, Why};
use crate::probe::watch::Watch;
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Lane, Note, Out};
use crate::text::Text;
use crate::time::Millis;

const SHORTEST: Millis = Millis(200);
/// To outlive a limit means to live so much longer.
const LONGER: Millis = Millis(3000);
/// An interval of a minute comes down to half a second.
const MOST_FASTER: u32 = 3;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Beat,
    title: Text("Watching the same with regular messages"),
    ready,
    machine: || Box::new(Beat { watch: None, faster: 0, rest: None }),
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
    /// How many times it was tried faster.
    faster: u32,
    /// How long it may last after that at most.
    rest: Option<Millis>,
}

impl Beat {
    /// As long as the silent one is watched; twice that one's life is enough, and a little more than
    /// its life is needed.
    fn lasts(&self, context: &Context<'_>) -> Millis {
        let watched = context.plan.idle_limit - context.stagger();
        let lasts = match context.silent().map(|seen| &seen.outcome) {
            Some(Outcome::Waited(Wait { age, end: WaitEnd::Dropped(_), .. })) => {
                let more = *age + LONGER;
                watched.min(age.scale(2, 1) + Millis(1000)).max(more)
            }
            _ => watched,
        };
        lasts.min(self.rest.unwrap_or(lasts))
    }

    /// The interval to try next, if this one was too long.
    fn faster(&mut self, at: Millis, outcome: &Outcome, context: &Context<'_>) -> Option<Millis> {
        let Outcome::Waited(wait) = outcome else { return None };
        let interval = match wait.end {
            WaitEnd::Dropped(_) if wait.sent < 2 && self.faster == 0 => wait.age.scale(1, 3),
            WaitEnd::Deaf if wait.never_spanned() && self.faster < MOST_FASTER => {
                let interval = wait.interval.unwrap_or_default();
                // Long enough to outlive what was too long, and no longer than is watched anyway.
                let left = context.watched_until().unwrap_or_default() - at;
                self.rest = Some(left.max(interval.scale(2, 1) + LONGER));
                interval.scale(1, 5)
            }
            _ => return None,
        };
        (interval >= SHORTEST && context.sockets_left > 0).then_some(interval)
    }
}

impl Machine for Beat {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let interval = context.plan.heartbeat.max(SHORTEST);
        self.watch = Some(Watch::beating(now, self.lasts(context), interval, context, out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let lasts = self.lasts(context);
        let Some(watch) = &mut self.watch else { return };
        watch.last(lasts);
        let Some(watched) = watch.handle(at, input, context, out) else { return };
        let faster = self.faster(at, &watched.outcome, context);
        out.note(Note::new(watched.started, watched.ended, watched.outcome));
        self.watch = faster.map(|interval| {
            self.faster += 1;
            Watch::beating(at, self.lasts(context), interval, context, out)
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
