//! Certificates that are signed by whom the client trusts, and wrong all the same.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::tls::Flaw;

const TRUTH: Option<&str> = Some("tls-certificate");

pub(super) static MISNAMED: Scenario =
    Scenario::fault("tls-misnamed", "The certificate is for another name", TRUTH, |shared| {
        Box::pin(start(shared, Flaw::Misnamed))
    });

pub(super) static EXPIRED: Scenario =
    Scenario::fault("tls-expired", "The certificate has expired", TRUTH, |shared| {
        Box::pin(start(shared, Flaw::Expired))
    });

async fn start(shared: &Shared, flaw: Flaw) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = shared.authority().issue_flawed(flaw)?.terminate(HERE, backend.address()).await?;
    Ok(Stage::secure(front.address(), shared).keep(front).keep(backend))
}
