//! A server that agrees to an extension that nobody offered: the client must fail the connection (RFC 6455 section 4.1).

use crate::fault::edited;
use crate::head::Head;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "unoffered-extension",
    "The server agrees to an extension that was not offered",
    Some("extension-mismatch"),
    |shared| Box::pin(edited(shared, agree)),
);

fn agree(answer: &mut Head) {
    if answer.is_switch() {
        answer.set("Sec-WebSocket-Extensions", "x-unoffered");
    }
}
