//! Which server and which location a request selects, by nginx's own rules, and what answers there.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use super::locate::Found;
use super::rewrite::Rewritten;
use super::syntax::Node;

/// The directives of a block.
pub(super) struct Level {
    /// The block; `None` for what stands outside of all.
    pub(super) block: Option<usize>,
    pub(super) nodes: Vec<usize>,
}

/// The blocks that a request selects, from the outermost inwards, and what answers.
pub(super) struct Route {
    pub(super) levels: Vec<Level>,
    /// The blocks name the target's host.
    pub(super) named: bool,
    /// The chosen server listens with TLS; `None` if nothing says so.
    pub(super) tls: Option<bool>,
    /// Variables that were set on the way.
    pub(super) variables: BTreeMap<String, String>,
    /// The path as it is by now.
    pub(super) path: String,
    /// The last `rewrite` that changed it on the way.
    pub(super) rewritten: Option<Rewrite>,
    /// Something that decides and could not be followed.
    pub(super) doubt: Option<usize>,
    pub(super) end: End,
}

/// A `rewrite` that changed the path.
#[derive(Clone, Copy)]
pub(super) struct Rewrite {
    pub(super) node: usize,
    /// What it made of the path could be told.
    pub(super) known: bool,
    /// It did so in the location that answers.
    pub(super) here: bool,
}

/// What answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// This `proxy_pass`.
    Pass(usize),
    /// Another protocol than HTTP/1 to the application: `uwsgi_pass` and the like.
    Gateway(usize),
    /// nginx itself, with this status, because of this directive.
    Answers(usize, u16),
    /// nginx itself, with a redirect to this location, whose slash the path lacks.
    Slash(usize),
    /// Files.
    Files,
}

impl Route {
    /// The innermost level that is a block of this kind.
    pub(super) fn block(&self, reader: &Reader<'_>, name: &str) -> Option<usize> {
        let blocks = self.levels.iter().rev().filter_map(|level| level.block);
        blocks.into_iter().find(|block| reader.tree.nodes[*block].name() == name)
    }
}

impl<'a> Reader<'a> {
    /// What the target's host and path select; `None` if there is nothing that serves requests.
    pub(super) fn route(&self) -> Option<Route> {
        let top = self.tree.body(None);
        let mut route = Route {
            levels: Vec::new(),
            named: false,
            tls: None,
            variables: BTreeMap::new(),
            path: self.path.clone(),
            rewritten: None,
            doubt: None,
            end: End::Files,
        };
        let https: Vec<usize> = self.blocks(&top, "http").collect();
        let mut http = Level { block: https.first().copied(), nodes: Vec::new() };
        https.iter().for_each(|block| http.nodes.extend(self.tree.body(Some(*block))));
        if https.is_empty() {
            http.nodes.clone_from(&top);
        }
        let servers: Vec<usize> = self.blocks(&http.nodes, "server").collect();
        if servers.is_empty() {
            let routes = ["location", "proxy_pass"];
            let serves = |node: &usize| routes.contains(&self.node(*node).name());
            if !http.nodes.iter().any(serves) {
                return None;
            }
            // A piece of a server, or of a location.
            route.levels.push(Level { block: None, nodes: http.nodes });
        } else {
            let server = self.choose(&servers, &mut route);
            route.levels.push(http);
            let nodes = self.tree.body(Some(server));
            route.levels.push(Level { block: Some(server), nodes });
        }
        self.follow(&mut route);
        Some(route)
    }

    pub(super) fn node(&self, at: usize) -> &Node<'a> {
        &self.tree.nodes[at]
    }

    pub(super) fn blocks(&self, nodes: &[usize], name: &str) -> impl Iterator<Item = usize> {
        nodes.iter().copied().filter(move |node| {
            let node = self.node(*node);
            node.is_block && node.name() == name
        })
    }

    /// Goes the way of the request from the server inwards, to what answers.
    fn follow(&self, route: &mut Route) {
        let depth = route.levels.len();
        if self.rewrites(route) == Rewritten::Ends {
            return;
        }
        // What an `if` of the server holds is not what its locations stand in.
        route.levels.truncate(depth);
        // nginx gives up after ten.
        for _ in 0..10 {
            match self.locate(&route.levels[depth - 1].nodes, &route.path, 0) {
                Found::Slash(location) => {
                    route.end = End::Slash(location);
                    self.enter(route, location);
                    return;
                }
                Found::Chain(chain) => {
                    chain.into_iter().for_each(|location| self.enter(route, location))
                }
                Found::Doubt(node) => {
                    route.doubt = Some(node);
                    return;
                }
            }
            if !self.inside(route) || route.doubt.is_some() {
                return;
            }
            route.levels.truncate(depth);
        }
        route.doubt = route.rewritten.map(|rewrite| rewrite.node);
    }

    /// Goes on in the location that was selected; whether the path changed there, and selects anew.
    fn inside(&self, route: &mut Route) -> bool {
        for _ in 0..4 {
            // A path that changed before is the location's own.
            if let Some(rewrite) = &mut route.rewritten {
                rewrite.here = false;
            }
            match self.rewrites(route) {
                Rewritten::Again => return true,
                Rewritten::Ends if !self.named_for_error(route) => return false,
                Rewritten::Ends | Rewritten::On => {}
            }
            if !self.content(route) {
                return false;
            }
        }
        false
    }

    pub(super) fn enter(&self, route: &mut Route, block: usize) {
        let nodes = self.tree.body(Some(block));
        route.levels.push(Level { block: Some(block), nodes });
    }

    /// Settles what answers in the innermost level; whether it went on to another location instead.
    fn content(&self, route: &mut Route) -> bool {
        // The content of a location is not that of those inside of it, but of its `if`.
        let inner =
            route.levels.iter().rev().take_while(|level| {
                level.block.is_some_and(|block| self.node(block).name() == "if")
            });
        let depth = inner.count() + 1;
        let nodes: Vec<usize> = route
            .levels
            .iter()
            .rev()
            .take(depth)
            .flat_map(|level| level.nodes.iter().copied())
            .collect();
        let named = |name: &str| nodes.iter().copied().find(|node| self.node(*node).name() == name);
        if let Some(tries) = named("try_files") {
            let last = self.node(tries).values().last().unwrap_or_default();
            if let Some(code) = last.strip_prefix('=') {
                route.end = End::Answers(tries, code.parse().unwrap_or(404));
                return false;
            }
            return last.starts_with('@') && self.go(route, last);
        }
        const GATEWAYS: [&str; 5] =
            ["uwsgi_pass", "fastcgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"];
        if let Some(pass) = named("proxy_pass") {
            route.end = End::Pass(pass);
        } else if let Some(pass) = GATEWAYS.into_iter().find_map(named) {
            route.end = End::Gateway(pass);
        }
        false
    }

    /// Goes on to a named location, if there is one.
    fn go(&self, route: &mut Route, name: &str) -> bool {
        let outer = route.levels.iter().position(|level| {
            level.block.is_some_and(|block| self.node(block).name() == "location")
        });
        let depth = outer.unwrap_or(route.levels.len());
        let server = depth.checked_sub(1).map(|at| &route.levels[at].nodes);
        let target = server.and_then(|nodes| {
            self.blocks(nodes, "location").find(|node| self.node(*node).value(0) == Some(name))
        });
        let Some(target) = target else { return false };
        route.levels.truncate(depth);
        self.enter(route, target);
        true
    }

    /// An answer that `error_page` hands to a named location.
    fn named_for_error(&self, route: &mut Route) -> bool {
        let End::Answers(_, status) = route.end else { return false };
        let pages = route.levels.iter().rev().flat_map(|level| &level.nodes);
        let mut pages =
            pages.map(|node| self.node(*node)).filter(|node| node.name() == "error_page");
        let page = pages.find(|node| node.values().any(|value| value.parse() == Ok(status)));
        let name = page.and_then(|node| node.values().last()).filter(|last| last.starts_with('@'));
        let Some(name) = name.map(String::from) else { return false };
        let gone = self.go(route, &name);
        if gone {
            route.end = End::Files;
        }
        gone
    }
}
