//! Remedies for other servers: Apache httpd, Caddy, Varnish, Envoy, Squid.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn server(
    product: &'static str,
    title: &'static str,
    language: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language, inside: "", body };
    Remedy { hop: Hop::Proxy, product, title: Text(title), snippet, verify, source }
}

pub(crate) static APACHE: Remedy = server(
    "Apache httpd",
    "Pass upgrades on: 2.4.47 and later, with mod_proxy_http",
    "apache",
    "ProxyPreserveHost On
ProxyPass \"{path}\" \"http://127.0.0.1:8000{path}\" upgrade=websocket
",
    &check::HANDSHAKE,
    source::APACHE_UPGRADE,
);

pub(crate) static APACHE_TIMEOUT: Remedy = server(
    "Apache httpd",
    "Allow an hour of silence: the larger of Timeout and the ProxyPass’s own counts, 60 s by default, 300 s in Debian’s file",
    "apache",
    "ProxyPass \"{path}\" \"http://127.0.0.1:8000{path}\" upgrade=websocket timeout=3600
Timeout 3600
",
    &check::HOLD,
    source::APACHE_TIMEOUT,
);

pub(crate) static CADDY: Remedy = server(
    "Caddy",
    "Route the path; upgrades pass by themselves, and from 2.7 a reload can spare open sockets",
    "caddy",
    "{host} {
    handle {path}* {
        reverse_proxy 127.0.0.1:8000 {
            stream_close_delay 5m
        }
    }
}
",
    &check::HANDSHAKE,
    source::CADDY,
);

pub(crate) static CADDY_LIFETIME: Remedy = server(
    "Caddy",
    "Raise or remove stream_timeout: it ends busy connections as well",
    "caddy",
    "reverse_proxy 127.0.0.1:8000 {
    stream_timeout 24h  # no limit without this line
}
",
    &check::BUSY,
    source::CADDY,
);

pub(crate) static VARNISH: Remedy = server(
    "Varnish",
    "Pipe WebSockets, and copy both headers",
    "vcl",
    "sub vcl_recv {
    if (req.http.Upgrade ~ \"(?i)websocket\") { return (pipe); }
}
sub vcl_pipe {
    if (req.http.Upgrade) {
        set bereq.http.Upgrade = req.http.Upgrade;
        set bereq.http.Connection = req.http.Connection;
    }
}
",
    &check::HANDSHAKE,
    source::VARNISH,
);

pub(crate) static VARNISH_TIMEOUT: Remedy = server(
    "Varnish",
    "Allow an hour of silence; the default is 60 s",
    "bash",
    "varnishadm param.set pipe_timeout 3600  # and -p pipe_timeout=3600 at its start
",
    &check::HOLD,
    source::VARNISH,
);

pub(crate) static ENVOY: Remedy = server(
    "Envoy",
    "Allow the upgrade in the HTTP connection manager; without it Envoy answers 403",
    "yaml",
    "upgrade_configs:
- upgrade_type: websocket
",
    &check::HANDSHAKE,
    source::ENVOY,
);

pub(crate) static ENVOY_TIMEOUT: Remedy = server(
    "Envoy, Istio",
    "Allow an hour of silence; stream_idle_timeout is 300 s by default",
    "yaml",
    "# HTTP connection manager
stream_idle_timeout: 3600s
# route
timeout: 0s
idle_timeout: 3600s
",
    &check::HOLD,
    source::ENVOY_TIMEOUT,
);

pub(crate) static SQUID: Remedy = Remedy {
    hop: Hop::ClientNetwork,
    product: "Squid",
    title: Text(
        "Let WebSockets of this host through: wss as an uninspected tunnel, ws by its Upgrade header",
    ),
    snippet: Snippet {
        language: "squid",
        inside: "",
        body: "acl chat dstdomain {host}
acl chat_tls ssl::server_name {host}
http_access allow CONNECT chat
ssl_bump splice chat_tls
http_upgrade_request_protocols WebSocket allow all
",
    },
    verify: &check::HANDSHAKE,
    source: source::SQUID,
};
