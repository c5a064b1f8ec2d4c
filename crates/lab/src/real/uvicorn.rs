//! uvicorn, behind nginx. Its protocol pings each second keep a connection that nginx would close after 3 s of silence:
//! a browser answers them by itself and shows them to no page, so the limit is there, and nobody meets it.
//!
//! A handshake that has lost its Upgrade is a page request to it, and the application answers 404.

use anyhow::Result;

use crate::program::{Program, free_address};
use crate::real::nginx::{self, STRIPPING};
use crate::real::nginx_idle;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

const NEEDS: &[&str] = &["nginx", "uvicorn"];

pub(super) static PINGS: Scenario = Scenario::real(
    "uvicorn-pings",
    "uvicorn that pings each second, behind nginx with a proxy_read_timeout of 3 s",
    NEEDS,
    None,
    |shared| Box::pin(start(shared, nginx_idle::ROUTES)),
);

pub(super) static STRIPPED: Scenario = Scenario::real(
    "uvicorn-stripped",
    "uvicorn behind nginx without the Upgrade headers",
    NEEDS,
    Some("upgrade-headers-missing"),
    |shared| Box::pin(start(shared, STRIPPING)),
);

async fn start(shared: &Shared, routes: &str) -> Result<Stage> {
    let chat = free_address()?;
    let (ip, port) = (chat.ip().to_string(), chat.port().to_string());
    let command =
        ["uvicorn", "--host", &ip, "--port", &port, "--ws-ping-interval", "1", "echo:app"];
    let files = [("echo.py", include_str!("software/echo.py"))];
    let program = Program::start(&command, &files, chat).await?;
    nginx::before(shared, program, chat, routes).await
}
