//! Proxies that close after 3 s in which one side was silent, whatever the other says.
//!
//! Caddy's `read_timeout` counts the server's traffic only; there a backend stands that takes messages and answers none.

use std::time::Duration;

use crate::backend::Backend;
use crate::fault::idle_close;
use crate::scenario::Scenario;
use crate::talk::{Speech, Talk};
use crate::tunnel::Counts;

const MUTE: Backend = Backend::talk(Talk { echoes: false, ..Talk::USUAL });
const SPEAKING: Backend =
    Backend::talk(Talk { speech: Speech::Beat(Duration::from_secs(1)), ..Talk::USUAL });
const TRUTH: Option<&str> = Some("idle-timeout-proxy");

pub(super) static SERVER: Scenario = Scenario::fault(
    "one-way-idle",
    "A proxy closes when the server was silent for 3 s, although the client speaks",
    TRUTH,
    |shared| Box::pin(idle_close::start(shared, MUTE, Counts::Upstream)),
);

pub(super) static CLIENT: Scenario = Scenario::fault(
    "idle-client-only",
    "A proxy closes when the client was silent for 3 s, although the server speaks",
    TRUTH,
    |shared| Box::pin(idle_close::start(shared, SPEAKING, Counts::Client)),
);
