//! HAProxy as a load balancer: the frame around the few lines that a scenario is about.

use std::net::SocketAddr;

use anyhow::Result;

use crate::program::{Program, free_address};
use crate::shared::Shared;

pub(super) const NEEDS: &[&str] = &["haproxy"];

/// One server, with nothing special about it.
pub(super) const ONE_SERVER: &str = "server chat {chat}";

const FRAME: &str = "
defaults
    mode http
    timeout connect 1s
    timeout client 1m
    timeout server 1m
    timeout tunnel 1h
frontend front
    bind {front} {bind}
    use_backend page if { path_beg /ws-doctor/ }
    default_backend chat
backend chat
    {servers}
backend page
    server page {page}
";

/// Starts HAProxy before `chat`, with those options of `bind` and those lines about the servers.
pub(super) async fn start(
    shared: &Shared,
    chat: SocketAddr,
    bind: &str,
    servers: &str,
) -> Result<(Program, SocketAddr)> {
    let front = free_address()?;
    let config = FRAME
        .replace("{bind}", bind)
        .replace("{servers}", servers)
        .replace("{chat}", &chat.to_string())
        .replace("{page}", &shared.page().to_string())
        .replace("{front}", &front.to_string());
    Ok((Program::haproxy(&config, shared.identity().pem(), front).await?, front))
}
