//! A heartbeat of the application every 5 s, before a proxy that closes after 3 s of silence.

use crate::backend::Backend;
use crate::fault::idle_close;
use crate::scenario::Scenario;
use crate::tunnel::Counts;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "heartbeat-too-slow",
    "The application's heartbeat comes every 5 s, and a proxy closes after 3 s of silence",
    Some("heartbeat-mismatch"),
    |shared| {
        Box::pin(async {
            let stage = idle_close::start(shared, Backend::USUAL, Counts::Both).await?;
            Ok(stage.heartbeat(5).watched_for(12))
        })
    },
);
