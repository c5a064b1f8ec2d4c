//! Applications that close by themselves, each with a code and a reason of its own.

use std::time::Duration;

use crate::backend::Backend;
use crate::fault::stage;
use crate::scenario::Scenario;
use crate::talk::{End, Talk};

const SOON: Duration = Duration::from_millis(200);
const LATER: Duration = Duration::from_secs(2);
/// As long as a reason may be (RFC 6455 section 5.5), with markup, and a character that turns what follows around.
const REASON: &str = "<img src=x onerror=alert(1)>\u{202e}text turned around, <a href=https://evil.example/>sign in here</a> to keep all your messages";
const TRUTH: Option<&str> = Some("server-closed");

const EXPIRED: Backend = closing(SOON, 4401, b"token expired");
const FAILED: Backend = closing(LATER, 1011, b"internal error");
const WORDY: Backend = closing(SOON, 4000, REASON.as_bytes());
/// No UTF-8, so that the client must fail the connection (RFC 6455 section 8.1).
const GARBLED_REASON: Backend = closing(SOON, 4000, b"\xff\xfe<b>bye</b>\xc3\x28");

pub(super) static UNAUTHORIZED: Scenario = Scenario::fault(
    "closes-4401",
    "The application closes with 4401 after 200 ms, since a token has expired",
    TRUTH,
    |shared| Box::pin(stage(shared, |exchange| EXPIRED.answer(exchange))),
);

pub(super) static INTERNAL: Scenario = Scenario::fault(
    "closes-1011-later",
    "The application closes with 1011 after 2 s, since it has failed",
    TRUTH,
    |shared| Box::pin(stage(shared, |exchange| FAILED.answer(exchange))),
);

pub(super) static LONG_REASON: Scenario = Scenario::fault(
    "long-reason",
    "The application closes with a reason that is 123 bytes long and holds markup",
    TRUTH,
    |shared| Box::pin(stage(shared, |exchange| WORDY.answer(exchange))),
);

pub(super) static GARBLED: Scenario = Scenario::fault(
    "garbled-reason",
    "The application closes with a reason that is no text",
    Some("backend-crash-or-reset"),
    |shared| Box::pin(stage(shared, |exchange| GARBLED_REASON.answer(exchange))),
);

const fn closing(after: Duration, code: u16, reason: &'static [u8]) -> Backend {
    Backend::talk(Talk { end: Some((after, End::Close(code, reason))), ..Talk::USUAL })
}
