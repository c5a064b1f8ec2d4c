//! An application on Node's `ws` that says goodbye to whoever was silent for 3 s, with a code and a reason of its own.

use anyhow::Result;

use crate::program::{self, Program, free_address};
use crate::real::nginx;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

const PACKAGE: &str = "ws";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "node-ws-idle-close",
    "Node with ws that closes after 3 s of silence with code 4408, behind nginx",
    &["nginx", "node", PACKAGE],
    Some("server-closed"),
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let chat = free_address()?;
    let package = program::path(PACKAGE)?;
    let package = package.to_string_lossy();
    let port = chat.port().to_string();
    let command = ["node", "chat.cjs", &package, &port];
    let files = [("chat.cjs", include_str!("software/chat.cjs"))];
    let program = Program::start(&command, &files, chat).await?;
    nginx::before(shared, program, chat, nginx::UPGRADING).await
}
