//! A client's network that drops handshakes to anyone, and lets plain HTTP through.
//!
//! The control is behind the same network, so it fails too: the service is not to blame.

use anyhow::Result;

use crate::backend::Backend;
use crate::exchange::Exchange;
use crate::fault::{front, stage};
use crate::listener::ELSEWHERE;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "network-blocks-websocket",
    "The client's network drops handshakes to any host",
    Some("client-network-blocks"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let control = front(shared, ELSEWHERE, through).await?;
    let stage = stage(shared, through).await?;
    Ok(stage.control(control.address()).keep(control))
}

/// A usual backend as it looks from inside that network, which knows nothing of paths.
async fn through(exchange: Exchange) -> Result<()> {
    match exchange.head.is_handshake() {
        true => exchange.close().await,
        false => Backend::USUAL.answer(exchange).await,
    }
}
