//! HAProxy before nginx, both right.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::real::haproxy::{self, Settings};
use crate::real::nginx;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-nginx-healthy",
    "HAProxy before nginx, with the right settings",
    &["haproxy", "nginx"],
    None,
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (inner, middle) = nginx::start(shared, backend.address(), nginx::UPGRADING).await?;
    let (outer, front) = haproxy::start(shared, middle, &Settings::USUAL).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    let stage = stage.bypass(Hop::LoadBalancer, middle).bypass(Hop::Proxy, backend.address());
    Ok(stage.run(outer).run(inner).keep(backend))
}
