//! A proxy whose upstream is down: for the WebSocket's route, or for everything.

use crate::backend::Backend;
use crate::fault::{is_routed, stage};
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static PATH: Scenario = Scenario::fault(
    "answer-502",
    "The proxy answers 502 on the WebSocket's route, and the root works",
    Some("backend-down"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            match is_routed(&exchange) {
                true => exchange.respond(&Response::nginx(502)).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }))
    },
);

pub(super) static ALL: Scenario = Scenario::fault(
    "answer-502-all",
    "The proxy answers 502 on every path",
    Some("backend-down"),
    |shared| {
        Box::pin(stage(
            shared,
            |exchange| async move { exchange.respond(&Response::nginx(502)).await },
        ))
    },
);
