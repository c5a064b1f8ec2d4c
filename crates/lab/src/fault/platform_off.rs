//! Platforms that take WebSockets only once they are switched on: they refuse the handshake themselves, and pass
//! plain requests on.
//!
//! Azure App Service answers 503, and IIS writes in its log that the site has WebSockets disabled
//! (tjanczuk/iisnode issue 322, aspnet/SignalR issue 954); Envoy without an upgrade of its route answers an empty 403
//! (projectcontour/contour issue 5675).

use std::net::SocketAddr;

use anyhow::Result;

use crate::backend::Backend;
use crate::exchange::Exchange;
use crate::fault::stage;
use crate::head::Head;
use crate::listener::HERE;
use crate::response::Response;
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;
use crate::tunnel::{Edit, forward, unchanged};

const TRUTH: Option<&str> = Some("platform-websocket-disabled");

pub(super) static APP_SERVICE: Scenario = Scenario::fault(
    "platform-off",
    "A platform with WebSockets off answers handshakes with 503, as Azure App Service",
    TRUTH,
    |shared| {
        let refusal = || {
            let page = Response::page(503).with("Server", "Microsoft-IIS/10.0");
            page.with("X-Powered-By", "ASP.NET")
        };
        // Such a platform has no way in behind its own front.
        Box::pin(async move { Ok(start(shared, refusal, marked_by_iis).await?.0) })
    },
);

pub(super) static ENVOY: Scenario = Scenario::fault(
    "envoy-off",
    "Envoy without WebSockets on the route answers handshakes with 403",
    TRUTH,
    |shared| {
        let refusal = || Response::new(403, "text/plain", "").with("Server", "envoy");
        Box::pin(async move {
            let (stage, behind) = start(shared, refusal, marked_by_envoy).await?;
            Ok(stage.bypass(Hop::Proxy, behind))
        })
    },
);

/// The platform's front before a usual backend, and where that backend is.
async fn start(
    shared: &Shared,
    refusal: fn() -> Response,
    marked: Edit,
) -> Result<(Stage, SocketAddr)> {
    let backend = Backend::USUAL.start(HERE).await?;
    let address = backend.address();
    let stage = stage(shared, move |exchange: Exchange| async move {
        match exchange.head.is_handshake() {
            true => exchange.respond(&refusal()).await,
            false => forward(exchange, address, unchanged, marked).await,
        }
    })
    .await?;
    Ok((stage.keep(backend), address))
}

fn marked_by_iis(response: &mut Head) {
    response.set("server", "Microsoft-IIS/10.0");
    response.set("x-powered-by", "ASP.NET");
}

fn marked_by_envoy(response: &mut Head) {
    response.set("server", "envoy");
    response.set("x-envoy-upstream-service-time", "1");
}
