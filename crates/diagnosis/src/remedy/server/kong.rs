//! Remedies for Kong.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static KONG: Remedy = server(
    "Kong",
    Text("Allow an hour of silence, in milliseconds; the default is one minute, and the Upgrade passes by itself"),
    "bash",
    "curl -sS -X PATCH http://127.0.0.1:8001/services/chat -d read_timeout=3600000 -d write_timeout=3600000
",
    &check::HOLD,
    source::KONG,
);
