//! How long a configuration of 10 MB takes, for each program: `cargo bench --package diagnosis --bench config`.

use criterion::{Criterion, criterion_group, criterion_main};
use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::Target;

const SIZE: usize = 10 * 1024 * 1024;

/// What stands before, what is repeated with a number for `{}`, and what is last.
const TEXTS: [(Product, &str, &str, &str); 7] = [
    (
        Product::Nginx,
        "map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n",
        "server {\n    listen 443 ssl;\n    server_name chat{}.example;\n    location / {\n        proxy_pass http://127.0.0.1:8000;\n        proxy_set_header Host $host;\n    }\n}\n",
        "server {\n    listen 443 ssl;\n    server_name chat.example;\n    location / { proxy_pass http://127.0.0.1:8000; }\n}\n",
    ),
    (
        Product::Haproxy,
        "defaults\n    mode http\nfrontend web\n    bind :443 ssl\n    use_backend chat if { path_beg /ws/ }\n",
        "backend app{}\n    balance roundrobin\n    server one 127.0.0.1:8000 check\n",
        "backend chat\n    server one 127.0.0.1:8000 proto h2\n",
    ),
    (
        Product::Apache,
        "Listen 443\n",
        "<VirtualHost *:443>\n    ServerName chat{}.example\n    ProxyPass / http://127.0.0.1:8000/\n</VirtualHost>\n",
        "<VirtualHost *:443>\n    ServerName chat.example\n    ProxyPass / http://127.0.0.1:8000/\n</VirtualHost>\n",
    ),
    (
        Product::Caddy,
        "",
        "chat{}.example {\n\treverse_proxy 127.0.0.1:8000\n}\n",
        "chat.example {\n\treverse_proxy h2c://127.0.0.1:8000\n}\n",
    ),
    (
        Product::IngressNginx,
        "",
        "---\nkind: Ingress\nmetadata:\n  name: chat{}\nspec:\n  rules:\n  - host: chat{}.example\n    http:\n      paths:\n      - path: /\n",
        "---\nkind: Ingress\nspec:\n  rules:\n  - host: chat.example\n    http:\n      paths:\n      - path: /\n",
    ),
    (
        Product::Traefik,
        "http:\n  routers:\n",
        "    chat{}:\n      rule: Host(`chat{}.example`)\n      service: chat\n",
        "    chat:\n      rule: Host(`chat.example`)\n      service: chat\n",
    ),
    (
        Product::Envoy,
        "route_config:\n  virtual_hosts:\n",
        "  - name: chat{}\n    domains: [chat{}.example]\n    routes:\n    - match: { prefix: / }\n      route: { cluster: chat }\n",
        "  - name: chat\n    domains: [chat.example]\n    routes:\n    - match: { prefix: / }\n      route: { cluster: chat }\n",
    ),
];

fn bench(criterion: &mut Criterion) {
    let target = Target::new(true, "chat.example", 443, "/ws/chat", "");
    let mut group = criterion.benchmark_group("10 MB");
    group.sample_size(10);
    for (product, before, repeated, last) in TEXTS {
        let mut text = before.to_owned();
        let mut number = 0;
        while text.len() < SIZE {
            text += &repeated.replace("{}", &number.to_string());
            number += 1;
        }
        text += last;
        group.bench_function(product.name(), |run| {
            run.iter(|| read(&text, &target, Some(product)).remarks.len());
        });
    }
    let noise = "x = y; { \"a\" 'b' <c> : - d }\n".repeat(SIZE / 29);
    for (product, ..) in TEXTS {
        group.bench_function(format!("noise as {}", product.name()), |run| {
            run.iter(|| read(&noise, &target, Some(product)).remarks.len());
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
