//! The way of the handshake through a site's directives.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::syntax::Node;
use super::{Reader, Site};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::target::{Place, Target};
use crate::text::Text;

/// In which order Caddy runs directives, whatever their order in the file.
const ORDER: [&str; 20] = [
    "redir",
    "rewrite",
    "uri",
    "try_files",
    "basic_auth",
    "basicauth",
    "forward_auth",
    "request_header",
    "handle",
    "handle_path",
    "route",
    "abort",
    "error",
    "respond",
    "reverse_proxy",
    "php_fastcgi",
    "file_server",
    "acme_server",
    "import",
    "invoke",
];

impl Reader<'_> {
    pub(super) fn judge(&self, site: &Site, draft: &mut Draft<'_, '_>) {
        let known = self.target.path != Target::HIDDEN_PATH;
        draft.place = if site.named && known { Place::Endpoint } else { Place::Unnamed };
        if site.redirects {
            let at = self.node(site.node).at.clone();
            return self.answers(&at, 308, draft);
        }
        let mut path = self.path.clone();
        let mut body = site.body.clone();
        for _ in 0..10 {
            match self.run(&body, &mut path, false, site, draft) {
                Step::Into(block) => body = self.tree.body(Some(block)),
                Step::Done => return,
                Step::Nothing => break,
            }
        }
        self.nothing(site, draft);
    }

    /// Nobody takes the request: Caddy answers 200 with nothing in it.
    fn nothing(&self, site: &Site, draft: &mut Draft<'_, '_>) {
        let at = self.node(site.node).whole();
        let title = Text("Nothing here takes {path}: Caddy answers 200, and nothing more")
            .with("path", &self.path);
        let why = Text("Give the path a reverse_proxy, or a handle that has one.");
        if !site.named {
            draft.remark(Bearing::Mind, &at, title, why, [].into());
            return;
        }
        draft.says(Setting::RouteMissing);
        draft.remark(Bearing::Wrong, &at, title, why, [].into());
    }

    /// Runs the directives of a block in Caddy's order, or in the file's inside of a `route`.
    fn run(
        &self,
        body: &[usize],
        path: &mut String,
        literal: bool,
        site: &Site,
        draft: &mut Draft<'_, '_>,
    ) -> Step {
        let mut sorted: Vec<usize> = body.to_vec();
        if !literal {
            sorted.sort_by_key(|at| {
                let node = self.node(*at);
                // `handle` and `handle_path` stand on one level.
                let name = if node.name() == "handle_path" { "handle" } else { node.name() };
                let place = ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
                (place, core::cmp::Reverse(self.length(node, body)))
            });
        }
        for at in sorted {
            let node = self.node(at);
            let name = node.name();
            if !ORDER.contains(&name) {
                continue;
            }
            match self.takes(node, path, body).or_else(|| self.takes(node, path, &site.body)) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    self.doubt(node, draft);
                    return Step::Done;
                }
            }
            match self.directive(at, path, draft) {
                Step::Nothing => {}
                Step::Into(block) if name == "route" => {
                    let inner = self.tree.body(Some(block));
                    match self.run(&inner, path, true, site, draft) {
                        Step::Nothing => {}
                        other => return other,
                    }
                }
                other => return other,
            }
        }
        Step::Nothing
    }

    /// How long the path of a directive's matcher is: the longer ones come first.
    fn length(&self, node: &Node, body: &[usize]) -> usize {
        let first = node.word(1);
        if first.starts_with('/') {
            return first.trim_end_matches('*').len() + 1;
        }
        let Some(name) = first.strip_prefix('@') else { return 0 };
        let named =
            body.iter().copied().find(|at| self.node(*at).name().strip_prefix('@') == Some(name));
        let Some(named) = named else { return 1 };
        let own = self.node(named).texts(1);
        let inner = self.tree.body(Some(named));
        let inner = inner
            .iter()
            .map(|at| self.node(*at).texts(0))
            .find(|words| words.first() == Some(&"path"));
        let words = if own.first() == Some(&"path") { own } else { inner.unwrap_or_default() };
        words.get(1).map_or(1, |path| path.trim_end_matches('*').len() + 1)
    }

    fn directive(&self, at: usize, path: &mut String, draft: &mut Draft<'_, '_>) -> Step {
        let node = self.node(at);
        // What follows the matcher, if there is one.
        let matched = node.word(1).starts_with(['/', '@', '*']);
        let words = node.texts(if matched { 2 } else { 1 });
        match node.name() {
            "redir" => self.redir(node, &words, draft),
            "rewrite" | "uri" => self.rewrite(node, &words, path, draft),
            "try_files" => self.try_files(node, &words, path, draft),
            "basic_auth" | "basicauth" => {
                self.answers(&node.whole(), 401, draft);
                Step::Done
            }
            "forward_auth" => {
                let title = Text("Another server decides who may open the WebSocket");
                let why = Text(
                    "If it answers 401 or a redirect to a login, so is the handshake answered; no browser follows that.",
                );
                draft.remark(Bearing::Mind, &node.at, title, why, [].into());
                Step::Nothing
            }
            "request_header" => {
                self.header(
                    node,
                    words.first().copied().unwrap_or_default(),
                    words.get(1).copied(),
                    draft,
                );
                Step::Nothing
            }
            "handle" | "route" => Step::Into(at),
            "handle_path" => self.handle_path(at, path, draft),
            "abort" | "error" | "respond" => {
                let status = words.iter().find_map(|word| word.parse().ok());
                let status = status.unwrap_or(if node.name() == "error" { 500 } else { 200 });
                self.answers(&node.whole(), status, draft);
                Step::Done
            }
            "reverse_proxy" => {
                self.proxied(at, draft);
                Step::Done
            }
            "php_fastcgi" | "file_server" => self.no_application(node, draft),
            _ => {
                self.doubt(node, draft);
                Step::Done
            }
        }
    }

    fn try_files(
        &self,
        node: &Node,
        words: &[&str],
        path: &mut String,
        draft: &mut Draft<'_, '_>,
    ) -> Step {
        let last = words.last().copied().unwrap_or_default();
        if !last.contains('{') && *path != last {
            *path = last.to_string();
            self.lost_to_files(node, draft);
        }
        Step::Nothing
    }

    fn handle_path(&self, at: usize, path: &mut String, draft: &mut Draft<'_, '_>) -> Step {
        let node = self.node(at);
        let prefix = node.word(1).trim_end_matches('*').trim_end_matches('/');
        if let Some(rest) = path.strip_prefix(prefix) {
            *path = if rest.starts_with('/') { rest.to_string() } else { ["/", rest].concat() };
            self.changed(node, path, draft);
        }
        Step::Into(at)
    }

    /// What takes the path and can't take a WebSocket.
    fn no_application(&self, node: &Node, draft: &mut Draft<'_, '_>) -> Step {
        let (setting, title, why) = match node.name() {
            "php_fastcgi" => (
                Setting::UpgradeLost,
                Text("FastCGI carries no WebSocket"),
                Text("Give the path a reverse_proxy to a server that speaks HTTP."),
            ),
            _ => (
                Setting::RouteMissing,
                Text("{path} leads to files, and to no application"),
                Text(
                    "The handshake gets 404, or the page that stands for all other paths. Give the path a handle with a reverse_proxy.",
                ),
            ),
        };
        draft.says(setting);
        draft.remark(Bearing::Wrong, &node.at, title.with("path", &self.path), why, [].into());
        Step::Done
    }

    fn doubt(&self, node: &Node, draft: &mut Draft<'_, '_>) {
        draft.remark(
            Bearing::Mind,
            &node.at,
            Text("What this line does to the handshake can’t be followed here"),
            Text("So nothing is concluded for {path}.").with("path", &self.path),
            [].into(),
        );
    }

    fn redir(&self, node: &Node, words: &[&str], draft: &mut Draft<'_, '_>) -> Step {
        let status = match words.get(1).copied() {
            Some("permanent") => 301,
            Some("html") => 200,
            Some(code) => code.parse().unwrap_or(302),
            None => 302,
        };
        self.answers(&node.at, status, draft);
        Step::Done
    }

    fn rewrite(
        &self,
        node: &Node,
        words: &[&str],
        path: &mut String,
        draft: &mut Draft<'_, '_>,
    ) -> Step {
        match (node.name(), words) {
            ("rewrite", [to]) if !to.contains('{') => {
                *path = to.split('?').next().unwrap_or_default().into()
            }
            ("uri", ["strip_prefix", prefix]) => {
                if let Some(rest) = path.strip_prefix(prefix) {
                    *path =
                        if rest.starts_with('/') { rest.to_string() } else { ["/", rest].concat() };
                } else {
                    return Step::Nothing;
                }
            }
            _ => {
                self.doubt(node, draft);
                return Step::Done;
            }
        }
        self.changed(node, path, draft);
        Step::Nothing
    }

    fn changed(&self, node: &Node, path: &str, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::PathChanged);
        draft.remark(
            Bearing::Mind,
            &node.at,
            Text("The application is asked for {asked} instead of {path}").with("asked", path).with("path", &self.path),
            Text("That is right only if it serves the WebSocket there; “handle” leaves the path as it is."),
            [].into(),
        );
    }

    /// `try_files` runs before a `reverse_proxy` beside it, and makes one path of all others.
    fn lost_to_files(&self, node: &Node, draft: &mut Draft<'_, '_>) {
        draft.remark(
            Bearing::Mind,
            &node.at,
            Text("Every path without a file becomes another here, before a reverse_proxy beside it sees it"),
            Text("Put try_files and file_server into a handle of their own."),
            [].into(),
        );
    }

    pub(super) fn answers(
        &self,
        at: &core::ops::Range<usize>,
        status: u16,
        draft: &mut Draft<'_, '_>,
    ) {
        draft.says(Setting::Answers(status));
        let why = match status {
            308 if !self.target.secure => Text(
                "Caddy sends http:// and ws:// to TLS by itself, and browsers do not follow redirects for WebSockets: connect to wss://.",
            ),
            300..=399 => Text(
                "Browsers do not follow redirects for WebSockets: take the path out of this line, or connect to where it leads.",
            ),
            401 => Text(
                "Browsers show no prompt for a WebSocket: take the path out, and let the application check who it is.",
            ),
            _ => Text("The request never reaches the application: take the path out of this line."),
        };
        let title = Text("Caddy itself answers {path}, with {status}")
            .with("path", &self.path)
            .with("status", status);
        draft.remark(Bearing::Wrong, at, title, why, [].into());
    }

    /// A header that is changed on its way: none of a handshake's may be.
    pub(super) fn header(
        &self,
        node: &Node,
        name: &str,
        value: Option<&str>,
        draft: &mut Draft<'_, '_>,
    ) {
        let Some((lost, name)) = lost(name, value) else { return };
        if lost {
            draft.says(Setting::UpgradeLost);
            let title =
                Text("{header} is taken from the handshake, or changed").with("header", name);
            let why =
                Text("Caddy passes it on by itself; without it the application sees no handshake.");
            draft.remark(Bearing::Wrong, &node.at, title, why, [self.without(node)].into());
        } else {
            draft.says(Setting::HostReplaced);
            let title = Text("The application gets another Host than the browser sent");
            let why = Text(
                "Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403. Caddy passes it on by itself.",
            );
            draft.remark(Bearing::Mind, &node.at, title, why, [self.without(node)].into());
        }
    }

    /// The change that takes a line away.
    fn without(&self, node: &Node) -> Edit {
        let text = self.script.text;
        let start = text[..node.at.start].rfind('\n').map_or(0, |at| at + 1);
        let row = self.script.row(self.script.line(node.at.start));
        let rest = &text[start + row.len()..];
        let newline =
            if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        Edit { at: start..start + row.len() + newline, with: String::new() }
    }
}

/// What becomes of the request.
enum Step {
    /// This block takes it.
    Into(usize),
    /// It is settled.
    Done,
    /// It goes on.
    Nothing,
}

/// Whether a change of this header loses the handshake, or gives another Host; and its name.
fn lost(name: &str, value: Option<&str>) -> Option<(bool, String)> {
    const HANDSHAKE: [&str; 4] =
        ["upgrade", "connection", "sec-websocket-key", "sec-websocket-version"];
    let (bare, removed) = match name.strip_prefix('-') {
        Some(bare) => (bare, true),
        None => (name.trim_start_matches(['+', '>']), false),
    };
    let bare = bare.to_ascii_lowercase();
    let hit = HANDSHAKE.iter().find(|header| match bare.strip_suffix('*') {
        Some(start) => header.starts_with(start),
        None => **header == bare,
    });
    let right = match (hit, value.map(str::to_ascii_lowercase)) {
        (Some(&"upgrade"), Some(value)) => {
            value.contains("websocket") || value.contains("header.upgrade}")
        }
        (Some(&"connection"), Some(value)) => {
            value.contains("upgrade") || value.contains("header.connection}")
        }
        _ => false,
    };
    match hit {
        Some(header) if removed || !right => Some((true, header.to_string())),
        Some(_) => None,
        None if bare == "host" && !removed => {
            let kept = value.is_some_and(|value| {
                ["{host}", "{hostport}", "{http.request.host}", "{http.request.hostport}"]
                    .contains(&value)
            });
            (!kept).then_some((false, bare))
        }
        None => None,
    }
}
