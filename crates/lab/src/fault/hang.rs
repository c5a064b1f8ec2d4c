//! A backend that takes requests on the WebSocket's path and never answers them; the root works.

use crate::backend::{Backend, Handshake, Plain};
use crate::fault::stage;
use crate::scenario::Scenario;

const BACKEND: Backend =
    Backend { plain: Plain::Hang, handshake: Handshake::Hang, ..Backend::USUAL };

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "hang",
    "The WebSocket's path is never answered, and the root works",
    Some("backend-timeout"),
    |shared| Box::pin(stage(shared, |exchange| BACKEND.answer(exchange))),
);
