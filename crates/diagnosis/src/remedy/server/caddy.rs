//! Remedies for Caddy, which passes upgrades on without any setting.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static CADDY: Remedy = server(
    "Caddy",
    Text("Route the path; upgrades pass by themselves"),
    "caddy",
    " {host} {
+    handle {path}* {
+        reverse_proxy 127.0.0.1:8000
+    }
 }
",
    &check::HANDSHAKE,
    source::CADDY,
);

pub(crate) static CADDY_LIFETIME: Remedy = server(
    "Caddy",
    Text("Raise or remove stream_timeout: it ends busy connections as well"),
    "caddy",
    " {host} {
     reverse_proxy 127.0.0.1:8000 {
-        stream_timeout 1h
+        stream_timeout 24h  # since 2.7; no limit without this line
     }
 }
",
    &check::BUSY,
    source::CADDY,
);

pub(crate) static CADDY_RELOAD: Remedy = server(
    "Caddy",
    Text(
        "Spare open sockets for some time when the configuration is loaded anew; else they end at once, with 1001",
    ),
    "caddy",
    " {host} {
     reverse_proxy 127.0.0.1:8000 {
+        stream_close_delay 5m  # since 2.7
     }
 }
",
    &check::RELOAD,
    source::CADDY,
);

pub(crate) static CADDY_STICKY: Remedy = server(
    "Caddy",
    Text("Send each visitor to the same server, by a cookie"),
    "caddy",
    " {host} {
     reverse_proxy 127.0.0.1:8000 127.0.0.1:8001 {
+        lb_policy cookie node
     }
 }
",
    &check::SESSION,
    source::CADDY_BALANCING,
);
