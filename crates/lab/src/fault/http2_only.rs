//! A front that speaks HTTP/2 and nothing else, and no WebSockets over it (RFC 8441).
//!
//! A client that offers HTTP/1.1 alone, as browsers do for `wss`, gets the alert `no_application_protocol`.

use std::sync::Arc;

use anyhow::Result;

use crate::http2;
use crate::listener::{HERE, Listener};
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario =
    Scenario::fault("http2-only", "The front speaks HTTP/2 only", Some("http2-only"), |shared| {
        Box::pin(start(shared))
    });

async fn start(shared: &Shared) -> Result<Stage> {
    let acceptor = shared.identity().acceptor(&["h2"])?;
    let site = Arc::clone(shared.site());
    let front = Listener::free(HERE, move |stream| {
        let (acceptor, site) = (acceptor.clone(), Arc::clone(&site));
        async move { http2::serve(acceptor.accept(stream).await?, &site).await }
    })
    .await?;
    Ok(Stage::secure(front.address(), shared).with_page(shared).keep(front))
}
