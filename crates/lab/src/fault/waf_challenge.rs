//! A CDN's firewall that wants to see a person first: its page can't be solved by a handshake.
//!
//! `cf-mitigated: challenge` is what Cloudflare documents for all its challenge pages; the firewall
//! guards the WebSocket's route, and passes all else on.

use anyhow::Result;

use crate::backend::Backend;
use crate::fault::{cdn_strips, is_routed, stage};
use crate::listener::HERE;
use crate::response::Response;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{forward, unchanged};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "waf-challenge",
    "A CDN's firewall answers the WebSocket's route with a challenge for a person",
    Some("waf-or-challenge-blocked"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let address = backend.address();
    let stage = stage(shared, move |exchange| async move {
        match is_routed(&exchange) {
            true => exchange.respond(&Response::cloudflare_challenge()).await,
            false => forward(exchange, address, unchanged, cdn_strips::marked).await,
        }
    })
    .await?;
    Ok(stage.bypass(Hop::Cdn, address).keep(backend))
}
