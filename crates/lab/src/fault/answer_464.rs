//! An AWS load balancer whose target group speaks HTTP/2: it takes requests in HTTP/2, and answers 464 to HTTP/1.1.
//!
//! AWS documents the status for this; handshakes come in HTTP/1.1, while plain requests of a browser
//! come in HTTP/2 and hide the fault.

use std::sync::Arc;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use crate::exchange::finish;
use crate::head::Head;
use crate::http2;
use crate::listener::{HERE, Listener};
use crate::response::Response;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::site::{self, Site};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-464",
    "The load balancer speaks HTTP/2 to the application, and answers 464 to HTTP/1.1",
    Some("load-balancer-protocol-misconfigured"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let acceptor = shared.identity().acceptor(&["h2", "http/1.1"])?;
    let site = Arc::clone(shared.site());
    let front = Listener::free(HERE, move |stream| {
        let (acceptor, site) = (acceptor.clone(), Arc::clone(&site));
        async move {
            let stream = acceptor.accept(stream).await?;
            match stream.get_ref().1.alpn_protocol() {
                Some(b"h2") => http2::serve(stream, &site).await,
                _ => http1(stream, &site).await,
            }
        }
    })
    .await?;
    Ok(Stage::secure(front.address(), shared).with_page(shared).keep(front))
}

async fn http1<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, site: &Site) -> Result<()> {
    let Some(head) = Head::read(&mut stream).await? else { return Ok(()) };
    let response = match head.path().starts_with(site::BELOW) {
        true => site.respond(&head).await,
        false => Response::page(464).with("Server", "awselb/2.0"),
    };
    stream.write_all(&response.bytes(head.method())).await?;
    finish(stream).await
}
