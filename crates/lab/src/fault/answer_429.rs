//! A limit of requests that is used up: 429 on the WebSocket's route, and when to come back.

use crate::backend::Backend;
use crate::fault::{is_routed, stage};
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-429",
    "The WebSocket's route has had too many requests",
    Some("rate-limited"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            match is_routed(&exchange) {
                true => exchange.respond(&Response::page(429).with("Retry-After", "30")).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }))
    },
);
