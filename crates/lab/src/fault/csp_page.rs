//! A page whose own content security policy lets it connect to its own origin alone, and a healthy endpoint elsewhere.

use crate::backend::Backend;
use crate::listener::HERE;
use crate::scenario::{Scenario, Stage};

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "csp-page",
    "The page's own policy forbids connections to other origins",
    Some("csp-blocked"),
    |shared| {
        Box::pin(async {
            let backend = Backend::USUAL.start(HERE).await?;
            let stage = Stage::plain(backend.address(), shared);
            Ok(stage.with_page_at(shared.strict_page(), shared).keep(backend))
        })
    },
)
.elsewhere(None);
