//! The way of the handshake through Apache: rewrites, logins, the `ProxyPass` that takes it.

use super::condition::Conditional;
use super::rewrite::Rewritten;
use super::{Host, Reader};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft};
use crate::target::{Place, Target};
use crate::text::Text;

impl Reader<'_> {
    pub(super) fn judge(&self, host: &Host, draft: &mut Draft<'_, '_>) {
        let known = self.target.path != Target::HIDDEN_PATH;
        draft.place = if host.named && known { Place::Endpoint } else { Place::Unnamed };
        self.entrance(host, draft);
        let conditional = self.conditional(host);
        if self.settled(host, &conditional, draft) {
            return;
        }
        match self.rewritten(host) {
            Rewritten::Unknown(at) => return self.doubt(at, draft),
            Rewritten::Answers(at, status) => return self.answers(at, status, draft),
            Rewritten::Passed(at, to) => {
                if !self.turned_away(host, &conditional, draft) {
                    self.by_rule(at, &to, host, draft);
                }
                return;
            }
            Rewritten::No => {}
        }
        let pass = self.pass(host);
        if pass.is_none()
            && let Some((at, status)) = self.redirect_among(&host.nodes)
        {
            return self.answers(at, status, draft);
        }
        if self.turned_away(host, &conditional, draft) {
            return;
        }
        match pass {
            Some(pass) => self.by_pass(&pass, host, draft),
            None => self.files(host, draft),
        }
    }

    fn entrance(&self, host: &Host, draft: &mut Draft<'_, '_>) {
        let Some(block) = host.block else { return };
        let at = &self.node(block).at;
        if !host.named {
            draft.remark(
                Bearing::Mind,
                at,
                Text("No virtual host here names {host}; this one is read in its place").with("host", &self.target.host),
                Text("If another file has one for this host, that one answers. “apachectl -S” lists them all."),
                [].into(),
            );
        }
        let port = self.node(block).texts().any(|address| {
            address.rsplit(':').next().is_some_and(|port| port.parse() == Ok(self.target.port))
        });
        if port && self.is_tls(block) != self.target.secure {
            draft.says(Setting::TlsDoubtful);
            let title = match self.target.secure {
                true => {
                    Text("wss:// comes to port {port}, where this virtual host has no SSLEngine")
                }
                false => Text("ws:// comes to port {port}, where this virtual host wants TLS"),
            };
            let why = Text(
                "Unless another hop takes the TLS off or puts it on before, browser and port do not understand each other.",
            );
            draft.remark(Bearing::Mind, at, title.with("port", self.target.port), why, [].into());
        }
    }

    pub(super) fn doubt(&self, at: usize, draft: &mut Draft<'_, '_>) {
        draft.remark(
            Bearing::Mind,
            &self.node(at).at,
            Text("What this rule does to the handshake can’t be followed here"),
            Text("So nothing is concluded for {path}.").with("path", &self.path),
            [].into(),
        );
    }

    pub(super) fn answers(&self, at: usize, status: u16, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::Answers(status));
        let why = match status {
            300..=399 => Text(
                "Browsers do not follow redirects for WebSockets: take the path out of this rule, or connect to where it leads.",
            ),
            _ => Text("The request never reaches the application: take the path out of this rule."),
        };
        draft.remark(
            Bearing::Wrong,
            &self.node(at).at,
            Text("Apache itself answers {path}, with {status}")
                .with("path", &self.path)
                .with("status", status),
            why,
            [].into(),
        );
    }

    /// A `Redirect` among these lines that takes the path.
    pub(super) fn redirect_among(&self, nodes: &[usize]) -> Option<(usize, u16)> {
        nodes.iter().copied().find_map(|at| {
            let node = self.node(at);
            let (status, rest) = match node.word(0) {
                "permanent" => (301, 1),
                "temp" => (302, 1),
                "seeother" => (303, 1),
                "gone" => (410, 1),
                word => (word.parse().unwrap_or(302), usize::from(word.parse::<u16>().is_ok())),
            };
            let takes = match node.name.as_str() {
                "redirect" => super::is_below(node.word(rest), &self.path),
                "redirectmatch" => self.matches(node.word(rest), false) == Some(true),
                "redirectpermanent" => super::is_below(node.word(0), &self.path),
                _ => false,
            };
            let status = if node.name == "redirectpermanent" { 301 } else { status };
            takes.then_some((at, status))
        })
    }

    /// A login or a rule of access that the handshake does not get through.
    pub(super) fn turned_away(
        &self,
        host: &Host,
        conditional: &Conditional,
        draft: &mut Draft<'_, '_>,
    ) -> bool {
        let proxies =
            self.named(&host.nodes, "proxy").filter(|node| self.node(*node).word(0) == "*");
        let taken = conditional.taken.iter().copied();
        let blocks = proxies.chain(self.locations(host)).chain(taken);
        let mut required = None;
        for block in blocks {
            for at in self.tree.body(Some(block)) {
                let node = self.node(at);
                let all: alloc::vec::Vec<&str> = node.texts().collect();
                match (node.name.as_str(), all.as_slice()) {
                    ("require", ["valid-user" | "user" | "group", ..]) => {
                        required = Some((at, 401))
                    }
                    ("require", ["all", "denied"]) => required = Some((at, 403)),
                    ("require", ["all", "granted"]) => required = None,
                    ("deny", ["from", "all"]) => required = Some((at, 403)),
                    _ => {}
                }
            }
        }
        let Some((at, status)) = required else { return false };
        draft.says(Setting::Answers(status));
        let (title, why) = match status {
            401 => (
                Text("A password is asked for at {path}, and a handshake can’t answer"),
                Text(
                    "Browsers show no prompt for a WebSocket: let the application check who it is.",
                ),
            ),
            _ => (
                Text("Everybody is turned away from {path}, with 403"),
                Text("The request never reaches the application."),
            ),
        };
        draft.remark(
            Bearing::Wrong,
            &self.node(at).at,
            title.with("path", &self.path),
            why,
            [].into(),
        );
        true
    }

    fn files(&self, host: &Host, draft: &mut Draft<'_, '_>) {
        let title =
            Text("Nothing here passes {path} on: Apache looks for a file").with("path", &self.path);
        let why = Text(
            "The handshake gets 404, or the page that stands for all other paths. Give the path a ProxyPass with upgrade=websocket, before any that is for shorter paths.",
        );
        let includes = ["include", "includeoptional"];
        let hidden =
            host.nodes.iter().any(|node| includes.contains(&self.node(*node).name.as_str()));
        let Some(block) = host.block.filter(|_| !hidden) else {
            let whole = 0..self.script.text.len();
            let why =
                Text("A file that was not pasted may: “apachectl -S” names those of the host.");
            return draft.remark(Bearing::Mind, &whole, title, why, [].into());
        };
        draft.says(Setting::RouteMissing);
        draft.remark(Bearing::Wrong, &self.node(block).whole(), title, why, [].into());
    }
}
