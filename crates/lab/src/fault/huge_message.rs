//! A hostile server that greets with 64 MB, and works as usual after that.

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;
use crate::talk::{Speech, Talk};

const BACKEND: Backend = Backend::talk(Talk { speech: Speech::Once(64 << 20), ..Talk::USUAL });

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "huge-message",
    "A backend that greets each socket with a message of 64 MiB",
    None,
    |shared| Box::pin(stage(shared, |exchange| BACKEND.answer(exchange))),
);
