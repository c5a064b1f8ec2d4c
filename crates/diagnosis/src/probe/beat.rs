//! The same wait with a client heartbeat: does traffic cure the drop, or does age kill?
//!
//! If it is dropped before its second heartbeat, the interval was too long to prove anything; it
//! tries once more with a third of the time it lived.

use alloc::boxed::Box;

use crate::evidence::{Close, Outcome, Probe, Wait, WaitEnd, Why};
use crate::probe::dial::{Dial, Progress};
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Id, Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

const SHORTEST: Millis = Millis(200);
const LONGEST_STAGGER: Millis = Millis::seconds(7);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Beat,
    title: Text("Watching the same with regular messages"),
    ready,
    machine: || Box::new(Beat { dial: None, open: None, interval: None, retried: false }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.done(Probe::Idle).map(|seen| &seen.outcome) {
        Some(Outcome::Skipped(why)) => Ready::Skip(*why),
        _ if context.plan.message.is_none() => Ready::Skip(Why::NotGiven),
        // Some time after the silent one: equal ages and equal instants of death must differ.
        None => match context.idle_since {
            Some(since) if context.now >= since + stagger(context) => Ready::Go,
            Some(since) => Ready::At(since + stagger(context)),
            None => Ready::Wait,
        },
        Some(Outcome::Waited(_)) => Ready::Go,
        Some(_) => Ready::Skip(Why::NotNeeded),
    }
}

fn stagger(context: &Context<'_>) -> Millis {
    context.plan.idle_limit.scale(1, 10).min(LONGEST_STAGGER)
}

struct Beat {
    dial: Option<Dial>,
    open: Option<Open>,
    interval: Option<Millis>,
    retried: bool,
}

struct Open {
    since: Millis,
    last: Millis,
    next: Millis,
    errored: bool,
    sent: u16,
    received: u16,
}

impl Beat {
    fn interval(&self, context: &Context<'_>) -> Millis {
        self.interval.unwrap_or(context.plan.heartbeat).max(SHORTEST)
    }

    fn wait(open: &Open, at: Millis, interval: Millis, end: WaitEnd) -> Wait {
        Wait {
            age: at - open.since,
            quiet: at - open.last,
            interval: Some(interval),
            sent: open.sent,
            received: open.received,
            end,
        }
    }

    /// Twice the silent socket's life proves the cure; more would only cost the visitor time.
    fn limit(open: &Open, context: &Context<'_>) -> Millis {
        let cured = context.evidence.of(Probe::Idle).find_map(|(_, seen)| match &seen.outcome {
            Outcome::Waited(Wait { age, end: WaitEnd::Dropped(_), .. }) => {
                Some(age.scale(2, 1) + Millis(1000))
            }
            _ => None,
        });
        open.since + cured.unwrap_or(context.plan.idle_limit)
    }

    fn dropped(
        &mut self,
        at: Millis,
        id: Id,
        close: (u16, bool),
        context: &Context<'_>,
        out: &mut Out,
    ) {
        let interval = self.interval(context);
        let (Some(dial), Some(open)) = (&self.dial, &self.open) else { return };
        out.gone(id);
        let age = at - open.since;
        if open.sent < 2 && !self.retried && age.scale(1, 3) >= SHORTEST {
            self.retried = true;
            self.interval = Some(age.scale(1, 3));
            self.open = None;
            self.start(at, context, out);
            return;
        }
        let close = Close { code: close.0, clean: close.1, error: open.errored };
        let wait = Beat::wait(open, at, interval, WaitEnd::Dropped(close));
        out.note(Note::new(dial.started, at, Outcome::Waited(wait)));
    }
}

impl Machine for Beat {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.dial = Some(Dial::start(now, context.endpoint, context.trace().as_deref(), out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let interval = self.interval(context);
        let Some(dial) = &mut self.dial else { return };
        let (id, started) = (dial.id, dial.started);
        let Some(open) = &mut self.open else {
            match dial.handle(at, input, out) {
                Progress::Pending => {}
                Progress::Failed(when, outcome) => out.note(Note::new(started, when, outcome)),
                Progress::Open { .. } => {
                    let next = at + interval;
                    self.open = Some(Open {
                        since: at,
                        last: at,
                        next,
                        errored: false,
                        sent: 0,
                        received: 0,
                    });
                }
            }
            return;
        };
        match input {
            Input::Message { .. } => {
                open.last = at;
                open.received = open.received.saturating_add(1);
            }
            Input::Errored { .. } => open.errored = true,
            Input::Closed { code, clean, .. } => {
                self.dropped(at, id, (*code, *clean), context, out)
            }
            Input::Tick if at >= Beat::limit(open, context) => {
                let wait = Beat::wait(open, at, interval, WaitEnd::Survived);
                out.note(Note::new(started, at, Outcome::Waited(wait)));
                out.abort(id);
            }
            Input::Tick if at >= open.next => {
                if let Some(message) = &context.plan.message {
                    out.send(id, message);
                }
                open.sent = open.sent.saturating_add(1);
                open.last = at;
                open.next = at + interval;
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Millis> {
        match &self.open {
            // The limit needs the context; the next heartbeat comes often enough to look at it.
            Some(open) => Some(open.next),
            None => self.dial.as_ref().map(Dial::deadline),
        }
    }

    fn cancel(&mut self, at: Millis, context: &Context<'_>, out: &mut Out) {
        let interval = self.interval(context);
        if let (Some(dial), Some(open)) = (&self.dial, &self.open) {
            let wait = Beat::wait(open, at, interval, WaitEnd::Stopped);
            out.note(Note::new(dial.started, at, Outcome::Waited(wait)));
        }
    }
}
