//! Pings of the server every second, which hide that a proxy closes after 3 s of silence: everything works.

use std::time::Duration;

use crate::backend::Backend;
use crate::fault::idle_close;
use crate::scenario::Scenario;
use crate::talk::{Speech, Talk};
use crate::tunnel::Counts;

const BACKEND: Backend =
    Backend::talk(Talk { speech: Speech::Ping(Duration::from_secs(1)), ..Talk::USUAL });

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "server-beat-masks",
    "A healthy backend whose pings hide a proxy's limit of 3 s of silence",
    None,
    |shared| Box::pin(idle_close::start(shared, BACKEND, Counts::Both)),
);
