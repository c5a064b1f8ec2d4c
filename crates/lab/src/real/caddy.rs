//! Caddy as a reverse proxy: it knows WebSockets without being told, but not hosts that nobody told it of.
//!
//! Absent: a limit of age. Caddy has one since 2.7 (`stream_timeout`), and Debian 12 has 2.6.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

const NEEDS: &[&str] = &["caddy"];

/// It gives up when the backend said nothing for 3 s: what the client says does not count.
pub(super) static READ_TIMEOUT: Scenario = Scenario::real(
    "caddy-read-timeout-3s",
    "Caddy with a read_timeout of 3 s towards the backend",
    NEEDS,
    Some("idle-timeout-proxy"),
    |shared| {
        const ROUTE: &str = "
    handle {
        reverse_proxy {chat} {
            transport http {
                read_timeout 3s
            }
        }
    }
";
        Box::pin(start(shared, ROUTE))
    },
);

/// What no route is for gets 200 and nothing more, handshakes and plain requests alike.
pub(super) static UNKNOWN_HOST: Scenario = Scenario::real(
    "caddy-unknown-host",
    "Caddy whose route to the backend is for another host",
    NEEDS,
    Some("wrong-path-or-route"),
    |shared| {
        const ROUTE: &str = "
    @chat host chat.example
    handle @chat {
        reverse_proxy {chat}
    }
";
        Box::pin(start(shared, ROUTE))
    },
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
    {route}
}
";

async fn start(shared: &Shared, route: &str) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = free_address()?;
    let config = CONFIG
        .replace("{route}", route)
        .replace("{port}", &front.port().to_string())
        .replace("{ip}", &front.ip().to_string())
        .replace("{page}", &shared.page().to_string())
        .replace("{chat}", &backend.address().to_string());
    let command = ["caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"];
    let program = Program::start(&command, &[("Caddyfile", &config)], front).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}
