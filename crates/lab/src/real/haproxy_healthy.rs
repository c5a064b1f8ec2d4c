//! HAProxy as it should be: it knows WebSockets without being told.

use crate::real::haproxy::{self, Settings};
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-healthy",
    "HAProxy with the right settings",
    haproxy::NEEDS,
    None,
    |shared| Box::pin(haproxy::stage(shared, &Settings::USUAL)),
);
