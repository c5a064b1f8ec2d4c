//! nginx, and what is built on it: a location, a file, or all of `nginx -T`.
//!
//! Sources: nginx.org's documentation of the core, proxy, rewrite and map modules, and what nginx 1.22
//! does in the lab. Not followed: what Lua or another module decides.

mod judge;
mod locate;
mod passing;
mod rewrite;
mod select;
mod server;
mod stream;
mod syntax;
mod upgrade;
mod values;

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::ingest::config::script::{Edit, Script};
use crate::ingest::config::{Config, Draft, note_unread};
use crate::percent;
use crate::product::Product;
use crate::target::Target;
use crate::text::Text;
use select::Route;
use syntax::Tree;

/// A configuration and the request that it is read for.
struct Reader<'a> {
    script: &'a Script<'a>,
    tree: Tree<'a>,
    target: &'a Target,
    path: String,
    /// The port that the request comes to, and whether with TLS: behind a `stream` others than the
    /// target's.
    port: u16,
    secure: bool,
    /// Work that the variables of one text may still cost.
    fuel: Cell<usize>,
}

const FUEL: usize = 10_000_000;

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut tree = Tree::read(&script);
    let mut draft = Draft::new(&script, Product::Nginx);
    draft.config.unread = core::mem::take(&mut tree.unread);
    let path = percent::decoded(&target.path);
    let (port, secure) = (target.port, target.secure);
    let mut reader =
        Reader { script: &script, tree, target, path, port, secure, fuel: Cell::new(FUEL) };
    if target.path == Target::HIDDEN_PATH {
        reader.path = reader.likely_path();
    }
    let goes_on = reader.tunnel().map(|tunnel| {
        let behind = reader.tunnelled(&tunnel, &mut draft);
        if let Some((port, secure)) = behind {
            (reader.port, reader.secure) = (port, secure);
        }
        behind.is_some()
    });
    match reader.route() {
        _ if goes_on == Some(false) => {}
        Some(route) => reader.judge(&route, &mut draft),
        None => {
            let expected = Text("a server, a location, or a proxy_pass");
            let first = reader.tree.nodes.first().map_or("nothing", |node| node.name());
            let lines = script.lines(&(0..text.len()));
            note_unread(&mut draft.config.unread, lines, expected, first);
        }
    }
    draft.config
}

impl Reader<'_> {
    /// Where nobody told the path: that of the location which sets Upgrade, or is named as if.
    fn likely_path(&self) -> String {
        const NAMES: [&str; 6] = ["ws", "socket", "chat", "cable", "hub", "live"];
        let blocks = self.tree.nodes.iter().enumerate();
        let locations = blocks.filter(|(_, node)| node.is_block && node.name() == "location");
        let paths: Vec<(usize, &str)> = locations
            .filter_map(|(at, node)| Some((at, node.values().last()?)))
            .filter(|(_, path)| path.starts_with('/'))
            .collect();
        let upgrades = |at: usize| {
            self.tree.body(Some(at)).iter().any(|node| {
                let node = self.node(*node);
                let upgrade =
                    node.value(0).is_some_and(|name| name.eq_ignore_ascii_case("upgrade"));
                node.name() == "proxy_set_header" && upgrade
            })
        };
        let named = |path: &str| NAMES.iter().any(|name| path.contains(name));
        let found = paths
            .iter()
            .find(|(at, _)| upgrades(*at))
            .or_else(|| paths.iter().find(|(_, path)| named(path)));
        found.map_or_else(|| "/".into(), |(_, path)| (*path).into())
    }

    /// The block in which the answer is decided, for its lines: a location, a server, or all.
    fn place(&self, route: &Route) -> core::ops::Range<usize> {
        let block = route.levels.iter().rev().find_map(|level| level.block);
        block.map_or(0..self.script.text.len(), |block| self.node(block).whole())
    }

    /// The change that gives a directive other values.
    fn with_value(&self, node: usize, value: &str) -> Vec<Edit> {
        let words = &self.node(node).words;
        let (Some(first), Some(last)) = (words.get(1), words.last()) else { return Vec::new() };
        [Edit { at: first.at.start..last.at.end, with: value.into() }].into()
    }

    /// The change that puts lines behind a directive.
    fn behind(&self, node: usize, lines: &[String]) -> Vec<Edit> {
        let at = &self.node(node).at;
        [self.script.insert(at.end, self.script.indent(at.start), lines)].into()
    }
}
