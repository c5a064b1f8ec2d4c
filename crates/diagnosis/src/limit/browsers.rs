//! Browsers: how long they wait for a handshake. They end no connection that is open.

use super::{HANDSHAKE, Limit, page};
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "chrome",
        product: "Chromium",
        setting: "opening handshake, fixed",
        times: &[Millis::seconds(240)],
        source: page(
            "Chromium: its code",
            "https://chromium.googlesource.com/chromium/src/+/main/net/websockets/websocket_stream.cc",
        ),
        ..HANDSHAKE
    },
    Limit {
        id: "firefox",
        product: "Firefox",
        setting: "network.websocket.timeout.open",
        times: &[Millis::seconds(20)],
        source: page(
            "Firefox: its preferences",
            "https://searchfox.org/mozilla-central/source/modules/libpref/init/all.js",
        ),
        ..HANDSHAKE
    },
];
