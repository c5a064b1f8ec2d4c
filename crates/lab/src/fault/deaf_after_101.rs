//! A hop that lets the handshake through and then swallows every frame, Close too.

use anyhow::Result;
use tokio::io::AsyncWriteExt;

use crate::backend::{Backend, accept};
use crate::exchange::Exchange;
use crate::fault::stage;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "deaf-after-101",
    "The handshake succeeds and nothing comes after it",
    Some("deaf-tunnel"),
    |shared| Box::pin(stage(shared, answer)),
);

async fn answer(mut exchange: Exchange) -> Result<()> {
    if !exchange.head.is_handshake() {
        return Backend::USUAL.answer(exchange).await;
    }
    exchange.stream.write_all(accept(&exchange.head).as_bytes()).await?;
    exchange.hang().await
}
