//! Envoy: the HTTP connection manager that takes the path, and its route.
//!
//! Envoy refuses an Upgrade with 403 unless it is told to take it. Sources: Envoy's documentation of
//! `HttpConnectionManager`, `RouteAction` and the admin page, and what Envoy 1.39 did when it was
//! measured. Routes that are fetched (RDS) are found in what `/config_dump` prints. Not followed:
//! conditions on anything but host, path and the headers of a handshake.

use crate::ingest::config::logic::both;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::pattern::matches;
use super::script::{Edit, Script};
use super::yaml::Yaml;
use super::{Bearing, Config, Draft, note_unread};
use crate::evidence::Setting;
use crate::percent;
use crate::product::Product;
use crate::target::{MASK, Place, Target};
use crate::text::Text;
use crate::time::Millis;

const LONG: Millis = Millis::seconds(300);

struct Reader<'a> {
    script: &'a Script<'a>,
    yaml: Yaml,
    target: &'a Target,
    path: String,
}

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut draft = Draft::new(&script, Product::Envoy);
    let yaml = Yaml::read(&script, &mut draft.config.unread);
    let hidden = target.path == Target::HIDDEN_PATH;
    let path = if hidden { "/".into() } else { percent::decoded(&target.path) };
    let reader = Reader { script: &script, yaml, target, path };
    let Some((manager, at_port)) = reader.manager() else {
        let lines = script.lines(&(0..text.len()));
        let first = text.lines().next().unwrap_or_default();
        note_unread(
            &mut draft.config.unread,
            lines,
            Text("an HTTP connection manager with its route_config"),
            first,
        );
        return draft.config;
    };
    reader.judge(manager, at_port && !hidden, &mut draft);
    draft.config
}

impl Reader<'_> {
    /// The connection manager of the listener at the target's port, or the first there is.
    fn manager(&self) -> Option<(usize, bool)> {
        let has = |node: usize, name: &str| self.yaml.get(node, &[name]).is_some();
        let is_manager = |node: &usize| {
            // The dump of fetched routes has the same name for them.
            let fetched = has(*node, "last_updated") || has(*node, "version_info");
            (has(*node, "route_config") || has(*node, "rds")) && !fetched
        };
        let managers: Vec<usize> = self.yaml.all().filter(is_manager).collect();
        let listeners = self.yaml.all().filter_map(|node| {
            let port = self.yaml.text_at(node, &["address", "socket_address", "port_value"])?;
            self.yaml.get(node, &["filter_chains"])?;
            (port.parse() == Ok(self.target.port)).then(|| self.yaml.at(node).clone())
        });
        let ranges: Vec<core::ops::Range<usize>> = listeners.collect();
        let at_port = managers.iter().copied().find(|manager| {
            ranges.iter().any(|range| range.contains(&self.yaml.at(*manager).start))
        });
        at_port.map(|node| (node, true)).or_else(|| managers.first().map(|node| (*node, false)))
    }

    fn judge(&self, manager: usize, known: bool, draft: &mut Draft<'_, '_>) {
        draft.place = if known { Place::Endpoint } else { Place::Unnamed };
        if let Some(codec) = self
            .yaml
            .entry(manager, "codec_type")
            .filter(|(_, value)| self.yaml.text(*value) == "HTTP2")
        {
            draft.says(Setting::Http2Only);
            let at = codec.0.at.start..self.yaml.at(codec.1).end;
            let edits = [Edit { at: self.yaml.at(codec.1).clone(), with: "AUTO".into() }];
            let title = Text("This port speaks HTTP/2 and nothing else");
            let why = Text(
                "Chromium opens a WebSocket with HTTP/1.1, unless it has an HTTP/2 session to the host already.",
            );
            draft.remark(Bearing::Wrong, &at, title, why, edits.into());
        }
        let Some(route) = self.route(manager, draft) else { return };
        if self.answers(route, draft) {
            return;
        }
        let action = self.yaml.get(route, &["route"]).unwrap_or(route);
        if self.upgrades(manager, action, draft) && !self.over_http2(action, draft) {
            draft.says(Setting::UpgradePassed);
            let title =
                Text("WebSockets are taken and passed on for {path}").with("path", &self.path);
            let why = Text("upgrade_configs names websocket, and the route does not turn it off.");
            draft.remark(Bearing::Right, self.yaml.at(route), title, why, [].into());
        }
        self.changes(action, draft);
        self.times(manager, action, draft);
    }

    /// The route that takes the path: the first that matches, of the host's.
    fn route(&self, manager: usize, draft: &mut Draft<'_, '_>) -> Option<usize> {
        let hosts = self.yaml.get(manager, &["route_config", "virtual_hosts"]);
        let Some(hosts) = hosts.or_else(|| self.fetched(manager)) else {
            let title = Text("The routes of this connection manager were not pasted");
            let why = Text("Envoy’s admin page has them: /config_dump.");
            draft.remark(Bearing::Mind, self.yaml.at(manager), title, why, [].into());
            return None;
        };
        let fit = |host: &usize| {
            let domains =
                self.yaml.get(*host, &["domains"]).map_or(&[][..], |node| self.yaml.items(node));
            let fits =
                domains.iter().map(|domain| domain_fit(self.yaml.text(*domain), self.target));
            fits.max().unwrap_or(0)
        };
        let host = self.yaml.items(hosts).iter().copied().rev().max_by_key(fit)?;
        if fit(&host) == 0 {
            draft.place = Place::Unnamed;
            let title = Text("No virtual host here names {host}: Envoy answers 404")
                .with("host", &self.target.host);
            let why =
                Text("If the address has another name there, the first one is read in its place.");
            draft.remark(Bearing::Mind, self.yaml.at(hosts), title, why, [].into());
        }
        let routes = self.yaml.get(host, &["routes"]).map_or(&[][..], |node| self.yaml.items(node));
        for route in routes {
            match self.takes(*route) {
                Some(true) => return Some(*route),
                Some(false) => {}
                None => {
                    let title = Text("Whether this route takes {path} can’t be told from here")
                        .with("path", &self.path);
                    let why = Text("So nothing is concluded about what comes behind it.");
                    draft.remark(Bearing::Mind, self.yaml.at(*route), title, why, [].into());
                    return None;
                }
            }
        }
        draft.says(Setting::RouteMissing);
        let title = Text("No route takes {path}: Envoy answers 404").with("path", &self.path);
        let why = Text("Add a route for the path to the application’s cluster.");
        draft.remark(Bearing::Wrong, self.yaml.at(host), title, why, [].into());
        None
    }

    /// The virtual hosts of the routes that a connection manager fetches, where a dump has them.
    fn fetched(&self, manager: usize) -> Option<usize> {
        let name = self.yaml.text_at(manager, &["rds", "route_config_name"])?;
        self.yaml.all().find_map(|node| {
            let hosts = self.yaml.get(node, &["virtual_hosts"])?;
            (self.yaml.text_at(node, &["name"]) == Some(name)).then_some(hosts)
        })
    }

    fn takes(&self, route: usize) -> Option<bool> {
        let rule = self.yaml.get(route, &["match"])?;
        let mut found = Some(true);
        for (key, value) in self.yaml.entries(rule) {
            let text = self.yaml.text(*value);
            let this = match key.text.as_str() {
                "prefix" => Some(self.path.starts_with(text)),
                "path" => Some(self.path == text),
                "path_separated_prefix" => Some(
                    self.path
                        .strip_prefix(text)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
                ),
                "safe_regex" => {
                    let pattern = self.yaml.text_at(*value, &["regex"])?;
                    let found = matches(&format!("^(?:{pattern})$"), &self.path, false)?;
                    (found || !self.path.contains(MASK)).then_some(found)
                }
                "headers" => self
                    .yaml
                    .items(*value)
                    .iter()
                    .map(|one| self.header(*one))
                    .fold(Some(true), both),
                "case_sensitive" | "runtime_fraction" => Some(true),
                _ => None,
            };
            found = both(found, this);
        }
        found
    }

    fn header(&self, one: usize) -> Option<bool> {
        let name = self.yaml.text_at(one, &["name"])?.to_ascii_lowercase();
        let own = match name.as_str() {
            "upgrade" => "websocket",
            "connection" => "Upgrade",
            ":method" => "GET",
            ":path" => &self.path,
            _ => return None,
        };
        let wanted = self
            .yaml
            .text_at(one, &["string_match", "exact"])
            .or_else(|| self.yaml.text_at(one, &["exact_match"]));
        let found = match wanted {
            Some(wanted) => own.eq_ignore_ascii_case(wanted),
            None => self.yaml.text_at(one, &["present_match"]).map(|value| value == "true")?,
        };
        Some(found != (self.yaml.text_at(one, &["invert_match"]) == Some("true")))
    }

    fn answers(&self, route: usize, draft: &mut Draft<'_, '_>) -> bool {
        let (node, status) = if let Some(node) = self.yaml.get(route, &["redirect"]) {
            let status = match self.yaml.text_at(node, &["response_code"]) {
                Some("FOUND") => 302,
                Some("SEE_OTHER") => 303,
                Some("TEMPORARY_REDIRECT") => 307,
                Some("PERMANENT_REDIRECT") => 308,
                _ => 301,
            };
            (node, status)
        } else if let Some(node) = self.yaml.get(route, &["direct_response"]) {
            let status =
                self.yaml.text_at(node, &["status"]).and_then(|status| status.parse().ok());
            (node, status.unwrap_or(200))
        } else {
            return false;
        };
        draft.says(Setting::Answers(status));
        let why = match status {
            300..=399 => Text(
                "Browsers do not follow redirects for WebSockets: give the path a route of its own before this one, or connect to where it leads.",
            ),
            _ => Text(
                "The request never reaches the application: give the path a route of its own before this one.",
            ),
        };
        let title = Text("Envoy itself answers {path}, with {status}")
            .with("path", &self.path)
            .with("status", status);
        draft.remark(Bearing::Wrong, self.yaml.at(node), title, why, [].into());
        true
    }

    /// Whether an Upgrade is taken: the route's word goes before the manager's.
    fn upgrades(&self, manager: usize, action: usize, draft: &mut Draft<'_, '_>) -> bool {
        let of = |node: usize| {
            let all = self
                .yaml
                .get(node, &["upgrade_configs"])
                .map_or(&[][..], |node| self.yaml.items(node));
            let mut all = all.iter().copied();
            all.find(|one| {
                self.yaml
                    .text_at(*one, &["upgrade_type"])
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("websocket"))
            })
        };
        let on = |one: usize| self.yaml.text_at(one, &["enabled"]) != Some("false");
        let told = of(action).or_else(|| of(manager));
        if told.is_some_and(on) {
            return true;
        }
        draft.says(Setting::UpgradeLost);
        let (at, edits) = match told {
            Some(off) => {
                let value = self.yaml.get(off, &["enabled"]).unwrap_or(off);
                let edit = Edit { at: self.yaml.at(value).clone(), with: "true".into() };
                (self.yaml.at(off).clone(), [edit].into())
            }
            None => (self.yaml.at(manager).clone(), self.enabled(manager)),
        };
        draft.remark(
            Bearing::Wrong,
            &at,
            Text("No upgrade_configs takes a WebSocket for {path}: Envoy answers 403")
                .with("path", &self.path),
            Text("Envoy refuses every Upgrade that it is not told to take."),
            edits,
        );
        false
    }

    /// The change that turns WebSockets on for a connection manager, where it is written in lines.
    fn enabled(&self, manager: usize) -> Vec<Edit> {
        let at = self.yaml.at(manager);
        let Some((key, _)) = self
            .yaml
            .entries(manager)
            .first()
            .filter(|_| !self.script.text[at.clone()].starts_with('{'))
        else {
            return Vec::new();
        };
        // As deep as the first name, even if a dash stands before it.
        let line = self.script.text[..key.at.start].rfind('\n').map_or(0, |at| at + 1);
        let indent = " ".repeat(self.script.text[line..key.at.start].chars().count());
        if let Some((key, value)) = self.yaml.entry(manager, "upgrade_configs") {
            let at = key.at.start..self.yaml.at(*value).end;
            let with = format!("upgrade_configs:\n{indent}- upgrade_type: websocket");
            return [Edit { at, with }].into();
        }
        let with = format!("upgrade_configs:\n{indent}- upgrade_type: websocket\n{indent}");
        [Edit { at: key.at.start..key.at.start, with }].into()
    }

    fn over_http2(&self, action: usize, draft: &mut Draft<'_, '_>) -> bool {
        let Some(name) = self.yaml.text_at(action, &["cluster"]) else { return false };
        let cluster = self.yaml.all().find(|node| {
            self.yaml.text_at(*node, &["name"]) == Some(name)
                && (self.yaml.get(*node, &["load_assignment"]).is_some()
                    || self.yaml.get(*node, &["connect_timeout"]).is_some())
        });
        let Some(cluster) = cluster else { return false };
        let options = self.yaml.get(cluster, &["http2_protocol_options"]).or_else(|| {
            let all = self.yaml.get(cluster, &["typed_extension_protocol_options"])?;
            let (_, one) = self.yaml.entries(all).first()?;
            self.yaml.get(*one, &["explicit_http_config", "http2_protocol_options"])
        });
        let Some(options) = options else { return false };
        // The application takes WebSockets over HTTP/2, as this says.
        if self.yaml.text_at(options, &["allow_connect"]) == Some("true") {
            return false;
        }
        draft.says(Setting::Http2Backend);
        let title = Text("Envoy speaks HTTP/2 to the application");
        let why = Text(
            "Few applications take a WebSocket over HTTP/2 (RFC 8441): use http_protocol_options, or allow_connect if this one does.",
        );
        draft.remark(Bearing::Wrong, self.yaml.at(cluster), title, why, [].into());
        true
    }

    fn changes(&self, action: usize, draft: &mut Draft<'_, '_>) {
        if let Some(node) = self
            .yaml
            .get(action, &["prefix_rewrite"])
            .or_else(|| self.yaml.get(action, &["regex_rewrite"]))
        {
            draft.says(Setting::PathChanged);
            let title = Text("The application is asked for another path than {path}")
                .with("path", &self.path);
            let why = Text("That is right only if it serves the WebSocket there.");
            draft.remark(Bearing::Mind, self.yaml.at(node), title, why, [].into());
        }
        if let Some(node) = self
            .yaml
            .get(action, &["host_rewrite_literal"])
            .or_else(|| self.yaml.get(action, &["auto_host_rewrite"]))
        {
            draft.says(Setting::HostReplaced);
            let title = Text("The application gets another Host than the browser sent");
            let why = Text(
                "Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403.",
            );
            draft.remark(Bearing::Mind, self.yaml.at(node), title, why, [].into());
        }
    }

    fn times(&self, manager: usize, action: usize, draft: &mut Draft<'_, '_>) {
        let of = |node: usize, path: &[&str]| {
            let value = self.yaml.get(node, path)?;
            Some((value, duration(self.yaml.text(value))?))
        };
        let told = of(action, &["idle_timeout"]).or_else(|| of(manager, &["stream_idle_timeout"]));
        let limit = told.map_or(LONG, |(_, limit)| limit);
        if limit > Millis::ZERO {
            draft.says(Setting::Idle(limit));
            let bearing = if limit >= LONG { Bearing::Right } else { Bearing::Mind };
            let at = told.map_or_else(
                || self.yaml.at(manager).clone(),
                |(node, _)| self.yaml.at(node).clone(),
            );
            let edits = told
                .filter(|_| limit < LONG)
                .map(|_| Edit { at: at.clone(), with: "3600s".into() });
            let title = match told {
                Some(_) => Text("A WebSocket that is silent for {limit} is closed"),
                None => Text(
                    "A WebSocket that is silent for {limit} is closed, which is the default of stream_idle_timeout",
                ),
            };
            let why = Text(
                "Bytes in either direction start the time anew: a heartbeat that comes more often keeps it open.",
            );
            draft.remark(
                bearing,
                &at,
                title.with("limit", limit),
                why,
                edits.into_iter().collect(),
            );
        }
        let lifetime = of(action, &["max_stream_duration", "max_stream_duration"])
            .or_else(|| of(manager, &["common_http_protocol_options", "max_stream_duration"]))
            .or_else(|| of(manager, &["common_http_protocol_options", "max_connection_duration"]));
        if let Some((node, limit)) = lifetime.filter(|(_, limit)| *limit > Millis::ZERO) {
            draft.says(Setting::Lifetime(limit));
            let title = Text("Every WebSocket is closed at an age of {limit}").with("limit", limit);
            let why = Text("No heartbeat prevents that: the client must connect again.");
            draft.remark(Bearing::Mind, self.yaml.at(node), title, why, [].into());
        }
    }
}

/// How well a domain fits the host: exact, then by its end, then by its beginning, then any.
fn domain_fit(domain: &str, target: &Target) -> usize {
    let host = &target.host;
    let authority = target.authority();
    match (domain, domain.strip_prefix('*'), domain.strip_suffix('*')) {
        ("*", ..) => 1,
        (domain, ..) if domain == host || domain == authority => 9000,
        (_, Some(end), _) if host.ends_with(end) || authority.ends_with(end) => {
            5000 + end.len().min(900)
        }
        (_, _, Some(start)) if host.starts_with(start) => 100 + start.len().min(900),
        _ => 0,
    }
}

/// `15s`, `0.5s` or `{seconds: 15}` as text.
fn duration(text: &str) -> Option<Millis> {
    let number = text.strip_suffix('s').unwrap_or(text);
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    if !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = [rest, "000"].concat()[..3].parse().ok()?;
    Some(Millis::seconds(whole) + Millis(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_with_a_fraction() {
        for (text, expected) in [
            ("15s", Some(15_000)),
            ("0.5s", Some(500)),
            ("1.23456s", Some(1234)),
            ("0s", Some(0)),
            ("1.a\u{20ac}s", None),
            ("", None),
        ] {
            assert_eq!(duration(text), expected.map(Millis), "{text}");
        }
    }
}
