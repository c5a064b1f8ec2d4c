//! Hostile servers whose first message never ends: a client can only wait, and keep what came.

use std::time::Duration;

use anyhow::Result;
use tokio::io::AsyncWriteExt;

use crate::backend::{Backend, accept};
use crate::exchange::{Exchange, swallow};
use crate::fault::{drip, is_for_chat, stage};
use crate::frame::TEXT;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend::USUAL;
/// RFC 6455 section 5.2: 127 stands for a length in eight bytes, here a terabyte.
const HUGE: &[u8] = &[TEXT, 127, 0, 0, 1, 0, 0, 0, 0, 0];
/// And 126 for one in two bytes: 1000, as a real message could have.
const SMALL: &[u8] = &[TEXT, 126, 0x03, 0xe8];

pub(super) static DRIBBLED: Scenario = Scenario::fault(
    "endless-frame",
    "The server announces a message of 2^40 bytes and sends it in small pieces",
    // Browsers end it by themselves.
    Some("backend-crash-or-reset"),
    |shared| {
        Box::pin(stage(shared, |exchange| {
            answer(exchange, HUGE, &[b'a'; 1024], Duration::from_millis(50))
        }))
    },
);

pub(super) static DRIPPED: Scenario = Scenario::fault(
    "slow-drip",
    "The server sends its first message with one byte a second",
    Some("deaf-tunnel"),
    |shared| {
        Box::pin(stage(shared, |exchange| answer(exchange, SMALL, b"a", Duration::from_secs(1))))
    },
);

async fn answer(
    exchange: Exchange,
    announced: &'static [u8],
    piece: &'static [u8],
    every: Duration,
) -> Result<()> {
    if !is_for_chat(&exchange) {
        return BACKEND.answer(exchange).await;
    }
    let Exchange { head, mut stream } = exchange;
    stream.write_all(accept(&head).as_bytes()).await?;
    stream.write_all(announced).await?;
    let (reader, mut writer) = stream.into_split();
    tokio::select! {
        ended = swallow(reader) => ended,
        failed = drip(&mut writer, piece, every) => failed,
    }
}
