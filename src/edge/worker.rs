//! The worker that holds the long waits, where no timer is slowed while the page is hidden.
//!
//! It is `wait.js`. Until its first word, or without one where the browser or a
//! policy keeps it away, it takes nothing, and the page holds the waits itself.

use std::cell::Cell;
use std::rc::Rc;

use diagnosis::session::{Command, Id, Input};
use diagnosis::time::Millis;
use gloo_events::EventListener;
use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use super::Tell;
use super::clock::Clock;
use super::plain::value;
use super::socket::{offered, throw};
use crate::value::Value;

/// What makes it.
pub type Make = Function;

/// A worker that ends with this value, and its sockets with it.
pub struct Worker {
    worker: web_sys::Worker,
    ready: Rc<Cell<bool>>,
    held: Vec<Id>,
    _listener: EventListener,
}

impl Worker {
    /// Starts it as `around.js` says; `None` where that is not allowed.
    pub fn start(make: &Make, clock: Clock, tell: Tell) -> Option<Worker> {
        let worker: web_sys::Worker = make.call0(&JsValue::NULL).ok()?.dyn_into().ok()?;
        let ready = Rc::new(Cell::new(false));
        let speaks = ready.clone();
        let listener = EventListener::new(&worker, "message", move |event| {
            speaks.set(true);
            let word = value(&event.unchecked_ref::<MessageEvent>().data(), 1);
            if let Some((at, input)) = read(&word) {
                let now = clock.now();
                tell(at.unwrap_or(now).min(now), input);
            }
        });
        let worker = Worker { worker, ready, held: Vec::new(), _listener: listener };
        worker.say("start", clock.began(), "", &[]);
        Some(worker)
    }

    /// Carries out what is meant for a long wait; gives whether that was so.
    pub fn act(&mut self, command: &Command) -> bool {
        let (what, id, text, subprotocols) = match command {
            Command::Open { id, url, subprotocols, long: true } if self.ready.get() => {
                self.held.push(*id);
                ("open", *id, url.as_str(), &subprotocols[..])
            }
            Command::Send { id, text } => ("send", *id, text.as_str(), &[][..]),
            Command::Close { id } => ("close", *id, "", &[][..]),
            Command::Abort { id } => ("abort", *id, "", &[][..]),
            _ => return false,
        };
        let held = self.held.contains(&id);
        if held {
            self.say(what, id.into(), text, subprotocols);
        }
        held
    }

    /// Asks for a tick at this time of the run, and for none that was asked for before; gives whether
    /// one can be counted on.
    pub fn wake(&self, at: Millis) -> bool {
        self.say("wake", at.0.into(), "", &[]);
        self.ready.get()
    }

    fn say(&self, what: &str, number: f64, text: &str, subprotocols: &[String]) {
        let offered = offered(subprotocols);
        let word = Array::of4(&what.into(), &number.into(), &text.into(), &offered);
        // It throws only for values that can't be copied.
        let _ = self.worker.post_message(&word);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// What it says, and when that was; a tick is for now.
fn read(word: &Value) -> Option<(Option<Millis>, Input)> {
    let Value::List(word) = word else { return None };
    let (what, at, id, rest) = match &word[..] {
        [Value::Text(what), Value::Number(at), Value::Number(id), rest @ ..] => {
            (what.as_str(), at, *id as Id, rest)
        }
        [Value::Text(what)] if what == "tick" => return Some((None, Input::Tick)),
        _ => return None,
    };
    let input = match (what, rest) {
        ("open", [Value::Bool(subprotocol), Value::Bool(extensions)]) => {
            Input::Opened { id, subprotocol: *subprotocol, extensions: *extensions }
        }
        ("message", [Value::Number(count)]) => Input::Message { id, count: *count as u32 },
        ("overrun", []) => Input::Overrun { id },
        ("error", []) => Input::Errored { id },
        ("close", [Value::Number(code), Value::Bool(clean), Value::Text(reason)]) => {
            Input::Closed { id, code: *code as u16, clean: *clean, reason: reason.clone() }
        }
        ("threw", [Value::Text(name), Value::Text(message)]) => {
            Input::Threw { id, throw: throw(name, message) }
        }
        _ => return None,
    };
    // A cast saturates: an event from before the run counts as at its start.
    Some((Some(Millis(at.round() as u32)), input))
}

#[cfg(test)]
mod tests {
    use diagnosis::evidence::Throw;

    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn word(what: &str, rest: &[Value]) -> Option<(Option<Millis>, Input)> {
        let mut list = vec![text(what), Value::Number(1234.4), Value::Number(7.0)];
        list.extend_from_slice(rest);
        read(&Value::List(list))
    }

    #[test]
    fn every_word_is_an_input_with_its_time() {
        let yes = Value::Bool(true);
        let no = Value::Bool(false);
        let close = [Value::Number(1000.0), yes.clone(), text("bye")];
        for (what, rest, expected) in [
            ("open", &[yes, no][..], Input::Opened { id: 7, subprotocol: true, extensions: false }),
            ("message", &[Value::Number(3.0)], Input::Message { id: 7, count: 3 }),
            ("error", &[], Input::Errored { id: 7 }),
            ("overrun", &[], Input::Overrun { id: 7 }),
            (
                "close",
                &close,
                Input::Closed { id: 7, code: 1000, clean: true, reason: "bye".into() },
            ),
            (
                "threw",
                &[text("SecurityError"), text("insecure")],
                Input::Threw { id: 7, throw: Throw::Security },
            ),
        ] {
            assert_eq!(word(what, rest), Some((Some(Millis(1234)), expected)), "{what}");
        }
        assert_eq!(read(&Value::List(vec![text("tick")])), Some((None, Input::Tick)));
    }

    #[test]
    fn a_word_of_another_build_is_no_input() {
        for (what, rest) in
            [("ready", &[][..]), ("message", &[]), ("close", &[Value::Number(1000.0)])]
        {
            assert_eq!(word(what, rest), None, "{what}");
        }
        assert_eq!(read(&Value::List(vec![text("ready")])), None);
        assert_eq!(read(&Value::Null), None);
    }

    #[test]
    fn a_time_before_the_run_counts_as_its_start() {
        let list = [text("error"), Value::Number(-3.0), Value::Number(1.0)];
        let told = read(&Value::List(list.into()));
        assert_eq!(told, Some((Some(Millis::ZERO), Input::Errored { id: 1 })));
    }
}
