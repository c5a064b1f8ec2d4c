//! Hops that damage the answer that accepts a handshake: the client must fail the connection (RFC 6455 section 4.1).

use crate::fault::edited;
use crate::head::Head;
use crate::scenario::Scenario;

const TRUTH: Option<&str> = Some("upgrade-headers-missing");

pub(super) static ACCEPT: Scenario = Scenario::fault(
    "wrong-accept",
    "The handshake gets a 101 that answers another key, as from a cache",
    TRUTH,
    |shared| Box::pin(edited(shared, stale)),
);

pub(super) static BARE: Scenario = Scenario::fault(
    "bare-101",
    "The handshake gets a 101 that has lost its Upgrade and Connection",
    TRUTH,
    |shared| Box::pin(edited(shared, bare)),
);

fn stale(answer: &mut Head) {
    if answer.is_switch() {
        // It answers the key that RFC 6455 section 4.1 has as its example.
        answer.set("Sec-WebSocket-Accept", "OfS0wDaT5NoxF2gqm7Zj2YtetzM=");
    }
}

fn bare(answer: &mut Head) {
    if answer.is_switch() {
        answer.remove("Upgrade");
        answer.remove("Connection");
    }
}
