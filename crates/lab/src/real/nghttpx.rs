//! nghttpx that offers HTTP/2 and HTTP/1.1 over TLS, and takes WebSockets over either (RFC 8441).

use std::net::SocketAddr;

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

pub(super) static SCENARIO: Scenario = Scenario::real(
    "nghttpx-h2",
    "nghttpx that speaks HTTP/2 and HTTP/1.1",
    &["nghttpx"],
    None,
    |shared| Box::pin(start(shared)),
);

async fn start(shared: &Shared) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = free_address()?;
    let at = |address: SocketAddr| format!("{},{}", address.ip(), address.port());
    let frontend = format!("--frontend={}", at(front));
    let chat = format!("--backend={}", at(backend.address()));
    let page = format!("--backend={};/ws-doctor/", at(shared.page()));
    // One file has both the key and the certificate.
    let command = [
        "nghttpx",
        "--conf=/dev/null",
        "--workers=1",
        "--errorlog-file=/dev/null",
        &frontend,
        &chat,
        &page,
        "lab.pem",
        "lab.pem",
    ];
    let files = [("lab.pem", shared.identity().pem())];
    let program = Program::start(&command, &files, front).await?;
    let stage = Stage::secure(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}
