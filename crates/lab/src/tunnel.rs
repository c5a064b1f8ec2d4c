//! A hop that carries bytes both ways, and the ways in which hops stop doing so.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::exchange::Exchange;
use crate::head::Head;
use crate::response::Response;

/// A change that a hop makes to a message that passes.
pub(crate) type Edit = fn(&mut Head);

/// The edit of a hop that leaves messages alone.
pub(crate) fn unchanged(_: &mut Head) {}

/// The edit of a hop that knows no WebSocket: `Upgrade` and `Connection` concern one hop only (RFC 9110 section 7.6.1).
pub(crate) fn without_upgrade(request: &mut Head) {
    request.remove("upgrade");
    request.set("Connection", "close");
}

/// Passes a request on, then bytes both ways until a side closes.
pub(crate) async fn forward(
    exchange: Exchange,
    to: SocketAddr,
    request: Edit,
    response: Edit,
) -> Result<()> {
    if let Some((mut client, mut upstream)) = open(exchange, to, request, response).await? {
        copy_bidirectional(&mut client, &mut upstream).await?;
    }
    Ok(())
}

/// Passes a request and the head of its answer on; `None` if the upstream gave none, and the client a 502 for it.
pub(crate) async fn open(
    mut exchange: Exchange,
    to: SocketAddr,
    request: Edit,
    response: Edit,
) -> Result<Option<(TcpStream, TcpStream)>> {
    request(&mut exchange.head);
    let Ok((mut answer, upstream)) = ask(&exchange.head, to).await else {
        exchange.respond(&Response::nginx(502)).await?;
        return Ok(None);
    };
    response(&mut answer);
    exchange.stream.write_all(&answer.bytes()).await?;
    Ok(Some((exchange.stream, upstream)))
}

async fn ask(request: &Head, to: SocketAddr) -> Result<(Head, TcpStream)> {
    let mut upstream = TcpStream::connect(to).await?;
    upstream.set_nodelay(true)?;
    upstream.write_all(&request.bytes()).await?;
    match Head::read(&mut upstream).await? {
        Some(answer) => Ok((answer, upstream)),
        None => anyhow::bail!("the upstream closed without an answer"),
    }
}

/// Whose bytes keep a tunnel from being idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Those of either side.
    Both,
    /// Those of the client.
    Client,
    /// Those of the upstream.
    Upstream,
}

/// Carries bytes both ways until a side closes or nothing that counts moved for `limit`; says whether it was that.
pub(crate) async fn until_idle<A, B>(
    client: &mut A,
    upstream: &mut B,
    limit: Duration,
    counts: Counts,
) -> Result<bool>
where
    A: AsyncRead + AsyncWrite + Unpin,
    B: AsyncRead + AsyncWrite + Unpin,
{
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    let mut end = Instant::now() + limit;
    loop {
        let silent = tokio::select! {
            read = client.read(&mut up) => match read? {
                0 => return Ok(false),
                length => {
                    upstream.write_all(&up[..length]).await?;
                    Counts::Upstream
                }
            },
            read = upstream.read(&mut down) => match read? {
                0 => return Ok(false),
                length => {
                    client.write_all(&down[..length]).await?;
                    Counts::Client
                }
            },
            () = sleep_until(end) => return Ok(true),
        };
        if counts != silent {
            end = Instant::now() + limit;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;
    use tokio::time::{Instant, timeout};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(3);
    const PAUSE: Duration = Duration::from_secs(2);

    #[tokio::test(start_paused = true)]
    async fn a_silent_tunnel_ends_at_its_limit() {
        let (mut client, _browser) = duplex(64);
        let (mut upstream, _backend) = duplex(64);
        let start = Instant::now();
        assert!(until_idle(&mut client, &mut upstream, LIMIT, Counts::Both).await.unwrap());
        assert_eq!(start.elapsed(), LIMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_of_either_side_put_the_end_off() {
        let (mut client, mut browser) = duplex(64);
        let (mut upstream, mut backend) = duplex(64);
        let start = Instant::now();
        let talking = async {
            let mut byte = [0];
            timeout(PAUSE, backend.read_exact(&mut byte)).await.expect_err("nothing was sent");
            browser.write_all(b"x").await.unwrap();
            backend.read_exact(&mut byte).await.unwrap();
            timeout(PAUSE, browser.read_exact(&mut byte)).await.expect_err("nothing was sent");
            backend.write_all(b"y").await.unwrap();
            browser.read_exact(&mut byte).await.unwrap();
        };
        let idling = until_idle(&mut client, &mut upstream, LIMIT, Counts::Both);
        let (ended, ()) = tokio::join!(idling, talking);
        assert!(ended.unwrap());
        assert_eq!(start.elapsed(), PAUSE + PAUSE + LIMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_of_a_side_that_does_not_count_pass_and_put_nothing_off() {
        for (counts, expected) in [(Counts::Client, PAUSE + LIMIT), (Counts::Upstream, LIMIT)] {
            let (mut client, mut browser) = duplex(64);
            let (mut upstream, mut backend) = duplex(64);
            let start = Instant::now();
            let talking = async {
                tokio::time::sleep(PAUSE).await;
                browser.write_all(b"x").await.unwrap();
                assert_eq!(backend.read_u8().await.unwrap(), b'x');
            };
            let idling = until_idle(&mut client, &mut upstream, LIMIT, counts);
            let (ended, ()) = tokio::join!(idling, talking);
            assert!(ended.unwrap());
            assert_eq!(start.elapsed(), expected, "{counts:?}");
        }
    }
}
