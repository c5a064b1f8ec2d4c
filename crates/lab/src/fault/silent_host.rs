//! A host that accepts connections and never answers anything, as behind some firewalls.

use crate::exchange::swallow;
use crate::listener::{HERE, Listener};
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "silent-host",
    "The host accepts and never answers",
    Some("host-unreachable"),
    |shared| {
        Box::pin(async {
            let port = Listener::free(HERE, swallow).await?;
            Ok(Stage::plain(port.address(), shared).keep(port))
        })
    },
);
