//! nginx before a port where nothing listens.

use anyhow::Result;

use crate::listener::Refusing;
use crate::real::nginx;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-backend-down",
    "nginx whose backend refuses connections",
    nginx::NEEDS,
    Some("backend-down"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Refusing::free()?;
    let (program, front) = nginx::start(shared, backend.address(), nginx::UPGRADING).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}
