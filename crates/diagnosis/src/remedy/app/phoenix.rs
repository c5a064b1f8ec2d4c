//! Remedies for Phoenix.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static PHOENIX: Remedy = app(
    "Phoenix",
    Text("Set the pages that may connect, and a time of silence above its client’s heartbeat of 30 s; it appends websocket to the path"),
    "elixir",
    "socket \"{path}\", ChatWeb.UserSocket, websocket: [check_origin: [\"{origin}\"], timeout: 60_000, max_frame_size: 1_000_000]
",
    &check::STAYS,
    source::PHOENIX,
);
