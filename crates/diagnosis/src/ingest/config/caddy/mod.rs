//! Caddy: which site and which directives take the path, in the order that Caddy gives them.
//!
//! Caddy passes an Upgrade on without being told. Sources: Caddy's documentation of the Caddyfile, its
//! directives and `reverse_proxy`, and what Caddy 2.6 does in the lab. Not read: plugins, and matchers
//! by expression or address.

mod json;
mod judge;
mod matcher;
mod proxy;
mod syntax;

use alloc::string::String;
use alloc::vec::Vec;

use crate::ingest::config::script::Script;
use crate::ingest::config::{Config, Draft, is_json, note_unread};
use crate::percent;
use crate::product::Product;
use crate::target::Target;
use crate::text::Text;
use syntax::{Node, Tree};

/// A configuration and the request that it is read for.
struct Reader<'a> {
    script: &'a Script<'a>,
    tree: Tree,
    target: &'a Target,
    path: String,
}

/// The site that takes the request.
struct Site {
    /// Its line with the addresses.
    node: usize,
    body: Vec<usize>,
    /// It names the host.
    named: bool,
    /// It is reached over TLS only, and plain requests are sent there.
    redirects: bool,
}

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut draft = Draft::new(&script, Product::Caddy);
    let whole = script.lines(&(0..text.len()));
    let path = match target.path.as_str() {
        Target::HIDDEN_PATH => "/".into(),
        path => percent::decoded(path),
    };
    if is_json(text) {
        json::read(&script, target, path, &mut draft);
        return draft.config;
    }
    let tree = Tree::read(&script, &mut draft.config.unread);
    let reader = Reader { script: &script, tree, target, path };
    match reader.site() {
        Some(site) => reader.judge(&site, &mut draft),
        None => {
            note_unread(&mut draft.config.unread, whole, Text("a site with its address"), "none")
        }
    }
    draft.config
}

impl Reader<'_> {
    fn node(&self, at: usize) -> &Node {
        &self.tree.nodes[at]
    }

    fn site(&self) -> Option<Site> {
        let top = self.tree.body(None);
        let is_site = |at: &usize| {
            let node = self.node(*at);
            !node.words.is_empty() && !node.name().starts_with('(') && !node.name().starts_with('&')
        };
        let sites: Vec<usize> = top.iter().copied().filter(is_site).collect();
        let first = *sites.first()?;
        let auto = !self.is_auto_off(&top);
        // Without braces the file is one site, whose first line is its address.
        if sites.iter().all(|at| !self.node(*at).is_block) || is_directive(self.node(first).name())
        {
            let alone = is_directive(self.node(first).name());
            let body = if alone { sites.clone() } else { sites[1..].to_vec() };
            let fit = if alone { (0, false) } else { self.fit(first, auto) };
            return Some(Site { node: first, body, named: fit.0 > 1, redirects: fit.1 });
        }
        let blocks = sites.into_iter().filter(|at| self.node(*at).is_block);
        let best = blocks.map(|at| (at, self.fit(at, auto))).rev().max_by_key(|(_, fit)| fit.0)?;
        let (node, (fit, redirects)) = best;
        Some(Site { node, body: self.tree.body(Some(node)), named: fit > 1, redirects })
    }

    /// How well the addresses of a site fit the target, and whether plain requests are sent to TLS.
    fn fit(&self, site: usize, auto: bool) -> (usize, bool) {
        let all = self.node(site).texts(0);
        let addresses = all.iter().flat_map(|word| word.split(',')).filter(|word| !word.is_empty());
        let fits = addresses.map(|address| {
            let (scheme, rest) = address
                .split_once("://")
                .map_or((None, address), |(scheme, rest)| (Some(scheme), rest));
            let rest = rest.split('/').next().unwrap_or_default();
            let (host, port) = match rest.rsplit_once(':') {
                Some((host, port)) if !port.contains(']') => (host, port.parse::<u16>().ok()),
                _ => (rest, None),
            };
            let plain = scheme == Some("http") || port == Some(80);
            let own = port.unwrap_or(if plain { 80 } else { 443 });
            let host_fits = is_host(host, &self.target.host);
            let redirects = auto
                && host_fits
                && !host.is_empty()
                && !plain
                && !self.target.secure
                && self.target.port == 80;
            let fit = match (host.is_empty(), host_fits, own == self.target.port || redirects) {
                (false, true, true) => 4,
                // Nothing else listens there, or something does before it.
                (false, true, false) => 1,
                (true, _, true) => 3,
                (true, _, false) => 1,
                (false, false, _) => 0,
            };
            (fit, redirects && fit == 4)
        });
        fits.max_by_key(|(fit, redirects)| (*fit, !*redirects)).unwrap_or_default()
    }

    /// Whether the options of the whole file turn the redirects to TLS off.
    fn is_auto_off(&self, top: &[usize]) -> bool {
        let options = top.first().filter(|at| self.node(**at).words.is_empty());
        options.is_some_and(|at| {
            self.tree.body(Some(*at)).iter().any(|line| {
                let node = self.node(*line);
                node.name() == "auto_https" && matches!(node.word(1), "off" | "disable_redirects")
            })
        })
    }
}

/// Whether a line at the outermost level is one of a site whose address was not pasted.
fn is_directive(name: &str) -> bool {
    const NAMES: [&str; 8] = [
        "reverse_proxy",
        "handle",
        "handle_path",
        "route",
        "file_server",
        "redir",
        "respond",
        "php_fastcgi",
    ];
    NAMES.contains(&name) || name.starts_with('@')
}

fn is_host(pattern: &str, host: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    match pattern.strip_prefix("*.") {
        // A star stands for one label.
        Some(end) => host.split_once('.').is_some_and(|(_, rest)| rest == end),
        None => pattern.is_empty() || pattern == host,
    }
}
