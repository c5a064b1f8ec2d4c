//! Upgrade and Connection: whether they go on to the application, and how to make them.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Reader;
use super::select::Route;
use crate::evidence::Setting;
use crate::ingest::config::script::Edit;
use crate::ingest::config::{Bearing, Draft};
use crate::text::{Phrase, Text};

/// What goes on of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sent {
    /// As it must be.
    Right(usize),
    /// Nothing sets it.
    Absent,
    /// It is set to this.
    Wrong(usize, String),
    /// It is set by something that was not pasted.
    Unknown(usize),
}

const UPGRADE: &str = "proxy_set_header Upgrade $http_upgrade;";
pub(super) const VERSION: &str = "proxy_http_version 1.1;";

impl Reader<'_> {
    /// Says whether the headers go on; whether they do.
    pub(super) fn headers(&self, pass: usize, route: &Route, draft: &mut Draft<'_, '_>) {
        let upgrade = self.sent(route, "Upgrade", |value| value.eq_ignore_ascii_case("websocket"));
        let connection = self.sent(route, "Connection", |value| {
            value.split(',').any(|token| token.trim().eq_ignore_ascii_case("upgrade"))
        });
        let lost = |sent: &Sent| matches!(sent, Sent::Absent | Sent::Wrong(..));
        if (upgrade == Sent::Absent || connection == Sent::Absent)
            && let Some(include) = self.hidden_include(route)
        {
            return self.not_pasted(include, draft);
        }
        for (name, sent) in [("Upgrade", &upgrade), ("Connection", &connection)] {
            match sent {
                Sent::Wrong(node, value) => self.wrong(name, *node, value, route, draft),
                Sent::Unknown(node) => self.unknown(*node, draft),
                Sent::Absent | Sent::Right(_) => {}
            }
        }
        self.absent(pass, route, [&upgrade, &connection], draft);
        if let Some(off) = self.single(route, "proxy_pass_request_headers")
            && self.node(off).value(0) == Some("off")
        {
            draft.says(Setting::UpgradeLost);
            draft.remark(
                Bearing::Wrong,
                &self.node(off).at,
                Text("None of the browser’s headers go on, and a handshake is made of headers"),
                Text("Without Sec-WebSocket-Key the application answers 400."),
                self.with_value(off, "on"),
            );
        } else if lost(&upgrade) || lost(&connection) {
            draft.says(Setting::UpgradeLost);
        } else if let (Sent::Right(one), Sent::Right(other)) = (&upgrade, &connection) {
            draft.says(Setting::UpgradePassed);
            let (first, last) = (one.min(other), one.max(other));
            draft.remark(
                Bearing::Right,
                &(self.node(*first).at.start..self.node(*last).at.end),
                Text("Upgrade and Connection are right for {path}").with("path", &self.path),
                Text("A browser’s handshake goes on to the application as one."),
                [].into(),
            );
        }
    }

    fn sent(&self, route: &Route, name: &str, right: impl Fn(&str) -> bool) -> Sent {
        let Some(node) = self.header(route, name) else { return Sent::Absent };
        let value = self.node(node).value(1).unwrap_or_default();
        match self.evaluate(value, route) {
            Some(value) if right(&value) => Sent::Right(node),
            Some(value) => Sent::Wrong(node, value),
            None => Sent::Unknown(node),
        }
    }

    /// An unknown include in a block where headers would be in force.
    fn hidden_include(&self, route: &Route) -> Option<usize> {
        let levels =
            route.levels.iter().rev().take_while(|level| {
                level.block.is_none_or(|block| self.node(block).name() != "http")
            });
        let mut nodes = levels.into_iter().flat_map(|level| &level.nodes).copied();
        nodes.find(|node| self.is_unknown(*node))
    }

    fn wrong(
        &self,
        name: &str,
        node: usize,
        value: &str,
        route: &Route,
        draft: &mut Draft<'_, '_>,
    ) {
        let written = self.node(node).value(1).unwrap_or_default();
        let title = Text("{name} goes on as “{value}”, which asks for no WebSocket");
        let title = title.with("name", name).with("value", short(value));
        let why: Phrase = match (name, written.contains('$') && written != "$http_connection") {
            ("Upgrade", true) => Text("The line sets it to {written}, whose value for a handshake is this. The header must be “websocket”, which is what $http_upgrade holds.").with("written", written),
            ("Upgrade", false) => Text("The header must be “websocket”, which is what $http_upgrade holds.").phrase(),
            (_, true) => Text("{written} has this value for a handshake; it must have “upgrade” in it.").with("written", written),
            (_, false) if value.is_empty() => Text("An empty value takes the header away; it must have “upgrade” in it.").phrase(),
            (_, false) => Text("The header must have “upgrade” in it.").phrase(),
        };
        let (value, mut edits) = match name {
            "Upgrade" => ("$http_upgrade".into(), Vec::new()),
            _ => self.connection(route),
        };
        let words = &self.node(node).words;
        edits.push(match (words.get(2), words.last()) {
            (Some(first), Some(last)) => Edit { at: first.at.start..last.at.end, with: value },
            _ => Edit { at: words[1].at.end..words[1].at.end, with: format!(" {value}") },
        });
        draft.remark(Bearing::Wrong, &self.node(node).at, title, why, edits);
    }

    fn unknown(&self, node: usize, draft: &mut Draft<'_, '_>) {
        let written = self.node(node).value(1).unwrap_or_default();
        draft.remark(
            Bearing::Mind,
            &self.node(node).at,
            Text("Where {written} gets its value was not pasted").with("written", written),
            Text("By its usual map it is right: “map $http_upgrade $connection_upgrade { default upgrade; '' ''; }” among the lines of http."),
            [].into(),
        );
    }

    /// Says which of the two headers nothing sets, and puts them where they are in force.
    fn absent(&self, pass: usize, route: &Route, sent: [&Sent; 2], draft: &mut Draft<'_, '_>) {
        let [upgrade, connection] = sent.map(|sent| *sent == Sent::Absent);
        let names = match (upgrade, connection) {
            (false, false) => return,
            (true, true) => "Upgrade and Connection",
            (true, false) => "Upgrade",
            (false, true) => "Connection",
        };
        let own = self.all(route, "proxy_set_header");
        let cancelled = self.set_further_out(route, upgrade, connection);
        let title = match cancelled {
            Some(_) => Text(
                "The proxy_set_header lines of this block cancel those further out, and with them {names}",
            ),
            None => Text("{names} are not passed on for {path}"),
        };
        let title = match (upgrade, connection, cancelled) {
            (true, true, _) | (_, _, Some(_)) => title,
            _ => Text("{names} is not passed on for {path}"),
        };
        let mut lines = Vec::new();
        let mut edits = Vec::new();
        if upgrade {
            lines.push(UPGRADE.to_string());
        }
        if connection {
            let (value, map) = self.connection(route);
            lines.push(format!("proxy_set_header Connection {value};"));
            edits = map;
        }
        if self.speaks_old(route) {
            edits.extend(self.behind(pass, &[VERSION.to_string()]));
        }
        edits.extend(self.added(pass, route, lines));
        let at = match (cancelled, own.first(), own.last()) {
            (Some(_), Some(first), Some(last)) => {
                self.node(*first).at.start..self.node(*last).at.end
            }
            _ => self.node(pass).at.clone(),
        };
        draft.remark(
            Bearing::Wrong,
            &at,
            title.with("names", names).with("path", &self.path),
            Text("They hold for one connection only, so nginx drops them unless it is told to set them anew: the application sees a plain request."),
            edits,
        );
    }

    /// Whether nothing sets the version of HTTP, and nginx may be one whose default is 1.0.
    pub(super) fn speaks_old(&self, route: &Route) -> bool {
        let new = self.tree.version.is_some_and(|version| version >= (1, 29, 7));
        self.single(route, "proxy_http_version").is_none() && !new
    }

    /// A line further out that sets a header which is not in force.
    fn set_further_out(&self, route: &Route, upgrade: bool, connection: bool) -> Option<usize> {
        let all = route.levels.iter().flat_map(|level| &level.nodes).copied();
        all.into_iter().find(|node| {
            let node = self.node(*node);
            let sets = |name: &str| node.value(0).is_some_and(|set| set.eq_ignore_ascii_case(name));
            node.name() == "proxy_set_header"
                && (upgrade && sets("upgrade") || connection && sets("connection"))
        })
    }

    /// The change that puts header lines where they are in force for `pass`. One such line in a block
    /// cancels all that stand further out, so those are written again.
    pub(super) fn added(&self, pass: usize, route: &Route, mut lines: Vec<String>) -> Vec<Edit> {
        let in_force = self.all(route, "proxy_set_header");
        let level = route.levels.iter().rev().find(|level| level.nodes.contains(&pass));
        let own = level.is_some_and(|level| in_force.iter().any(|node| level.nodes.contains(node)));
        if own && let Some(last) = in_force.last() {
            return self.behind(*last, &lines);
        }
        let sets = |line: &str, name: &str| {
            line.split_whitespace().nth(1).is_some_and(|set| set.eq_ignore_ascii_case(name))
        };
        for node in in_force {
            let node = self.node(node);
            let name = node.value(0).unwrap_or_default();
            if !lines.iter().any(|line| sets(line, name)) {
                lines.push(self.script.text[node.at.clone()].into());
            }
        }
        self.behind(pass, &lines)
    }

    /// A value for Connection that is right for handshakes, and for plain requests where the path gets
    /// both; with the map that it needs, if there is none.
    pub(super) fn connection(&self, route: &Route) -> (String, Vec<Edit>) {
        let http = route.levels.first().map(|level| level.nodes.clone()).unwrap_or_default();
        let made =
            self.blocks(&http, "map").filter_map(|map| self.node(map).value(1)).find(|made| {
                let value = self.evaluate(made, route);
                value.is_some_and(|value| value.eq_ignore_ascii_case("upgrade"))
            });
        if let Some(made) = made {
            return (made.into(), Vec::new());
        }
        let location = route.block(self, "location").and_then(|node| self.node(node).value(0));
        let shared = location.is_none_or(|path| path == "/");
        let taken = self.map("connection_upgrade", route).is_some();
        match route.block(self, "server") {
            Some(server) if shared && !taken => {
                ("$connection_upgrade".into(), self.new_map(server))
            }
            _ => ("upgrade".into(), Vec::new()),
        }
    }

    fn new_map(&self, server: usize) -> Vec<Edit> {
        let at = self.node(server).at.start;
        let indent = self.script.indent(at);
        let map = format!(
            "map $http_upgrade $connection_upgrade {{\n{indent}    default upgrade;\n{indent}    ''      '';\n{indent}}}\n{indent}"
        );
        [Edit { at: at..at, with: map }].into()
    }

    /// A location for the path, to the same application as others of the server.
    pub(super) fn new_location(&self, server: usize, route: &Route) -> Vec<Edit> {
        let mut open = [server].to_vec();
        // What includes itself stands in itself.
        let mut seen: BTreeSet<usize> = open.iter().copied().collect();
        let mut pass = None;
        while let Some(block) = open.pop().filter(|_| pass.is_none()) {
            for node in self.tree.body(Some(block)) {
                let one = self.node(node);
                if one.is_block {
                    if seen.insert(node) {
                        open.push(node);
                    }
                } else if one.name() == "proxy_pass" {
                    pass = pass.or(one.value(0));
                }
            }
        }
        let (Some(pass), Some(close)) = (pass, self.node(server).close) else { return Vec::new() };
        if !self.is_plain_path() {
            return Vec::new();
        }
        let bare = pass.len() - super::judge::uri(pass).map_or(0, str::len);
        let (value, mut edits) = self.connection(route);
        let outer = self.script.indent(self.node(server).at.start);
        let lines = [
            format!("    location {} {{", self.first_segment()),
            format!("        proxy_pass {};", &pass[..bare]),
            "        proxy_http_version 1.1;".into(),
            format!("        {UPGRADE}"),
            format!("        proxy_set_header Connection {value};"),
            "        proxy_set_header Host $http_host;".into(),
            "    }".into(),
        ];
        let with: String = lines.iter().map(|line| format!("{outer}{line}\n")).collect();
        // Before the brace, on lines of its own.
        let row = self.script.line(close);
        let alone = self.script.row(row).trim_start().starts_with('}');
        let at = if alone {
            self.script.text[..close].rfind('\n').map_or(0, |at| at + 1)
        } else {
            close
        };
        let with = if alone { with } else { format!("\n{with}{outer}") };
        edits.push(Edit { at: at..at, with });
        edits
    }

    /// Whether the path can stand in a configuration as it is.
    pub(super) fn is_plain_path(&self) -> bool {
        self.path.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.~".contains(c))
    }

    /// `/ws/` of `/ws/chat`, and the whole of a path that has one part.
    fn first_segment(&self) -> &str {
        match self.path[1..].find('/') {
            Some(end) => &self.path[..end + 2],
            None => &self.path,
        }
    }
}

fn short(value: &str) -> &str {
    value.char_indices().nth(40).map_or(value, |(end, _)| &value[..end])
}
