//! uvicorn, whose protocol pings each second keep a connection that nginx would close after 3 s of silence.
//!
//! A browser answers pings by itself and shows them to no page: the limit is there, and nobody meets it.

use anyhow::Result;

use crate::program::{Program, free_address};
use crate::real::{nginx, nginx_idle};
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "uvicorn-pings",
    "uvicorn that pings each second, behind nginx with a proxy_read_timeout of 3 s",
    &["nginx", "uvicorn"],
    None,
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let chat = free_address()?;
    let (ip, port) = (chat.ip().to_string(), chat.port().to_string());
    let command =
        ["uvicorn", "--host", &ip, "--port", &port, "--ws-ping-interval", "1", "echo:app"];
    let files = [("echo.py", include_str!("software/echo.py"))];
    let program = Program::start(&command, &files, chat).await?;
    nginx::before(shared, program, chat, nginx_idle::ROUTES).await
}
