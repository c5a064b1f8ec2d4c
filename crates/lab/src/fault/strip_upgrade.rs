//! A proxy that removes `Upgrade` and `Connection`, before backends that answer a plain GET in different ways.
//!
//! The handshake gets what a plain GET gets, and that is nearly never a 502.

use anyhow::Result;

use crate::backend::{Backend, Plain};
use crate::fault::stage;
use crate::listener::HERE;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{forward, unchanged, without_upgrade};

const TRUTH: Option<&str> = Some("upgrade-headers-missing");

pub(super) static PLAIN_426: Scenario = Scenario::fault(
    "strip-upgrade-426",
    "A proxy removes the upgrade; the backend answers 426",
    TRUTH,
    |shared| Box::pin(start(shared, Plain::UpgradeRequired)),
);

pub(super) static PLAIN_404: Scenario = Scenario::fault(
    "strip-upgrade-404",
    "A proxy removes the upgrade; the backend answers 404",
    TRUTH,
    |shared| Box::pin(start(shared, Plain::NotFound)),
);

pub(super) static PLAIN_400: Scenario = Scenario::fault(
    "strip-upgrade-400",
    "A proxy removes the upgrade; the backend answers 400",
    TRUTH,
    |shared| Box::pin(start(shared, Plain::BadRequest)),
);

pub(super) static PLAIN_200: Scenario = Scenario::fault(
    "strip-upgrade-200",
    "A proxy removes the upgrade; the backend answers with its page",
    TRUTH,
    |shared| Box::pin(start(shared, Plain::Application)),
);

/// The proxy before a backend of that kind; the backend is reachable behind it.
pub(super) async fn start(shared: &Shared, plain: Plain) -> Result<Stage> {
    let backend = Backend::plain(plain).start(HERE).await?;
    let address = backend.address();
    let stage =
        stage(shared, move |exchange| forward(exchange, address, without_upgrade, unchanged))
            .await?;
    Ok(stage.bypass(Hop::Proxy, address).keep(backend))
}
