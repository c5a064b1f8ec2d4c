//! A load balancer that closes connections at the age of 3 s, busy or not.

use std::time::Duration;

use anyhow::Result;
use tokio::io::copy_bidirectional;
use tokio::time::timeout;

use crate::backend::Backend;
use crate::exchange::{Exchange, finish};
use crate::fault::stage;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{open, unchanged};

const AGE: Duration = Duration::from_secs(3);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "lifetime-close",
    "A load balancer closes connections at the age of 3 s",
    Some("max-lifetime"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let address = backend.address();
    let stage = stage(shared, move |exchange: Exchange| async move {
        let Some((mut client, mut upstream)) =
            open(exchange, address, unchanged, unchanged).await?
        else {
            return Ok(());
        };
        match timeout(AGE, copy_bidirectional(&mut client, &mut upstream)).await {
            Ok(ended) => ended.map(drop)?,
            Err(_) => finish(client).await?,
        }
        Ok(())
    })
    .await?;
    Ok(stage.keep(backend))
}
