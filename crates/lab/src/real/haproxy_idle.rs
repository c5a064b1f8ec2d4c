//! HAProxy that closes what was silent for 3 s. Bytes in either direction keep the connection.
//!
//! Without a limit for tunnels, the smaller of those of the client and the server holds for tunnels too.

use crate::real::haproxy::{self, Settings};
use crate::scenario::Scenario;

const TRUTH: Option<&str> = Some("idle-timeout-proxy");

pub(super) static TUNNEL: Scenario = Scenario::real(
    "haproxy-idle-3s",
    "HAProxy with a tunnel timeout of 3 s",
    haproxy::NEEDS,
    TRUTH,
    |shared| {
        const TIMEOUTS: &str = "
    timeout client 1m
    timeout server 1m
    timeout tunnel 3s
";
        Box::pin(haproxy::stage(shared, &Settings { timeouts: TIMEOUTS, ..Settings::USUAL }))
    },
);

pub(super) static CLIENT: Scenario = Scenario::real(
    "haproxy-client-idle-3s",
    "HAProxy with client and server timeouts of 3 s, and none for tunnels",
    haproxy::NEEDS,
    TRUTH,
    |shared| {
        const TIMEOUTS: &str = "
    timeout client 3s
    timeout server 3s
";
        Box::pin(haproxy::stage(shared, &Settings { timeouts: TIMEOUTS, ..Settings::USUAL }))
    },
);
