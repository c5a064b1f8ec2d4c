//! HAProxy before a NAT that forgets connections after 2 s of silence, and tells neither side: it is the kernel's own.
//!
//! One HAProxy stands on both sides of it. The browser's own connection does not go through the NAT,
//! because a page from beyond loopback is not let to the control on loopback (Local Network Access).

use crate::network;
use crate::real::haproxy::{self, Settings};
use crate::scenario::Scenario;

const SETTINGS: Settings = Settings {
    beside: network::BESIDE,
    // A spare connection to the server would be forgotten as well, and then swallow a plain request.
    timeouts: "
    timeout client 1m
    timeout server 1m
    timeout tunnel 1h
    option http-server-close
",
    servers: "
    server distant 198.51.100.2:80 namespace client
frontend distant
    bind 198.51.100.2:80 namespace server
    default_backend behind
backend behind
    server chat {chat}
",
    ..Settings::USUAL
};

pub(super) static SCENARIO: Scenario = Scenario::real(
    "netns-silent-drop",
    "HAProxy before a NAT that forgets connections after 2 s of silence",
    &["haproxy", "unshare", "ip", "nft", network::NEED],
    Some("mobile-or-nat-timeout"),
    |shared| Box::pin(haproxy::stage(shared, &SETTINGS)),
);
