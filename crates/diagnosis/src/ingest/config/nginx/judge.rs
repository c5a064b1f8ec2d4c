//! What nginx makes of the handshake: one remark for each thing that decides it.

use super::Reader;
use super::select::{End, Route};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::target::{Place, Target};
use crate::text::Text;

impl Reader<'_> {
    pub(super) fn judge(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        let known = self.target.path != Target::HIDDEN_PATH;
        draft.place = if route.named && known { Place::Endpoint } else { Place::Unnamed };
        self.unnamed(route, draft);
        if let Some(doubt) = route.doubt {
            draft.remark(
                Bearing::Mind,
                &self.node(doubt).at,
                Text("What this line does to the request can’t be followed here")
                    .with("name", self.node(doubt).name()),
                Text("So nothing is concluded for {path}.").with("path", &self.path),
                [].into(),
            );
            return;
        }
        self.entrance(route, draft);
        match route.end {
            End::Pass(pass) => self.passes(pass, route, draft),
            End::Gateway(pass) => self.gateway(pass, draft),
            End::Answers(node, status) => self.answers(node, status, draft),
            End::Slash(location) => self.slash(location, draft),
            End::Files => self.files(route, draft),
        }
    }

    /// Whether the server that answers is the target's at all.
    fn unnamed(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        let Some(server) = route.block(self, "server").filter(|_| !route.named) else { return };
        draft.remark(
            Bearing::Mind,
            &self.node(server).at,
            Text("No server block here names {host}; this one is read in its place").with("host", &self.target.host),
            Text("If another file has a block for this host, that one answers. “nginx -T” prints them all."),
            [].into(),
        );
    }

    /// Whether browsers can speak to the port.
    fn entrance(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        let Some(server) = route.block(self, "server") else { return };
        let at = &self.node(server).at;
        let (title, why) = match (self.secure, route.tls) {
            (true, Some(false)) => (
                Text("wss:// comes to port {port}, which listens here without TLS"),
                Text(
                    "Unless another hop takes the TLS off before, the TLS of the browser meets a plain port.",
                ),
            ),
            (false, Some(true)) => (
                Text("ws:// comes to port {port}, which listens here with TLS"),
                Text("A plain request to a TLS port gets 400: use wss://."),
            ),
            _ => return self.only_http2(server, draft),
        };
        draft.says(Setting::TlsDoubtful);
        draft.remark(Bearing::Mind, at, title.with("port", self.port), why, [].into());
    }

    /// `http2` without TLS: before 1.25.1 such a port took nothing else.
    fn only_http2(&self, server: usize, draft: &mut Draft<'_, '_>) {
        let body = self.tree.body(Some(server));
        let only = self
            .listens(&body)
            .into_iter()
            .any(|listen| listen.port == Some(self.port) && listen.http2 && !listen.tls);
        if !only || self.tree.version.is_some_and(|version| version >= (1, 25, 1)) {
            return;
        }
        let old = self.tree.version.is_some();
        if old {
            draft.says(Setting::Http2Only);
        }
        let listen = body.into_iter().find(|node| {
            self.node(*node).name() == "listen"
                && self.node(*node).values().any(|value| value == "http2")
        });
        draft.remark(
            if old { Bearing::Wrong } else { Bearing::Mind },
            &self.node(listen.unwrap_or(server)).at,
            Text("Before nginx 1.25.1, http2 on a port without TLS leaves HTTP/1.1 out"),
            Text("Browsers open a WebSocket over HTTP/1.1, or over HTTP/2 with TLS."),
            [].into(),
        );
    }

    fn gateway(&self, pass: usize, draft: &mut Draft<'_, '_>) {
        let name = self.node(pass).name();
        let http2 = name == "grpc_pass";
        draft.says(if http2 { Setting::Http2Backend } else { Setting::UpgradeLost });
        draft.remark(
            Bearing::Wrong,
            &self.node(pass).at,
            Text("{name} hands the path on in a protocol that carries no WebSocket").with("name", name),
            Text("Only proxy_pass passes an Upgrade on: let the application listen for HTTP as well, and pass this path there."),
            [].into(),
        );
    }

    fn answers(&self, node: usize, status: u16, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::Answers(status));
        let to_tls = !self.target.secure
            && (300..400).contains(&status)
            && self.node(node).values().any(|value| value.starts_with("https:"));
        let why = match status {
            _ if to_tls => Text(
                "Browsers do not follow redirects for WebSockets: connect to wss:// instead of ws://.",
            ),
            300..=399 => Text(
                "Browsers do not follow redirects for WebSockets: give the path an answer of its own, before this line takes it.",
            ),
            444 => Text("The connection is closed without an answer."),
            _ => Text("The request never reaches the application."),
        };
        draft.remark(
            Bearing::Wrong,
            &self.node(node).at,
            Text("nginx itself answers {path}, with {status}")
                .with("path", &self.path)
                .with("status", status),
            why,
            [].into(),
        );
    }

    /// nginx sends a path without its slash to the location that has it.
    fn slash(&self, location: usize, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::Answers(301));
        let node = self.node(location);
        let passes_whole = self.tree.body(Some(location)).iter().any(|node| {
            let node = self.node(*node);
            node.name() == "proxy_pass" && node.value(0).is_some_and(|to| uri(to).is_none())
        });
        let name = node.words.last().filter(|_| passes_whole && self.is_plain_path());
        let edits = name.map(|name| Edit { at: name.at.clone(), with: self.path.clone() });
        draft.remark(
            Bearing::Wrong,
            &node.at,
            Text("{path} is sent to {location} with 301, because only the path with the slash has a location")
                .with("path", &self.path)
                .with("location", node.values().last().unwrap_or_default()),
            Text("Browsers do not follow redirects for WebSockets: write the location without the slash, or connect to the path with it."),
            edits.into_iter().collect(),
        );
    }

    fn files(&self, route: &Route, draft: &mut Draft<'_, '_>) {
        let at = self.place(route);
        let server = route.block(self, "server");
        let missing = route.levels.iter().skip(1).flat_map(|level| &level.nodes).copied();
        if let Some(include) = missing.into_iter().find(|node| self.is_unknown(*node)) {
            return self.not_pasted(include, draft);
        }
        let title =
            Text("Nothing here passes {path} on: nginx looks for a file").with("path", &self.path);
        let Some(server) = server else {
            let why = Text(
                "Another location of the same server may: paste the whole server, or the output of “nginx -T”.",
            );
            draft.remark(Bearing::Mind, &at, title, why, [].into());
            return;
        };
        draft.says(Setting::RouteMissing);
        draft.remark(
            Bearing::Wrong,
            &at,
            title,
            Text("The handshake gets 404, or the page that stands for all other paths. Give the path a location with proxy_pass."),
            self.new_location(server, route),
        );
    }

    /// What an `include` holds that was not pasted and may decide.
    pub(super) fn not_pasted(&self, include: usize, draft: &mut Draft<'_, '_>) {
        let node = self.node(include);
        draft.remark(
            Bearing::Mind,
            &node.at,
            Text("What {file} holds was not pasted, and it may decide")
                .with("file", node.value(0).unwrap_or_default()),
            Text("Paste the output of “nginx -T”, which has all files."),
            [].into(),
        );
    }

    /// Whether this is an `include` of something unknown that can set what matters here.
    pub(super) fn is_unknown(&self, node: usize) -> bool {
        // Files of nginx's own, or of its packages, whose content is known.
        const HARMLESS: [&str; 6] = [
            "mime.types",
            "_params",
            "fastcgi.conf",
            "ssl-nginx.conf",
            "letsencrypt",
            "snakeoil.conf",
        ];
        let name = self.node(node).value(0).unwrap_or_default();
        self.tree.is_missing(node)
            && !HARMLESS.iter().any(|known| name.contains(known))
            && !name.contains("modules")
    }
}

/// The path of a `proxy_pass`, if it has one.
pub(super) fn uri(to: &str) -> Option<&str> {
    let rest = to.split_once("://").map_or(to, |(_, rest)| rest);
    match rest.strip_prefix("unix:") {
        Some(socket) => socket.split_once(':').map(|(_, uri)| uri).filter(|uri| !uri.is_empty()),
        None => rest.find('/').map(|at| &rest[at..]),
    }
}
