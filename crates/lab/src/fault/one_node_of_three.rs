//! A balancer that goes round three nodes, of which one dies on handshakes: each run meets it first.
//!
//! Only handshakes for the chat are counted, each run's by themselves.

use anyhow::Result;

use crate::backend::Backend;
use crate::exchange::Exchange;
use crate::fault::{is_for_chat, stage};
use crate::response::Response;
use crate::runs::Runs;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

const NODES: u32 = 3;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "one-node-of-three",
    "One of three nodes dies on handshakes, so that the balancer answers each third one with 502",
    Some("intermittent-node"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let handshakes = Runs::<u32>::default();
    stage(shared, move |exchange: Exchange| {
        let dies = is_for_chat(&exchange)
            && handshakes.with(&exchange.head, |before| {
                *before += 1;
                *before % NODES == 1
            });
        async move {
            match dies {
                true => exchange.respond(&Response::nginx(502)).await,
                false => Backend::USUAL.answer(exchange).await,
            }
        }
    })
    .await
}
