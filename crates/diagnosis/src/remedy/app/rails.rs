//! Remedies for Rails.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static RAILS: Remedy = app(
    "Rails Action Cable",
    Text(
        "Set its path and the pages that may connect; it answers others with 404, and beats every 3 s by itself",
    ),
    "ruby",
    "config.action_cable.mount_path = \"{path}\"
config.action_cable.allowed_request_origins = [\"{origin}\"]
",
    &check::ORIGINS,
    source::RAILS,
);
