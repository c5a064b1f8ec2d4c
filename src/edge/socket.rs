//! One WebSocket and its listeners.

use diagnosis::evidence::Throw;
use diagnosis::session::{Id, Input};
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, Event, WebSocket};

use super::Tell;
use super::clock::Clock;

/// A WebSocket that ends with this value, and then tells nothing more.
pub struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 4],
}

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
        let socket = WebSocket::new_with_str_sequence(url, &offered(subprotocols))
            .map_err(|error| thrown(&error))?;
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
            listen("message", |id, _, _| Input::Message { id, count: 1 }),
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
        Ok(Socket { socket, _listeners: listeners })
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
