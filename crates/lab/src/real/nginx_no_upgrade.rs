//! nginx without the Upgrade and Connection headers, before backends that answer a plain GET in different ways.
//!
//! The headers concern one hop only, so nginx drops them unless it is told to write them anew.

use crate::backend::{Backend, Plain};
use crate::real::nginx;
use crate::scenario::Scenario;

const TRUTH: Option<&str> = Some("upgrade-headers-missing");

pub(super) static PLAIN_426: Scenario = Scenario::real(
    "nginx-no-upgrade-426",
    "nginx without the Upgrade headers; the backend answers 426",
    nginx::NEEDS,
    TRUTH,
    |shared| {
        Box::pin(nginx::stage(shared, Backend::plain(Plain::UpgradeRequired), nginx::STRIPPING))
    },
);

pub(super) static PLAIN_404: Scenario = Scenario::real(
    "nginx-no-upgrade-404",
    "nginx without the Upgrade headers; the backend answers 404",
    nginx::NEEDS,
    TRUTH,
    |shared| Box::pin(nginx::stage(shared, Backend::plain(Plain::NotFound), nginx::STRIPPING)),
);

pub(super) static PLAIN_400: Scenario = Scenario::real(
    "nginx-no-upgrade-400",
    "nginx without the Upgrade headers; the backend answers 400",
    nginx::NEEDS,
    TRUTH,
    |shared| Box::pin(nginx::stage(shared, Backend::plain(Plain::BadRequest), nginx::STRIPPING)),
);
