//! nginx that asks for a password at the WebSocket's path: a browser has no way to give one with a handshake.

use crate::backend::Backend;
use crate::real::nginx;
use crate::scenario::Scenario;

/// Nobody has a password.
const ROUTES: &str = "
        location /ws/ {
            auth_basic chat;
            auth_basic_user_file /dev/null;
            proxy_pass http://chat;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }
        location / {
            proxy_pass http://chat;
        }
";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-auth-401",
    "nginx that asks for a password at the path",
    nginx::NEEDS,
    Some("auth-rejected"),
    |shared| Box::pin(nginx::stage(shared, Backend::USUAL, ROUTES)),
);
