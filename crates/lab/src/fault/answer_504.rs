//! A proxy that gives up on its upstream after a while: 504 on the WebSocket's route, and a quick root.

use std::time::Duration;

use tokio::time::sleep;

use crate::backend::Backend;
use crate::fault::{is_routed, stage};
use crate::response::Response;
use crate::scenario::Scenario;

const PATIENCE: Duration = Duration::from_secs(2);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-504",
    "The proxy answers 504 on the WebSocket's route, after 2 s",
    Some("backend-timeout"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            if !is_routed(&exchange) {
                return Backend::USUAL.answer(exchange).await;
            }
            sleep(PATIENCE).await;
            exchange.respond(&Response::nginx(504)).await
        }))
    },
);
