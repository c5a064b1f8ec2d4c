//! A hostile server that accepts each handshake and closes at once, each time with another code and
//! reason, such as no server may send.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use tokio::io::AsyncWriteExt;

use crate::backend::{Backend, accept};
use crate::exchange::{Exchange, finish};
use crate::fault::{is_for_chat, stage};
use crate::frame::{self, CLOSE};
use crate::response::Response;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend::USUAL;
/// Where it tells how many handshakes there were.
const COUNT: &str = "/ws/count";
/// Usual ones, an application's, some that never stand in a frame, and some that are none.
const CODES: [u16; 16] =
    [1000, 1001, 1008, 1011, 1012, 1013, 3000, 4000, 4401, 4999, 1005, 1006, 1015, 0, 999, 65535];
/// Markup, a character that turns text around, text that is no UTF-8, and nothing.
const REASONS: [&[u8]; 5] = [
    b"<img src=x onerror=window.pwned=1>",
    "\u{202e}</p><script>window.pwned=1</script>".as_bytes(),
    b"\xff\xfe\xc3\x28",
    b"javascript:alert(1)",
    b"",
];

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "fickle-close",
    "The server accepts each handshake and closes at once, each time with another code and reason",
    Some("server-closed"),
    |shared| {
        Box::pin(async move {
            let count = Arc::new(AtomicUsize::new(0));
            stage(shared, move |exchange| answer(exchange, Arc::clone(&count))).await
        })
    },
);

async fn answer(exchange: Exchange, count: Arc<AtomicUsize>) -> Result<()> {
    if exchange.head.path() == COUNT {
        let count = count.load(Ordering::Relaxed).to_string();
        return exchange.respond(&Response::new(200, "text/plain", count)).await;
    }
    if !exchange.head.is_handshake() {
        return BACKEND.answer(exchange).await;
    }
    let nth = count.fetch_add(1, Ordering::Relaxed);
    if !is_for_chat(&exchange) {
        return BACKEND.answer(exchange).await;
    }
    let Exchange { head, mut stream } = exchange;
    stream.write_all(accept(&head).as_bytes()).await?;
    let (code, reason) = (CODES[nth % CODES.len()], REASONS[nth % REASONS.len()]);
    frame::write(&mut stream, CLOSE, &[&code.to_be_bytes(), reason].concat()).await?;
    finish(stream).await
}
