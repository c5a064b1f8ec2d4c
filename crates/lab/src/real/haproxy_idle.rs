//! HAProxy that closes tunnels that were silent for 3 s.

use crate::real::{haproxy, haproxy_healthy};
use crate::scenario::Scenario;

const SERVERS: &str = "
    timeout tunnel 3s
    server chat {chat}
";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-idle-3s",
    "HAProxy with a tunnel timeout of 3 s",
    haproxy::NEEDS,
    Some("idle-timeout-proxy"),
    |shared| Box::pin(haproxy_healthy::stage(shared, SERVERS)),
);
