//! Remedies for HAProxy, which passes upgrades on without any setting.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn haproxy(
    title: Text,
    inside: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language: "haproxy", inside, body };
    Remedy { hop: Hop::LoadBalancer, product: "HAProxy", title, snippet, verify, source }
}

pub(crate) static ROUTE: Remedy = haproxy(
    Text(
        "Give the path a backend of its own; upgrades pass by themselves, unless a rule or a filter touches them",
    ),
    "",
    " frontend front
     mode http
     bind :80  # keep your own bind lines
+    use_backend chat if { path_beg {path} }
+backend chat
+    mode http
+    server chat1 127.0.0.1:8000 check
",
    &check::HANDSHAKE,
    source::HAPROXY_BACKEND,
);

pub(crate) static CHECKED: Remedy = haproxy(
    Text(
        "Name the address at which the application listens, and check it by TCP: to HTTP checks a WebSocket server answers 400 or 426",
    ),
    "backend",
    "-option httpchk GET {path}
-server chat1 127.0.0.1:8000 check
+option tcp-check
+server chat1 127.0.0.1:8000 check inter 2s
",
    &check::HANDSHAKE,
    source::HAPROXY_CHECK,
);

pub(crate) static TIMEOUTS: Remedy = haproxy(
    Text("Give up early on an application that is silent, and late on a WebSocket"),
    "defaults",
    "timeout connect 5s
timeout server 30s
timeout tunnel 1h  # replaces client and server timeouts after the 101
",
    &check::HANDSHAKE,
    source::HAPROXY_CONNECT,
);

pub(crate) static TUNNEL: Remedy = haproxy(
    Text(
        "Allow an hour of silence; without it the smaller of timeout client and timeout server counts, 50 s in Debian’s file",
    ),
    "defaults",
    "timeout tunnel 1h
timeout client-fin 30s  # for sockets that are half closed
",
    &check::HOLD,
    source::HAPROXY_TUNNEL,
);

pub(crate) static FRONT_HTTP1: Remedy = haproxy(
    Text("Offer HTTP/1.1 beside HTTP/2 in front"),
    "frontend",
    "-bind :443 ssl crt {host}.pem proto h2
+bind :443 ssl crt {host}.pem alpn h2,http/1.1
",
    &check::HANDSHAKE,
    source::HAPROXY_ALPN,
);

pub(crate) static BACK_HTTP1: Remedy = haproxy(
    Text("Speak HTTP/1.1 to the application for WebSockets, HTTP/2 for the rest"),
    "backend",
    "-server chat1 127.0.0.1:8000 proto h2
+server chat1 127.0.0.1:8000 proto h2 ws h1  # 2.5 and later; before: no “proto h2”
",
    &check::HANDSHAKE,
    source::HAPROXY_WS,
);

pub(crate) static REDIRECT: Remedy = haproxy(
    Text("Keep the redirect to https away from WebSockets"),
    "frontend",
    "-http-request redirect scheme https unless { ssl_fc }
+http-request redirect scheme https unless { ssl_fc } || { path_beg {path} }
",
    &check::REDIRECTS,
    source::HAPROXY_REDIRECT,
);

pub(crate) static OWN_PAGE: Remedy = haproxy(
    Text("Serve the page of this check from the endpoint’s own origin"),
    "",
    " frontend front
     mode http
     bind :80  # keep your own bind lines
+    use_backend ws-doctor if { path_beg /ws-doctor/ }
+backend ws-doctor
+    mode http
+    server files 127.0.0.1:8080
",
    &check::FROM_THE_APP,
    source::HAPROXY_BACKEND,
);

pub(crate) static CHAIN: Remedy = haproxy(
    Text(
        "Serve TLS at the port that wss:// names, with certificate, intermediates and key in one file, in this order",
    ),
    "frontend",
    "bind :{port} ssl crt {host}.pem alpn h2,http/1.1
",
    &check::CERTIFICATE,
    source::HAPROXY_CRT,
);

pub(crate) static BACK_TLS: Remedy = haproxy(
    Text("Speak TLS to an application that wants it, and none to one that does not"),
    "backend",
    "-server chat1 127.0.0.1:8443
+server chat1 127.0.0.1:8443 ssl verify required ca-file @system-ca verifyhost {host} sni str({host})
",
    &check::INWARDS,
    source::HAPROXY_SSL,
);

pub(crate) static STICKY: Remedy = haproxy(
    Text("Send each visitor to the same server, by a cookie"),
    "backend",
    "+cookie node insert indirect nocache httponly
-server chat1 127.0.0.1:8000 check
-server chat2 127.0.0.1:8001 check
+server chat1 127.0.0.1:8000 check cookie chat1
+server chat2 127.0.0.1:8001 check cookie chat2
",
    &check::SESSION,
    source::HAPROXY_COOKIE,
);

pub(crate) static PROBE: Remedy = haproxy(
    Text("Check each server by a real handshake: one that only fails upgrades passes any other check"),
    "backend",
    "option httpchk
http-check send meth GET uri {path} ver HTTP/1.1 hdr Host {authority} hdr Origin {origin} hdr Connection Upgrade hdr Upgrade websocket hdr Sec-WebSocket-Version 13 hdr Sec-WebSocket-Key dGhlIHNhbXBsZSBub25jZQ==
http-check expect status 101
server chat1 127.0.0.1:8000 check inter 10s
",
    &check::REPEAT,
    source::HAPROXY_EXPECT,
);

pub(crate) static LIMIT: Remedy = haproxy(
    Text(
        "Give handshakes a limit of their own, wide enough for many visitors behind one address, and answer 429",
    ),
    "frontend",
    "stick-table type ip size 100k expire 10s store http_req_rate(10s)
http-request track-sc0 src if { path_beg {path} }
http-request deny deny_status 429 if { path_beg {path} } { sc_http_req_rate(0) gt 100 }
",
    &check::REPEAT,
    source::HAPROXY_TABLE,
);

pub(crate) static NO_EXTENSIONS: Remedy = haproxy(
    Text("Hide the browser’s offer of extensions, so that the application can choose none"),
    "frontend",
    "http-request del-header Sec-WebSocket-Extensions
",
    &check::EXTENSIONS,
    source::HAPROXY_HEADER,
);

pub(crate) static RELOAD: Remedy = haproxy(
    Text(
        "Let the old process keep its sockets after a reload: for long, or, without this line, until they end",
    ),
    "global",
    "hard-stop-after 4h
",
    &check::RELOAD,
    source::HAPROXY_RELOAD,
);

pub(crate) static KEEPALIVE: Remedy = haproxy(
    Text("Let the kernel remind the devices towards the visitor every minute"),
    "frontend",
    "option clitcpka
clitcpka-idle 60s
clitcpka-intvl 60s
",
    &check::STAYS,
    source::HAPROXY_KEEPALIVE,
);
