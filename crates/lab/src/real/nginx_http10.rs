//! nginx with the Upgrade headers and without `proxy_http_version 1.1`, before a backend that refuses HTTP/1.0.
//!
//! The default was 1.0 until nginx 1.29.7, so the line says it; most backends accept the upgrade all the same.

use crate::backend::{Backend, Http10};
use crate::real::nginx;
use crate::scenario::Scenario;

const BACKEND: Backend = Backend { http10: Http10::Answer505, ..Backend::USUAL };

const ROUTES: &str = "
        location / {
            proxy_pass http://chat;
            proxy_http_version 1.0;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }
";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-http10",
    "nginx speaks HTTP/1.0 to the backend, which refuses it",
    nginx::NEEDS,
    Some("http-version-1.0-upstream"),
    |shared| Box::pin(nginx::stage(shared, BACKEND, ROUTES)),
);
