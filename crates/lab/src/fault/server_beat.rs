//! A healthy backend that speaks by itself every second, as servers with a heartbeat do.

use std::time::Duration;

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;
use crate::talk::{Speech, Talk};

const BACKEND: Backend =
    Backend::talk(Talk { speech: Speech::Beat(Duration::from_secs(1)), ..Talk::USUAL });

pub(super) static SCENARIO: Scenario =
    Scenario::fault("server-beat", "A healthy backend that speaks every second", None, |shared| {
        Box::pin(stage(shared, |exchange| BACKEND.answer(exchange)))
    });
