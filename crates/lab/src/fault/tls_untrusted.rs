//! A certificate that nobody trusts, before a healthy backend.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::tls::Authority;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "tls-untrusted",
    "The certificate is not trusted",
    Some("tls-certificate"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = Authority::new()?.issue()?.terminate(HERE, backend.address()).await?;
    Ok(Stage::secure(front.address(), shared).keep(front).keep(backend))
}
