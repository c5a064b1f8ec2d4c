//! A `wss` address that leads to a port without TLS, and a `ws` address that leads to one with it.
//!
//! The server is healthy for whoever speaks what its port speaks; to others it answers as nginx does.

use anyhow::Result;
use tokio::io::AsyncWriteExt;

use crate::backend::Backend;
use crate::exchange::{Exchange, finish};
use crate::listener::{HERE, Listener};
use crate::response::Response;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::tls;

const TRUTH: Option<&str> = Some("tls-to-plain-mismatch");

pub(super) static TO_PLAIN: Scenario = Scenario::fault(
    "wss-to-plain-port",
    "The address says wss, and the port speaks no TLS",
    TRUTH,
    |shared| Box::pin(to_plain(shared)),
);

pub(super) static TO_TLS: Scenario = Scenario::fault(
    "ws-to-tls-port",
    "The address says ws, and the port speaks TLS",
    TRUTH,
    |shared| Box::pin(to_tls(shared)),
);

async fn to_plain(shared: &Shared) -> Result<Stage> {
    let front = Listener::free(HERE, |mut stream| async move {
        if tls::begins(&stream).await? {
            stream.write_all(&Response::nginx(400).bytes("GET")).await?;
            return finish(stream).await;
        }
        match Exchange::read(stream).await? {
            Some(exchange) => Backend::USUAL.answer(exchange).await,
            None => Ok(()),
        }
    })
    .await?;
    Ok(Stage::secure(front.address(), shared).keep(front))
}

async fn to_tls(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (acceptor, address) = (shared.identity().acceptor(&["http/1.1"])?, backend.address());
    let front = Listener::free(HERE, move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if tls::begins(&stream).await? {
                return tls::carry(acceptor, stream, address).await;
            }
            match Exchange::read(stream).await? {
                Some(exchange) => exchange.respond(&Response::nginx_expects_tls()).await,
                None => Ok(()),
            }
        }
    })
    .await?;
    Ok(Stage::plain(front.address(), shared).keep(front).keep(backend))
}
