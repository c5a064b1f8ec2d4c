//! Kubernetes: an Ingress of ingress-nginx, by its annotations.
//!
//! The controller's template passes an Upgrade on by itself; annotations break it, or cut it short.
//! Sources: ingress-nginx's documentation of annotations and of WebSockets. Other controllers are named
//! and not judged; a snippet is looked through for the headers of a handshake only.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::script::{Edit, Script};
use super::yaml::Yaml;
use super::{Bearing, Config, Draft, note_unread};
use crate::evidence::Setting;
use crate::percent;
use crate::product::Product;
use crate::reading::has_sessions;
use crate::target::{Place, Target};
use crate::text::Text;
use crate::time::Millis;

const PREFIX: &str = "nginx.ingress.kubernetes.io/";
const LONG: Millis = Millis::seconds(300);

struct Reader<'a> {
    script: &'a Script<'a>,
    yaml: Yaml,
    target: &'a Target,
    path: String,
    ingress: usize,
}

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut draft = Draft::new(&script, Product::IngressNginx);
    let yaml = Yaml::read(&script, &mut draft.config.unread);
    let all: Vec<usize> = yaml
        .documents
        .iter()
        .flat_map(|document| match yaml.text_at(*document, &["kind"]) {
            Some("List") => {
                yaml.get(*document, &["items"]).map_or(&[][..], |items| yaml.items(items)).to_vec()
            }
            _ => [*document].into(),
        })
        .filter(|object| yaml.text_at(*object, &["kind"]) == Some("Ingress"))
        .collect();
    let named = all.iter().copied().find(|ingress| rule(&yaml, *ingress, &target.host).is_some());
    let Some(ingress) = named.or(all.first().copied()) else {
        let lines = script.lines(&(0..text.len()));
        let first = text.lines().next().unwrap_or_default();
        note_unread(&mut draft.config.unread, lines, Text("an Ingress"), first);
        return draft.config;
    };
    let hidden = target.path == Target::HIDDEN_PATH;
    let path = if hidden { "/".into() } else { percent::decoded(&target.path) };
    draft.place = if named.is_some() && !hidden { Place::Endpoint } else { Place::Unnamed };
    Reader { script: &script, yaml, target, path, ingress }.judge(&mut draft);
    draft.config
}

/// The rule of an Ingress for a host: the one that names it, or one for all hosts.
fn rule(yaml: &Yaml, ingress: usize, host: &str) -> Option<usize> {
    let rules = yaml.get(ingress, &["spec", "rules"])?;
    let mut rules = yaml.items(rules).iter().copied();
    rules.find(|rule| {
        let name = yaml.text_at(*rule, &["host"]).unwrap_or_default();
        match name.strip_prefix("*.") {
            Some(end) => host.split_once('.').is_some_and(|(_, rest)| rest == end),
            None => name.is_empty() || name == host,
        }
    })
}

impl Reader<'_> {
    fn annotation(&self, name: &str) -> Option<(&str, core::ops::Range<usize>)> {
        let all = self.yaml.get(self.ingress, &["metadata", "annotations"])?;
        let (key, value) = self.yaml.entry(all, &format!("{PREFIX}{name}"))?;
        let at = key.at.start..self.yaml.at(*value).end;
        Some((self.yaml.text(*value), at))
    }

    fn judge(&self, draft: &mut Draft<'_, '_>) {
        let head = self.yaml.at(self.ingress).clone();
        let class = self.yaml.text_at(self.ingress, &["spec", "ingressClassName"]);
        let class = class.or_else(|| {
            self.yaml
                .text_at(self.ingress, &["metadata", "annotations", "kubernetes.io/ingress.class"])
        });
        if let Some(class) = class.filter(|class| !class.contains("nginx")) {
            draft.remark(
                Bearing::Mind,
                &head,
                Text(
                    "This Ingress is for the class {class}, and only those of nginx are read here",
                )
                .with("class", class),
                Text(
                    "What its controller does with a WebSocket stands in that one’s documentation.",
                ),
                [].into(),
            );
            return;
        }
        if !self.is_routed(draft) || self.answered(draft) {
            return;
        }
        let passed = self.passed(draft);
        self.others(draft);
        if passed {
            draft.says(Setting::UpgradePassed);
            draft.remark(
                Bearing::Right,
                &head,
                Text("Nothing here takes the Upgrade away for {path}").with("path", &self.path),
                Text("ingress-nginx passes an Upgrade on without being told."),
                [].into(),
            );
        }
        self.silence(draft);
    }

    /// Whether a rule here takes host and path.
    fn is_routed(&self, draft: &mut Draft<'_, '_>) -> bool {
        let named = rule(&self.yaml, self.ingress, &self.target.host);
        let rule = named.or_else(|| {
            let rules = self.yaml.get(self.ingress, &["spec", "rules"])?;
            self.yaml.items(rules).first().copied()
        });
        let default = self.yaml.get(self.ingress, &["spec", "defaultBackend"]).is_some();
        let paths = rule.and_then(|rule| self.yaml.get(rule, &["http", "paths"]));
        let all = paths.map_or(&[][..], |paths| self.yaml.items(paths));
        let takes = all.iter().any(|entry| {
            let path = self.yaml.text_at(*entry, &["path"]).unwrap_or("/");
            let expression = self.annotation("use-regex").is_some_and(|(value, _)| value == "true");
            match self.yaml.text_at(*entry, &["pathType"]) {
                _ if expression || path.contains(['(', '*', '$']) => {
                    super::pattern::matches(&format!("^{path}"), &self.path, true) != Some(false)
                }
                Some("Exact") => path == self.path,
                _ => {
                    let rest = self.path.strip_prefix(path.trim_end_matches('/'));
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                }
            }
        });
        if named.is_none() && rule.is_some() {
            draft.remark(
                Bearing::Mind,
                self.yaml.at(rule.unwrap_or(self.ingress)),
                Text("No Ingress here names {host}; this one is read in its place")
                    .with("host", &self.target.host),
                Text("“kubectl get ingress -A” lists them all."),
                [].into(),
            );
        }
        if !takes && !default {
            draft.remark(
                Bearing::Mind,
                self.yaml.at(rule.unwrap_or(self.ingress)),
                Text("No path here takes {path}").with("path", &self.path),
                Text("Another Ingress for the same host may; if none does, the controller answers 404."),
                [].into(),
            );
        }
        takes || default
    }

    /// Annotations by which the controller answers itself.
    fn answered(&self, draft: &mut Draft<'_, '_>) -> bool {
        let tls = self.yaml.get(self.ingress, &["spec", "tls"]).is_some();
        let told = |name: &str| self.annotation(name).map(|(value, _)| value);
        let forced = told("force-ssl-redirect") == Some("true");
        let redirects = forced || (tls && told("ssl-redirect") != Some("false"));
        let head = self.yaml.at(self.ingress).clone();
        let (at, status) = if let Some((_, at)) = self.annotation("permanent-redirect") {
            (at, 301)
        } else if let Some((_, at)) = self.annotation("temporal-redirect") {
            (at, 302)
        } else if redirects && !self.target.secure {
            let at =
                self.annotation("force-ssl-redirect").or_else(|| self.annotation("ssl-redirect"));
            (at.map_or(head, |(_, at)| at), 308)
        } else if let Some((_, at)) = self.annotation("auth-type") {
            (at, 401)
        } else {
            return false;
        };
        draft.says(Setting::Answers(status));
        let why = match status {
            308 => Text("Browsers do not follow redirects for WebSockets: connect to wss://."),
            401 => Text(
                "Browsers show no prompt for a WebSocket: give the path an Ingress of its own without it, and let the application check who it is.",
            ),
            _ => Text(
                "Browsers do not follow redirects for WebSockets: give the path an Ingress of its own without it.",
            ),
        };
        let title = Text("The controller itself answers {path}, with {status}");
        let title = title.with("path", &self.path).with("status", status);
        draft.remark(Bearing::Wrong, &at, title, why, [].into());
        true
    }

    /// What is spoken to the application, and whether the handshake gets there whole.
    fn passed(&self, draft: &mut Draft<'_, '_>) -> bool {
        let mut passed = true;
        if let Some((version, at)) =
            self.annotation("proxy-http-version").filter(|(version, _)| *version != "1.1")
        {
            draft.says(if version == "1.0" { Setting::Http10 } else { Setting::Http2Backend });
            passed = version == "1.0";
            draft.remark(
                Bearing::Wrong,
                &at,
                Text("The controller speaks HTTP/{version} to the application").with("version", version),
                Text("An Upgrade goes on over HTTP/1.1 only, which is the default; some applications refuse one over HTTP/1.0."),
                self.valued("proxy-http-version", "1.1"),
            );
        }
        if let Some((protocol, at)) = self.annotation("backend-protocol") {
            let (setting, title) = match protocol {
                "GRPC" | "GRPCS" => (
                    Setting::Http2Backend,
                    Text("The controller speaks HTTP/2 (gRPC) to the application"),
                ),
                "FCGI" | "AJP" => (
                    Setting::UpgradeLost,
                    Text(
                        "The controller speaks a protocol to the application that carries no WebSocket",
                    ),
                ),
                _ => return passed && self.snippet(draft),
            };
            passed = false;
            draft.says(setting);
            let why = Text("Give the path an Ingress of its own with backend-protocol HTTP.");
            draft.remark(Bearing::Wrong, &at, title, why, self.valued("backend-protocol", "HTTP"));
        }
        self.snippet(draft) && passed
    }

    /// Lines of nginx in an annotation: a header that is set there as well is sent twice.
    fn snippet(&self, draft: &mut Draft<'_, '_>) -> bool {
        let Some((text, at)) = self.annotation("configuration-snippet") else { return true };
        let sets = |name: &str| {
            text.lines().any(|line| {
                let mut words = line.split_whitespace();
                matches!(words.next(), Some("proxy_set_header" | "more_set_input_headers"))
                    && words
                        .next()
                        .is_some_and(|word| word.trim_matches('"').eq_ignore_ascii_case(name))
            })
        };
        if !sets("upgrade") && !sets("connection") {
            return true;
        }
        draft.remark(
            Bearing::Mind,
            &at,
            Text("The controller sets Upgrade and Connection itself, and this snippet once more"),
            Text("The application may get each header twice: take the lines away."),
            [].into(),
        );
        false
    }

    fn others(&self, draft: &mut Draft<'_, '_>) {
        for name in ["limit-connections", "limit-rps", "limit-rpm"] {
            if let Some((_, at)) = self.annotation(name) {
                draft.says(Setting::Limited);
                let title =
                    Text("{name} limits how many may come, and turns the rest away with 503")
                        .with("name", name);
                let why = Text(
                    "An open WebSocket counts as a connection as long as it lasts, and many visitors share an address.",
                );
                draft.remark(Bearing::Mind, &at, title, why, [].into());
            }
        }
        if let Some((to, at)) = self.annotation("rewrite-target") {
            draft.says(Setting::PathChanged);
            let title = Text("The application is asked for {to} instead of {path}")
                .with("to", to)
                .with("path", &self.path);
            let why = Text("That is right only if it serves the WebSocket there.");
            draft.remark(Bearing::Mind, &at, title, why, [].into());
        }
        if let Some((_, at)) = self.annotation("upstream-vhost") {
            draft.says(Setting::HostReplaced);
            let title = Text("The application gets another Host than the browser sent");
            let why = Text(
                "Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403.",
            );
            draft.remark(Bearing::Mind, &at, title, why, [].into());
        }
        for name in ["auth-url", "whitelist-source-range"] {
            if let Some((_, at)) = self.annotation(name) {
                let title = Text("{name} decides who may open the WebSocket").with("name", name);
                let why =
                    Text("Who may not gets 401 or 403; no browser shows a login for a handshake.");
                draft.remark(Bearing::Mind, &at, title, why, [].into());
            }
        }
        let sticky = self.annotation("affinity").or_else(|| self.annotation("upstream-hash-by"));
        if sticky.is_none() && has_sessions(&self.target.path) {
            draft.remark(
                Bearing::Mind,
                self.yaml.at(self.ingress),
                Text("With more than one pod, requests of one visitor go to several of them by turns"),
                Text("This path’s protocol begins with plain requests, and a pod that did not see the first one answers 400."),
                self.valued("affinity", "cookie"),
            );
        }
    }

    /// The change that gives an annotation a value, or adds it.
    fn valued(&self, name: &str, value: &str) -> Vec<Edit> {
        let annotations = self.yaml.get(self.ingress, &["metadata", "annotations"]);
        if let Some((_, at)) = self.annotation(name) {
            return [Edit { at, with: format!("{PREFIX}{name}: \"{value}\"") }].into();
        }
        let line = format!("{PREFIX}{name}: \"{value}\"");
        if let Some(all) = annotations.filter(|all| !self.yaml.entries(*all).is_empty()) {
            let first = self.yaml.at(all).start;
            let last = self.yaml.at(all).end;
            return [self.script.insert(last, self.script.indent(first), &[line])].into();
        }
        let Some(metadata) = self.yaml.get(self.ingress, &["metadata"]) else { return Vec::new() };
        let at = self.yaml.at(metadata);
        let indent = self.script.indent(at.start);
        if annotations.is_some() || self.yaml.entries(metadata).is_empty() {
            return Vec::new();
        }
        [self.script.insert(at.end, indent, &["annotations:".into(), format!("  {line}")])].into()
    }

    fn silence(&self, draft: &mut Draft<'_, '_>) {
        let told = self.annotation("proxy-read-timeout");
        let seconds = told.as_ref().and_then(|(value, _)| value.trim_end_matches('s').parse().ok());
        let limit = Millis::seconds(seconds.unwrap_or(60));
        draft.says(Setting::Idle(limit));
        let title = match told {
            Some(_) => Text("A WebSocket that is silent for {limit} is closed"),
            None => Text(
                "A WebSocket that is silent for {limit} is closed, unless the controller’s ConfigMap says otherwise",
            ),
        };
        let at = told.map_or_else(|| self.yaml.at(self.ingress).clone(), |(_, at)| at);
        let (bearing, edits) = match limit >= LONG {
            true => (Bearing::Right, Vec::new()),
            false => (Bearing::Mind, self.valued("proxy-read-timeout", "3600")),
        };
        let why = Text(
            "Bytes in either direction start the time anew: a heartbeat that comes more often keeps it open.",
        );
        draft.remark(bearing, &at, title.with("limit", limit), why, edits);
    }
}
