//! A port on loopback that lives as long as its owner.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Where scenarios listen.
pub(crate) const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// Where controls listen: another address, since browsers queue handshakes by address.
pub(crate) const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A listening port. Dropping it ends its connections too.
pub(crate) struct Listener {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Listener {
    /// Listens on a free port and serves each connection by `serve`.
    pub(crate) async fn free<F, Serving>(ip: Ipv4Addr, serve: F) -> Result<Listener>
    where
        F: Fn(TcpStream) -> Serving + Send + 'static,
        Serving: Future<Output = Result<()>> + Send + 'static,
    {
        Listener::at(SocketAddr::from((ip, 0)), serve).await
    }

    /// The same on a given port.
    pub(crate) async fn at<F, Serving>(address: SocketAddr, serve: F) -> Result<Listener>
    where
        F: Fn(TcpStream) -> Serving + Send + 'static,
        Serving: Future<Output = Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(async move {
            // Aborting this task drops the set, and the set ends its connections.
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        if let Ok((stream, _)) = accepted && stream.set_nodelay(true).is_ok() {
                            connections.spawn(serve(stream));
                        }
                    }
                    // A connection that fails is a client that went away: normal in a lab of faults.
                    Some(_) = connections.join_next() => {}
                }
            }
        });
        Ok(Listener { address, accepting })
    }

    /// The address to connect to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A port that refuses connections, and that nobody else can take while this lives.
pub(crate) struct Refusing {
    address: SocketAddr,
    _bound: TcpSocket,
}

impl Refusing {
    /// Takes a free port without listening on it.
    pub(crate) fn free() -> Result<Refusing> {
        let bound = TcpSocket::new_v4()?;
        bound.bind(SocketAddr::from((HERE, 0)))?;
        Ok(Refusing { address: bound.local_addr()?, _bound: bound })
    }

    /// The address that refuses.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}
