//! Apache as a reverse proxy: without `upgrade=` on its `ProxyPass` it passes no Upgrade on. With it, its own `Timeout`
//! closes what was silent, and `timeout=` of `ProxyPass` does not shorten that.
//!
//! For tunnels the larger of the two holds; bytes in either direction keep the connection.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

const NEEDS: &[&str] = &["apache2"];

pub(super) static HEALTHY: Scenario = Scenario::real(
    "apache-healthy",
    "Apache with upgrade=websocket on its ProxyPass",
    NEEDS,
    None,
    |shared| Box::pin(start(shared, "Timeout 60", "upgrade=websocket")),
);

pub(super) static NO_UPGRADE: Scenario = Scenario::real(
    "apache-no-upgrade",
    "Apache with a plain ProxyPass",
    NEEDS,
    Some("upgrade-headers-missing"),
    |shared| Box::pin(start(shared, "Timeout 60", "")),
);

pub(super) static IDLE: Scenario = Scenario::real(
    "apache-idle-3s",
    "Apache with a Timeout of 3 s",
    NEEDS,
    Some("idle-timeout-proxy"),
    |shared| Box::pin(start(shared, "Timeout 3", "upgrade=websocket")),
);

pub(super) static PROXYPASS_TIMEOUT: Scenario = Scenario::real(
    "apache-proxypass-timeout",
    "Apache with a timeout of 3 s on its ProxyPass, which tunnels outlive",
    NEEDS,
    None,
    |shared| Box::pin(start(shared, "Timeout 60", "upgrade=websocket timeout=3")),
);

const CONFIG: &str = "
ServerName localhost
Listen {front}
PidFile apache2.pid
ErrorLog error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
{limit}
ProxyPreserveHost On
ProxyPass /ws-doctor/ http://{page}/ws-doctor/
ProxyPass / http://{chat}/ {options}
";

async fn start(shared: &Shared, limit: &str, options: &str) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = free_address()?;
    let config = CONFIG
        .replace("{front}", &front.to_string())
        .replace("{page}", &shared.page().to_string())
        .replace("{chat}", &backend.address().to_string())
        .replace("{limit}", limit)
        .replace("{options}", options);
    // -X: one process, in the foreground.
    let command = ["apache2", "-X", "-d", "{here}", "-f", "apache2.conf"];
    let program = Program::start(&command, &[("apache2.conf", &config)], front).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}
