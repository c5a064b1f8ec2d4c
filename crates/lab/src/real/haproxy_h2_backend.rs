//! HAProxy that speaks HTTP/2 to a backend which does too, but takes no WebSockets over it (RFC 8441): 502 at once.
//!
//! Plain requests work, over HTTP/2 as well. No browser can go around this hop: it does not speak HTTP/2 in the clear.

use std::sync::Arc;

use anyhow::Result;

use crate::http2;
use crate::listener::{HERE, Listener};
use crate::real::haproxy::{self, Settings};
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

const SETTINGS: Settings = Settings { servers: "server chat {chat} proto h2", ..Settings::USUAL };

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-h2-backend",
    "HAProxy speaks HTTP/2 to a backend without WebSockets over HTTP/2",
    haproxy::NEEDS,
    Some("http2-only"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let site = Arc::clone(shared.site());
    let backend = Listener::free(HERE, move |stream| {
        let site = Arc::clone(&site);
        async move { http2::serve(stream, &site).await }
    })
    .await?;
    let (program, front) = haproxy::start(shared, backend.address(), &SETTINGS).await?;
    Ok(Stage::plain(front, shared).with_page(shared).run(program).keep(backend))
}
