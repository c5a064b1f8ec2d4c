//! Remedies for nginx, and for what is built on it.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn nginx(
    title: Text,
    inside: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language: "nginx", inside, body };
    Remedy { hop: Hop::Proxy, product: "nginx", title, snippet, verify, source }
}

pub(crate) static UPGRADE: Remedy = nginx(
    Text(
        "Give the path a location of its own, without filters, that sets Upgrade and Connection anew",
    ),
    "http",
    "+map $http_upgrade $connection_upgrade {
+    default upgrade;
+    ''      '';
+}
 server {
     server_name {host};  # keep your listen and ssl_certificate lines
+    location {path} {
+        proxy_pass http://127.0.0.1:8000;  # the next hop, without a path
+        proxy_http_version 1.1;            # the default since 1.29.7
+        proxy_set_header Upgrade $http_upgrade;
+        proxy_set_header Connection $connection_upgrade;
+        proxy_set_header Host $http_host;
+        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
+        proxy_set_header X-Forwarded-Proto $scheme;
+    }
 }
",
    &check::HANDSHAKE,
    source::NGINX_WEBSOCKET,
);

pub(crate) static VERSION: Remedy = nginx(
    Text("Speak HTTP/1.1 to the application; before 1.29.7 nginx speaks 1.0 unless told"),
    "location",
    "-proxy_http_version 1.0;
+proxy_http_version 1.1;
 proxy_set_header Upgrade $http_upgrade;
 proxy_set_header Connection upgrade;
 proxy_set_header Host $http_host;
",
    &check::HANDSHAKE,
    source::NGINX_VERSION,
);

pub(crate) static UPSTREAM: Remedy = nginx(
    Text("Name the addresses at which the application listens"),
    "http",
    " upstream chat {
-    server 127.0.0.1:8000;
+    server 127.0.0.1:8000 fail_timeout=5s;
+    server 127.0.0.1:8001 fail_timeout=5s;  # one failure: left out for 10 s by default; a lone server never is
 }
",
    &check::HANDSHAKE,
    source::NGINX_UPSTREAM,
);

pub(crate) static BUFFER: Remedy = nginx(
    Text("Take large answer headers; the default is one memory page, 4 or 8 kB"),
    "location",
    "proxy_buffer_size 16k;  # mends “upstream sent too big header”
proxy_buffers 8 16k;
",
    &check::HANDSHAKE,
    source::NGINX_BUFFER,
);

pub(crate) static CONNECT: Remedy = nginx(
    Text("Give an unreachable application up after 5 s instead of 60 s"),
    "location",
    "proxy_connect_timeout 5s;  # default 60 s
",
    &check::HANDSHAKE,
    source::NGINX_CONNECT,
);

pub(crate) static ROUTE: Remedy = nginx(
    Text("Route the path, and pass it on unchanged: proxy_pass without a path, not even a slash"),
    "server",
    " location {path} {
-    proxy_pass http://127.0.0.1:8000/;
+    proxy_pass http://127.0.0.1:8000;
     proxy_http_version 1.1;
     proxy_set_header Upgrade $http_upgrade;
     proxy_set_header Connection upgrade;
     proxy_set_header Host $http_host;
 }
",
    &check::HANDSHAKE,
    source::NGINX_PASS,
);

pub(crate) static HOST: Remedy = nginx(
    Text("Pass the Host on that the browser sent, with its port: servers compare Origin with it"),
    "location",
    "-proxy_set_header Host $host;
+proxy_set_header Host $http_host;
+proxy_set_header X-Forwarded-Proto $scheme;
",
    &check::ORIGINS,
    source::NGINX_HEADER,
);

pub(crate) static READ_TIMEOUT: Remedy = nginx(
    Text("Allow an hour of silence; bytes in either direction start it anew"),
    "location",
    "-proxy_read_timeout 60s;
+proxy_read_timeout 1h;  # default 60 s
",
    &check::HOLD,
    source::NGINX_TIMEOUT,
);

pub(crate) static OWN_PAGE: Remedy = nginx(
    Text("Serve the page of this check from the endpoint’s own origin"),
    "server",
    "location /ws-doctor/ {
    alias /var/www/ws-doctor/;
}
",
    &check::FROM_THE_APP,
    source::NGINX_CORE,
);

pub(crate) static CHAIN: Remedy = nginx(
    Text(
        "Serve TLS at the port that wss:// names, and send the whole chain: the certificate, then its intermediates",
    ),
    "server",
    "listen {port} ssl;
ssl_certificate     {host}/fullchain.pem;
ssl_certificate_key {host}/privkey.pem;
",
    &check::CERTIFICATE,
    source::NGINX_CHAIN,
);

pub(crate) static BACK_TLS: Remedy = nginx(
    Text(
        "Speak TLS to an application that wants it, and none to one that does not: the scheme of proxy_pass decides",
    ),
    "location",
    "-proxy_pass http://127.0.0.1:8443;
+proxy_pass https://127.0.0.1:8443;
+proxy_ssl_server_name on;
+proxy_ssl_name {host};
",
    &check::INWARDS,
    source::NGINX_TLS,
);

pub(crate) static STICKY: Remedy = nginx(
    Text(
        "Send each visitor to the same server, by the address, or by a header where another proxy stands before it",
    ),
    "http",
    " upstream chat {
+    ip_hash;  # else: hash $http_x_forwarded_for consistent;
     server 127.0.0.1:8000;
     server 127.0.0.1:8001;
 }
",
    &check::SESSION,
    source::NGINX_STICKY,
);

pub(crate) static LIMIT: Remedy = nginx(
    Text(
        "Give handshakes a limit of their own, wide enough for many visitors behind one address, and answer 429: the default 503 looks like a failure",
    ),
    "http",
    "+limit_req_zone $binary_remote_addr zone=chat:1m rate=10r/s;
 server {
     server_name {host};
     location {path} {
+        limit_req zone=chat burst=100 nodelay;
+        limit_req_status 429;
+        limit_conn_status 429;
         proxy_pass http://127.0.0.1:8000;  # and the lines for the upgrade
     }
 }
",
    &check::REPEAT,
    source::NGINX_LIMIT,
);

pub(crate) static NO_PASSWORD: Remedy = nginx(
    Text(
        "Leave the login to the application, which must check it: a handshake can’t answer a prompt for a password",
    ),
    "location",
    "auth_basic off;
",
    &check::LOGIN,
    source::NGINX_PASSWORD,
);

pub(crate) static NO_EXTENSIONS: Remedy = nginx(
    Text("Hide the browser’s offer of extensions, so that the application can choose none"),
    "location",
    "proxy_set_header Sec-WebSocket-Extensions \"\";  # beside the location’s other lines
",
    &check::EXTENSIONS,
    source::NGINX_HEADER,
);

pub(crate) static RELOAD: Remedy = nginx(
    Text(
        "Let old workers keep their sockets after a reload: for long, or, without this line, until they end",
    ),
    "main",
    "worker_shutdown_timeout 4h;
",
    &check::RELOAD,
    source::NGINX_RELOAD,
);
