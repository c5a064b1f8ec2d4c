//! A node of Socket.IO that did not make the session: the balancer has no sticky sessions.
//!
//! A session begins with plain requests; the node that made it is the only one that knows it, and every
//! other answers so, to handshakes too (Engine.IO's error code 1).

use crate::backend::Backend;
use crate::fault::{is_routed, stage};
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "socketio-unknown-session",
    "A Socket.IO node does not know the session that another node made",
    Some("sticky-session-missing"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            match is_routed(&exchange) {
                true => exchange.respond(&unknown()).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }))
    },
);

fn unknown() -> Response {
    Response::new(400, "application/json", r#"{"code":1,"message":"Session ID unknown"}"#)
}
