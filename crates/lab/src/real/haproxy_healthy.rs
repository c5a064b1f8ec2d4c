//! HAProxy as it should be: it knows WebSockets without being told.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::real::haproxy;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-healthy",
    "HAProxy with the right settings",
    haproxy::NEEDS,
    None,
    |shared| Box::pin(stage(shared, haproxy::ONE_SERVER)),
);

/// A stage of HAProxy with those lines about the servers, and a usual backend behind it.
pub(super) async fn stage(shared: &Shared, servers: &str) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (program, front) = haproxy::start(shared, backend.address(), "", servers).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::LoadBalancer, backend.address()).run(program).keep(backend))
}
