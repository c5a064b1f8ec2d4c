//! The handshake once more after a failure: the same, warm over TLS, then without subprotocols; and
//! after a connection that was lost as soon as it was open, or whose close was not answered. What comes
//! again is no chance.
//!
//! Warm means that a request with credentials opened an HTTP/2 session first: a browser may then use
//! extended CONNECT (RFC 8441), which is all that an HTTP/2-only listener understands.

use alloc::boxed::Box;

use crate::evidence::{Outcome, Probe, Variant, Via, Why};
use crate::probe::dial::Dial;
use crate::probe::visit::Visit;
use crate::probe::{Context, First, Machine, Ready, Spec};
use crate::session::{Id, Input, Mode, Note, Out};
use crate::text::Text;
use crate::time::Millis;

const WARMING: Millis = Millis(1500);

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Again,
    title: Text("Trying once more"),
    ready,
    machine: || Box::new(Again { state: State::Over, bare_left: false }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        First::Unknown => Ready::Wait,
        First::FailedFast | First::FailedSlow | First::Dropped
            if context.done(Probe::Shadow).is_none() || context.done(Probe::Reach).is_none() =>
        {
            Ready::Wait
        }
        First::FailedFast | First::FailedSlow | First::Dropped | First::Swallowed => Ready::Go,
        First::Hung => Ready::Skip(Why::WouldQueue),
        First::Opened | First::Unusable | First::Threw => Ready::Skip(Why::NotNeeded),
    }
}

struct Again {
    state: State,
    bare_left: bool,
}

enum State {
    Warming { id: Id, until: Millis },
    Visiting { visit: Visit, variant: Variant },
    Over,
}

impl Again {
    fn visit(&mut self, now: Millis, variant: Variant, context: &Context<'_>, out: &mut Out) {
        let trace = context.trace();
        let dial = match variant {
            Variant::Bare => Dial::bare(now, context.endpoint.url(trace.as_deref()), out),
            Variant::AsIs | Variant::Warm => {
                Dial::start(now, context.endpoint, trace.as_deref(), out)
            }
        };
        self.state = State::Visiting { visit: Visit::new(dial), variant };
    }
}

impl Machine for Again {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let first = context.first();
        let opened = matches!(first, First::Dropped | First::Swallowed);
        // A subprotocol is refused at once.
        self.bare_left = first == First::FailedFast && !context.endpoint.subprotocols.is_empty();
        if context.endpoint.target.secure && !opened {
            let url = context.endpoint.root_url(context.trace().as_deref());
            self.state =
                State::Warming { id: out.fetch(url, Mode::NoCors, true), until: now + WARMING };
        } else {
            self.visit(now, Variant::AsIs, context, out);
        }
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        match &mut self.state {
            State::Warming { id, until } => {
                match input {
                    Input::Responded { id: own, .. } | Input::Failed { id: own } if own == id => {
                        out.gone(*id)
                    }
                    Input::Tick if at >= *until => out.abort(*id),
                    _ => return,
                }
                self.visit(at, Variant::Warm, context, out);
            }
            State::Visiting { visit, variant } => {
                let Some((ended, outcome)) = visit.handle(at, input, context, out) else { return };
                let bare_next = self.bare_left && !matches!(outcome, Outcome::Opened(_));
                out.note(Note::new(visit.started(), ended, outcome).varied(Via::Front, *variant));
                self.bare_left = false;
                self.state = State::Over;
                if bare_next {
                    self.visit(at, Variant::Bare, context, out);
                }
            }
            State::Over => {}
        }
    }

    fn deadline(&self) -> Option<Millis> {
        match &self.state {
            State::Warming { until, .. } => Some(*until),
            State::Visiting { visit, .. } => visit.deadline(),
            State::Over => None,
        }
    }
}
