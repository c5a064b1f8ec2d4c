//! A backend that accepts the handshake and closes at once, by FIN and without a Close frame.

use anyhow::Result;
use tokio::io::AsyncWriteExt;

use crate::backend::{Backend, accept};
use crate::exchange::Exchange;
use crate::fault::stage;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "close-after-101",
    "The backend closes right after it accepted the handshake",
    Some("backend-crash-or-reset"),
    |shared| Box::pin(stage(shared, answer)),
);

async fn answer(mut exchange: Exchange) -> Result<()> {
    if !exchange.head.is_handshake() {
        return Backend::USUAL.answer(exchange).await;
    }
    exchange.stream.write_all(accept(&exchange.head).as_bytes()).await?;
    exchange.close().await
}
