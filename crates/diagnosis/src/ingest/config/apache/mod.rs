//! Apache httpd as a reverse proxy: which line takes the path, and whether it passes an Upgrade on.
//!
//! Sources: httpd's documentation of mod_proxy, mod_proxy_http, mod_proxy_wstunnel and mod_rewrite, and
//! what httpd 2.4 does in the lab. A `RewriteRule` of the server takes a request before any
//! `ProxyPass`, and of those the first that matches does. Not followed: rules that rewrite the path and
//! go on, and rules inside of directories.

mod condition;
mod expression;
mod judge;
mod pass;
mod rewrite;
mod syntax;

use alloc::string::String;
use alloc::vec::Vec;

use crate::ingest::config::pattern::{glob, matches};
use crate::ingest::config::script::Script;
use crate::ingest::config::{Config, Draft, note_unread};
use crate::percent;
use crate::product::Product;
use crate::target::{MASK, Target};
use crate::text::Text;
use syntax::{Node, Tree};

/// A configuration and the request that it is read for.
struct Reader<'a> {
    script: &'a Script<'a>,
    tree: Tree,
    target: &'a Target,
    path: String,
}

/// The lines that a request meets: those of its virtual host, then those of the server.
struct Host {
    block: Option<usize>,
    nodes: Vec<usize>,
    named: bool,
}

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut draft = Draft::new(&script, Product::Apache);
    let tree = Tree::read(&script, &mut draft.config.unread);
    let path = match target.path.as_str() {
        Target::HIDDEN_PATH => "/".into(),
        path => percent::decoded(path),
    };
    let reader = Reader { script: &script, tree, target, path };
    if reader.tree.nodes.is_empty() {
        let lines = script.lines(&(0..text.len()));
        note_unread(&mut draft.config.unread, lines, Text("directives of Apache"), "nothing");
    } else {
        reader.judge(&reader.host(), &mut draft);
    }
    draft.config
}

impl Reader<'_> {
    fn node(&self, at: usize) -> &Node {
        &self.tree.nodes[at]
    }

    fn named<'n>(&'n self, nodes: &'n [usize], name: &'n str) -> impl Iterator<Item = usize> + 'n {
        nodes.iter().copied().filter(move |node| self.node(*node).name == name)
    }

    /// The value of a directive that is in force.
    fn value(&self, host: &Host, name: &str) -> Option<(usize, &str)> {
        // What stands last counts, and what stands in the host before what stands outside.
        let own = host.block.map_or(Vec::new(), |block| self.tree.body(Some(block)));
        let inner = self.named(&own, name).last();
        let found = inner.or_else(|| self.named(&host.nodes, name).last())?;
        Some((found, self.node(found).word(0)))
    }

    /// The virtual host that takes the request, and the server around it.
    fn host(&self) -> Host {
        let top = self.tree.body(None);
        let hosts: Vec<usize> = self.named(&top, "virtualhost").collect();
        let outer: Vec<usize> =
            top.iter().copied().filter(|node| self.node(*node).name != "virtualhost").collect();
        let ports = |host: usize| -> Vec<Option<u16>> {
            let of =
                |address: &str| address.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
            self.node(host).texts().map(of).collect()
        };
        let at_port = |host: usize| ports(host).contains(&Some(self.target.port));
        let known = hosts.iter().any(|host| at_port(*host));
        let candidates: Vec<usize> =
            hosts.iter().copied().filter(|host| !known || at_port(*host)).collect();
        let fits = candidates.iter().copied().find(|host| self.fits(*host));
        let tls = |host: &usize| self.is_tls(*host) == self.target.secure;
        // Where no port is the target's, one that ends TLS as the target does is likelier.
        let same_name = candidates.iter().copied().filter(|host| self.fits(*host));
        let fits = if known { fits } else { same_name.clone().find(tls).or(fits) };
        let block = fits.or(candidates.first().copied());
        let mut nodes = block.map_or(Vec::new(), |block| self.tree.body(Some(block)));
        let unnamed = block.is_some_and(|block| {
            self.named(&self.tree.body(Some(block)), "servername").next().is_none()
        });
        let listens = outer.iter().any(|node| {
            let node = self.node(*node);
            let port = node.word(0).rsplit(':').next().unwrap_or_default();
            node.name == "listen" && port.parse() == Ok(self.target.port)
        });
        let named = match block {
            Some(_) => fits.is_some() || (known && unnamed),
            None => listens,
        };
        nodes.extend(outer);
        Host { block, nodes, named }
    }

    fn fits(&self, host: usize) -> bool {
        let body = self.tree.body(Some(host));
        let names = self.named(&body, "servername").chain(self.named(&body, "serveralias"));
        let mut names = names.flat_map(|node| self.node(node).texts());
        names.any(|name| {
            let bare =
                name.split("://").last().unwrap_or_default().split(':').next().unwrap_or_default();
            glob(&bare.to_ascii_lowercase(), &self.target.host)
        })
    }

    fn is_tls(&self, host: usize) -> bool {
        let body = self.tree.body(Some(host));
        let mut engines = self.named(&body, "sslengine");
        engines.any(|node| self.node(node).word(0).eq_ignore_ascii_case("on"))
    }

    /// The `<Location>`s that the path is in, in their order.
    fn locations(&self, host: &Host) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for node in &host.nodes {
            let block = self.node(*node);
            let pattern = match (block.name.as_str(), block.word(0)) {
                ("location", "~") => Some(block.word(1)),
                ("locationmatch", pattern) => Some(pattern),
                _ => None,
            };
            let inside = match (pattern, block.name.as_str()) {
                (Some(pattern), _) => self.matches(pattern, false) == Some(true),
                (None, "location") => is_below(block.word(0), &self.path),
                _ => false,
            };
            if block.is_block && inside {
                found.push(*node);
            }
        }
        found
    }

    fn matches(&self, pattern: &str, caseless: bool) -> Option<bool> {
        masked(pattern, &self.path, caseless)
    }
}

/// Whether a pattern matches a path; masked parts of it may be anything.
fn masked(pattern: &str, path: &str, caseless: bool) -> Option<bool> {
    let found = matches(pattern, path, caseless)?;
    (found || !path.contains(MASK)).then_some(found)
}

/// Whether a path is this one or below it, at the end of a segment.
fn is_below(prefix: &str, path: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || prefix.ends_with('/') || rest.starts_with('/'))
}
