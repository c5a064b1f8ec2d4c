//! A load balancer without a server: 503 on every path, after three retries of a second each, as HAProxy.

use std::time::Duration;

use tokio::time::sleep;

use crate::fault::stage;
use crate::response::Response;
use crate::scenario::Scenario;

const RETRIES: Duration = Duration::from_secs(3);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-503",
    "The load balancer answers 503 on every path, after 3 s of retries",
    Some("backend-down"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            sleep(RETRIES).await;
            exchange.respond(&Response::haproxy_unavailable()).await
        }))
    },
);
