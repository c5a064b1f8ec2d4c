//! A healthy backend that has much to say: 200,000 small messages as soon as a socket is open.

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;
use crate::talk::{Speech, Talk};

const BACKEND: Backend = Backend::talk(Talk { speech: Speech::Flood(2000), ..Talk::USUAL });

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "flood",
    "A healthy backend that sends 200,000 small messages at once",
    None,
    |shared| Box::pin(stage(shared, |exchange| BACKEND.answer(exchange))),
);
