//! A backend without any hop before it: everything works.

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario =
    Scenario::fault("healthy", "A healthy backend, reached directly", None, |shared| {
        Box::pin(stage(shared, |exchange| Backend::USUAL.answer(exchange)))
    });
