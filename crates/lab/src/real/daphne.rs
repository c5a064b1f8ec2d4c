//! Django Channels under daphne, behind nginx: as it should be, and with a limit of age.
//!
//! daphne looks for what is too old each 2 s, so its limit of 3 s ends connections at an age of 3 to 5 s, with a Close
//! frame of 1000; two connections that were opened within 2 s of each other may end at one instant.

use anyhow::Result;

use crate::program::{Program, free_address};
use crate::real::nginx;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

pub(super) const NEEDS: &[&str] = &["nginx", "daphne"];

pub(super) static CHANNELS: Scenario = Scenario::real(
    "daphne-channels",
    "Django Channels under daphne, behind nginx",
    NEEDS,
    None,
    |shared| Box::pin(start(shared, "channels_chat:app", &[], nginx::UPGRADING)),
);

pub(super) static MAX_AGE: Scenario = Scenario::real(
    "daphne-max-age-3s",
    "daphne with a websocket_timeout of 3 s, behind nginx",
    NEEDS,
    Some("max-lifetime"),
    |shared| {
        let limit = &["--websocket_timeout", "3"];
        Box::pin(start(shared, "channels_chat:app", limit, nginx::UPGRADING))
    },
);

/// A stage of nginx with those routes before daphne with those options, which serves that application.
pub(super) async fn start(
    shared: &Shared,
    app: &str,
    options: &[&str],
    routes: &str,
) -> Result<Stage> {
    let chat = free_address()?;
    let (ip, port) = (chat.ip().to_string(), chat.port().to_string());
    let command = ["daphne", "-b", &ip, "-p", &port, app];
    let files = [("channels_chat.py", include_str!("software/channels_chat.py"))];
    let program = Program::start(&[&command, options].concat(), &files, chat).await?;
    nginx::before(shared, program, chat, routes).await
}
