//! A login that is missing: for the whole route, as at a gateway, or for handshakes alone, as in an application.

use crate::backend::Backend;
use crate::fault::{is_for_chat, is_routed, stage};
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static ROUTE: Scenario = Scenario::fault(
    "answer-401",
    "The WebSocket's route wants a login",
    Some("auth-rejected"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            match is_routed(&exchange) {
                true => exchange.respond(&unauthorized()).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }))
    },
);

pub(super) static HANDSHAKE: Scenario = Scenario::fault(
    "answer-401-handshake",
    "The application wants a login for handshakes, and for plain requests none",
    Some("auth-rejected"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            match is_for_chat(&exchange) {
                true => exchange.respond(&unauthorized()).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }))
    },
);

/// A 401 names how to log in (RFC 9110 section 11.6.1); for this way no browser shows a dialog.
fn unauthorized() -> Response {
    Response::page(401).with("WWW-Authenticate", "Bearer realm=\"chat\"")
}
