//! A long wait on one socket: silence or a heartbeat, until it is dropped or its limit comes.
//!
//! Where the endpoint is known to answer, each message sent asks for proof of life: an entry that a
//! network has forgotten sends nothing, so that an open socket alone proves nothing.

use crate::evidence::{Close, Outcome, Probe, Wait, WaitEnd};
use crate::probe::Context;
use crate::probe::dial::{Dial, Progress};
use crate::session::{Input, Lane, Out};
use crate::time::Millis;

/// How long an endpoint that answers may take to prove that it is still there, beside what the
/// handshake took.
const PROOF: Millis = Millis(3000);
/// A server that speaks by itself after that did not only greet.
const GREETING: Millis = Millis(2000);

/// A long wait under way.
pub(crate) struct Watch {
    dial: Dial,
    interval: Option<Millis>,
    lasts: Millis,
    open: Option<Open>,
}

struct Open {
    since: Millis,
    /// How long the handshake took.
    took: Millis,
    heard: Millis,
    said: Millis,
    /// When it had spoken before that.
    before: Millis,
    spanned: Millis,
    gap: Millis,
    /// The longest silence before a message of ours since the server was last heard.
    tried: Millis,
    /// The server spoke by itself, and not only to greet.
    served: bool,
    next: Option<Millis>,
    proof: Option<Millis>,
    errored: bool,
    ending: bool,
    sent: u32,
    received: u32,
}

/// What became of a long wait.
pub(crate) struct Watched {
    pub(crate) started: Millis,
    pub(crate) ended: Millis,
    pub(crate) outcome: Outcome,
    /// The server spoke by itself all along.
    pub(crate) served: bool,
}

impl Watch {
    /// Opens a socket and says nothing on it for `lasts` after opening.
    pub(crate) fn silent(
        now: Millis,
        lasts: Millis,
        context: &Context<'_>,
        out: &mut Out,
    ) -> Watch {
        Watch { dial: dial(now, context, out), interval: None, lasts, open: None }
    }

    /// The same with a message each `interval`.
    pub(crate) fn beating(
        now: Millis,
        lasts: Millis,
        interval: Millis,
        context: &Context<'_>,
        out: &mut Out,
    ) -> Watch {
        Watch { dial: dial(now, context, out), interval: Some(interval), lasts, open: None }
    }

    /// How long it lasts at most, from its opening.
    pub(crate) fn lasts(&self) -> Millis {
        self.lasts
    }

    /// Ends it sooner or later than was meant at first.
    pub(crate) fn last(&mut self, lasts: Millis) {
        self.lasts = lasts;
    }

    /// Whether its socket is open.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes in an event; gives what became of it once that is certain.
    pub(crate) fn handle(
        &mut self,
        at: Millis,
        input: &Input,
        context: &Context<'_>,
        out: &mut Out,
    ) -> Option<Watched> {
        let id = self.dial.id;
        if input.id().is_some_and(|own| own != id) {
            return None;
        }
        let Some(open) = &mut self.open else {
            match self.dial.handle(at, input, out) {
                Progress::Pending => {}
                Progress::Failed(when, outcome) => return Some(self.over(when, outcome)),
                Progress::Open { .. } => {
                    self.open = Some(Open {
                        since: at,
                        took: at - self.dial.started,
                        heard: at,
                        said: at,
                        before: at,
                        spanned: Millis::ZERO,
                        gap: Millis::ZERO,
                        tried: Millis::ZERO,
                        served: false,
                        next: self.interval.map(|interval| at + interval),
                        proof: None,
                        errored: false,
                        ending: false,
                        sent: 0,
                        received: 0,
                    });
                }
            }
            return None;
        };
        match input {
            Input::Message { count, .. } => {
                open.heard(at, *count);
                if open.ending {
                    out.abort(id);
                    return self.ended(at, WaitEnd::Alive);
                }
            }
            Input::Overrun { .. } => {
                out.abort(id);
                return self.ended(at, WaitEnd::Stopped);
            }
            Input::Errored { .. } => open.errored = true,
            Input::Closed { code, clean, .. } => {
                out.gone(id);
                let close = Close { code: *code, clean: *clean, error: open.errored };
                return self.ended(at, WaitEnd::Dropped(close));
            }
            Input::Tick if open.proof.is_some_and(|proof| at >= proof) => {
                out.abort(id);
                return self.ended(at, WaitEnd::Deaf);
            }
            Input::Tick if at >= open.since + self.lasts && !open.ending => {
                let answers = context.answers();
                // A busy socket has had its answers all along.
                match &context.plan.message {
                    Some(message) if answers && self.interval.is_none() => {
                        out.send(id, message);
                        open.ending = true;
                        open.say(at, answers);
                    }
                    _ => {
                        out.abort(id);
                        return self.ended(at, WaitEnd::Survived);
                    }
                }
            }
            Input::Tick if open.next.is_some_and(|next| at >= next) => {
                if let (Some(message), Some(interval)) = (&context.plan.message, self.interval) {
                    out.send(id, message);
                    open.say(at, context.answers());
                    open.next = Some(at + interval);
                }
            }
            _ => {}
        }
        None
    }

    /// When it wants a tick.
    pub(crate) fn deadline(&self) -> Millis {
        let Some(open) = &self.open else { return self.dial.deadline() };
        let limit = (!open.ending).then_some(open.since + self.lasts);
        let due = [limit, open.next.filter(|_| !open.ending), open.proof];
        due.into_iter().flatten().min().unwrap_or(open.since + self.lasts + PROOF)
    }

    /// What is known when the visitor stops the run.
    pub(crate) fn stopped(&self, at: Millis) -> Option<Watched> {
        self.ended(at, WaitEnd::Stopped)
    }

    /// How it stands, to be drawn.
    pub(crate) fn lane(&self, probe: Probe, at: Millis) -> Option<Lane> {
        let open = self.open.as_ref()?;
        let wait = self.wait(open, at, WaitEnd::Stopped);
        Some(Lane { probe, opened: open.since, lasts: self.lasts, wait })
    }

    fn ended(&self, at: Millis, end: WaitEnd) -> Option<Watched> {
        let open = self.open.as_ref()?;
        Some(self.over(at, Outcome::Waited(self.wait(open, at, end))))
    }

    fn over(&self, ended: Millis, outcome: Outcome) -> Watched {
        let served = self.open.as_ref().is_some_and(|open| open.served);
        Watched { started: self.dial.started, ended, outcome, served }
    }

    fn wait(&self, open: &Open, at: Millis, end: WaitEnd) -> Wait {
        Wait {
            age: at - open.since,
            unheard: at - open.heard,
            unsaid: at - open.arrived(at, end),
            spanned: open.spanned,
            gap: open.gap,
            interval: self.interval,
            sent: open.sent,
            received: open.received,
            end,
        }
    }
}

impl Open {
    /// When the last message was sent that can have arrived before the end.
    fn arrived(&self, at: Millis, end: WaitEnd) -> Millis {
        let crossed = at - self.said < self.took && self.heard < self.said;
        if crossed && matches!(end, WaitEnd::Dropped(_)) { self.before } else { self.said }
    }

    fn quiet(&self, at: Millis) -> Millis {
        at - self.heard.max(self.said)
    }

    fn heard(&mut self, at: Millis, count: u32) {
        self.spanned = self.spanned.max(self.tried).max(self.quiet(at));
        self.gap = self.gap.max(at - self.heard);
        self.served |= self.sent == 0 && at >= self.since + GREETING;
        self.heard = at;
        self.tried = Millis::ZERO;
        self.received = self.received.saturating_add(count);
        self.proof = None;
    }

    fn say(&mut self, at: Millis, answers: bool) {
        self.tried = self.tried.max(self.quiet(at));
        self.before = self.said;
        self.said = at;
        self.sent = self.sent.saturating_add(1);
        if answers && self.proof.is_none() {
            self.proof = Some(at + PROOF + self.took);
        }
    }
}

fn dial(now: Millis, context: &Context<'_>, out: &mut Out) -> Dial {
    Dial::long(now, context.endpoint, context.trace().as_deref(), out)
}
