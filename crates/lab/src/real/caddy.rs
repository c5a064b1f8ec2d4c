//! Caddy whose transport gives up when the backend said nothing for 3 s: what the client says does not count.
//!
//! Absent: a limit of age. Caddy has one since 2.7 (`stream_timeout`), and Debian 12 has 2.6.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "caddy-read-timeout-3s",
    "Caddy with a read_timeout of 3 s towards the backend",
    &["caddy"],
    Some("idle-timeout-proxy"),
    |shared| Box::pin(start(shared)),
);

const CONFIG: &str = "
{
    admin off
    auto_https off
}
http://:{port} {
    bind {ip}
    handle /ws-doctor/* {
        reverse_proxy {page}
    }
    handle {
        reverse_proxy {chat} {
            transport http {
                read_timeout 3s
            }
        }
    }
}
";

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = free_address()?;
    let config = CONFIG
        .replace("{port}", &front.port().to_string())
        .replace("{ip}", &front.ip().to_string())
        .replace("{page}", &shared.page().to_string())
        .replace("{chat}", &backend.address().to_string());
    let command = ["caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"];
    let program = Program::start(&command, &[("Caddyfile", &config)], front).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}
