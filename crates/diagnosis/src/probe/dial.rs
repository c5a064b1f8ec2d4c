//! One opening handshake: from asking to the open event, or to the events that say it failed.

use crate::evidence::{Outcome, Refusal};
use crate::session::{Id, Input, Out};
use crate::target::Endpoint;
use crate::time::Millis;

/// Nobody waits longer for a chat, and a hung handshake blocks the next one to the same host.
const DEADLINE: Millis = Millis(4000);
/// A browser that refuses by itself sends an error event at once, and no close event.
const AT_ONCE: Millis = Millis(200);
const CLOSE_GRACE: Millis = Millis(400);

/// A handshake under way.
pub(crate) struct Dial {
    pub(crate) id: Id,
    pub(crate) started: Millis,
    deadline: Millis,
    errored: Option<Millis>,
}

/// How far a handshake is.
pub(crate) enum Progress {
    Pending,
    Open { subprotocol: bool, extensions: bool },
    Failed(Millis, Outcome),
}

impl Dial {
    pub(crate) fn start(
        now: Millis,
        endpoint: &Endpoint,
        trace: Option<&str>,
        out: &mut Out,
    ) -> Dial {
        Dial::asked(now, out.open(endpoint.url(trace), endpoint.subprotocols.clone(), false))
    }

    /// The same for a long wait.
    pub(crate) fn long(
        now: Millis,
        endpoint: &Endpoint,
        trace: Option<&str>,
        out: &mut Out,
    ) -> Dial {
        Dial::asked(now, out.open(endpoint.url(trace), endpoint.subprotocols.clone(), true))
    }

    pub(crate) fn bare(now: Millis, url: alloc::string::String, out: &mut Out) -> Dial {
        Dial::asked(now, out.open(url, alloc::vec::Vec::new(), false))
    }

    fn asked(now: Millis, id: Id) -> Dial {
        Dial { id, started: now, deadline: now + DEADLINE, errored: None }
    }

    /// Takes in an event; only meant for a dial that is still pending.
    pub(crate) fn handle(&mut self, at: Millis, input: &Input, out: &mut Out) -> Progress {
        match input {
            Input::Connecting { id } if *id == self.id => {
                self.started = at;
                Progress::Pending
            }
            Input::Opened { id, subprotocol, extensions } if *id == self.id => {
                Progress::Open { subprotocol: *subprotocol, extensions: *extensions }
            }
            Input::Threw { id, throw } if *id == self.id => {
                out.gone(self.id);
                Progress::Failed(at, Outcome::Threw(*throw))
            }
            Input::Errored { id } if *id == self.id => {
                self.errored.get_or_insert(at);
                Progress::Pending
            }
            Input::Closed { id, code, .. } if *id == self.id => {
                out.gone(self.id);
                let refusal = Refusal { code: Some(*code), error: self.errored.is_some() };
                Progress::Failed(self.errored.unwrap_or(at), Outcome::Refused(refusal))
            }
            Input::Tick if at >= self.deadline() => {
                out.abort(self.id);
                match self.errored {
                    Some(when) => Progress::Failed(
                        when,
                        Outcome::Refused(Refusal { code: None, error: true }),
                    ),
                    None => Progress::Failed(at, Outcome::TimedOut),
                }
            }
            _ => Progress::Pending,
        }
    }

    pub(crate) fn deadline(&self) -> Millis {
        match self.errored {
            Some(when) if when < self.started + AT_ONCE => when + CLOSE_GRACE,
            // Something was on its way: a close event comes, in WebKit on a busy device not with the error.
            _ => self.deadline,
        }
    }
}
