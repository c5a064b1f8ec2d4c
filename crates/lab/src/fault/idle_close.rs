//! A proxy that closes connections on which nothing moved for 3 s, in whichever direction.

use std::time::Duration;

use anyhow::Result;

use crate::backend::Backend;
use crate::exchange::{Exchange, finish};
use crate::fault::stage;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{Counts, open, unchanged, until_idle};

const LIMIT: Duration = Duration::from_secs(3);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "idle-close",
    "A proxy closes connections that were idle for 3 s",
    Some("idle-timeout-proxy"),
    |shared| Box::pin(start(shared, Backend::USUAL, Counts::Both)),
);

/// The proxy before that backend, where only the bytes of those sides count.
pub(super) async fn start(shared: &Shared, backend: Backend, counts: Counts) -> Result<Stage> {
    let backend = backend.start(HERE).await?;
    let address = backend.address();
    let stage = stage(shared, move |exchange: Exchange| async move {
        let Some((mut client, mut upstream)) =
            open(exchange, address, unchanged, unchanged).await?
        else {
            return Ok(());
        };
        until_idle(&mut client, &mut upstream, LIMIT, counts).await?;
        finish(client).await
    })
    .await?;
    Ok(stage.keep(backend))
}
