//! A backend that accepts handshakes from its application's origin only, which no page of ours has.

use crate::backend::{Backend, Handshake};
use crate::fault::stage;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend::handshake(Handshake::AcceptFrom("https://app.example"));

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "reject-origin",
    "The backend accepts handshakes from https://app.example only",
    Some("origin-rejected"),
    |shared| Box::pin(stage(shared, |exchange| BACKEND.answer(exchange))),
);
