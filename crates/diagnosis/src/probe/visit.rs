//! A short visit: the handshake, a hold to see whether the socket stays, and a proper close.

use crate::evidence::{After, Close, Opened, Outcome};
use crate::probe::dial::{Dial, Progress};
use crate::probe::{Context, Machine};
use crate::session::{Input, Note, Out};
use crate::time::Millis;

/// Long enough to see a 101 that dies at once.
const HOLD: Millis = Millis(800);
/// A close frame that is not answered by then is swallowed, unless the handshake was slow as well, or
/// plain requests are: then the browser or its line is busy, as with a message that is large.
const CLOSE_ANSWER: Millis = Millis(1000);

/// A visit under way.
pub(crate) struct Visit {
    dial: Dial,
    state: State,
}

enum State {
    Dialling,
    Holding {
        opened: Opened,
        until: Millis,
        errored: bool,
        heard: bool,
    },
    /// Whatever arrives says that frames come through, though the answer to the close waits behind it.
    Closing {
        opened: Opened,
        until: Millis,
        heard: bool,
    },
    Over,
}

impl Visit {
    pub(crate) fn new(dial: Dial) -> Visit {
        Visit { dial, state: State::Dialling }
    }

    /// When it began.
    pub(crate) fn started(&self) -> Millis {
        self.dial.started
    }

    /// Takes in an event; gives the time and the outcome once they are certain.
    pub(crate) fn handle(
        &mut self,
        at: Millis,
        input: &Input,
        context: &Context<'_>,
        out: &mut Out,
    ) -> Option<(Millis, Outcome)> {
        let id = self.dial.id;
        let over = match &mut self.state {
            State::Dialling => match self.dial.handle(at, input, out) {
                Progress::Pending => None,
                Progress::Failed(when, outcome) => Some((when, outcome)),
                Progress::Open { subprotocol, extensions } => {
                    let took = at - self.dial.started;
                    let opened = Opened { took, subprotocol, extensions, after: After::Unknown };
                    self.state =
                        State::Holding { opened, until: at + HOLD, errored: false, heard: false };
                    None
                }
            },
            State::Holding { opened, .. } | State::Closing { opened, .. }
                if *input == (Input::Overrun { id }) =>
            {
                out.abort(id);
                Some((at, Outcome::Opened(Opened { after: After::Held, ..*opened })))
            }
            State::Holding { opened, until, errored, heard } => match input {
                Input::Message { id: own, .. } if *own == id => {
                    *heard = true;
                    None
                }
                Input::Errored { id: own } if *own == id => {
                    *errored = true;
                    None
                }
                Input::Closed { id: own, code, clean, .. } if *own == id => {
                    out.gone(id);
                    let close = Close { code: *code, clean: *clean, error: *errored };
                    let stayed = at - (self.dial.started + opened.took);
                    Some((
                        at,
                        Outcome::Opened(Opened { after: After::Dropped(close, stayed), ..*opened }),
                    ))
                }
                Input::Tick if at >= *until => {
                    out.close(id);
                    let until = at + CLOSE_ANSWER + opened.took;
                    self.state = State::Closing { opened: *opened, until, heard: *heard };
                    None
                }
                _ => None,
            },
            State::Closing { opened, until, heard } => match input {
                Input::Message { id: own, .. } if *own == id => {
                    *heard = true;
                    None
                }
                // Clean or not: a server that drops the connection without a close frame of its own
                // has answered all the same.
                Input::Closed { id: own, .. } if *own == id => {
                    out.gone(id);
                    Some((at, Outcome::Opened(Opened { after: After::Held, ..*opened })))
                }
                Input::Tick if at < *until => None,
                Input::Tick if context.answered() + CLOSE_ANSWER > at => {
                    *until = context.answered() + CLOSE_ANSWER;
                    None
                }
                Input::Tick => {
                    out.abort(id);
                    let after = if *heard { After::Held } else { After::Swallowed };
                    Some((at, Outcome::Opened(Opened { after, ..*opened })))
                }
                _ => None,
            },
            State::Over => None,
        };
        if over.is_some() {
            self.state = State::Over;
        }
        over
    }

    /// What is known when the visitor stops the run.
    pub(crate) fn cancel(&self, at: Millis) -> Option<(Millis, Outcome)> {
        match self.state {
            State::Holding { opened, .. } | State::Closing { opened, .. } => {
                Some((at, Outcome::Opened(opened)))
            }
            State::Dialling | State::Over => None,
        }
    }

    pub(crate) fn deadline(&self) -> Option<Millis> {
        match self.state {
            State::Dialling => Some(self.dial.deadline()),
            State::Holding { until, .. } | State::Closing { until, .. } => Some(until),
            State::Over => None,
        }
    }
}

/// A probe that is a single visit by the front.
pub(crate) struct Once {
    dial: fn(Millis, &Context<'_>, &mut Out) -> Dial,
    visit: Option<Visit>,
}

impl Once {
    /// A visit that begins with this dial.
    pub(crate) fn new(dial: fn(Millis, &Context<'_>, &mut Out) -> Dial) -> Once {
        Once { dial, visit: None }
    }
}

impl Machine for Once {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.visit = Some(Visit::new((self.dial)(now, context, out)));
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        let Some(visit) = &mut self.visit else { return };
        if let Some((ended, outcome)) = visit.handle(at, input, context, out) {
            out.note(Note::new(visit.started(), ended, outcome));
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.visit.as_ref().and_then(Visit::deadline)
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        let Some(visit) = &self.visit else { return };
        if let Some((ended, outcome)) = visit.cancel(at) {
            out.note(Note::new(visit.started(), ended, outcome));
        }
    }
}
