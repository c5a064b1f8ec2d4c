//! One request on its connection, and the ways in which a server can treat it.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::head::Head;
use crate::response::Response;

/// In bytes: no report is longer.
const LONGEST: usize = 1 << 20;

/// A request whose head was read, and its connection.
pub(crate) struct Exchange {
    /// The request.
    pub(crate) head: Head,
    /// Its connection.
    pub(crate) stream: TcpStream,
}

impl Exchange {
    /// Reads a request; `None` if the client closed without one, as a browser's spare connections do.
    pub(crate) async fn read(mut stream: TcpStream) -> Result<Option<Exchange>> {
        let head = Head::read(&mut stream).await?;
        Ok(head.map(|head| Exchange { head, stream }))
    }

    /// The request's body, as long as its `Content-Length` says.
    pub(crate) async fn body(&mut self) -> Result<Vec<u8>> {
        let length = self.head.get("content-length").map_or(Ok(0), str::parse)?;
        ensure!(length <= LONGEST, "expected a body of at most {LONGEST} bytes, found {length}");
        let mut body = self.head.rest().to_vec();
        let arrived = body.len().min(length);
        body.resize(length, 0);
        self.stream.read_exact(&mut body[arrived..]).await?;
        Ok(body)
    }

    /// Answers and closes.
    pub(crate) async fn respond(mut self, response: &Response) -> Result<()> {
        self.stream.write_all(&response.bytes(self.head.method())).await?;
        finish(self.stream).await
    }

    /// Closes without an answer.
    pub(crate) async fn close(self) -> Result<()> {
        finish(self.stream).await
    }

    /// Never answers, whatever comes.
    pub(crate) async fn hang(self) -> Result<()> {
        swallow(self.stream).await
    }
}

/// Ends a connection by FIN.
///
/// Dropping it could send RST instead, when bytes of the peer are still unread.
pub(crate) async fn finish<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) -> Result<()> {
    stream.shutdown().await?;
    // Bounded, because a peer may keep its side open for ever.
    let _ = timeout(Duration::from_secs(2), swallow(stream)).await;
    Ok(())
}

/// Reads until the peer is gone, and never writes.
pub(crate) async fn swallow<S: AsyncRead + Unpin>(mut stream: S) -> Result<()> {
    let mut bytes = [0; 4096];
    while stream.read(&mut bytes).await? > 0 {}
    Ok(())
}
