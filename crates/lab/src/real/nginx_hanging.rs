//! nginx before a backend that accepts requests on the WebSocket's path and never answers them.

use crate::backend::{Backend, Handshake, Plain};
use crate::real::nginx;
use crate::scenario::Scenario;

const BACKEND: Backend =
    Backend { plain: Plain::Hang, handshake: Handshake::Hang, ..Backend::USUAL };

const ROUTES: &str = "
        location / {
            proxy_pass http://chat;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 2s;
        }
";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-hanging",
    "nginx whose backend never answers; it gives up after 2 s",
    nginx::NEEDS,
    Some("backend-timeout"),
    |shared| Box::pin(nginx::stage(shared, BACKEND, ROUTES)),
);
