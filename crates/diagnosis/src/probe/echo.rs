//! Round trips, where the endpoint answers a harmless message of the application.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{Close, Outcome, Probe, Why};
use crate::probe::dial::{Dial, Progress};
use crate::probe::{Context, Machine, Ready, Spec, first};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

/// An endpoint that answers each of them does not only greet, or speak by itself now and then.
pub(super) const ROUNDS: usize = 5;
/// How long an answer may take, beside what the handshake took.
const ANSWER: Millis = Millis(1000);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Echo,
    title: Text("Measuring how fast answers come"),
    ready,
    machine: || {
        Box::new(Echo {
            dial: None,
            sent: Millis::ZERO,
            open: None,
            times: Vec::new(),
            errored: false,
        })
    },
};

fn ready(context: &Context<'_>) -> Ready {
    let first = context.done(Probe::First).map(|seen| &seen.outcome);
    match first {
        None => Ready::Wait,
        Some(Outcome::Skipped(_)) => Ready::Skip(Why::NotNeeded),
        _ if context.plan.message.is_none() => Ready::Skip(Why::NotGiven),
        Some(Outcome::Heard(_)) if context.connecting => Ready::Wait,
        Some(Outcome::Heard(_)) => Ready::Go,
        Some(_) => Ready::Skip(Why::NotNeeded),
    }
}

struct Echo {
    dial: Option<Dial>,
    sent: Millis,
    /// How long the handshake took, once it is open.
    open: Option<Millis>,
    times: Vec<Millis>,
    errored: bool,
}

impl Echo {
    fn send(&mut self, at: Millis, context: &Context<'_>, out: &mut Out) {
        if let (Some(dial), Some(message)) = (&self.dial, &context.plan.message) {
            out.send(dial.id, message);
            self.sent = at;
        }
    }

    fn end(&mut self, at: Millis, out: &mut Out) {
        let Some(dial) = &self.dial else { return };
        let outcome = if self.times.is_empty() {
            Outcome::Quiet { sent: true }
        } else {
            Outcome::Heard(self.times.clone())
        };
        out.note(Note::new(dial.started, at, outcome));
        out.abort(dial.id);
    }
}

impl Machine for Echo {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.dial = Some(Dial::start(now, context.endpoint, context.trace().as_deref(), out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(dial) = &mut self.dial else { return };
        let Some(took) = self.open else {
            match dial.handle(at, input, out) {
                Progress::Pending => {}
                Progress::Failed(when, outcome) => out.note(Note::new(dial.started, when, outcome)),
                Progress::Open { .. } => {
                    self.open = Some(at - dial.started);
                    self.send(at, context, out);
                }
            }
            return;
        };
        match input {
            Input::Message { .. } => {
                self.times.push(at - self.sent);
                if self.times.len() < ROUNDS {
                    self.send(at, context, out);
                } else {
                    self.end(at, out);
                }
            }
            Input::Overrun { .. } => self.end(at, out),
            Input::Errored { .. } => self.errored = true,
            Input::Closed { code, clean, .. } => {
                let (id, started) = (dial.id, dial.started);
                let close = Close { code: *code, clean: *clean, error: self.errored };
                out.gone(id);
                out.note(Note::new(
                    started,
                    at,
                    first::dropped(started, started + took, at, close),
                ));
            }
            Input::Tick if at >= self.sent + ANSWER + took => self.end(at, out),
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Millis> {
        match self.open {
            Some(took) => Some(self.sent + ANSWER + took),
            None => self.dial.as_ref().map(Dial::deadline),
        }
    }
}
