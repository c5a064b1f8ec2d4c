//! nginx that is reloaded again and again, and gives the connections of its old workers one more second.
//!
//! It is reloaded 1.5 s after the last WebSocket was opened, if one is open then: so all that a visitor holds open
//! ends at one instant, whatever its age, and the next visitor meets the same.

use std::time::Duration;

use anyhow::Result;
use tokio::process::Command;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::backend::Backend;
use crate::exchange::Exchange;
use crate::listener::{HERE, Listener};
use crate::real::nginx;
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;

const PAUSE: Duration = Duration::from_millis(1500);
const PROCESSES: &str = "worker_shutdown_timeout 1s;";

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nginx-reload",
    "nginx that is reloaded, with a worker_shutdown_timeout of 1 s",
    nginx::NEEDS,
    Some("proxy-reload-or-deploy"),
    |shared| Box::pin(start(shared)),
);

/// The WebSockets at the backend.
#[derive(Clone, Copy)]
struct Sockets {
    open: usize,
    last_opened: Instant,
}

async fn start(shared: &Shared) -> Result<Stage> {
    let (counter, sockets) = watch::channel(Sockets { open: 0, last_opened: Instant::now() });
    let backend = Listener::free(HERE, move |stream| {
        let counter = counter.clone();
        async move {
            match Exchange::read(stream).await? {
                Some(exchange) => answer(exchange, &counter).await,
                None => Ok(()),
            }
        }
    })
    .await?;
    let (program, front) =
        nginx::start_as(shared, backend.address(), PROCESSES, nginx::UPGRADING).await?;
    let reload = program.beside(&[&nginx::COMMAND[..], &["-s", "reload"]].concat())?;
    // Dropping the set ends what is in it.
    let mut reloading = JoinSet::new();
    reloading.spawn(keep_reloading(reload, sockets));
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.run(program).keep(reloading).keep(backend))
}

async fn answer(exchange: Exchange, counter: &watch::Sender<Sockets>) -> Result<()> {
    if !exchange.head.is_handshake() {
        return Backend::USUAL.answer(exchange).await;
    }
    counter.send_modify(|sockets| {
        sockets.open += 1;
        sockets.last_opened = Instant::now();
    });
    let answered = Backend::USUAL.answer(exchange).await;
    counter.send_modify(|sockets| sockets.open -= 1);
    answered
}

/// Reloads nginx as often as visitors have opened what they will, as long as there is a backend.
async fn keep_reloading(mut reload: Command, mut sockets: watch::Receiver<Sockets>) -> Result<()> {
    loop {
        let opened = sockets.wait_for(|now| now.open > 0).await?.last_opened;
        sleep_until(opened + PAUSE).await;
        let now = *sockets.borrow();
        if now.open == 0 || now.last_opened > opened {
            continue;
        }
        let reloaded = Instant::now();
        reload.status().await?;
        sockets.wait_for(|now| now.open == 0 || now.last_opened > reloaded).await?;
    }
}
