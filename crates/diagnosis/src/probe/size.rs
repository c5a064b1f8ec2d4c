//! Messages that grow, where the endpoint answers: is there a limit of size?
//!
//! Only where somebody who knows the application allowed it: the message is sent repeated.

use alloc::boxed::Box;

use crate::evidence::{Close, Growth, Outcome, Probe, Why};
use crate::probe::dial::{Dial, Progress};
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Note, Out};
use crate::text::Text;
use crate::time::Millis;

/// In bytes: above each usual limit of a frame or message.
const SIZES: [u32; 5] = [1 << 10, (16 << 10) + 1, (64 << 10) + 1, (256 << 10) + 1, 1 << 20];
/// A large message takes its time on a slow line.
const ANSWER: Millis = Millis(8000);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Size,
    title: Text("Sending longer and longer messages"),
    ready,
    machine: || Box::new(Size { dial: None, sent: None, at: 0, errored: false }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.done(Probe::Echo).map(|seen| &seen.outcome) {
        None => Ready::Wait,
        Some(Outcome::Skipped(why)) => Ready::Skip(*why),
        _ if !context.plan.grow || context.plan.message.is_none() => Ready::Skip(Why::NotGiven),
        Some(Outcome::Heard(_)) if context.connecting => Ready::Wait,
        Some(Outcome::Heard(_)) => Ready::Go,
        Some(_) => Ready::Skip(Why::NotNeeded),
    }
}

struct Size {
    dial: Option<Dial>,
    sent: Option<Millis>,
    at: usize,
    errored: bool,
}

impl Size {
    fn send(&mut self, at: Millis, context: &Context<'_>, out: &mut Out) {
        let (Some(dial), Some(message)) = (&self.dial, &context.plan.message) else { return };
        let bytes = SIZES[self.at] as usize;
        let mut text = message.repeat(bytes.div_ceil(message.len().max(1)));
        let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        out.send(dial.id, &text);
        self.sent = Some(at);
    }

    fn end(&self, at: Millis, failed: bool, close: Option<Close>, out: &mut Out) {
        let Some(dial) = &self.dial else { return };
        let passed = self.at.checked_sub(1).map_or(0, |before| SIZES[before]);
        let growth = Growth { passed, failed: failed.then(|| SIZES[self.at]), close };
        out.note(Note::new(dial.started, at, Outcome::Grew(growth)));
        if close.is_some() {
            out.gone(dial.id);
        } else {
            out.abort(dial.id);
        }
    }
}

impl Machine for Size {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.dial = Some(Dial::start(now, context.endpoint, context.trace().as_deref(), out));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(dial) = &mut self.dial else { return };
        let Some(sent) = self.sent else {
            match dial.handle(at, input, out) {
                Progress::Pending => {}
                Progress::Failed(when, outcome) => out.note(Note::new(dial.started, when, outcome)),
                Progress::Open { .. } => self.send(at, context, out),
            }
            return;
        };
        match input {
            Input::Message { .. } => {
                self.at += 1;
                if self.at < SIZES.len() {
                    self.send(at, context, out);
                } else {
                    self.end(at, false, None, out);
                }
            }
            Input::Overrun { .. } => self.end(at, false, None, out),
            Input::Errored { .. } => self.errored = true,
            Input::Closed { code, clean, .. } => {
                let close = Close { code: *code, clean: *clean, error: self.errored };
                self.end(at, true, Some(close), out);
            }
            Input::Tick if at >= sent + ANSWER => self.end(at, true, None, out),
            _ => {}
        }
    }

    fn deadline(&self) -> Option<Millis> {
        match self.sent {
            Some(sent) => Some(sent + ANSWER),
            None => self.dial.as_ref().map(Dial::deadline),
        }
    }
}
