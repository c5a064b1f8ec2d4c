//! A port where nothing listens.

use crate::listener::Refusing;
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario =
    Scenario::fault("refuse", "Nothing listens on the port", Some("host-unreachable"), |shared| {
        Box::pin(async {
            let port = Refusing::free()?;
            Ok(Stage::plain(port.address(), shared).keep(port))
        })
    });
