//! Socket.IO behind nginx, asked for a WebSocket at a path that is not its own: after a second it closes unanswered,
//! of which nginx makes 502.
//!
//! Plain requests for the path do not wait: the application beside it answers 404.

use anyhow::Result;

use crate::program::{self, Program, free_address};
use crate::real::nginx;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

const PACKAGE: &str = "socket.io";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "socketio-wrong-path",
    "Socket.IO at another path, behind nginx",
    &["nginx", "node", PACKAGE],
    Some("wrong-path-or-route"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let chat = free_address()?;
    let package = program::path(PACKAGE)?;
    let package = package.to_string_lossy();
    let port = chat.port().to_string();
    let command = ["node", "rooms.cjs", &package, &port];
    let files = [("rooms.cjs", include_str!("software/rooms.cjs"))];
    let program = Program::start(&command, &files, chat).await?;
    nginx::before(shared, program, chat, nginx::UPGRADING).await
}
