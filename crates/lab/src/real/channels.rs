//! Django Channels, behind nginx, when no WebSocket comes to be: 404 for a lost Upgrade, 500 for a path without a route,
//! 403 for a consumer that closes before it accepts.
//!
//! Plain requests for the path get 404 each time: Django has no view there.

use crate::real::{daphne, nginx};
use crate::scenario::Scenario;

pub(super) static STRIPPED: Scenario = Scenario::real(
    "channels-stripped",
    "Django Channels behind nginx without the Upgrade headers",
    daphne::NEEDS,
    Some("upgrade-headers-missing"),
    |shared| Box::pin(daphne::start(shared, "channels_chat:app", &[], nginx::STRIPPING)),
);

pub(super) static UNKNOWN_PATH: Scenario = Scenario::real(
    "channels-unknown-path",
    "Django Channels whose routes do not have the path",
    daphne::NEEDS,
    Some("wrong-path-or-route"),
    |shared| Box::pin(daphne::start(shared, "channels_chat:moved", &[], nginx::UPGRADING)),
);

pub(super) static REJECT: Scenario = Scenario::real(
    "channels-reject",
    "Django Channels that rejects whoever has not signed in",
    daphne::NEEDS,
    Some("auth-rejected"),
    |shared| Box::pin(daphne::start(shared, "channels_chat:guarded", &[], nginx::UPGRADING)),
);
