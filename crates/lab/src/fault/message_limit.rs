//! Limits on the size of a message: a server that says so, and a hop that drops the connection without a word.

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;
use crate::talk::{End, Talk};

const LONGEST: usize = 64 * 1024;
const TRUTH: Option<&str> = Some("message-too-big");

const SERVER: Backend = limited(End::Close(1009, b"message too big"));
const HOP: Backend = limited(End::Fin);

pub(super) static CLOSES: Scenario = Scenario::fault(
    "message-limit-64k",
    "The server closes with 1009 when a message is longer than 64 KiB",
    TRUTH,
    |shared| {
        Box::pin(async { Ok(stage(shared, |exchange| SERVER.answer(exchange)).await?.grows()) })
    },
);

pub(super) static DROPS: Scenario = Scenario::fault(
    "message-limit-silent",
    "A hop drops the connection when a message is longer than 64 KiB",
    TRUTH,
    |shared| Box::pin(async { Ok(stage(shared, |exchange| HOP.answer(exchange)).await?.grows()) }),
);

const fn limited(end: End) -> Backend {
    Backend::talk(Talk { limit: Some((LONGEST, end)), ..Talk::USUAL })
}
