//! nginx before a backend that closes handshakes unanswered, and answers plain GETs.

use crate::backend::{Backend, Handshake};
use crate::real::nginx;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-closing-early",
    "nginx whose backend closes handshakes unanswered",
    nginx::NEEDS,
    Some("backend-crash-or-reset"),
    |shared| Box::pin(nginx::stage(shared, Backend::handshake(Handshake::Drop), nginx::UPGRADING)),
);
