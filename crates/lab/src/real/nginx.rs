//! nginx as a reverse proxy: the frame around the few lines that a scenario is about.

use std::net::SocketAddr;

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Stage};
use crate::shared::Shared;

pub(super) const NEEDS: &[&str] = &["nginx"];

/// What starts nginx, and with more words speaks to the one that runs.
pub(crate) const COMMAND: [&str; 7] = ["nginx", "-p", ".", "-e", "error.log", "-c", "nginx.conf"];

/// The route of a WebSocket as it should be.
pub(super) const UPGRADING: &str = "
        location /ws/ {
            proxy_pass http://chat;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }
        location / {
            proxy_pass http://chat;
        }
";

/// The same without the headers: what most people have before they read about WebSockets.
pub(super) const STRIPPING: &str = "
        location / {
            proxy_pass http://chat;
        }
";

/// One process does for what never reloads.
const ALONE: &str = "master_process off;";

/// All paths are below the program's own directory.
const FRAME: &str = "
daemon off;
{processes}
pid nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' close;
    }
    limit_conn_zone $binary_remote_addr zone=visitors:1m;
    upstream chat {
        server {chat};
    }
    upstream static {
        server {page};
    }
    server {
        listen {front};
        location /ws-doctor/ {
            proxy_pass http://static;
        }
{routes}
    }
}
";

/// Starts nginx before `chat` with those routes.
pub(super) async fn start(
    shared: &Shared,
    chat: SocketAddr,
    routes: &str,
) -> Result<(Program, SocketAddr)> {
    start_as(shared, chat, ALONE, routes).await
}

/// The same with those lines about nginx's processes.
pub(super) async fn start_as(
    shared: &Shared,
    chat: SocketAddr,
    processes: &str,
    routes: &str,
) -> Result<(Program, SocketAddr)> {
    let front = free_address()?;
    let config = FRAME
        .replace("{chat}", &chat.to_string())
        .replace("{page}", &shared.page().to_string())
        .replace("{front}", &front.to_string())
        .replace("{processes}", processes)
        .replace("{routes}", routes);
    Ok((Program::start(&COMMAND, &[("nginx.conf", &config)], front).await?, front))
}

/// A stage of nginx with those routes, and the backend behind it.
pub(super) async fn stage(shared: &Shared, backend: Backend, routes: &str) -> Result<Stage> {
    let backend = backend.start(HERE).await?;
    let (program, front) = start(shared, backend.address(), routes).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}

/// A stage of nginx with those routes before a program that listens there.
pub(super) async fn before(
    shared: &Shared,
    program: Program,
    chat: SocketAddr,
    routes: &str,
) -> Result<Stage> {
    let (nginx, front) = start(shared, chat, routes).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, chat).run(nginx).run(program))
}
