//! Servers that agree to no subprotocol, or to their own whatever is offered.
//!
//! A client must fail a connection with one that it did not offer (RFC 6455 section 4.1); where none is picked, Chromium
//! refuses and Firefox opens.

use crate::fault::edited;
use crate::head::Head;
use crate::scenario::Scenario;

const FIELD: &str = "Sec-WebSocket-Protocol";
const OFFERED: &[&str] = &["chat.v2"];
const TRUTH: Option<&str> = Some("subprotocol-mismatch");

pub(super) static NONE: Scenario = Scenario::fault(
    "no-subprotocol-picked",
    "The server picks none of the offered subprotocols",
    TRUTH,
    |shared| Box::pin(async { Ok(edited(shared, none).await?.offers(OFFERED)) }),
);

pub(super) static WRONG: Scenario = Scenario::fault(
    "wrong-subprotocol",
    "The server names a subprotocol that was not offered",
    TRUTH,
    |shared| Box::pin(async { Ok(edited(shared, wrong).await?.offers(OFFERED)) }),
);

fn none(answer: &mut Head) {
    answer.remove(FIELD);
}

fn wrong(answer: &mut Head) {
    if answer.is_switch() {
        answer.set(FIELD, "chat.v1");
    }
}
