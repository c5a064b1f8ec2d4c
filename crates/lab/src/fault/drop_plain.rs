//! A proxy that removes the upgrade, before a backend that closes plain HTTP unanswered.
//!
//! The one case in which a lost upgrade shows as 502.

use crate::backend::Plain;
use crate::fault::strip_upgrade;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "drop-plain",
    "A proxy removes the upgrade; the backend drops plain HTTP, so the proxy answers 502",
    Some("upgrade-headers-missing"),
    |shared| Box::pin(strip_upgrade::start(shared, Plain::Drop)),
);
