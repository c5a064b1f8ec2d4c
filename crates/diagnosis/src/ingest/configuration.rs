//! Configurations among what people bring: collected line by line, and read as a whole at their end.
//!
//! What is said here is what becomes evidence, and what is wrong; with its lines and its correction it
//! is told by [`config::read`], from the same lines.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::evidence::Outcome;
use crate::ingest::config::{self, Bearing, begins};
use crate::ingest::json::Outline;
use crate::ingest::sink::Sink;
use crate::ingest::{Kind, Piece, Took, Way};
use crate::product::Product;
use crate::text::Text;

pub(super) static NGINX: Kind =
    kind("nginx-config", Text("a configuration of nginx"), Product::Nginx);
pub(super) static HAPROXY: Kind =
    kind("haproxy-config", Text("a configuration of HAProxy"), Product::Haproxy);
pub(super) static APACHE: Kind =
    kind("apache-config", Text("a configuration of Apache"), Product::Apache);
pub(super) static CADDY: Kind =
    kind("caddy-config", Text("a configuration of Caddy"), Product::Caddy);
pub(super) static TRAEFIK: Kind =
    kind("traefik-config", Text("a configuration of Traefik"), Product::Traefik);
pub(super) static ENVOY: Kind =
    kind("envoy-config", Text("a configuration of Envoy"), Product::Envoy);
pub(super) static INGRESS: Kind =
    kind("kubernetes-ingress", Text("an Ingress of Kubernetes"), Product::IngressNginx);

const fn kind(id: &'static str, name: Text, product: Product) -> Kind {
    Kind { id, name, way: Way::Configuration(product), signs: &[] }
}

/// No configuration is longer.
const LONGEST: usize = 10 * 1024 * 1024;

/// What may be a configuration in JSON says within so many bytes that it is one.
const LONGEST_DOUBT: usize = 64 * 1024;

struct Lines {
    product: Product,
    text: String,
    /// Blocks that are open.
    depth: usize,
    cut: bool,
}

/// A reader of the lines of this product's configuration.
pub(super) fn collect(product: Product) -> Box<dyn Piece> {
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
        file(&self.text, product, self.cut, sink);
    }
}

/// Files what a configuration says.
fn file(text: &str, product: Product, cut: bool, sink: &mut Sink<'_>) {
    let config = config::read(text, sink.target, Some(product));
    for seen in config.observations {
        if let Outcome::Setting(setting, product, place) = seen.outcome {
            sink.setting(setting, product, place);
        }
    }
    for remark in config.remarks.into_iter().filter(|one| one.bearing == Bearing::Wrong) {
        sink.remark(remark.title);
    }
    if cut {
        sink.note(Text("it is longer than 10 MB, of which the beginning was read"));
    }
}

/// A JSON value as long as it may be a configuration, which is read as a whole at its end.
pub(super) struct Whole {
    text: Vec<u8>,
    cut: bool,
}

impl Whole {
    pub(super) fn new() -> Whole {
        Whole { text: Vec::new(), cut: false }
    }

    /// Takes the next bytes of the value; whether it goes on to be of interest.
    pub(super) fn add(&mut self, bytes: &[u8], outline: Outline) -> bool {
        let most = match outline {
            Outline::Configuration(_) => LONGEST,
            // What has not told yet what it is by now is none.
            Outline::Open => LONGEST_DOUBT,
            Outline::Other => 0,
        };
        let room = most.saturating_sub(self.text.len()).min(bytes.len());
        self.cut |= room < bytes.len();
        if self.cut && outline == Outline::Open {
            return false;
        }
        self.text.extend_from_slice(&bytes[..room]);
        outline != Outline::Other
    }

    /// Files what it says, and tells the kind that it is; `only` is the one that it has to be.
    pub(super) fn end(
        self,
        outline: Outline,
        only: Option<&'static Kind>,
        sink: &mut Sink<'_>,
    ) -> Option<&'static Kind> {
        let Outline::Configuration(product) = outline else { return None };
        let kind = if product == Product::Caddy { &CADDY } else { &ENVOY };
        if only.is_some_and(|only| only.id != kind.id) {
            return None;
        }
        file(&String::from_utf8_lossy(&self.text), product, self.cut, sink);
        Some(kind)
    }
}

/// Whether a configuration of this kind may be JSON.
pub(super) fn is_json(kind: &Kind) -> bool {
    matches!(kind.config(), Some(Product::Caddy | Product::Envoy))
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
            let own = by_id(id).and_then(Kind::config).expect("it is one of the kinds");
            assert!(settings(&of(text, by_id(id))) == settings(&brought), "{text} as {own:?}");
        }
        let route = "[{\"handle\":[{\"handler\":\"reverse_proxy\",\"upstreams\":[{\"dial\":\"app:80\"}]}]}]";
        let caddy = alloc::format!(
            "{{\n\"admin\": {{}},\n\"apps\":{{\"http\":{{\"servers\":{{\"a\":{{\"listen\":[\":443\"],\"routes\":{route}}}}}}}}}\n}}"
        );
        let envoy = "{\"configs\":[{\"route_config\":{\"virtual_hosts\":[{\"domains\":[\"*\"],\"routes\":[]}]}}]}";
        for (text, id) in [(&*caddy, "caddy-config"), (envoy, "envoy-config")] {
            for kind in [None, by_id(id)] {
                let brought = of(&alloc::format!("\n{text}\nhello"), kind);
                let kinds: Vec<&str> = brought.read.iter().map(|one| one.kind.id).collect();
                assert_eq!(
                    (&kinds[..], settings(&brought).is_empty()),
                    (&[id][..], false),
                    "{text}"
                );
                assert_eq!((brought.read[0].lines.0, brought.unread.len()), (2, 1));
            }
            assert!(of(text, by_id("har")).observations.is_empty());
        }
        // What only begins as one.
        let other = of("{\"admin\": {}, \"other\": 1}", None);
        assert_eq!((other.read.len(), other.unread.len()), (0, 1));
        assert_eq!(settings(&of("hello {\n world\n}\n", None)), []);
    }
}
