//! A CDN with WebSockets off: it removes the upgrade and marks the answers as its own.
//!
//! Emulated. What a real CDN answers then is not verified here.

use anyhow::Result;

use crate::backend::Backend;
use crate::fault::stage;
use crate::head::Head;
use crate::listener::HERE;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{forward, without_upgrade};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "cdn-strips",
    "A CDN with WebSockets off removes the upgrade",
    Some("cdn-websocket-disabled"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let address = backend.address();
    let stage =
        stage(shared, move |exchange| forward(exchange, address, without_upgrade, marked)).await?;
    Ok(stage.bypass(Hop::Cdn, address).keep(backend))
}

/// The edit of a CDN that marks the answers as its own.
pub(super) fn marked(response: &mut Head) {
    response.set("server", "cloudflare");
    response.set("cf-ray", "8c0ffee00c0ffee0-FRA");
    response.set("cf-cache-status", "DYNAMIC");
}
