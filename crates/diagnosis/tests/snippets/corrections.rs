//! What a correction makes of a configuration passes the parser of the program that will read it.

use std::path::Path;
use std::process::Command;

use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::Target;

use crate::directory::{Directory, program, run};

fn corrected(text: &str, target: &Target, product: Product) -> String {
    let better = read(text, target, Some(product)).corrected(text);
    assert_ne!(better, text, "nothing was found in it");
    better
}

fn target() -> Target {
    Target::new(false, "chat.example", 18095, "/ws/chat", "")
}

fn nginx(directory: &Directory, text: &str) -> Result<String, String> {
    let file = directory.write("nginx.conf", text);
    let log = directory.0.join("error.log");
    run(Command::new(program("nginx"))
        .args([Path::new("-t"), Path::new("-e"), &log, Path::new("-p"), &directory.0])
        .args([Path::new("-c"), &file]))
}

#[test]
fn nginx_takes_what_was_corrected() {
    let directory = Directory::new("config-nginx");
    let frame = |http: &str, server: &str| {
        format!(
            "pid nginx.pid;\nerror_log error.log;\nevents {{}}\nhttp {{\n    access_log off;\n{http}\n    server {{\n        listen 127.0.0.1:18095;\n        server_name chat.example;\n{server}\n    }}\n}}\n"
        )
    };
    for (http, server) in [
        ("", "location / { proxy_pass http://127.0.0.1:8000; }"),
        ("", "        location / {\n            proxy_pass http://127.0.0.1:8000;\n        }"),
        (
            "",
            "        location /ws/ {\n            proxy_pass http://127.0.0.1:8000; # here\n        }",
        ),
        ("", "location /api/ { proxy_pass http://127.0.0.1:8000; }"),
        ("", "        location /api/ {\n            proxy_pass http://127.0.0.1:8000/;\n        }"),
        (
            "",
            "        location ~ ^/api/ {\n            proxy_pass http://127.0.0.1:8000;\n        }",
        ),
        ("", "location /ws { proxy_pass http://127.0.0.1:8000/; }"),
        ("", "location /ws/chat/ { proxy_pass http://127.0.0.1:8000; }"),
        (
            "map $http_upgrade $connection_upgrade { default close; }",
            "location / { proxy_pass http://127.0.0.1:8000; }",
        ),
        (
            "map $http_upgrade $up { default upgrade; '' close; }",
            "location / { proxy_pass http://127.0.0.1:8000; }",
        ),
        (
            "proxy_set_header Host $host;\nproxy_set_header X-A \"b c\";",
            "location / { proxy_pass http://127.0.0.1:8000; }",
        ),
        (
            "",
            "location / { proxy_pass http://127.0.0.1:8000; proxy_http_version 1.0; proxy_set_header Upgrade $connection_upgrade; proxy_set_header Connection keep-alive; }",
        ),
        ("", "auth_basic a; location / { proxy_pass http://127.0.0.1:8000; }"),
        (
            "",
            "location / { auth_basic \"a b\"; proxy_pass_request_headers off; proxy_pass http://127.0.0.1:8000; }",
        ),
    ] {
        let map = "map $http_upgrade $connection_upgrade { default upgrade; '' close; }";
        let http = if server.contains("$connection_upgrade") { map } else { http };
        let text = frame(http, server);
        nginx(&directory, &text).unwrap_or_else(|said| panic!("{text}\n{said}"));
        let better = corrected(&text, &target(), Product::Nginx);
        let said = nginx(&directory, &better).unwrap_or_else(|said| panic!("{better}\n{said}"));
        assert!(!said.contains("[warn]"), "{better}\n{said}");
    }
}

#[test]
fn haproxy_takes_what_was_corrected() {
    let directory = Directory::new("config-haproxy");
    let target = |path: &str| Target::new(false, "chat.example", 18095, path, "");
    for (bind, front, back, path) in [
        ("", "    http-request del-header Upgrade\n", "", "/ws/chat"),
        ("", "    http-request set-header Upgrade h2c # why?\n", "", "/ws/chat"),
        ("proto h2", "", "", "/ws/chat"),
        ("", "", " proto h2", "/ws/chat"),
        ("", "", "\n    server two 127.0.0.1:8001", "/socket.io/"),
        ("", "", "\n    balance roundrobin\n    server two 127.0.0.1:8001", "/socket.io/"),
    ] {
        let text = format!(
            "defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\nfrontend web\n    bind 127.0.0.1:18095 {bind}\n{front}    default_backend chat\nbackend chat\n    server one 127.0.0.1:8000{back}\n"
        );
        let better = corrected(&text, &target(path), Product::Haproxy);
        let file = directory.write("haproxy.cfg", &better);
        let said =
            run(Command::new(program("haproxy")).args([Path::new("-c"), Path::new("-f"), &file]));
        let said = said.unwrap_or_else(|said| panic!("{better}\n{said}"));
        assert!(!said.contains("[WARNING]"), "{better}\n{said}");
    }
}

#[test]
fn apache_takes_what_was_corrected() {
    let directory = Directory::new("config-apache");
    let modules = [
        "mpm_event",
        "authz_core",
        "slotmem_shm",
        "lbmethod_byrequests",
        "rewrite",
        "proxy",
        "proxy_http",
        "proxy_wstunnel",
        "proxy_balancer",
    ];
    let modules: String = modules
        .into_iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    for lines in [
        "ProxyPass / http://127.0.0.1:8000/",
        "ProxyPass \"/ws/\" \"http://127.0.0.1:8000\" retry=0 upgrade=NONE",
        "ProxyPass / http://127.0.0.1:8000/\n    ProxyPass /ws/ ws://127.0.0.1:8000/ws/",
        "<Proxy balancer://app>\n        BalancerMember http://127.0.0.1:8000 route=1\n    </Proxy>\n    ProxyPass / balancer://app/",
        "RewriteEngine On\n    RewriteCond %{HTTP:Upgrade} websocket [NC]\n    RewriteRule /(.*) http://127.0.0.1:8000/$1 [P,L]",
        "<Location /ws/>\n        ProxyPass http://127.0.0.1:8000/ws/\n    </Location>",
    ] {
        let text = format!(
            "ServerRoot {}\nServerName test\nListen 127.0.0.1:18095\nErrorLog error.log\nDefaultRuntimeDir .\nPidFile httpd.pid\n{modules}<VirtualHost *:18095>\n    ServerName chat.example\n    {lines}\n</VirtualHost>\n",
            directory.0.display()
        );
        let better = corrected(&text, &target(), Product::Apache);
        let file = directory.write("httpd.conf", &better);
        let said =
            run(Command::new(program("apache2")).args([Path::new("-t"), Path::new("-f"), &file]));
        let said = said.unwrap_or_else(|said| panic!("{better}\n{said}"));
        assert!(!said.contains("[warn]"), "{better}\n{said}");
    }
}

#[test]
fn caddy_takes_what_was_corrected() {
    let directory = Directory::new("config-caddy");
    let target = |path: &str| Target::new(false, "chat.example", 18095, path, "");
    for (lines, path) in [
        ("reverse_proxy h2c://127.0.0.1:8000", "/ws/chat"),
        (
            "reverse_proxy 127.0.0.1:8000 {\n        header_up -Upgrade\n        transport http {\n            versions 2\n        }\n    }",
            "/ws/chat",
        ),
        ("request_header -Connection\n    reverse_proxy 127.0.0.1:8000", "/ws/chat"),
        ("reverse_proxy 127.0.0.1:8000 127.0.0.1:8001", "/socket.io/"),
        (
            "reverse_proxy 127.0.0.1:8000 127.0.0.1:8001 {\n        lb_policy round_robin\n    }",
            "/socket.io/",
        ),
    ] {
        let text = format!("http://chat.example:18095 {{\n    {lines}\n}}\n");
        let better = corrected(&text, &target(path), Product::Caddy);
        let file = directory.write("Caddyfile", &better);
        let mut caddy = Command::new(program("caddy"));
        caddy.env("HOME", &directory.0).env("XDG_DATA_HOME", &directory.0);
        caddy.env("XDG_CONFIG_HOME", &directory.0);
        caddy.args(["adapt", "--validate", "--adapter", "caddyfile", "--config"]).arg(&file);
        run(&mut caddy).unwrap_or_else(|said| panic!("{better}\n{said}"));
    }
}
