//! Configurations among what people bring: collected line by line, and read as a whole at their end.
//!
//! What is said here is what becomes evidence, and what is wrong; with its lines and its correction it
//! is told by [`config::read`], from the same lines.

use alloc::boxed::Box;
use alloc::string::String;

use crate::evidence::Outcome;
use crate::ingest::config::{self, Bearing, begins};
use crate::ingest::sink::Sink;
use crate::ingest::{Kind, Piece, Took, Way};
use crate::product::Product;
use crate::text::Text;

pub(super) static NGINX: Kind = Kind {
    id: "nginx-config",
    name: Text("a configuration of nginx"),
    way: Way::Piece(|line| begins(line) == Some(Product::Nginx), || collect(Product::Nginx)),
};

pub(super) static HAPROXY: Kind = Kind {
    id: "haproxy-config",
    name: Text("a configuration of HAProxy"),
    way: Way::Piece(|line| begins(line) == Some(Product::Haproxy), || collect(Product::Haproxy)),
};

pub(super) static APACHE: Kind = Kind {
    id: "apache-config",
    name: Text("a configuration of Apache"),
    way: Way::Piece(|line| begins(line) == Some(Product::Apache), || collect(Product::Apache)),
};

pub(super) static CADDY: Kind = Kind {
    id: "caddy-config",
    name: Text("a Caddyfile"),
    way: Way::Piece(|line| begins(line) == Some(Product::Caddy), || collect(Product::Caddy)),
};

pub(super) static TRAEFIK: Kind = Kind {
    id: "traefik-config",
    name: Text("a configuration of Traefik"),
    way: Way::Piece(|line| begins(line) == Some(Product::Traefik), || collect(Product::Traefik)),
};

pub(super) static ENVOY: Kind = Kind {
    id: "envoy-config",
    name: Text("a configuration of Envoy"),
    way: Way::Piece(|line| begins(line) == Some(Product::Envoy), || collect(Product::Envoy)),
};

pub(super) static INGRESS: Kind = Kind {
    id: "kubernetes-ingress",
    name: Text("an Ingress of Kubernetes"),
    way: Way::Piece(
        |line| begins(line) == Some(Product::IngressNginx),
        || collect(Product::IngressNginx),
    ),
};

/// The product whose configuration is of this kind.
pub(super) fn product(kind: &Kind) -> Option<Product> {
    const ALL: [(&Kind, Product); 7] = [
        (&NGINX, Product::Nginx),
        (&HAPROXY, Product::Haproxy),
        (&APACHE, Product::Apache),
        (&CADDY, Product::Caddy),
        (&TRAEFIK, Product::Traefik),
        (&ENVOY, Product::Envoy),
        (&INGRESS, Product::IngressNginx),
    ];
    ALL.iter().find(|(known, _)| known.id == kind.id).map(|(_, product)| *product)
}

/// No configuration is longer.
const LONGEST: usize = 10 * 1024 * 1024;

struct Lines {
    product: Product,
    text: String,
    /// Blocks that are open.
    depth: usize,
    cut: bool,
}

fn collect(product: Product) -> Box<dyn Piece> {
    Box::new(Lines { product, text: String::new(), depth: 0, cut: false })
}

impl Piece for Lines {
    fn line(&mut self, line: &str, _: &mut Sink<'_>) -> Took {
        let mine = self.text.is_empty() || self.depth > 0 || is_inside(line);
        if self.text.len() + line.len() >= LONGEST {
            self.cut = true;
        } else {
            self.text.push_str(line);
            self.text.push('\n');
        }
        // In the languages without braces nothing stays open, for their values close them again.
        for byte in line.bytes() {
            match byte {
                b'{' => self.depth += 1,
                b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        if mine { Took::Mine } else { Took::Loose }
    }

    fn end(&mut self, sink: &mut Sink<'_>) {
        let product = config::recognise(&self.text).unwrap_or(self.product);
        let config = config::read(&self.text, sink.target, Some(product));
        for seen in config.observations {
            if let Outcome::Setting(setting, product, place) = seen.outcome {
                sink.setting(setting, product, place);
            }
        }
        for remark in config.remarks.into_iter().filter(|one| one.bearing == Bearing::Wrong) {
            sink.remark(remark.title);
        }
        if self.cut {
            sink.note(Text("it is longer than 10 MB, of which the beginning was read"));
        }
    }
}

/// Whether a line can only go on with what stands before it.
fn is_inside(line: &str) -> bool {
    let first = line.chars().next();
    first.is_none_or(|c| c.is_whitespace() || matches!(c, '#' | '}' | '-' | '<'))
        || begins(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Setting;
    use crate::ingest::{Brought, by_id, read};
    use crate::target::Target;
    use crate::time::Millis;
    use alloc::vec::Vec;

    const NGINX_LOST: &str = "# the chat\nserver {\n    server_name chat.example;\n    listen 443 ssl;\n\n    location / {\n        proxy_pass http://app;\n        proxy_set_header Host $http_host;\n        proxy_http_version 1.1;\n    }\n}\n";
    const CADDY_RIGHT: &str =
        "chat.example {\n\treverse_proxy app:8000 {\n\t\tstream_close_delay 5m\n\t}\n}\n";

    fn of(text: &str, kind: Option<&'static Kind>) -> Brought {
        read(text, &Target::new(true, "chat.example", 443, "/ws/chat", ""), None, kind)
    }

    fn settings(brought: &Brought) -> Vec<Setting> {
        let settings = brought.observations.iter().filter_map(|seen| match seen.outcome {
            Outcome::Setting(setting, ..) => Some(setting),
            _ => None,
        });
        settings.collect()
    }

    #[test]
    fn a_configuration_is_found_among_other_pieces() {
        let console = "WebSocket connection to 'wss://chat.example/ws/chat' failed: Error during WebSocket handshake: Unexpected response code: 426\n";
        let text = [console, NGINX_LOST, console].concat();
        let brought = of(&text, None);
        let kinds: Vec<&str> = brought.read.iter().map(|one| one.kind.id).collect();
        assert_eq!(kinds, ["console", "nginx-config", "console"]);
        assert_eq!(settings(&brought), [Setting::UpgradeLost, Setting::Idle(Millis::seconds(60))]);
        assert_eq!(brought.read[1].lines, (3, 12));
        assert!(brought.read[1].says.len() >= 2, "{:?}", brought.read[1].says);
    }

    #[test]
    fn each_language_begins_with_words_of_its_own() {
        for (text, id) in [
            (NGINX_LOST, "nginx-config"),
            (CADDY_RIGHT, "caddy-config"),
            ("defaults\n  mode http\nfrontend a\n  bind :443\n", "haproxy-config"),
            ("<VirtualHost *:443>\n  ProxyPass / ws://a/\n</VirtualHost>\n", "apache-config"),
            ("http:\n  routers:\n    a:\n      rule: Host(`chat.example`)\n", "traefik-config"),
            ("static_resources:\n  listeners: []\n", "envoy-config"),
            (
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  rules:\n  - host: a\n",
                "kubernetes-ingress",
            ),
        ] {
            let brought = of(text, None);
            let kinds: Vec<&str> = brought.read.iter().map(|one| one.kind.id).collect();
            assert_eq!(kinds, [id], "{text}");
            let own = by_id(id).and_then(product).expect("it is one of the kinds");
            assert!(settings(&of(text, by_id(id))) == settings(&brought), "{text} as {own:?}");
        }
        assert_eq!(settings(&of("hello {\n world\n}\n", None)), []);
    }
}
