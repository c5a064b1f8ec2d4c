//! A backend that dies on handshakes: it closes them unanswered, and answers plain GETs.

use crate::backend::{Backend, Handshake};
use crate::fault::stage;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend::handshake(Handshake::Drop);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "crash",
    "The backend closes handshakes without an answer",
    Some("backend-crash-or-reset"),
    |shared| Box::pin(stage(shared, |exchange| BACKEND.answer(exchange))),
);
