//! A healthy backend that speaks by itself every second, as servers with a heartbeat do.

use std::time::Duration;

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend { beat: Some(Duration::from_secs(1)), ..Backend::USUAL };

pub(super) static SCENARIO: Scenario =
    Scenario::fault("server-beat", "A healthy backend that speaks every second", None, |shared| {
        Box::pin(stage(shared, |exchange| BACKEND.answer(exchange)))
    });
