//! A name that no resolver knows (RFC 6761 section 6.4).

use crate::backend::CHAT;
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "unresolvable",
    "The host's name does not exist",
    Some("dns-failure"),
    |shared| Box::pin(async { Ok(Stage::new(format!("ws://nowhere.invalid{CHAT}"), shared)) }),
);
