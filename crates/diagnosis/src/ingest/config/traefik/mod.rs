//! Traefik: routers, middlewares and services, from files in YAML or TOML, labels, and IngressRoutes.
//!
//! Traefik passes an Upgrade on without being told, and has no limit of silence for open WebSockets.
//! Sources: Traefik's documentation of routers, middlewares and services; it was not run here. Not
//! read: middlewares of plugins.

mod judge;
mod rule;
mod toml;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::script::Script;
use super::yaml::Yaml;
use super::{Config, Draft, Unread, note_unread};
use crate::percent;
use crate::product::Product;
use crate::target::Target;
use crate::text::Text;

/// One setting: its name as a label has it, without `traefik.`, and its value.
struct Entry {
    name: String,
    value: String,
    at: Range<usize>,
}

struct Reader<'a> {
    script: &'a Script<'a>,
    entries: Vec<Entry>,
    /// The place of each name among them; of equal ones the first.
    names: BTreeMap<String, usize>,
    target: &'a Target,
    path: String,
}

const MOST_ENTRIES: usize = 50_000;

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut draft = Draft::new(&script, Product::Traefik);
    let mut entries = Vec::new();
    if toml::is_toml(text) {
        toml::read(&script, &mut entries, &mut draft.config.unread);
    } else {
        yaml_entries(&script, &mut entries, &mut draft.config.unread);
    }
    let hidden = target.path == Target::HIDDEN_PATH;
    let path = if hidden { "/".into() } else { percent::decoded(&target.path) };
    let mut names = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        names.entry(entry.name.clone()).or_insert(at);
    }
    let reader = Reader { script: &script, entries, names, target, path };
    if reader
        .entries
        .iter()
        .any(|entry| entry.name.starts_with("http.") || entry.name.starts_with("entrypoints."))
    {
        reader.judge(!hidden, &mut draft);
    } else {
        let lines = script.lines(&(0..text.len()));
        let first = text.lines().next().unwrap_or_default();
        note_unread(
            &mut draft.config.unread,
            lines,
            Text("routers of Traefik, in YAML, in TOML or in labels"),
            first,
        );
    }
    draft.config
}

fn yaml_entries(script: &Script<'_>, entries: &mut Vec<Entry>, unread: &mut Vec<Unread>) {
    let yaml = Yaml::read(script, unread);
    for document in &yaml.documents {
        match yaml.text_at(*document, &["kind"]) {
            Some("IngressRoute") => ingress_route(&yaml, *document, entries),
            Some("Middleware") => middleware(&yaml, *document, entries),
            _ => {
                for top in ["http", "entryPoints"] {
                    if let Some(node) = yaml.get(*document, &[top]) {
                        flatten(&yaml, node, &top.to_ascii_lowercase(), 0, entries);
                    }
                }
            }
        }
    }
    labels(&yaml, entries);
}

fn add(entries: &mut Vec<Entry>, name: &str, value: &str, at: Range<usize>) {
    if entries.len() < MOST_ENTRIES {
        entries.push(Entry { name: name.to_ascii_lowercase(), value: value.into(), at });
    }
}

/// Everything below a value, as labels have it.
fn flatten(yaml: &Yaml, node: usize, name: &str, depth: usize, entries: &mut Vec<Entry>) {
    if depth > 12 || name.len() > 500 {
        return;
    }
    let (items, map) = (yaml.items(node), yaml.entries(node));
    if items.is_empty() && map.is_empty() {
        add(entries, name, yaml.text(node), yaml.at(node).clone());
    }
    for (place, item) in items.iter().enumerate() {
        flatten(yaml, *item, &format!("{name}[{place}]"), depth + 1, entries);
    }
    for (key, value) in map {
        let name = format!("{name}.{}", key.text);
        // A middleware without options, such as `compress: {}`, is there all the same.
        flatten(yaml, *value, &name, depth + 1, entries);
    }
}

/// Labels, in a list or in a map, wherever they stand.
fn labels(yaml: &Yaml, entries: &mut Vec<Entry>) {
    for node in yaml.all() {
        if let Some((name, value)) =
            yaml.text(node).strip_prefix("traefik.").and_then(|text| text.split_once('='))
        {
            add(entries, name, value.trim_matches(['"', '\'']), yaml.at(node).clone());
        }
        for (key, value) in yaml.entries(node) {
            if let Some(name) = key.text.strip_prefix("traefik.") {
                add(entries, name, yaml.text(*value), key.at.start..yaml.at(*value).end);
            }
        }
    }
}

/// The routes of an IngressRoute, as routers without a name.
fn ingress_route(yaml: &Yaml, document: usize, entries: &mut Vec<Entry>) {
    let routes = yaml.get(document, &["spec", "routes"]).map_or(&[][..], |node| yaml.items(node));
    for (place, route) in routes.iter().enumerate() {
        let name = format!("http.routers.route-{place}");
        if let Some(rule) = yaml.get(*route, &["match"]) {
            add(entries, &format!("{name}.rule"), yaml.text(rule), yaml.at(rule).clone());
        }
        if let Some(priority) = yaml.get(*route, &["priority"]) {
            add(
                entries,
                &format!("{name}.priority"),
                yaml.text(priority),
                yaml.at(priority).clone(),
            );
        }
        add(
            entries,
            &format!("{name}.service"),
            &format!("route-{place}"),
            yaml.at(*route).clone(),
        );
        let middlewares =
            yaml.get(*route, &["middlewares"]).map_or(&[][..], |node| yaml.items(node));
        for (at, one) in middlewares.iter().enumerate() {
            if let Some(node) = yaml.get(*one, &["name"]) {
                add(
                    entries,
                    &format!("{name}.middlewares[{at}]"),
                    yaml.text(node),
                    yaml.at(node).clone(),
                );
            }
        }
        let services = yaml.get(*route, &["services"]).map_or(&[][..], |node| yaml.items(node));
        let balancer = format!("http.services.route-{place}.loadbalancer");
        for service in services {
            flatten(yaml, *service, &balancer, 0, entries);
            if let Some(scheme) = yaml.get(*service, &["scheme"]) {
                add(
                    entries,
                    &format!("{balancer}.server.scheme"),
                    yaml.text(scheme),
                    yaml.at(scheme).clone(),
                );
            }
        }
    }
}

fn middleware(yaml: &Yaml, document: usize, entries: &mut Vec<Entry>) {
    let name = yaml.text_at(document, &["metadata", "name"]).unwrap_or_default().to_string();
    if let Some(spec) = yaml.get(document, &["spec"]) {
        flatten(yaml, spec, &format!("http.middlewares.{name}"), 0, entries);
    }
}
