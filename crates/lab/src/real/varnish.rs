//! Varnish without the rule that WebSockets need, and with it. The rule has a limit of its own, here 3 s of silence;
//! bytes in either direction keep the connection.

use anyhow::Result;

use crate::backend::Backend;
use crate::listener::HERE;
use crate::program::{Program, free_address};
use crate::scenario::{Hop, Scenario, Stage};
use crate::shared::Shared;

const NEEDS: &[&str] = &["varnishd"];

pub(super) static NO_PIPE: Scenario = Scenario::real(
    "varnish-no-pipe",
    "Varnish without the rule that pipes WebSockets",
    NEEDS,
    Some("upgrade-headers-missing"),
    |shared| Box::pin(start(shared, "")),
);

pub(super) static PIPE: Scenario = Scenario::real(
    "varnish-pipe-3s",
    "Varnish with a pipe_timeout of 3 s",
    NEEDS,
    Some("idle-timeout-proxy"),
    |shared| {
        const RULE: &str = r#"
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
"#;
        Box::pin(start(shared, RULE))
    },
);

const RULES: &str = r#"
vcl 4.1;

backend chat {
    .host = "{chat ip}";
    .port = "{chat port}";
}

backend page {
    .host = "{page ip}";
    .port = "{page port}";
}

sub vcl_recv {
    if (req.url ~ "^/ws-doctor/") {
        set req.backend_hint = page;
    }
    {rule}
    return (pass);
}

sub vcl_pipe {
    set bereq.http.Upgrade = req.http.Upgrade;
    set bereq.http.Connection = req.http.Connection;
}
"#;

async fn start(shared: &Shared, rule: &str) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let front = free_address()?;
    let (chat, page) = (backend.address(), shared.page());
    let rules = RULES
        .replace("{rule}", rule)
        .replace("{chat ip}", &chat.ip().to_string())
        .replace("{chat port}", &chat.port().to_string())
        .replace("{page ip}", &page.ip().to_string())
        .replace("{page port}", &page.port().to_string());
    // No jail and no console; it keeps nothing, since it passes everything.
    let command = "varnishd -F -j none -T none -s malloc,1m -p pipe_timeout=3 -n {here}/state -f {here}/lab.vcl -a";
    let address = front.to_string();
    let command: Vec<&str> = command.split(' ').chain([address.as_str()]).collect();
    let program = Program::start(&command, &[("lab.vcl", &rules)], front).await?;
    let stage = Stage::plain(front, shared).with_page(shared);
    Ok(stage.bypass(Hop::Proxy, backend.address()).run(program).keep(backend))
}
