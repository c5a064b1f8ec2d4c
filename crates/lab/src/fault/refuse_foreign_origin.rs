//! A backend that accepts handshakes from its own host only, as gorilla and tornado do by default.
//!
//! A page elsewhere is refused although nothing is wrong for the application.

use crate::backend::{Backend, Handshake};
use crate::fault::stage;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend::handshake(Handshake::AcceptFromOwnHost);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "refuse-foreign-origin",
    "The backend accepts handshakes from its own host only",
    Some("foreign-origin"),
    |shared| Box::pin(stage(shared, |exchange| BACKEND.answer(exchange))),
)
.healthy_from_own_origin();
