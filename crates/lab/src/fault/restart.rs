//! A service that is restarted every 4 s: whatever is open ends at one instant, of whichever age.
//!
//! Each run has its own clock, which its first handshake starts: so each meets the same.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use crate::backend::Backend;
use crate::exchange::Exchange;
use crate::fault::{is_for_chat, stage};
use crate::runs::Runs;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::talk::{End, Talk};

/// In seconds.
const EVERY: u64 = 4;
const TRUTH: Option<&str> = Some("proxy-reload-or-deploy");

pub(super) static DROPS: Scenario = Scenario::fault(
    "restart-all",
    "All connections end at one instant every 4 s, without a Close frame",
    TRUTH,
    |shared| Box::pin(start(shared, End::Fin)),
);

pub(super) static CLOSES: Scenario = Scenario::fault(
    "going-away",
    "All connections are closed with 1012 at one instant every 4 s",
    TRUTH,
    |shared| Box::pin(start(shared, End::Close(1012, b"restarting"))),
);

async fn start(shared: &Shared, end: End) -> Result<Stage> {
    let clocks = Runs::<Option<Instant>>::default();
    let stage = stage(shared, move |exchange: Exchange| {
        let talk = match is_for_chat(&exchange) {
            true => {
                let since =
                    clocks.with(&exchange.head, |clock| *clock.get_or_insert_with(Instant::now));
                Talk { end: Some((until_restart(since), end)), ..Talk::USUAL }
            }
            false => Talk::USUAL,
        };
        Backend::talk(talk).answer(exchange)
    })
    .await?;
    Ok(stage.watched_for(10))
}

fn until_restart(since: Instant) -> Duration {
    let passed = since.elapsed();
    Duration::from_secs((passed.as_secs() / EVERY + 1) * EVERY) - passed
}
