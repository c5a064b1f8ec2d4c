//! HAProxy before a port where nothing listens, without health checks: three retries, a second each, then 503.

use anyhow::Result;

use crate::listener::Refusing;
use crate::real::haproxy::{self, Settings};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-backend-down",
    "HAProxy whose backend refuses connections",
    haproxy::NEEDS,
    Some("backend-down"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Refusing::free()?;
    let (program, front) = haproxy::start(shared, backend.address(), &Settings::USUAL).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::LoadBalancer, backend.address()).run(program).keep(backend))
}
