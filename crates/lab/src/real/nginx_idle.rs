//! nginx that closes what was silent for 3 s. Bytes in either direction keep the connection.

use crate::backend::Backend;
use crate::real::nginx;
use crate::scenario::Scenario;

const ROUTES: &str = "
        location / {
            proxy_pass http://chat;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 3s;
        }
";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-idle-3s",
    "nginx with a proxy_read_timeout of 3 s",
    nginx::NEEDS,
    Some("idle-timeout-proxy"),
    |shared| Box::pin(nginx::stage(shared, Backend::USUAL, ROUTES)),
);
