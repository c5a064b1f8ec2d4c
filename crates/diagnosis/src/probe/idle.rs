//! Silence until the other side drops the socket or the plan's limit comes.
//!
//! A wait that ends at the limit ends with an active send where the endpoint is known to answer:
//! a dead NAT entry sends nothing, so that an open socket alone proves nothing.

use alloc::boxed::Box;

use crate::evidence::{Close, Outcome, Probe, Wait, WaitEnd, Why};
use crate::probe::dial::{Dial, Progress};
use crate::probe::{Context, First, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

/// How long an endpoint that answers may take to prove that it is still there.
const PROOF: Millis = Millis(3000);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Idle,
    title: Text("Watching for drops while nothing is said"),
    ready,
    machine: || Box::new(Idle { dial: None, open: None }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        First::Unknown => Ready::Wait,
        _ if context.plan.idle_limit == Millis::ZERO => Ready::Skip(Why::NotGiven),
        First::Opened if context.connecting || context.done(Probe::Echo).is_none() => Ready::Wait,
        First::Opened => Ready::Go,
        _ => Ready::Skip(Why::NotNeeded),
    }
}

struct Idle {
    dial: Option<Dial>,
    open: Option<Open>,
}

struct Open {
    since: Millis,
    last: Millis,
    limit: Millis,
    errored: bool,
    received: u16,
    proving: bool,
}

impl Idle {
    fn note(&self, at: Millis, end: WaitEnd, out: &mut Out) {
        let (Some(dial), Some(open)) = (&self.dial, &self.open) else { return };
        let wait = Wait {
            age: at - open.since,
            quiet: at - open.last,
            interval: None,
            sent: u16::from(open.proving),
            received: open.received,
            end,
        };
        out.note(Note::new(dial.started, at, Outcome::Waited(wait)));
    }
}

impl Machine for Idle {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.dial = Some(Dial::start(now, context.endpoint, context.trace().as_deref(), out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(dial) = &mut self.dial else { return };
        let (id, started) = (dial.id, dial.started);
        let Some(open) = &mut self.open else {
            match dial.handle(at, input, out) {
                Progress::Pending => {}
                Progress::Failed(when, outcome) => out.note(Note::new(started, when, outcome)),
                Progress::Open { .. } => {
                    let limit = at + context.plan.idle_limit;
                    self.open = Some(Open {
                        since: at,
                        last: at,
                        limit,
                        errored: false,
                        received: 0,
                        proving: false,
                    });
                }
            }
            return;
        };
        match input {
            Input::Message { .. } => {
                open.last = at;
                open.received = open.received.saturating_add(1);
                if open.proving {
                    self.note(at, WaitEnd::Alive, out);
                    out.abort(id);
                }
            }
            Input::Errored { .. } => open.errored = true,
            Input::Closed { code, clean, .. } => {
                let close = Close { code: *code, clean: *clean, error: open.errored };
                self.note(at, WaitEnd::Dropped(close), out);
                out.gone(id);
            }
            Input::Tick if at >= open.limit => {
                let answers = context
                    .done(Probe::Echo)
                    .is_some_and(|seen| matches!(seen.outcome, Outcome::Heard(_)));
                match &context.plan.message {
                    Some(message) if answers && !open.proving => {
                        out.send(id, message);
                        open.proving = true;
                        open.limit = at + PROOF;
                    }
                    _ => {
                        let end = if open.proving { WaitEnd::Deaf } else { WaitEnd::Survived };
                        self.note(at, end, out);
                        out.abort(id);
                    }
                }
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Millis> {
        match &self.open {
            Some(open) => Some(open.limit),
            None => self.dial.as_ref().map(Dial::deadline),
        }
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        self.note(at, WaitEnd::Stopped, out);
    }
}
