//! A page over TLS, and an address without it: the browser forbids the one to open the other, and nothing leaves it.
//!
//! The name needs no server, and can't be one of loopback: Chromium trusts that without TLS, and lets
//! pages over TLS open the addresses of local networks too.

use crate::backend::CHAT;
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "mixed-content",
    "The page is loaded over https, and the address says ws",
    Some("mixed-content"),
    |shared| {
        Box::pin(async {
            let stage = Stage::new(format!("ws://nowhere.invalid{CHAT}"), shared);
            Ok(stage.with_page_at(shared.secure_page(), shared).secure_control(shared))
        })
    },
)
.elsewhere(Some("dns-failure"));
