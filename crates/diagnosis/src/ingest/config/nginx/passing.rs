//! What else decides where a request is passed on: who may, how many, to whom, as what, and for how long.

use alloc::format;
use alloc::string::String;

use super::Reader;
use super::judge::uri;
use super::select::{Rewrite, Route};
use super::upgrade::VERSION;
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::reading::has_sessions;
use crate::text::Text;
use crate::time::Millis;

/// A limit of silence that is shorter than this cuts quiet chats.
const LONG: Millis = Millis::seconds(300);

impl Reader<'_> {
    pub(super) fn passes(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        self.password(pass, route, draft);
        self.access(route, draft);
        self.limits(route, draft);
        self.headers(pass, route, draft);
        self.version(pass, route, draft);
        self.path_on(pass, route, draft);
        self.host(pass, route, draft);
        self.scheme(pass, draft);
        self.silence(pass, route, draft);
        self.reload(route, draft);
        self.nodes_of(pass, route, draft);
    }

    fn password(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        if let Some(asks) = self.single(route, "auth_request")
            && self.node(asks).value(0) != Some("off")
        {
            draft.remark(
                Bearing::Mind,
                &self.node(asks).at,
                Text("Another request decides who may open the WebSocket"),
                Text("If it answers 401 or 403, so does the handshake; no browser shows a login for it."),
                [].into(),
            );
        }
        let any =
            self.single(route, "satisfy").and_then(|node| self.node(node).value(0)) == Some("any");
        let Some(asks) = self.single(route, "auth_basic") else { return };
        if self.node(asks).value(0) == Some("off") || any {
            return;
        }
        draft.says(Setting::Answers(401));
        let own = route.levels.last().is_some_and(|level| level.nodes.contains(&asks));
        let edits = match own {
            true => self.with_value(asks, "off"),
            false => self.behind(pass, &["auth_basic off;".into()]),
        };
        draft.remark(
            Bearing::Wrong,
            &self.node(asks).at,
            Text("A password is asked for at {path}, and a handshake can’t answer")
                .with("path", &self.path),
            Text("Browsers show no prompt for a WebSocket: let the application check who it is."),
            edits,
        );
    }

    fn access(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        let rules = route.levels.iter().rev().map(|level| {
            let nodes = level.nodes.iter().copied();
            nodes.filter(|node| matches!(self.node(*node).name(), "allow" | "deny")).collect()
        });
        let rules: alloc::vec::Vec<usize> = rules
            .into_iter()
            .find(|rules: &alloc::vec::Vec<usize>| !rules.is_empty())
            .unwrap_or_default();
        let Some(deny) = rules.iter().find(|node| self.node(**node).name() == "deny") else {
            return;
        };
        let all = rules.first() == Some(deny) && self.node(*deny).value(0) == Some("all");
        let at = &self.node(*deny).at;
        if all {
            draft.says(Setting::Answers(403));
            draft.remark(
                Bearing::Wrong,
                at,
                Text("Everybody is turned away here, with 403"),
                Text("The request never reaches the application."),
                [].into(),
            );
        } else {
            draft.remark(
                Bearing::Mind,
                at,
                Text("Only some addresses may come here"),
                Text("Others get 403; behind another hop all requests come from its address."),
                [].into(),
            );
        }
    }

    fn limits(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        for name in ["limit_conn", "limit_req"] {
            let Some(limit) = self.all(route, name).first().copied() else { continue };
            draft.says(Setting::Limited);
            draft.remark(
                Bearing::Mind,
                &self.node(limit).at,
                Text("{name} limits how many may come, and turns the rest away").with("name", name),
                Text("An open WebSocket counts as a connection as long as it lasts, and many visitors share an address. The answer is 503, unless limit_conn_status or limit_req_status says 429."),
                [].into(),
            );
        }
    }

    fn version(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        let set = self.single(route, "proxy_http_version");
        let why = Text(
            "Some applications refuse an upgrade over HTTP/1.0, with 505 or 400; others take it.",
        );
        match set.and_then(|node| Some((node, self.node(node).value(0)?))) {
            Some((_, "1.1")) => {}
            Some((node, "1.0")) => {
                draft.says(Setting::Http10);
                let title = Text("nginx speaks HTTP/1.0 to the application");
                draft.remark(
                    Bearing::Wrong,
                    &self.node(node).at,
                    title,
                    why,
                    self.with_value(node, "1.1"),
                );
            }
            Some((node, version)) => {
                draft.says(Setting::Http2Backend);
                let title =
                    Text("nginx speaks HTTP/{version} to the application").with("version", version);
                let why = Text("nginx passes an Upgrade on over HTTP/1.1 only.");
                draft.remark(
                    Bearing::Wrong,
                    &self.node(node).at,
                    title,
                    why,
                    self.with_value(node, "1.1"),
                );
            }
            None => {
                let (setting, bearing, title) = match self.tree.version {
                    _ if !self.speaks_old(route) => return,
                    Some(_) => (
                        Setting::Http10,
                        Bearing::Wrong,
                        Text(
                            "Without proxy_http_version this nginx speaks HTTP/1.0 to the application",
                        ),
                    ),
                    None => (
                        Setting::Http10IfOld,
                        Bearing::Mind,
                        Text(
                            "Without proxy_http_version nginx speaks HTTP/1.0 before version 1.29.7, and 1.1 from then on",
                        ),
                    ),
                };
                // The correction of absent headers brings this line with it.
                let set = ["Upgrade", "Connection"].map(|name| self.header(route, name));
                let edits = match set {
                    [Some(_), Some(_)] => self.behind(pass, &[VERSION.into()]),
                    _ => [].into(),
                };
                draft.says(setting);
                draft.remark(bearing, &self.node(pass).at, title, why, edits);
            }
        }
    }

    /// Which path the application is asked for.
    fn path_on(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        let own = self.node(pass).value(0).and_then(|to| Some((to, uri(to)?)));
        // What changed in the location itself goes on as it is, whatever the path of proxy_pass.
        let changed = route.rewritten.filter(|rewrite| rewrite.here || own.is_none());
        if let Some(rewrite) = changed {
            return self.rewritten(rewrite, route, draft);
        }
        let Some((to, uri)) = own else { return };
        let Some((prefix, inside)) = self.prefix(pass, route) else { return };
        let word = &self.node(pass).words[1];
        let bare = || Edit { at: word.at.clone(), with: to[..to.len() - uri.len()].into() };
        let Some(prefix) = prefix else {
            draft.remark(
                Bearing::Wrong,
                &self.node(pass).at,
                Text("proxy_pass has a path in {inside}, which nginx refuses")
                    .with("inside", inside),
                Text("nginx does not start with this line: leave the path out."),
                [bare()].into(),
            );
            return;
        };
        let rest = route.path.strip_prefix(prefix).unwrap_or_default();
        let asked = if to.contains('$') { uri.into() } else { format!("{uri}{rest}") };
        if asked == self.path || to.contains('$') {
            return;
        }
        draft.says(Setting::PathChanged);
        let joined = prefix.ends_with('/') && !uri.ends_with('/') && !rest.is_empty();
        let title = Text("The application is asked for {asked} instead of {path}")
            .with("asked", crate::ingest::config::script::masked(&asked))
            .with("path", &self.path);
        let (bearing, why, edits) = if asked.starts_with("//") {
            (
                Bearing::Wrong,
                Text(
                    "The path of proxy_pass takes the place of {prefix}, which does not end with a slash: two of them meet.",
                ),
                [bare()].into(),
            )
        } else if joined {
            let with = format!("{to}/");
            (
                Bearing::Wrong,
                Text(
                    "The path of proxy_pass takes the place of {prefix}, and does not end with a slash as that does.",
                ),
                [Edit { at: word.at.clone(), with }].into(),
            )
        } else {
            (
                Bearing::Mind,
                Text(
                    "The path of proxy_pass takes the place of {prefix}. That is right only if the application serves the WebSocket there; without it, it gets the path as it came.",
                ),
                [bare()].into(),
            )
        };
        draft.remark(bearing, &self.node(pass).at, title, why.with("prefix", prefix), edits);
    }

    fn rewritten(&self, rewrite: Rewrite, route: &Route, draft: &mut Draft<'_, '_>) {
        if rewrite.known && route.path == self.path {
            return;
        }
        draft.says(Setting::PathChanged);
        let title = match rewrite.known {
            true => Text("The application is asked for {asked} instead of {path}")
                .with("asked", crate::ingest::config::script::masked(&route.path))
                .with("path", &self.path),
            false => Text("The application is asked for another path than {path}")
                .with("path", &self.path),
        };
        draft.remark(
            Bearing::Mind,
            &self.node(rewrite.node).at,
            title,
            Text("That is right only if it serves the WebSocket there."),
            [].into(),
        );
    }

    /// The prefix that the path of `proxy_pass` takes the place of; none where it can't, and why.
    fn prefix(&self, pass: usize, route: &Route) -> Option<(Option<&str>, &'static str)> {
        let level = route.levels.iter().find(|level| level.nodes.contains(&pass))?;
        let Some(block) = level.block else { return Some((Some("/"), "")) };
        let node = self.node(block);
        if node.name() == "if" {
            return Some((None, "an if"));
        }
        match (node.value(0)?, node.value(1)) {
            ("=" | "^~", Some(path)) | (path, None) if path.starts_with('/') => {
                Some((Some(path), ""))
            }
            (name, None) if name.starts_with('@') => Some((None, "a named location")),
            (kind, _) if kind.starts_with('~') => Some((None, "a location with an expression")),
            _ => None,
        }
    }

    fn host(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        let set = self.header(route, "Host");
        let value = set.and_then(|node| self.evaluate(self.node(node).value(1)?, route));
        let same = value
            .as_ref()
            .is_some_and(|value| value.split(':').next() == self.target.host.split(':').next());
        if same || (set.is_some() && value.is_none()) {
            return;
        }
        draft.says(Setting::HostReplaced);
        let line = "proxy_set_header Host $http_host;";
        let edits = match set {
            Some(node) => self.with_value(node, "Host $http_host"),
            None => self.added(pass, route, [line.into()].into()),
        };
        draft.remark(
            Bearing::Mind,
            &self.node(set.unwrap_or(pass)).at,
            Text("The application gets another Host than the browser sent"),
            Text("Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403."),
            edits,
        );
    }

    fn scheme(&self, pass: usize, draft: &mut Draft<'_, '_>) {
        let to = self.node(pass).value(0).unwrap_or_default();
        let Some((scheme, rest)) = to.split_once("://") else { return };
        let authority = rest.split('/').next().unwrap_or_default();
        let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        if !doubtful(scheme == "https", port) {
            return;
        }
        let at = &self.node(pass).at;
        let title = match scheme {
            "https" => Text("nginx speaks TLS to port {port}, which is usually one without"),
            _ => Text("nginx speaks without TLS to port {port}, which is usually one with it"),
        };
        let why = Text(
            "The scheme of proxy_pass must be that of the application’s port, or every request gets 502 or 400.",
        );
        draft.remark(
            Bearing::Mind,
            at,
            title.with("port", port.unwrap_or_default()),
            why,
            [].into(),
        );
    }

    fn silence(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        let (node, limit) = self.time(route, "proxy_read_timeout", Millis::seconds(60));
        draft.says(Setting::Idle(limit));
        let title = match node {
            Some(_) => Text("A WebSocket that is silent for {limit} is closed"),
            None => Text(
                "A WebSocket that is silent for {limit} is closed, which is the default of proxy_read_timeout",
            ),
        };
        let line: String = "proxy_read_timeout 1h;".into();
        let (bearing, edits) = match node {
            _ if limit >= LONG => (Bearing::Right, [].into()),
            Some(node) if self.level_of(node, route) == self.level_of(pass, route) => {
                (Bearing::Mind, self.with_value(node, "1h"))
            }
            _ => (Bearing::Mind, self.behind(pass, &[line])),
        };
        draft.remark(
            bearing,
            &self.node(node.unwrap_or(pass)).at,
            title.with("limit", limit),
            Text("Bytes in either direction start the time anew: a heartbeat that comes more often keeps it open."),
            edits,
        );
    }

    fn level_of(&self, node: usize, route: &Route) -> Option<usize> {
        route.levels.iter().position(|level| level.nodes.contains(&node))
    }

    fn reload(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        let main = self.tree.body(None);
        let Some(node) =
            main.into_iter().find(|node| self.node(*node).name() == "worker_shutdown_timeout")
        else {
            return;
        };
        let (_, limit) = self.time(route, "worker_shutdown_timeout", Millis::ZERO);
        let value = self.node(node).value(0).and_then(super::values::duration).unwrap_or(limit);
        draft.says(Setting::ReloadCuts(value));
        draft.remark(
            Bearing::Mind,
            &self.node(node).at,
            Text("A reload closes every open WebSocket {limit} later").with("limit", value),
            Text("Without this line the old workers stay until their connections end."),
            [].into(),
        );
    }

    /// Several nodes, where the path is one of a protocol that needs the same one each time.
    fn nodes_of(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        let to = self.node(pass).value(0).unwrap_or_default();
        let name = to.split_once("://").map_or(to, |(_, rest)| rest);
        let name = name.split('/').next().unwrap_or_default();
        let Some(outer) = route.levels.first() else { return };
        let mut upstreams = self.blocks(&outer.nodes, "upstream");
        let Some(upstream) = upstreams.find(|node| self.node(*node).value(0) == Some(name)) else {
            return;
        };
        const STICKY: [&str; 3] = ["ip_hash", "hash", "sticky"];
        let body = self.tree.body(Some(upstream));
        let serves = |node: &&usize| {
            let node = self.node(**node);
            node.name() == "server"
                && node.values().all(|value| !matches!(value, "backup" | "down"))
        };
        let sticky = body.iter().any(|node| STICKY.contains(&self.node(*node).name()));
        if body.iter().filter(serves).count() < 2 || sticky || !has_sessions(&self.target.path) {
            return;
        }
        draft.says(Setting::NotSticky);
        let edits = self.node(upstream).close.map(|_| {
            let at = &self.node(upstream).at;
            let indent = format!("{}    ", self.script.indent(at.start));
            self.script.insert(at.end, &indent, &["ip_hash;".into()])
        });
        draft.remark(
            Bearing::Wrong,
            &self.node(upstream).whole(),
            Text("Requests of one visitor go to several servers by turns"),
            Text("This path’s protocol begins with plain requests, and a server that did not see the first one answers 400. Behind another hop, hash a header of the visitor’s instead of the address."),
            edits.into_iter().collect(),
        );
    }
}

/// Whether a port is one that is usually spoken to the other way.
fn doubtful(tls: bool, port: Option<u16>) -> bool {
    match port {
        Some(80 | 3000 | 5000 | 8000 | 8080 | 9000) => tls,
        Some(443 | 8443) => !tls,
        _ => false,
    }
}
