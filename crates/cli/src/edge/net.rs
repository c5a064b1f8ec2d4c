//! A connection to a URL's host: its name, TCP, and TLS where the scheme asks for it.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use diagnosis::evidence::Line;
use diagnosis::session::Id;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

use crate::edge::tls::{self, Protocols, Tls};
use crate::edge::{Event, Tell};

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// It waits for the name.
    Resolving,
    /// It waits for TCP.
    Connecting,
    /// TCP stands; it waits for TLS, or for the answer.
    Connected,
    /// TLS stands, and has agreed on no protocol.
    Unagreed,
}

/// Who is told how far an attempt has come.
pub(crate) enum Witness {
    /// Nobody.
    None,
    /// The run, of the attempt with this name.
    Run(Tell, Id),
}

impl Witness {
    async fn reached(&self, stage: Stage) {
        if let Witness::Run(tell, id) = self {
            // A run that is over hears nothing more.
            let _ = tell.send(Event::Reached(*id, stage)).await;
        }
    }
}

/// The next address is tried after this, as browsers do (RFC 8305 section 5).
const STAGGER: Duration = Duration::from_millis(250);
/// More addresses than that are never tried.
const MOST_ADDRESSES: usize = 6;

/// A connection to a host.
pub(crate) enum Stream {
    /// Over TCP alone.
    Plain(TcpStream),
    /// Over TLS.
    Secure(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Whether the two agreed on HTTP/2.
    pub(crate) fn speaks_http2(&self) -> bool {
        self.agreed() == Some(tls::HTTP2)
    }

    /// The protocol on which TLS agreed.
    pub(crate) fn agreed(&self) -> Option<&[u8]> {
        match self {
            Stream::Plain(_) => None,
            Stream::Secure(stream) => stream.get_ref().1.alpn_protocol(),
        }
    }
}

/// Connects to the host of a URL; tells how far it has come.
///
/// # Errors
/// What a browser's console would say of it.
pub(crate) async fn connect(
    url: &Url,
    tls: &Tls,
    protocols: Protocols,
    witness: &Witness,
) -> Result<Stream, Line> {
    witness.reached(Stage::Resolving).await;
    let addresses = resolve(url).await?;
    witness.reached(Stage::Connecting).await;
    let stream = race(&addresses).await?;
    // Small messages must not wait for each other.
    let _ = stream.set_nodelay(true);
    witness.reached(Stage::Connected).await;
    if matches!(url.scheme(), "wss" | "https") {
        let name = url.host_str().unwrap_or_default();
        let stream = Stream::Secure(Box::new(tls.connect(name, stream, protocols).await?));
        if stream.agreed().is_none() {
            witness.reached(Stage::Unagreed).await;
        }
        Ok(stream)
    } else {
        Ok(Stream::Plain(stream))
    }
}

/// Connects and says nothing; gives how the connection ended, if it ever does.
pub(crate) async fn listen(url: &Url, tls: &Tls) -> Line {
    let mut stream = match connect(url, tls, Protocols::Http1, &Witness::None).await {
        Ok(stream) => stream,
        Err(line) => return line,
    };
    match stream.read(&mut [0]).await {
        Ok(0) => Line::ClosedUnanswered,
        // Who speaks first does not speak HTTP.
        Ok(_) => Line::NotHttp,
        Err(error) => fault(&error),
    }
}

async fn resolve(url: &Url) -> Result<Vec<SocketAddr>, Line> {
    let port = url.port_or_known_default().ok_or(Line::NameNotResolved)?;
    let addresses: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        Some(Host::Domain(name)) => tokio::net::lookup_host((name, port))
            .await
            .map_err(|_| Line::NameNotResolved)?
            .take(MOST_ADDRESSES)
            .collect(),
        None => Vec::new(),
    };
    if addresses.is_empty() { Err(Line::NameNotResolved) } else { Ok(addresses) }
}

/// The first address that answers; each waits for a moment or for the failure of those before it.
async fn race(addresses: &[SocketAddr]) -> Result<TcpStream, Line> {
    let mut attempts = JoinSet::new();
    let mut waiting = addresses.iter().copied();
    let mut worst = Line::Unreachable;
    loop {
        let next = waiting.next();
        if let Some(address) = next {
            attempts.spawn(TcpStream::connect(address));
        }
        let ended = if next.is_some() && waiting.len() > 0 {
            tokio::time::timeout(STAGGER, attempts.join_next()).await.ok().flatten()
        } else {
            attempts.join_next().await
        };
        match ended {
            Some(Ok(Ok(stream))) => return Ok(stream),
            Some(Ok(Err(error))) => {
                // Who answers is there, and says more than who can't be reached.
                worst = match fault(&error) {
                    Line::Unreachable => worst,
                    line => line,
                };
            }
            Some(Err(_)) | None => {}
        }
        if attempts.is_empty() && waiting.len() == 0 {
            return Err(worst);
        }
    }
}

/// What the failure to connect, to read or to write says.
pub(crate) fn fault(error: &io::Error) -> Line {
    match error.kind() {
        ErrorKind::ConnectionRefused => Line::ConnectionRefused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            Line::Reset
        }
        _ => Line::Unreachable,
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Stream::Secure(stream) => Pin::new(stream).poll_read(context, into),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_write(context, from),
            Stream::Secure(stream) => Pin::new(stream).poll_write(context, from),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(context),
            Stream::Secure(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Stream::Secure(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
