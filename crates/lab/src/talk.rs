//! What a server says and does on an open WebSocket, from its 101 to the end.

use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use crate::backend::accept;
use crate::exchange::{self, Exchange};
use crate::frame::{self, CLOSE, PING, PONG, TEXT};

/// How a server talks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    /// Whether it answers each message with the same.
    pub(crate) echoes: bool,
    /// What it says by itself.
    pub(crate) speech: Speech,
    /// The longest message in bytes, and how a longer one ends the conversation.
    pub(crate) limit: Option<(usize, End)>,
    /// When it ends the conversation by itself, counted from the 101, and how.
    pub(crate) end: Option<(Duration, End)>,
}

/// What a server says by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Speech {
    /// Nothing.
    Silence,
    /// A message each time so much has passed.
    Beat(Duration),
    /// A ping of the protocol each time so much has passed.
    Ping(Duration),
    /// One message of so many bytes.
    Once(usize),
    /// So many batches of 100 small messages each, as fast as the client takes them.
    Flood(u32),
}

/// How a server ends a conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// By FIN, without a Close frame.
    Fin,
    /// By a Close frame with that code and reason.
    Close(u16, &'static [u8]),
}

/// As many messages go out together: one by one, the server would be slower than the client.
const BATCH: u32 = 100;
/// How long a client may take to answer a Close frame.
const PATIENCE: Duration = Duration::from_secs(2);

type Writer = Mutex<OwnedWriteHalf>;

impl Talk {
    /// It answers, and says and ends nothing by itself.
    pub(crate) const USUAL: Talk =
        Talk { echoes: true, speech: Speech::Silence, limit: None, end: None };

    /// Accepts a handshake and talks until one side ends it.
    pub(crate) async fn hold(self, exchange: Exchange) -> Result<()> {
        let Exchange { head, mut stream } = exchange;
        stream.write_all(accept(&head).as_bytes()).await?;
        let (reader, writer) = stream.into_split();
        let writer = Mutex::new(writer);
        let mut reader = head.rest().chain(reader);
        let end = tokio::select! {
            end = self.listen(&mut reader, &writer) => end?,
            end = self.speak(&writer) => end?,
            end = self.leave() => end,
        };
        if let End::Close(code, reason) = end {
            let payload = [&code.to_be_bytes(), reason].concat();
            frame::write(&mut *writer.lock().await, CLOSE, &payload).await?;
            // A FIN before the client's own Close would make the closure unclean (RFC 6455 section 7.1.4).
            let _ = timeout(PATIENCE, closed(&mut reader)).await;
        }
        let (_, reader) = reader.into_inner();
        exchange::finish(reader.reunite(writer.into_inner())?).await
    }

    async fn listen<R: AsyncRead + Unpin>(self, reader: &mut R, writer: &Writer) -> Result<End> {
        let mut message = 0;
        while let Some(frame) = frame::read(reader).await? {
            if frame.is_data() {
                message += frame.payload.len();
                match self.limit {
                    Some((longest, end)) if message > longest => return Ok(end),
                    _ => {}
                }
                if frame.is_last() {
                    message = 0;
                }
            }
            let answer = match frame.first {
                PING => PONG,
                PONG => continue,
                _ if frame.is_data() && !self.echoes => continue,
                first => first,
            };
            frame::write(&mut *writer.lock().await, answer, &frame.payload).await?;
            if frame.first == CLOSE {
                break;
            }
        }
        Ok(End::Fin)
    }

    async fn speak(self, writer: &Writer) -> Result<End> {
        let (every, first, payload) = match self.speech {
            Speech::Beat(every) => (every, TEXT, &b"beat"[..]),
            Speech::Ping(every) => (every, PING, &b""[..]),
            Speech::Flood(batches) => {
                let mut batch = Vec::new();
                for _ in 0..BATCH {
                    frame::write(&mut batch, TEXT, b"flood").await?;
                }
                for _ in 0..batches {
                    writer.lock().await.write_all(&batch).await?;
                }
                return std::future::pending().await;
            }
            Speech::Once(bytes) => {
                frame::write(&mut *writer.lock().await, TEXT, &vec![b'a'; bytes]).await?;
                return std::future::pending().await;
            }
            Speech::Silence => return std::future::pending().await,
        };
        loop {
            sleep(every).await;
            frame::write(&mut *writer.lock().await, first, payload).await?;
        }
    }

    async fn leave(self) -> End {
        let Some((after, end)) = self.end else { return std::future::pending().await };
        sleep(after).await;
        end
    }
}

/// Reads until the client has closed.
async fn closed<R: AsyncRead + Unpin>(reader: &mut R) -> Result<()> {
    while frame::read(reader).await?.is_some_and(|frame| frame.first != CLOSE) {}
    Ok(())
}
