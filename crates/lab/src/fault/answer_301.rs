//! A server that redirects to the path with a trailing slash, handshakes too. Browsers never follow those.

use anyhow::Result;

use crate::backend::{Backend, CHAT};
use crate::exchange::Exchange;
use crate::fault::stage;
use crate::head::Head;
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-301",
    "The handshake is redirected to the path with a trailing slash",
    Some("redirect-on-handshake"),
    |shared| Box::pin(stage(shared, answer)),
);

async fn answer(mut exchange: Exchange) -> Result<()> {
    if exchange.head.path() == CHAT {
        let location = location(&exchange.head);
        return exchange.respond(&Response::nginx(301).with("Location", location)).await;
    }
    exchange.head.rename(&format!("{CHAT}/"), CHAT);
    Backend::USUAL.answer(exchange).await
}

fn location(head: &Head) -> String {
    let host = head.get("host").unwrap_or_default();
    format!("http://{host}{CHAT}/{}", head.query())
}
