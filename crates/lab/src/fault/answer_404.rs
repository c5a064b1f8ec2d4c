//! A server that knows no such path.

use crate::backend::Backend;
use crate::fault::{is_routed, stage};
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-404",
    "The server has no such path",
    Some("wrong-path-or-route"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            match is_routed(&exchange) {
                true => exchange.respond(&Response::page(404)).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }))
    },
);
