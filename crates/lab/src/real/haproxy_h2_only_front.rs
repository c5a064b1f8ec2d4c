//! HAProxy whose front speaks HTTP/2 and nothing else, and announces WebSockets over it (RFC 8441).
//!
//! Chromium fails as long as it has no HTTP/2 session to the host, so a page on the endpoint's own origin connects.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::real::haproxy::{self, Settings};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

const SETTINGS: Settings = Settings { bind: "ssl crt lab.pem alpn h2 proto h2", ..Settings::USUAL };

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-h2-only-front",
    "HAProxy whose front speaks HTTP/2 only",
    haproxy::NEEDS,
    Some("http2-only"),
    |shared| Box::pin(start(shared)),
)
.healthy_from_own_origin();

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (program, front) = haproxy::start(shared, backend.address(), &SETTINGS).await?;
    let stage = Stage::secure(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::LoadBalancer, backend.address()).run(program).keep(backend))
}
