//! Remedies for Apache httpd.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static APACHE: Remedy = server(
    "Apache httpd",
    Text("Pass upgrades on: 2.4.47 and later, with mod_proxy_http"),
    "apache",
    "+ProxyPreserveHost On
-ProxyPass \"{path}\" \"http://127.0.0.1:8000{path}\"
+ProxyPass \"{path}\" \"http://127.0.0.1:8000{path}\" upgrade=websocket
",
    &check::HANDSHAKE,
    source::APACHE_UPGRADE,
);

pub(crate) static APACHE_TIMEOUT: Remedy = server(
    "Apache httpd",
    Text(
        "Allow an hour of silence: the larger of Timeout and the ProxyPass’s own counts, 60 s by default, 300 s in Debian’s file",
    ),
    "apache",
    "-ProxyPass \"{path}\" \"http://127.0.0.1:8000{path}\" upgrade=websocket
+ProxyPass \"{path}\" \"http://127.0.0.1:8000{path}\" upgrade=websocket timeout=3600
-Timeout 60
+Timeout 3600
",
    &check::HOLD,
    source::APACHE_TIMEOUT,
);

pub(crate) static APACHE_STICKY: Remedy = server(
    "Apache httpd",
    Text("Send each visitor to the same server, by a cookie"),
    "apache",
    "+Header add Set-Cookie \"NODE=.%{BALANCER_WORKER_ROUTE}e; path=/\" env=BALANCER_ROUTE_CHANGED
 <Proxy \"balancer://chat\">
-    BalancerMember \"http://127.0.0.1:8000\" upgrade=websocket
-    BalancerMember \"http://127.0.0.1:8001\" upgrade=websocket
+    BalancerMember \"http://127.0.0.1:8000\" route=1 upgrade=websocket
+    BalancerMember \"http://127.0.0.1:8001\" route=2 upgrade=websocket
+    ProxySet stickysession=NODE
 </Proxy>
 ProxyPass \"{path}\" \"balancer://chat{path}\"
",
    &check::SESSION,
    source::APACHE_STICKY,
);
