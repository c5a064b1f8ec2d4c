//! The first message after opening: a 101 that then carries nothing is no WebSocket.
//!
//! With a message of the application it speaks first; without one it only listens.

use alloc::boxed::Box;
use alloc::vec;

use crate::evidence::{After, Close, Opened, Outcome, Probe, Why};
use crate::probe::dial::{Dial, Progress};
use crate::probe::{Context, First as FirstHandshake, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

const LISTEN: Millis = Millis(1000);
const ANSWER: Millis = Millis(2000);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::First,
    title: Text("Waiting for a first message"),
    ready,
    machine: || Box::new(First { dial: None, open: None, until: Millis::ZERO, errored: false }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        FirstHandshake::Unknown | FirstHandshake::Swallowed => Ready::Wait,
        FirstHandshake::Opened if context.connecting => Ready::Wait,
        FirstHandshake::Opened => Ready::Go,
        _ => Ready::Skip(Why::NotNeeded),
    }
}

struct First {
    dial: Option<Dial>,
    open: Option<Millis>,
    until: Millis,
    errored: bool,
}

/// It opened, and was closed by the other side.
pub(super) fn dropped(started: Millis, opened: Millis, at: Millis, close: Close) -> Outcome {
    Outcome::Opened(Opened {
        took: opened - started,
        subprotocol: false,
        extensions: false,
        after: After::Dropped(close, at - opened),
    })
}

impl Machine for First {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.dial = Some(Dial::start(now, context.endpoint, context.trace().as_deref(), out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(dial) = &mut self.dial else { return };
        let (id, started) = (dial.id, dial.started);
        let Some(opened) = self.open else {
            match dial.handle(at, input, out) {
                Progress::Pending => {}
                Progress::Failed(when, outcome) => out.note(Note::new(started, when, outcome)),
                Progress::Open { .. } => {
                    self.open = Some(at);
                    self.until = at + if context.plan.message.is_some() { ANSWER } else { LISTEN };
                    if let Some(message) = &context.plan.message {
                        out.send(id, message);
                    }
                }
            }
            return;
        };
        let sent = context.plan.message.is_some();
        match input {
            Input::Message { .. } => {
                out.note(Note::new(started, at, Outcome::Heard(vec![at - opened])));
                out.abort(id);
            }
            Input::Closed { code, clean, .. } => {
                out.gone(id);
                let close = Close { code: *code, clean: *clean, error: self.errored };
                out.note(Note::new(started, at, dropped(started, opened, at, close)));
            }
            Input::Errored { .. } => self.errored = true,
            Input::Tick if at >= self.until => {
                out.note(Note::new(started, at, Outcome::Quiet { sent }));
                out.abort(id);
            }
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Millis> {
        match self.open {
            Some(_) => Some(self.until),
            None => self.dial.as_ref().map(Dial::deadline),
        }
    }
}
