//! Backends that have much to say as soon as a socket is open: 200,000 small messages, or no end of
//! them.

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;
use crate::talk::{Speech, Talk};

const MUCH: Backend = Backend::talk(Talk { speech: Speech::Flood(2000), ..Talk::USUAL });
const ENDLESS: Backend = Backend::talk(Talk { speech: Speech::Flood(u32::MAX), ..Talk::USUAL });

pub(super) static UNENDING: Scenario = Scenario::fault(
    "endless-flood",
    "A hostile backend that sends small messages as fast as they are taken, without end",
    None,
    |shared| Box::pin(stage(shared, |exchange| ENDLESS.answer(exchange))),
);

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "flood",
    "A healthy backend that sends 200,000 small messages at once",
    None,
    |shared| Box::pin(stage(shared, |exchange| MUCH.answer(exchange))),
);
