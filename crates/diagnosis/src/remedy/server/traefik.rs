//! Remedies for Traefik, which passes upgrades on without any setting and has no idle limit for them.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static TRAEFIK: Remedy = server(
    "Traefik",
    Text("Route the host and the path at the TLS entry point; upgrades pass by themselves"),
    "yaml",
    "http:
  routers:
    chat:
      rule: Host(`{host}`) && PathPrefix(`{path}`)
      entryPoints: [websecure]
      tls: {}
      service: chat
  services:
    chat:
      loadBalancer:
        servers: [{ url: \"http://127.0.0.1:8000\" }]  # not h2c://
",
    &check::HANDSHAKE,
    source::TRAEFIK_WEBSOCKET,
);

pub(crate) static TRAEFIK_STICKY: Remedy = server(
    "Traefik",
    Text("Send each visitor to the same server, by a cookie"),
    "yaml",
    " http:
   services:
     chat:
       loadBalancer:
+        sticky: { cookie: { name: node, httpOnly: true } }
         servers: [{ url: \"http://127.0.0.1:8000\" }, { url: \"http://127.0.0.1:8001\" }]
",
    &check::SESSION,
    source::TRAEFIK_STICKY,
);

pub(crate) static TRAEFIK_STOP: Remedy = server(
    "Traefik",
    Text("Give open sockets time when it stops; the default is 10 s"),
    "yaml",
    "entryPoints:
  websecure:
    transport:
      lifeCycle: { graceTimeOut: 300 }
",
    &check::RELOAD,
    source::TRAEFIK_STOP,
);
