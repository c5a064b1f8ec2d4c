//! `ProxyPass`: which of them takes the path, what protocol it speaks, and the path that it asks for.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Host, Reader, is_below};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::text::Text;
use crate::time::Millis;

const LONG: Millis = Millis::seconds(300);
const MINUTE: Millis = Millis::seconds(60);

/// A `ProxyPass` for the path.
#[derive(Clone)]
pub(super) struct Pass {
    node: usize,
    /// The prefix that it takes the place of; of one with an expression there is none.
    prefix: Option<String>,
    /// The place of its address among its words.
    address: usize,
}

/// Whether an address carries a WebSocket.
enum Carries {
    Yes,
    /// With `upgrade=websocket` it would.
    IfTold,
    Never,
    Http2,
}

impl Reader<'_> {
    /// The `ProxyPass` that takes the path: that of a location first, else the first that matches.
    pub(super) fn pass(&self, host: &Host) -> Option<Pass> {
        self.passes(host).into_iter().next().filter(|pass| self.address(pass) != "!")
    }

    fn passes(&self, host: &Host) -> Vec<Pass> {
        let inside = self.locations(host).into_iter().rev().flat_map(|block| {
            let prefix =
                Some(self.node(block).word(0).to_string()).filter(|path| path.starts_with('/'));
            let body = self.tree.body(Some(block));
            let own = body.into_iter().filter(|at| {
                matches!(self.node(*at).name.as_str(), "proxypass" | "proxypassmatch")
            });
            own.map(move |node| Pass { node, prefix: prefix.clone(), address: 0 })
                .collect::<Vec<_>>()
        });
        let outside = host.nodes.iter().copied().filter_map(|at| {
            let node = self.node(at);
            let path = node.word(0);
            let takes = match node.name.as_str() {
                "proxypass" => is_below(path, &self.path),
                "proxypassmatch" => self.matches(path, false) == Some(true),
                _ => false,
            };
            let prefix = (node.name == "proxypass").then(|| path.to_string());
            takes.then_some(Pass { node: at, prefix, address: 1 })
        });
        inside.chain(outside).collect()
    }

    fn address(&self, pass: &Pass) -> &str {
        self.node(pass.node).word(pass.address)
    }

    /// A rule with the flag P hands the request on.
    pub(super) fn by_rule(&self, at: usize, to: &str, host: &Host, draft: &mut Draft<'_, '_>) {
        let node = self.node(at);
        if !to.starts_with("ws://") && !to.starts_with("wss://") {
            draft.says(Setting::UpgradeLost);
            let word = &node.words[1];
            let better = to.strip_prefix("http").map(|rest| format!("ws{rest}"));
            let edits = better.map(|with| Edit { at: word.at.clone(), with });
            draft.remark(
                Bearing::Wrong,
                &node.at,
                Text("This rule hands the handshake on as a plain request"),
                Text("Without ws:// in its address Apache drops the Upgrade."),
                edits.into_iter().collect(),
            );
            return;
        }
        self.passed(&node.at, draft);
        if !self.lacks(to, draft, at) {
            self.silence(at, None, host, draft);
            self.host_on(at, host, draft);
        }
    }

    pub(super) fn by_pass(&self, pass: &Pass, host: &Host, draft: &mut Draft<'_, '_>) {
        let node = self.node(pass.node);
        let lines = self.members(pass, host);
        let carries = lines.iter().map(|(at, place)| self.carries(*at, *place));
        let carries: Vec<Carries> = carries.collect();
        let lost = carries.iter().any(|one| !matches!(one, Carries::Yes));
        if carries.iter().any(|one| matches!(one, Carries::Http2)) {
            draft.says(Setting::Http2Backend);
            let why = Text("Apache passes an Upgrade on over HTTP/1.1 only.");
            let title = Text("Apache speaks HTTP/2 to the application");
            draft.remark(Bearing::Wrong, &node.at, title, why, [].into());
        } else if lost {
            self.lost(pass, &lines, &carries, host, draft);
        } else {
            self.passed(&node.at, draft);
            self.too_old(pass.node, draft);
        }
        if self.lacks(self.address(pass), draft, pass.node) {
            return;
        }
        self.path_on(pass, draft);
        self.host_on(pass.node, host, draft);
        if !lost {
            let own = self.option(pass.node, "timeout").and_then(seconds);
            self.silence(pass.node, own, host, draft);
        }
    }

    pub(super) fn passed(&self, at: &core::ops::Range<usize>, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::UpgradePassed);
        draft.remark(
            Bearing::Right,
            at,
            Text("This line passes the Upgrade on for {path}").with("path", &self.path),
            Text("A browser’s handshake goes on to the application as one."),
            [].into(),
        );
    }

    /// The lines with addresses: of a balancer its members', else its own.
    fn members(&self, pass: &Pass, host: &Host) -> Vec<(usize, usize)> {
        let address = self.address(pass);
        if !address.starts_with("balancer://") {
            return [(pass.node, pass.address)].into();
        }
        let bare = |url: &str| url.trim_end_matches('/').to_ascii_lowercase();
        let own = bare(address);
        let proxies = self.named(&host.nodes, "proxy");
        let fitting = proxies.filter(|node| {
            let name = bare(self.node(*node).word(0));
            !name.is_empty()
                && (own == name
                    || own.strip_prefix(&name).is_some_and(|rest| rest.starts_with('/')))
        });
        let members = fitting.flat_map(|block| {
            let body = self.tree.body(Some(block));
            body.into_iter()
                .filter(|at| self.node(*at).name == "balancermember")
                .collect::<Vec<_>>()
        });
        members.map(|at| (at, 0)).collect()
    }

    fn option(&self, at: usize, name: &str) -> Option<&str> {
        self.node(at).texts().find_map(|word| {
            let (key, value) = word.split_once('=')?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn carries(&self, at: usize, place: usize) -> Carries {
        let (scheme, _) =
            behind_socket(self.node(at).word(place)).split_once("://").unwrap_or_default();
        match scheme.to_ascii_lowercase().as_str() {
            "ws" | "wss" => Carries::Yes,
            "h2" | "h2c" => Carries::Http2,
            "http" | "https" => {
                let told = self.option(at, "upgrade").unwrap_or_default();
                let told =
                    told.eq_ignore_ascii_case("websocket") || told.eq_ignore_ascii_case("any");
                if told { Carries::Yes } else { Carries::IfTold }
            }
            _ => Carries::Never,
        }
    }

    fn lost(
        &self,
        pass: &Pass,
        lines: &[(usize, usize)],
        carries: &[Carries],
        host: &Host,
        draft: &mut Draft<'_, '_>,
    ) {
        draft.says(Setting::UpgradeLost);
        let node = self.node(pass.node);
        // A later line may be the right one, which this one keeps from the path.
        let later = self.passes(host).into_iter().skip(1).find(|later| {
            later.address == 1
                && pass.address == 1
                && matches!(self.carries(later.node, 1), Carries::Yes)
        });
        if let Some(later) = later {
            return self.out_of_order(pass, &later, draft);
        }
        let edits: Vec<Edit> = lines
            .iter()
            .zip(carries)
            .filter(|(_, carries)| matches!(carries, Carries::IfTold))
            .map(|((at, _), _)| self.told(*at))
            .collect();
        let (title, why) = match edits.is_empty() {
            true => (
                Text("{path} is handed on in a protocol that carries no WebSocket"),
                Text(
                    "Let the application listen for HTTP as well, and pass this path there with upgrade=websocket.",
                ),
            ),
            false => (
                Text("The Upgrade is not passed on for {path}"),
                Text(
                    "Since 2.4.47 upgrade=websocket makes a ProxyPass do so; before, a ws:// address of mod_proxy_wstunnel does.",
                ),
            ),
        };
        draft.remark(Bearing::Wrong, &node.at, title.with("path", &self.path), why, edits);
    }

    /// The change that adds `upgrade=websocket` to a line, or corrects the one there.
    fn told(&self, at: usize) -> Edit {
        let node = self.node(at);
        let wrong =
            node.words.iter().find(|word| word.text.to_ascii_lowercase().starts_with("upgrade="));
        match wrong {
            Some(word) => Edit { at: word.at.clone(), with: "upgrade=websocket".into() },
            None => {
                let end = node.words.last().map_or(node.at.end, |word| word.at.end);
                Edit { at: end..end, with: " upgrade=websocket".into() }
            }
        }
    }

    fn out_of_order(&self, first: &Pass, later: &Pass, draft: &mut Draft<'_, '_>) {
        let (one, other) = (self.node(first.node), self.node(later.node));
        let text = self.script.text;
        let indent = self.script.indent(one.at.start);
        let line = &text[other.at.clone()];
        let start = other.at.start - self.script.indent(other.at.start).len();
        let newline = usize::from(text[other.at.end..].starts_with('\n'));
        let edits = [
            Edit { at: one.at.start..one.at.start, with: format!("{line}\n{indent}") },
            Edit { at: start..other.at.end + newline, with: String::new() },
        ];
        draft.remark(
            Bearing::Wrong,
            &one.at,
            Text("This line takes {path} before line {line}, which would pass the Upgrade on")
                .with("path", &self.path)
                .with("line", self.script.line(other.at.start)),
            Text("Of several ProxyPass lines the first that matches counts: put the longer paths first."),
            edits.into(),
        );
    }

    /// `upgrade=` is not known to Apache before 2.4.47.
    fn too_old(&self, at: usize, draft: &mut Draft<'_, '_>) {
        let old = self.tree.version.is_some_and(|version| version < (2, 4, 47));
        if old && self.option(at, "upgrade").is_some() {
            let title = Text("upgrade= needs Apache 2.4.47, and this one is older");
            let why = Text("Use a ws:// address and mod_proxy_wstunnel, or a newer Apache.");
            draft.remark(Bearing::Wrong, &self.node(at).at, title, why, [].into());
        }
    }

    /// Whether the modules that were pasted lack the one that this address needs.
    fn lacks(&self, address: &str, draft: &mut Draft<'_, '_>, at: usize) -> bool {
        let loaded = |name: &str| {
            self.tree.nodes.iter().any(|node| node.name == "loadmodule" && node.word(0) == name)
        };
        // Debian keeps these lines in files of their own, which are rarely pasted.
        if !loaded("proxy_module") {
            return false;
        }
        let module = match behind_socket(address).split_once("://").map_or("", |(scheme, _)| scheme)
        {
            "ws" | "wss" => "proxy_wstunnel_module",
            "http" | "https" => "proxy_http_module",
            _ => return false,
        };
        if loaded(module) {
            return false;
        }
        draft.says(Setting::Answers(500));
        draft.remark(
            Bearing::Wrong,
            &self.node(at).at,
            Text("{module} is not loaded, which this address needs").with("module", module),
            Text("Apache answers 500, and writes that no protocol handler was valid for the URL."),
            [].into(),
        );
        true
    }

    fn path_on(&self, pass: &Pass, draft: &mut Draft<'_, '_>) {
        let Some(prefix) = &pass.prefix else { return };
        let address = self.address(pass);
        let url = behind_socket(address);
        let Some((_, rest)) = url.split_once("://").filter(|(scheme, _)| *scheme != "balancer")
        else {
            return;
        };
        let (_, own) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let behind = self.path.strip_prefix(prefix.as_str()).unwrap_or_default();
        let asked = format!("{own}{behind}");
        if asked == self.path {
            return;
        }
        draft.says(Setting::PathChanged);
        let word = &self.node(pass.node).words[pass.address];
        let base = &address[..address.len() - own.len()];
        let same = Edit { at: word.at.clone(), with: format!("{base}{prefix}") };
        let at = &self.node(pass.node).at;
        if !asked.starts_with('/')
            || asked.starts_with("//")
            || (prefix.ends_with('/') != own.ends_with('/') && !behind.is_empty())
        {
            let why = Text(
                "Path and address must both end with a slash, or neither: the address takes the place of {prefix} letter by letter.",
            );
            let title = Text("{path} becomes “{asked}” behind the address")
                .with("path", &self.path)
                .with("asked", &asked);
            draft.remark(Bearing::Wrong, at, title, why.with("prefix", prefix), [same].into());
        } else {
            let why = Text("That is right only if the application serves the WebSocket there.");
            let title = Text("The application is asked for {asked} instead of {path}")
                .with("path", &self.path)
                .with("asked", &asked);
            draft.remark(Bearing::Mind, at, title, why, [same].into());
        }
    }

    pub(super) fn host_on(&self, at: usize, host: &Host, draft: &mut Draft<'_, '_>) {
        let kept = self
            .value(host, "proxypreservehost")
            .is_some_and(|(_, value)| value.eq_ignore_ascii_case("on"));
        if kept {
            return;
        }
        draft.says(Setting::HostReplaced);
        let node = self.node(at);
        let line = ["ProxyPreserveHost On".to_string()];
        let inside = self.script.indent(node.at.start);
        draft.remark(
            Bearing::Mind,
            &node.at,
            Text("The application gets another Host than the browser sent"),
            Text("Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403."),
            [self.script.insert(node.at.end, inside, &line)].into(),
        );
    }

    /// For a tunnel the larger one of Timeout and that of the proxy counts.
    pub(super) fn silence(
        &self,
        at: usize,
        own: Option<Millis>,
        host: &Host,
        draft: &mut Draft<'_, '_>,
    ) {
        let of = |name: &str| {
            self.value(host, name).and_then(|(node, value)| Some((node, seconds(value)?)))
        };
        let server = of("timeout");
        let proxy = own.map(|limit| (at, limit)).or_else(|| of("proxytimeout"));
        let whole = self
            .tree
            .nodes
            .iter()
            .any(|node| matches!(node.name.as_str(), "listen" | "loadmodule" | "serverroot"));
        let (node, limit) = match (server, proxy) {
            (Some(one), Some(other)) => {
                if one.1 >= other.1 {
                    one
                } else {
                    other
                }
            }
            (Some(one), None) => one,
            (None, Some(other)) if other.1 >= LONG => other,
            // The default stands in a file that was not pasted, and may be another there.
            (None, _) if !whole => return self.default_silence(at, draft),
            (None, Some(other)) if other.1 > MINUTE => other,
            (None, _) => (at, MINUTE),
        };
        draft.says(Setting::Idle(limit));
        let bearing = if limit >= LONG { Bearing::Right } else { Bearing::Mind };
        let edits = match bearing {
            Bearing::Mind => self.longer(at),
            _ => Vec::new(),
        };
        draft.remark(
            bearing,
            &self.node(node).at,
            Text("A WebSocket that is silent for {limit} is closed").with("limit", limit),
            Text("The larger one of Timeout and timeout= counts. Bytes in either direction start the time anew."),
            edits,
        );
    }

    fn default_silence(&self, at: usize, draft: &mut Draft<'_, '_>) {
        draft.remark(
            Bearing::Mind,
            &self.node(at).at,
            Text("How long a silent WebSocket stays is set by Timeout, which was not pasted"),
            Text("Apache’s own default is 60 s; Debian’s apache2.conf says 300. The larger one of it and timeout= counts."),
            self.longer(at),
        );
    }

    fn longer(&self, at: usize) -> Vec<Edit> {
        let node = self.node(at);
        if node.name != "proxypass" {
            return Vec::new();
        }
        let old =
            node.words.iter().find(|word| word.text.to_ascii_lowercase().starts_with("timeout="));
        let end = node.words.last().map_or(node.at.end, |word| word.at.end);
        let at = old.map_or(end..end, |word| word.at.clone());
        let with = if old.is_some() { "timeout=3600" } else { " timeout=3600" };
        [Edit { at, with: with.into() }].into()
    }
}

/// The URL behind the socket in the file system that may stand before it: `unix:/run/a|http://a/`.
fn behind_socket(address: &str) -> &str {
    match address.starts_with("unix:") {
        true => address.split_once('|').map_or(address, |(_, url)| url),
        false => address,
    }
}

/// `300`, `300s`, `5min` or `500ms`.
fn seconds(text: &str) -> Option<Millis> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u32 = text[..digits].parse().ok()?;
    match text[digits..].to_ascii_lowercase().as_str() {
        "" | "s" => Some(Millis::seconds(number)),
        "ms" => Some(Millis(number)),
        "min" => Some(Millis::seconds(number.saturating_mul(60))),
        "h" => Some(Millis::seconds(number.saturating_mul(3600))),
        _ => None,
    }
}
