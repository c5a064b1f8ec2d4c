//! A server that accepts connections and resets them.

use crate::listener::{HERE, Listener};
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "reset",
    "The server resets every connection",
    Some("backend-crash-or-reset"),
    |shared| {
        Box::pin(async {
            // Dropped with a linger of zero, a connection ends by RST.
            let port =
                Listener::free(HERE, |stream| async move { Ok(stream.set_zero_linger()?) }).await?;
            Ok(Stage::plain(port.address(), shared).keep(port))
        })
    },
);
