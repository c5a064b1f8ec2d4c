//! Whose configuration a text looks like, by the words that begin its lines.

use crate::product::Product;
use alloc::vec::Vec;

/// Words that begin a line, whose they are, and how much they say of that.
const MARKS: &[(&str, Product, usize)] = &[
    ("# configuration file /", Product::Nginx, 9),
    ("server {", Product::Nginx, 2),
    ("server{", Product::Nginx, 2),
    ("http {", Product::Nginx, 2),
    ("stream {", Product::Nginx, 4),
    ("location ", Product::Nginx, 3),
    ("upstream ", Product::Nginx, 2),
    ("proxy_", Product::Nginx, 3),
    ("map $", Product::Nginx, 3),
    ("worker_processes ", Product::Nginx, 3),
    ("events {", Product::Nginx, 3),
    ("server_name ", Product::Nginx, 2),
    ("frontend ", Product::Haproxy, 3),
    ("backend ", Product::Haproxy, 3),
    ("listen ", Product::Haproxy, 1),
    ("defaults", Product::Haproxy, 2),
    ("use_backend ", Product::Haproxy, 3),
    ("default_backend ", Product::Haproxy, 3),
    ("mode http", Product::Haproxy, 3),
    ("global", Product::Haproxy, 2),
    ("timeout client", Product::Haproxy, 3),
    ("timeout server", Product::Haproxy, 3),
    ("timeout tunnel", Product::Haproxy, 3),
    ("bind ", Product::Haproxy, 1),
    ("<VirtualHost", Product::Apache, 9),
    ("<Location", Product::Apache, 3),
    ("<IfModule", Product::Apache, 3),
    ("ProxyPass", Product::Apache, 3),
    ("ProxyPreserveHost", Product::Apache, 3),
    ("RewriteRule", Product::Apache, 3),
    ("RewriteCond", Product::Apache, 3),
    ("RewriteEngine", Product::Apache, 3),
    ("LoadModule", Product::Apache, 3),
    ("ServerName", Product::Apache, 1),
    ("reverse_proxy", Product::Caddy, 4),
    ("handle", Product::Caddy, 2),
    ("file_server", Product::Caddy, 3),
    ("php_fastcgi", Product::Caddy, 3),
    ("encode gzip", Product::Caddy, 3),
    ("respond ", Product::Caddy, 2),
    ("header_up", Product::Caddy, 3),
    ("lb_policy", Product::Caddy, 3),
    ("apiVersion: traefik", Product::Traefik, 3),
    ("kind: IngressRoute", Product::Traefik, 20),
    ("[http.", Product::Traefik, 9),
    ("[[http.", Product::Traefik, 9),
    ("[entryPoints", Product::Traefik, 9),
    ("http:", Product::Traefik, 1),
    ("routers:", Product::Traefik, 9),
    ("entryPoints:", Product::Traefik, 9),
    ("- traefik.", Product::Traefik, 9),
    ("- \"traefik.", Product::Traefik, 9),
    ("- 'traefik.", Product::Traefik, 9),
    ("traefik.http.", Product::Traefik, 9),
    ("apiVersion: networking.k8s.io/", Product::IngressNginx, 3),
    ("kind: Ingress", Product::IngressNginx, 20),
    ("nginx.ingress.kubernetes.io/", Product::IngressNginx, 20),
    ("static_resources:", Product::Envoy, 9),
    ("virtual_hosts:", Product::Envoy, 9),
    ("route_config:", Product::Envoy, 9),
    ("filter_chains:", Product::Envoy, 9),
];

/// The bytes with which one of these words begins.
const FIRST: [bool; 256] = {
    let (mut first, mut at) = ([false; 256], 0);
    while at < MARKS.len() {
        first[MARKS[at].0.as_bytes()[0] as usize] = true;
        at += 1;
    }
    first
};

/// The word with which a line begins, and whose it is.
fn mark(line: &str) -> Option<&'static (&'static str, Product, usize)> {
    let first = *line.as_bytes().first()?;
    if !FIRST[usize::from(first)] {
        return None;
    }
    MARKS.iter().find(|(start, ..)| line.starts_with(start))
}

/// Enough of a text to tell whose it is.
const ENOUGH_LINES: usize = 20_000;

/// Whose configuration this looks like.
pub fn recognise(text: &str) -> Option<Product> {
    let mut scores: Vec<(usize, Product)> = Vec::new();
    for line in text.lines().take(ENOUGH_LINES).map(str::trim_start) {
        let Some((_, product, score)) = mark(line) else { continue };
        match scores.iter_mut().find(|(_, scored)| scored == product) {
            Some((sum, _)) => *sum += score,
            None => scores.push((*score, *product)),
        }
    }
    let best = scores.iter().max_by_key(|(sum, _)| *sum)?;
    (best.0 >= 3).then_some(best.1)
}

/// Whose configuration may begin with this line.
pub(crate) fn begins(line: &str) -> Option<Product> {
    let line = line.trim();
    let opens = line.ends_with('{');
    let mark = mark(line);
    if mark.is_none() && !opens {
        return None;
    }
    let words = line.split_whitespace().count();
    let first = line.split_whitespace().next().unwrap_or_default();
    let fits = |(start, product, score): &(&str, Product, usize)| match product {
        // Words that sentences and logs begin with as well.
        Product::Haproxy if matches!(*start, "frontend " | "backend " | "listen ") => words <= 3,
        Product::Haproxy if matches!(*start, "defaults" | "global") => {
            words <= 3 && first == *start
        }
        Product::Nginx => opens || line.ends_with(';') || line.contains("; ") || *score > 3,
        Product::Caddy => opens || *score > 2 && words <= 6,
        Product::Traefik if *start == "http:" => line == "http:",
        _ => *score > 1,
    };
    let marked = mark.filter(|mark| fits(mark)).map(|(_, product, _)| *product);
    // An address with its block.
    let site = opens
        && words <= 4
        && first.contains(['.', ':'])
        && !line.contains(['(', ';', '=', '"', '$']);
    marked.or(site.then_some(Product::Caddy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_and_log_lines_begin_no_configuration() {
        for (line, expected) in [
            ("server {", Some(Product::Nginx)),
            ("  location /ws/ { proxy_pass http://a; }", Some(Product::Nginx)),
            ("backend chat", Some(Product::Haproxy)),
            ("backend chat has no server available!", None),
            ("chat.example, www.chat.example {", Some(Product::Caddy)),
            ("http://:8080 {", Some(Product::Caddy)),
            ("handle this with care", None),
            ("location of the server", None),
            ("global warming is real", None),
            ("http:", Some(Product::Traefik)),
            ("http: 502", None),
            ("2026/11/25 12:00:00 [error] 7#7: *1 connect() failed", None),
            ("", None),
        ] {
            assert_eq!(begins(line), expected, "{line}");
        }
    }
}
