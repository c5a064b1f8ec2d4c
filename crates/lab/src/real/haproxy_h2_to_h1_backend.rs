//! HAProxy that takes WebSockets to the backend over HTTP/2, which the backend does not speak at all.
//!
//! HAProxy counts the backend as not connected until it has said something in HTTP/2,
//! so it retries for 3 s and answers 503. Plain requests go by HTTP/1.1 and work.

use crate::real::haproxy::{self, Settings};
use crate::scenario::Scenario;

const SETTINGS: Settings = Settings {
    servers: "
    use-server sockets if { req.hdr(Upgrade) -i websocket }
    server sockets {chat} proto h2 weight 0
    server plain {chat}
",
    ..Settings::USUAL
};

pub(super) static SCENARIO: Scenario = Scenario::real(
    "haproxy-h2-to-h1-backend",
    "HAProxy speaks HTTP/2 to a backend that speaks HTTP/1.1",
    haproxy::NEEDS,
    Some("http2-only"),
    |shared| Box::pin(haproxy::stage(shared, &SETTINGS)),
);
