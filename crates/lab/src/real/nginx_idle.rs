//! nginx that closes what was silent for 3 s, or for its own 60 s. Bytes in either direction keep the connection.

use crate::backend::Backend;
use crate::real::nginx;
use crate::scenario::Scenario;

/// The route of a WebSocket with a limit of 3 s.
pub(super) const ROUTES: &str = "
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

pub(super) static DEFAULT: Scenario = Scenario::real(
    "nginx-idle-60s",
    "nginx with its own proxy_read_timeout, which is 60 s",
    nginx::NEEDS,
    Some("idle-timeout-proxy"),
    |shared| {
        Box::pin(async {
            let stage = nginx::stage(shared, Backend::USUAL, nginx::UPGRADING).await?;
            Ok(stage.watched_for(130))
        })
    },
);
