//! A page that the browser takes for one of the internet, and a healthy endpoint on this machine.
//!
//! Chromium asks before such a page may connect to a private address, and denies it where there is
//! nobody to ask. The page's policy says that it is public, which one of loopback else is not.

use crate::backend::Backend;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "local-network",
    "The page is public, the address local, and the browser denies the one the other",
    Some("local-network-access"),
    |shared| {
        Box::pin(async {
            let backend = Backend::USUAL.start(HERE).await?;
            let stage = Stage::plain(backend.address(), shared);
            Ok(stage.with_page_at(shared.public_page(), shared).keep(backend))
        })
    },
)
.elsewhere(None);
