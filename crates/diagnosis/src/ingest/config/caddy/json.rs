//! Caddy's own JSON, as `caddy adapt` and its admin page print it: the same directives in other words.
//!
//! It becomes the lines that a Caddyfile would have, in the order of its routes, each with its place
//! in the JSON.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::syntax::Tree;
use super::{Reader, Site, is_host};
use crate::ingest::config::script::Script;
use crate::ingest::config::yaml::Yaml;
use crate::ingest::config::{Draft, note_unread};
use crate::target::Target;
use crate::text::Text;

/// Routes may stand in routes.
const DEEPEST: usize = 12;

/// Reads it for the target's host and path, which is `path` here.
pub(super) fn read(script: &Script<'_>, target: &Target, path: String, draft: &mut Draft<'_, '_>) {
    let yaml = Yaml::read(script, &mut draft.config.unread);
    let chosen = yaml.documents.first().and_then(|root| server(&yaml, *root, target));
    let Some((server, at_port, redirects)) = chosen else {
        let lines = script.lines(&(0..script.text.len()));
        let expected = Text("a server of Caddy’s HTTP app, with its routes");
        note_unread(&mut draft.config.unread, lines, expected, "JSON");
        return;
    };
    let mut lines = Lines { yaml: &yaml, tree: Tree::default(), matchers: 0, hosts: Vec::new() };
    let at = yaml.at(server).clone();
    let site = lines.tree.put(None, &[], &at);
    let whole = lines.tree.put(Some(site), &["route"], &at);
    let routes = yaml.get(server, &["routes"]).map_or(&[][..], |node| yaml.items(node));
    routes.iter().for_each(|route| lines.route(*route, whole, site, 0));
    let Lines { tree, hosts, .. } = lines;
    let named = hosts.is_empty() || hosts.iter().any(|host| is_host(host, &target.host));
    let body = tree.body(Some(site));
    let reader = Reader { script, tree, target, path };
    reader.judge(&Site { node: site, body, named: at_port && named, redirects }, draft);
}

/// The server at the target's port, or the first there is; and whether plain requests are sent to TLS.
fn server(yaml: &Yaml, root: usize, target: &Target) -> Option<(usize, bool, bool)> {
    let servers = yaml.get(root, &["apps", "http", "servers"])?;
    let servers: Vec<usize> = yaml.entries(servers).iter().map(|(_, server)| *server).collect();
    let listens = |server: &usize, port: u16| {
        let all = yaml.get(*server, &["listen"]).map_or(&[][..], |node| yaml.items(node));
        all.iter().any(|one| {
            yaml.text(*one).rsplit(':').next().and_then(|own| own.parse().ok()) == Some(port)
        })
    };
    if let Some(server) = servers.iter().find(|server| listens(server, target.port)) {
        return Some((*server, true, false));
    }
    // Caddy itself listens there, unless it is told not to.
    let sends = |server: &&usize| {
        let off = |name| yaml.text_at(**server, &["automatic_https", name]) == Some("true");
        listens(server, 443) && !off("disable") && !off("disable_redirects")
    };
    let plain = !target.secure && target.port == 80;
    let sent = servers.iter().find(sends).filter(|_| plain);
    let first = servers.first()?;
    Some(sent.map_or((*first, false, false), |server| (*server, true, true)))
}

struct Lines<'y> {
    yaml: &'y Yaml,
    tree: Tree,
    matchers: usize,
    /// The hosts that any matcher names.
    hosts: Vec<String>,
}

impl Lines<'_> {
    fn text(&self, node: usize, path: &[&str]) -> String {
        self.yaml.text_at(node, path).unwrap_or_default().to_string()
    }

    fn items(&self, node: usize, path: &[&str]) -> Vec<usize> {
        self.yaml.get(node, path).map_or(&[][..], |node| self.yaml.items(node)).to_vec()
    }

    fn texts(&self, node: usize) -> Vec<String> {
        let one = || [self.yaml.text(node).to_string()].to_vec();
        let all = self.yaml.items(node).iter().map(|item| self.yaml.text(*item).to_string());
        Some(all.collect::<Vec<_>>()).filter(|all| !all.is_empty()).unwrap_or_else(one)
    }

    fn at(&self, node: usize) -> Range<usize> {
        self.yaml.at(node).clone()
    }

    fn put(&mut self, parent: usize, words: &[&str], node: usize) -> usize {
        let at = self.at(node);
        self.tree.put(Some(parent), words, &at)
    }

    /// A route among those of `parent`; its matcher becomes a named one of the site.
    fn route(&mut self, route: usize, parent: usize, site: usize, depth: usize) {
        let sets = self.items(route, &["match"]);
        let matcher = match sets.is_empty() {
            true => "*".to_string(),
            false => self.matcher(&sets, route, site),
        };
        // What ends the way, or is one of several ways, is a `handle`, inside of which the order
        // stays that of the text.
        let ends = self.yaml.text_at(route, &["terminal"]) == Some("true")
            || self.yaml.get(route, &["group"]).is_some();
        let block = match ends {
            true => {
                let handle = self.put(parent, &["handle", &matcher], route);
                self.put(handle, &["route"], route)
            }
            false => self.put(parent, &["route", &matcher], route),
        };
        for handler in self.items(route, &["handle"]) {
            self.handler(handler, block, site, depth);
        }
    }

    fn matcher(&mut self, sets: &[usize], route: usize, site: usize) -> String {
        self.matchers += 1;
        let name = format!("@{}", self.matchers);
        let named = self.put(site, &[&name], route);
        let either = self.put(named, &["either"], route);
        for set in sets {
            let block = self.put(either, &["set"], *set);
            self.set(*set, block);
        }
        name
    }

    /// The matchers of a set, all of which have to match.
    fn set(&mut self, set: usize, block: usize) {
        let entries: Vec<(String, usize)> =
            self.yaml.entries(set).iter().map(|(key, value)| (key.text.clone(), *value)).collect();
        for (kind, value) in entries {
            match kind.as_str() {
                "host" | "path" | "method" | "protocol" => {
                    let texts = self.texts(value);
                    if kind == "host" {
                        self.hosts.extend(texts.iter().cloned());
                    }
                    let words: Vec<&str> = [kind.as_str()]
                        .into_iter()
                        .chain(texts.iter().map(String::as_str))
                        .collect();
                    self.put(block, &words, value);
                }
                "path_regexp" => {
                    let pattern = self.text(value, &["pattern"]);
                    self.put(block, &["path_regexp", &pattern], value);
                }
                "header" => self.headers(value, block),
                "not" => {
                    for inner in self.yaml.items(value).to_vec() {
                        let not = self.put(block, &["not"], inner);
                        self.set(inner, not);
                    }
                }
                _ => {
                    self.put(block, &["expression"], value);
                }
            }
        }
    }

    fn headers(&mut self, value: usize, block: usize) {
        let entries: Vec<(String, usize)> =
            self.yaml.entries(value).iter().map(|(key, one)| (key.text.clone(), *one)).collect();
        for (name, values) in entries {
            match self.yaml.items(values) {
                [one] => {
                    let wanted = self.yaml.text(*one).to_string();
                    self.put(block, &["header", &name, &wanted], values);
                }
                [] if self.yaml.text(values) == "null" => {
                    self.put(block, &["header", &format!("!{name}")], values);
                }
                [] => {
                    self.put(block, &["header", &name], values);
                }
                _ => {
                    self.put(block, &["expression"], values);
                }
            }
        }
    }

    fn handler(&mut self, handler: usize, block: usize, site: usize, depth: usize) {
        match self.text(handler, &["handler"]).as_str() {
            "subroute" if depth < DEEPEST => {
                let inner = self.put(block, &["route"], handler);
                for route in self.items(handler, &["routes"]) {
                    self.route(route, inner, site, depth + 1);
                }
            }
            "reverse_proxy" => self.proxy(handler, block),
            "headers" => self.changes(handler, &["request"], "request_header", block),
            "rewrite" => self.rewrite(handler, block),
            "static_response" => {
                let status = self.text(handler, &["status_code"]);
                let abort = self.yaml.text_at(handler, &["abort"]) == Some("true");
                let words = if abort { ["abort", "*", ""] } else { ["respond", "*", &status] };
                self.put(block, &words, handler);
            }
            "error" => {
                let status = self.text(handler, &["status_code"]);
                self.put(block, &["error", "*", &status], handler);
            }
            "file_server" => {
                self.put(block, &["file_server"], handler);
            }
            "authentication" => {
                self.put(block, &["basic_auth"], handler);
            }
            // What changes neither the way of a handshake nor its headers.
            "encode" | "vars" | "map" | "tracing" | "request_body" | "templates" | "push"
            | "log_append" | "intercept" => {}
            _ => {
                self.put(block, &["import"], handler);
            }
        }
    }

    fn proxy(&mut self, handler: usize, block: usize) {
        let transport = self.yaml.get(handler, &["transport"]);
        let protocol = transport.map(|node| self.text(node, &["protocol"]));
        if protocol.as_deref() == Some("fastcgi") {
            self.put(block, &["php_fastcgi"], handler);
            return;
        }
        let to = self.items(handler, &["upstreams"]);
        let to: Vec<String> = to.into_iter().map(|one| self.text(one, &["dial"])).collect();
        let words: Vec<&str> =
            ["reverse_proxy"].into_iter().chain(to.iter().map(String::as_str)).collect();
        let proxy = self.put(block, &words, handler);
        self.changes(handler, &["headers", "request"], "header_up", proxy);
        for (name, path) in [
            ("stream_timeout", &["stream_timeout"][..]),
            ("stream_close_delay", &["stream_close_delay"]),
            ("lb_policy", &["load_balancing", "selection_policy", "policy"]),
        ] {
            if let Some(value) = self.yaml.get(handler, path) {
                let text = duration(self.yaml.text(value));
                self.put(proxy, &[name, &text], value);
            }
        }
        let Some(transport) = transport else { return };
        let inner = self.put(proxy, &["transport", "http"], transport);
        for name in ["read_timeout", "write_timeout"] {
            if let Some(value) = self.yaml.get(transport, &[name]) {
                let text = duration(self.yaml.text(value));
                self.put(inner, &[name, &text], value);
            }
        }
        if let Some(value) = self.yaml.get(transport, &["versions"]) {
            let all = self.texts(value);
            let words: Vec<&str> =
                ["versions"].into_iter().chain(all.iter().map(String::as_str)).collect();
            self.put(inner, &words, value);
        }
    }

    /// Changes of the request’s headers, as lines that begin with `name`.
    fn changes(&mut self, handler: usize, path: &[&str], name: &str, block: usize) {
        let Some(node) = self.yaml.get(handler, path) else { return };
        // A directive of the outermost level may have a matcher, which must not be taken for one.
        let matcher = (name == "request_header").then_some("*");
        let line = |header: &str, value: Option<&str>| -> Vec<String> {
            let words = [Some(name), matcher, Some(header), value];
            words.into_iter().flatten().map(String::from).collect()
        };
        let mut lines: Vec<(Vec<String>, usize)> = Vec::new();
        for removed in self.items(node, &["delete"]) {
            lines.push((line(&format!("-{}", self.yaml.text(removed)), None), removed));
        }
        for (kind, lead) in [("set", ""), ("add", "+")] {
            let Some(headers) = self.yaml.get(node, &[kind]) else { continue };
            for (header, values) in self.yaml.entries(headers) {
                let value = self.yaml.items(*values).first().map_or("", |one| self.yaml.text(*one));
                lines.push((line(&format!("{lead}{}", header.text), Some(value)), *values));
            }
        }
        for (words, node) in lines {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            self.put(block, &words, node);
        }
    }

    fn rewrite(&mut self, handler: usize, block: usize) {
        let known = ["handler", "uri", "strip_path_prefix"];
        let other = self.yaml.entries(handler).iter().any(|(key, _)| !known.contains(&&*key.text));
        if other {
            self.put(block, &["uri", "*", "replace"], handler);
            return;
        }
        for (name, words) in
            [("strip_path_prefix", &["uri", "*", "strip_prefix"][..]), ("uri", &["rewrite", "*"])]
        {
            if let Some(value) = self.yaml.get(handler, &[name]) {
                let text = self.yaml.text(value).to_string();
                let words: Vec<&str> = words.iter().copied().chain([text.as_str()]).collect();
                self.put(block, &words, value);
            }
        }
    }
}

/// A time as a Caddyfile has it: JSON may hold it in nanoseconds.
fn duration(text: &str) -> String {
    match text.parse::<u64>() {
        Ok(nanoseconds) => format!("{}ms", nanoseconds / 1_000_000),
        Err(_) => text.to_string(),
    }
}
