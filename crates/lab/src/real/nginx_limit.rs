//! nginx that lets each address have one connection at the WebSocket's path, and another visitor from here has it.
//!
//! An open WebSocket counts as long as it is open. nginx itself answers 503, unless it is told to say 429.

use anyhow::{Result, ensure};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::backend::{Backend, CHAT};
use crate::head::Head;
use crate::listener::HERE;
use crate::real::nginx;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

const ROUTES: &str = "
        location /ws/ {
            limit_conn visitors 1;
            limit_conn_status 429;
            proxy_pass http://chat;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 1d;
        }
        location / {
            proxy_pass http://chat;
        }
";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-limit",
    "nginx with a limit of connections that another visitor has reached",
    nginx::NEEDS,
    Some("rate-limited"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (program, front) = nginx::start(shared, backend.address(), ROUTES).await?;
    let mut visitor = TcpStream::connect(front).await?;
    let handshake = format!(
        "GET {CHAT} HTTP/1.1\r\nHost: {front}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    visitor.write_all(handshake.as_bytes()).await?;
    let answer = Head::read(&mut visitor).await?;
    ensure!(answer.is_some_and(|answer| answer.is_switch()), "the first visitor is let in");
    let stage = Stage::plain(front, shared).with_page(shared);
    let stage = stage.bypass(Hop::Proxy, backend.address());
    Ok(stage.run(program).keep(visitor).keep(backend))
}
