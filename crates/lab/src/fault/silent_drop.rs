//! A NAT that forgets connections after 2 s of silence: it swallows what comes and tells neither side.

use std::time::Duration;

use anyhow::Result;

use crate::backend::Backend;
use crate::exchange::{Exchange, swallow};
use crate::fault::stage;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{Counts, open, unchanged, until_idle};

const MEMORY: Duration = Duration::from_secs(2);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "silent-drop",
    "A network forgets connections after 2 s of silence, and tells nobody",
    Some("mobile-or-nat-timeout"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let address = backend.address();
    let stage = stage(shared, move |exchange: Exchange| async move {
        let is_handshake = exchange.head.is_handshake();
        let Some((mut client, mut upstream)) =
            open(exchange, address, unchanged, unchanged).await?
        else {
            return Ok(());
        };
        let by_silence = until_idle(&mut client, &mut upstream, MEMORY, Counts::Both).await?;
        drop(upstream);
        match by_silence && is_handshake {
            true => swallow(client).await,
            false => Ok(()),
        }
    })
    .await?;
    Ok(stage.keep(backend))
}
