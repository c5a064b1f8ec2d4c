//! HAProxy as a load balancer: the frame around the few lines that a scenario is about.

use std::net::SocketAddr;

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Stage};
use crate::shared::Shared;

pub(super) const NEEDS: &[&str] = &["haproxy"];

/// The few lines that a scenario is about.
pub(super) struct Settings {
    /// What stands before the command, if something does.
    pub(super) beside: &'static [&'static str],
    /// The limits of time that matter here.
    pub(super) timeouts: &'static str,
    /// Options of the front's `bind`.
    pub(super) bind: &'static str,
    /// The servers, and whatever comes behind their section.
    pub(super) servers: &'static str,
}

impl Settings {
    /// One server, with nothing special about it.
    pub(super) const USUAL: Settings = Settings {
        beside: &[],
        timeouts: "
    timeout client 1m
    timeout server 1m
    timeout tunnel 1h
",
        bind: "",
        servers: "server chat {chat}",
    };
}

const FRAME: &str = "
defaults
    mode http
    timeout connect 1s
    {timeouts}
frontend front
    bind {front} {bind}
    use_backend page if { path_beg /ws-doctor/ }
    default_backend chat
backend page
    server page {page}
backend chat
    {servers}
";

/// Starts HAProxy before `chat` with those settings.
pub(super) async fn start(
    shared: &Shared,
    chat: SocketAddr,
    settings: &Settings,
) -> Result<(Program, SocketAddr)> {
    let front = free_address()?;
    let config = FRAME
        .replace("{timeouts}", settings.timeouts)
        .replace("{bind}", settings.bind)
        .replace("{servers}", settings.servers)
        .replace("{chat}", &chat.to_string())
        .replace("{page}", &shared.page().to_string())
        .replace("{front}", &front.to_string());
    let files = [("haproxy.cfg", config.as_str()), ("lab.pem", shared.identity().pem())];
    let command = [settings.beside, &["haproxy", "-db", "-f", "haproxy.cfg"]].concat();
    Ok((Program::start(&command, &files, front).await?, front))
}

/// A stage of HAProxy with those settings, and a usual backend behind it.
pub(super) async fn stage(shared: &Shared, settings: &Settings) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let (program, front) = start(shared, backend.address(), settings).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::LoadBalancer, backend.address()).run(program).keep(backend))
}
