//! Remedies for platforms that run an application: Heroku, Fly.io.

use super::cloud;
use crate::evidence::Hop;
use crate::remedy::{Remedy, Snippet, check, source};
use crate::text::Text;

pub(crate) static HEROKU_STICKY: Remedy = cloud(
    Hop::LoadBalancer,
    "Heroku",
    Text(
        "Send each visitor to the same dyno; its limit of 55 s of silence can’t be changed, so the server must beat",
    ),
    "heroku features:enable http-session-affinity -a \"$APP\"
",
    &check::SESSION,
    source::HEROKU_STICKY,
);

pub(crate) static FLY: Remedy = Remedy {
    hop: Hop::LoadBalancer,
    product: "Fly.io",
    title: Text("Allow an hour of silence, and count connections instead of requests"),
    snippet: Snippet {
        language: "toml",
        inside: "",
        body: "[http_service.http_options]
idle_timeout = 3600
[http_service.concurrency]
type = \"connections\"
soft_limit = 1000  # beyond it other machines are preferred
hard_limit = 1200  # beyond it none is taken
",
    },
    verify: &check::HOLD,
    source: source::FLY,
};
