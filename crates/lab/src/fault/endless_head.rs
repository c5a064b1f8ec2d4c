//! Hostile servers whose answer to a handshake never gets past its head.

use std::time::Duration;

use anyhow::Result;
use tokio::io::AsyncWriteExt;

use crate::backend::Backend;
use crate::exchange::{Exchange, finish, swallow};
use crate::fault::{drip, is_for_chat, stage};
use crate::scenario::Scenario;

const BACKEND: Backend = Backend::USUAL;
const BEGINNING: &[u8] =
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
const FIELD: &[u8] = b"X-Filler: 0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
/// 64 MB of them.
const MANY: usize = 64_000_000 / FIELD.len();

pub(super) static DRIPPED: Scenario = Scenario::fault(
    "endless-head",
    "The handshake is answered with header fields that never end, one each 100 ms",
    Some("backend-timeout"),
    |shared| Box::pin(stage(shared, dripped)),
);

pub(super) static HUGE: Scenario = Scenario::fault(
    "huge-head",
    "The handshake is answered with a head of 64 MB",
    Some("backend-crash-or-reset"),
    |shared| Box::pin(stage(shared, huge)),
);

async fn dripped(exchange: Exchange) -> Result<()> {
    if !is_for_chat(&exchange) {
        return BACKEND.answer(exchange).await;
    }
    let (reader, mut writer) = exchange.stream.into_split();
    writer.write_all(BEGINNING).await?;
    tokio::select! {
        ended = swallow(reader) => ended,
        failed = drip(&mut writer, FIELD, Duration::from_millis(100)) => failed,
    }
}

async fn huge(exchange: Exchange) -> Result<()> {
    if !is_for_chat(&exchange) {
        return BACKEND.answer(exchange).await;
    }
    let mut stream = exchange.stream;
    stream.write_all(BEGINNING).await?;
    for _ in 0..MANY {
        stream.write_all(FIELD).await?;
    }
    stream.write_all(b"\r\n").await?;
    finish(stream).await
}
