//! nginx as it should be.

use crate::backend::Backend;
use crate::real::nginx;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-healthy",
    "nginx with the right settings",
    nginx::NEEDS,
    None,
    |shared| Box::pin(nginx::stage(shared, Backend::USUAL, nginx::UPGRADING)),
);
