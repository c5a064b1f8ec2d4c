//! Two nginx, one behind the other: both right, or one of them without the Upgrade headers.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::real::nginx::{self, STRIPPING, UPGRADING};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static HEALTHY: Scenario = Scenario::real(
    "nginx-nginx-healthy",
    "Two nginx with the right settings",
    nginx::NEEDS,
    None,
    |shared| Box::pin(start(shared, UPGRADING, UPGRADING)),
);

pub(super) static OUTER_STRIPS: Scenario = Scenario::real(
    "nginx-nginx-outer-strips",
    "Two nginx, the outer one without the Upgrade headers",
    nginx::NEEDS,
    Some("multi-hop-strip"),
    |shared| Box::pin(start(shared, STRIPPING, UPGRADING)),
);

pub(super) static INNER_STRIPS: Scenario = Scenario::real(
    "nginx-nginx-inner-strips",
    "Two nginx, the inner one without the Upgrade headers",
    nginx::NEEDS,
    Some("multi-hop-strip"),
    |shared| Box::pin(start(shared, UPGRADING, STRIPPING)),
);

async fn start(shared: &Shared, outer: &str, inner: &str) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (inner, middle) = nginx::start(shared, backend.address(), inner).await?;
    let (outer, front) = nginx::start(shared, middle, outer).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    let stage = stage.bypass(Hop::LoadBalancer, middle).bypass(Hop::Proxy, backend.address());
    Ok(stage.run(outer).run(inner).keep(backend))
}
