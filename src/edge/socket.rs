//! One WebSocket and its listeners.

use diagnosis::evidence::Throw;
use diagnosis::session::{Id, Input};
use diagnosis::time::Millis;
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use super::Tell;
use super::clock::Clock;

/// A WebSocket that ends with this value, and then tells nothing more.
pub struct Socket {
    socket: WebSocket,
    connecting: Millis,
    _listeners: [EventListener; 4],
}

/// In bytes: no more is taken from a visitor's line. Those of a long wait, which are in the worker,
/// may take more with time.
const MOST: f64 = 16_777_216.0;
/// In bytes: what a message costs beside what is in it.
const FRAME: f64 = 64.0;

impl Socket {
    /// Opens a socket whose events are told with their own time stamps.
    ///
    /// # Errors
    /// What the constructor threw.
    pub fn open(
        id: Id,
        url: &str,
        subprotocols: &[String],
        clock: Clock,
        tell: &Tell,
    ) -> Result<Socket, Throw> {
        let offered = offered(subprotocols);
        let connecting = clock.now();
        let socket =
            WebSocket::new_with_str_sequence(url, &offered).map_err(|error| thrown(&error))?;
        let listen = |name: &'static str, input: fn(Id, &WebSocket, &Event) -> Input| {
            let (tell, own) = (tell.clone(), socket.clone());
            EventListener::new(&socket, name, move |event| {
                tell(clock.at(event.time_stamp()), input(id, &own, event));
            })
        };
        let listeners = [
            listen("open", |id, socket, _| Input::Opened {
                id,
                subprotocol: !socket.protocol().is_empty(),
                extensions: !socket.extensions().is_empty(),
            }),
            messages(id, &socket, clock, tell.clone()),
            listen("error", |id, _, _| Input::Errored { id }),
            listen("close", |id, _, event| {
                let close = event.unchecked_ref::<CloseEvent>();
                Input::Closed {
                    id,
                    code: close.code(),
                    clean: close.was_clean(),
                    reason: close.reason(),
                }
            }),
        ];
        Ok(Socket { socket, connecting, _listeners: listeners })
    }

    /// Since when it is being opened.
    pub fn connecting(&self) -> Millis {
        self.connecting
    }

    /// Sends a text message, if the socket is open.
    pub fn send(&self, text: &str) {
        // It throws only while connecting, when there is nothing to say yet.
        let _ = self.socket.send_with_str(text);
    }

    /// Closes with 1000; what happens is still told.
    pub fn close(&self) {
        // It throws only for codes that a page may not send.
        let _ = self.socket.close_with_code(1000);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.close();
    }
}

/// Tells of messages, until there were too many or too long ones.
fn messages(id: Id, socket: &WebSocket, clock: Clock, tell: Tell) -> EventListener {
    let mut left = MOST;
    EventListener::new(socket, "message", move |event| {
        if left < 0.0 {
            return;
        }
        left -= FRAME + length(&event.unchecked_ref::<MessageEvent>().data());
        let at = clock.at(event.time_stamp());
        tell(at, Input::Message { id, count: 1 });
        if left < 0.0 {
            tell(at, Input::Overrun { id });
        }
    })
}

/// How long a message is, without a copy of it.
fn length(data: &JsValue) -> f64 {
    match data.dyn_ref::<js_sys::JsString>() {
        Some(text) => text.length().into(),
        None => js_sys::Reflect::get(data, &"size".into())
            .ok()
            .and_then(|size| size.as_f64())
            .unwrap_or_default(),
    }
}

/// Subprotocols as the constructor takes them.
pub(super) fn offered(subprotocols: &[String]) -> js_sys::Array {
    subprotocols.iter().map(|name| JsValue::from_str(name)).collect()
}

fn thrown(error: &JsValue) -> Throw {
    // What Firefox throws for a policy is no `DOMException`, but has its fields.
    let field = |name: &str| js_sys::Reflect::get(error, &name.into()).ok()?.as_string();
    throw(&field("name").unwrap_or_default(), &field("message").unwrap_or_default())
}

/// What the constructor threw, by the exception's name and message.
pub(super) fn throw(name: &str, message: &str) -> Throw {
    if name.contains(FIREFOX_POLICY) || message.contains(FIREFOX_POLICY) {
        Throw::Policy
    } else if name == "SecurityError" {
        Throw::Security
    } else if name == "SyntaxError" {
        Throw::Syntax
    } else {
        Throw::Other
    }
}

/// Firefox throws it where other browsers send an error event.
const FIREFOX_POLICY: &str = "NS_ERROR_CONTENT_BLOCKED";
