//! Which server and which location a request selects, by nginx's own rules, and what answers there.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use super::syntax::Node;
use crate::ingest::config::pattern::matches;
use crate::target::MASK;

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
    /// A `rewrite` that changed the path on the way.
    pub(super) rewritten: Option<usize>,
    /// Something that decides and could not be followed.
    pub(super) doubt: Option<usize>,
    pub(super) end: End,
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

    /// The server that takes the request; there is at least one.
    fn choose(&self, servers: &[usize], route: &mut Route) -> usize {
        let bodies: Vec<(usize, Vec<Listen>, u32)> = servers
            .iter()
            .map(|server| {
                let body = self.tree.body(Some(*server));
                (*server, self.listens(&body), self.rank(&body))
            })
            .collect();
        let at_port = |listens: &[Listen]| {
            listens.iter().find(|listen| listen.port == Some(self.target.port)).copied()
        };
        // A hop behind another one may listen anywhere.
        let known = bodies.iter().any(|(_, listens, _)| at_port(listens).is_some());
        let candidates =
            bodies.iter().filter(|(_, listens, _)| !known || at_port(listens).is_some());
        let best = candidates.rev().max_by_key(|(_, listens, rank)| {
            let listen = at_port(listens).or(listens.first().copied());
            let default = known && listen.is_some_and(|listen| listen.default);
            let same = listen.is_some_and(|listen| listen.tls == self.target.secure);
            (*rank, default, !known && same)
        });
        let (server, listens, rank) =
            best.expect("there is a server, and each is a candidate or none");
        // One without names of its own takes what comes to its port, whatever the host.
        route.named = *rank > 0 || (known && self.is_for_any(*server));
        route.tls = at_port(listens).map(|listen| listen.tls);
        *server
    }

    /// How well the names of a server fit the host: 0 if not at all.
    fn rank(&self, body: &[usize]) -> u32 {
        let host = self.target.host.as_str();
        let names = body.iter().filter(|node| self.node(**node).name() == "server_name");
        let names = names.flat_map(|node| self.node(*node).values());
        let fits = names.map(|name| {
            let name = name.to_ascii_lowercase();
            let length = u32::try_from(name.len()).unwrap_or(u32::MAX).min(999);
            if let Some(pattern) = name.strip_prefix('~') {
                u32::from(matches(pattern, host, true) == Some(true))
            } else if name == host || name.strip_prefix('.') == Some(host) {
                9000
            } else if let Some(end) =
                name.strip_prefix('*').or(name.strip_prefix('.').map(|_| &*name))
            {
                if host.ends_with(end) && host.len() > end.len() { 5000 + length } else { 0 }
            } else if let Some(start) = name.strip_suffix('*') {
                if host.starts_with(start) { 1000 + length } else { 0 }
            } else {
                0
            }
        });
        fits.max().unwrap_or(0)
    }

    fn is_for_any(&self, server: usize) -> bool {
        let body = self.tree.body(Some(server));
        let names = body.iter().filter(|node| self.node(**node).name() == "server_name");
        names.flat_map(|node| self.node(*node).values()).all(|name| matches!(name, "_" | ""))
    }

    pub(super) fn listens(&self, body: &[usize]) -> Vec<Listen> {
        let named = |name: &'static str| {
            body.iter().map(|node| self.node(*node)).filter(move |node| node.name() == name)
        };
        let tls = named("ssl").any(|node| node.value(0) == Some("on"));
        let listens: Vec<Listen> = named("listen")
            .filter_map(|node| {
                let address = node.value(0)?;
                let has = |word: &str| node.values().skip(1).any(|value| value == word);
                Some(Listen {
                    port: port(address),
                    tls: tls || has("ssl") || has("quic"),
                    http2: has("http2"),
                    default: has("default_server") || has("default"),
                })
            })
            .collect();
        match listens.is_empty() {
            true => [Listen { port: Some(80), tls, http2: false, default: false }].into(),
            false => listens,
        }
    }

    /// Goes the way of the request from the server inwards, to what answers.
    fn follow(&self, route: &mut Route) {
        if self.rewrites(route) {
            return;
        }
        let server = &route.levels[route.levels.len() - 1].nodes;
        match self.locate(server, 0) {
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
        for _ in 0..4 {
            if self.rewrites(route) && !self.named_for_error(route) {
                return;
            }
            if !self.content(route) {
                return;
            }
        }
    }

    fn enter(&self, route: &mut Route, block: usize) {
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

    /// Carries out what rewrites and returns in the innermost level; whether that answers.
    fn rewrites(&self, route: &mut Route) -> bool {
        let mut open = route.levels.last().map(|level| level.nodes.clone()).unwrap_or_default();
        open.reverse();
        while let Some(at) = open.pop() {
            let node = self.node(at);
            match node.name() {
                "set" => {
                    if let (Some(name), Some(value)) = (node.value(0), node.value(1)) {
                        let value = self.evaluate(value, route);
                        let name = name.trim_start_matches('$').into();
                        match value {
                            Some(value) => route.variables.insert(name, value),
                            None => route.variables.remove(&name),
                        };
                    }
                }
                "return" => {
                    let first = node.value(0).unwrap_or_default();
                    // A URL alone is a redirect.
                    route.end = End::Answers(at, first.parse().unwrap_or(302));
                    return true;
                }
                "rewrite" => {
                    if let Some(end) = self.rewrite(at, route) {
                        route.end = end;
                        return true;
                    }
                }
                "if" => match self.condition(node, route) {
                    Some(true) => {
                        self.enter(route, at);
                        let inner = self.tree.body(Some(at));
                        open.extend(inner.into_iter().rev());
                    }
                    Some(false) => {}
                    None if self.decides(at) => route.doubt = Some(at),
                    None => {}
                },
                _ => {}
            }
        }
        false
    }

    /// Whether a block holds what would change the answer.
    fn decides(&self, block: usize) -> bool {
        const DECIDING: [&str; 3] = ["return", "rewrite", "proxy_pass"];
        self.tree.body(Some(block)).iter().any(|node| DECIDING.contains(&self.node(*node).name()))
    }

    fn rewrite(&self, at: usize, route: &mut Route) -> Option<End> {
        let node = self.node(at);
        let (pattern, to) = (node.value(0)?, node.value(1)?);
        match self.matches(pattern, false) {
            Some(false) => None,
            None => {
                route.doubt = Some(at);
                None
            }
            Some(true) => {
                let away = to.starts_with("http://")
                    || to.starts_with("https://")
                    || to.starts_with("$scheme");
                match node.value(2) {
                    Some("permanent") => Some(End::Answers(at, 301)),
                    Some("redirect") => Some(End::Answers(at, 302)),
                    _ if away => Some(End::Answers(at, 302)),
                    // Inside of a location `break` stays there; all else selects anew.
                    Some("break") => {
                        route.rewritten = Some(at);
                        None
                    }
                    _ => {
                        route.doubt = Some(at);
                        None
                    }
                }
            }
        }
    }

    /// Whether a pattern matches the path; masked parts of it may be anything.
    pub(super) fn matches(&self, pattern: &str, caseless: bool) -> Option<bool> {
        let found = matches(pattern, &self.path, caseless)?;
        (found || !self.path.contains(MASK)).then_some(found)
    }

    fn condition(&self, node: &Node<'_>, route: &Route) -> Option<bool> {
        let mut words: Vec<&str> = node.values().collect();
        if let Some(first) = words.first_mut() {
            *first = first.strip_prefix('(').unwrap_or(first);
        }
        if let Some(last) = words.last_mut() {
            *last = last.strip_suffix(')').unwrap_or(last);
        }
        words.retain(|word| !word.is_empty());
        match words[..] {
            [one] => self.evaluate(one, route).map(|value| !value.is_empty() && value != "0"),
            [left, operator, right] => {
                let left = self.evaluate(left, route)?;
                let right = |route| self.evaluate(right, route);
                match operator {
                    "=" => Some(left == right(route)?),
                    "!=" => Some(left != right(route)?),
                    "~" | "~*" => matches(words[2], &left, operator == "~*"),
                    "!~" | "!~*" => matches(words[2], &left, operator == "!~*").map(|found| !found),
                    _ => None,
                }
            }
            // `if ($a = "")`, whose last word is empty.
            [left, "="] => Some(self.evaluate(left, route)?.is_empty()),
            [left, "!="] => Some(!self.evaluate(left, route)?.is_empty()),
            _ => None,
        }
    }

    /// The locations that the path selects among these directives, each inside of the one before.
    fn locate(&self, nodes: &[usize], depth: usize) -> Found {
        let mut chain: Vec<usize> = Vec::new();
        let mut levels: Vec<(Vec<Location<'_>>, bool)> = Vec::new();
        let mut inside = self.locations(nodes);
        let mut last = None;
        // First the longest prefix, and in it the longest of those it holds.
        while !inside.is_empty() && levels.len() < 10 {
            let exact = inside.iter().find(|one| one.kind == Kind::Exact && one.text == self.path);
            let prefix =
                inside.iter().filter(|one| one.is_prefix() && self.path.starts_with(one.text));
            let best = exact.or(prefix.max_by_key(|one| one.text.len())).copied();
            let slash = inside.iter().find(|one| {
                one.is_prefix()
                    && one.text.strip_suffix('/') == Some(&self.path)
                    && self.hands_on(one.node)
            });
            if let (Some(slash), false) = (slash, best.is_some_and(|best| best.text == self.path)) {
                return Found::Slash(slash.node);
            }
            levels.push((inside, best.is_some_and(|best| best.kind == Kind::Strong)));
            inside = Vec::new();
            if let Some(best) = best {
                chain.push(best.node);
                last = Some(best);
                if best.kind != Kind::Exact {
                    inside = self.locations(&self.tree.body(Some(best.node)));
                }
            }
        }
        if last.is_some_and(|last| last.kind == Kind::Exact) {
            return Found::Chain(chain);
        }
        // Then the first expression that matches, from the inside out; a strong prefix goes before those
        // that stand beside it, and not before those that stand in it.
        for (place, (level, _)) in
            levels.iter().enumerate().rev().filter(|(_, (_, strong))| !strong)
        {
            for one in level {
                let Kind::Pattern { caseless } = one.kind else { continue };
                match self.matches(one.text, caseless) {
                    Some(true) => {
                        chain.truncate(place);
                        chain.push(one.node);
                        // What includes itself has no end.
                        if depth < 10
                            && let Found::Chain(inner) =
                                self.locate(&self.tree.body(Some(one.node)), depth + 1)
                        {
                            chain.extend(inner);
                        }
                        return Found::Chain(chain);
                    }
                    Some(false) => {}
                    None => return Found::Doubt(one.node),
                }
            }
        }
        Found::Chain(chain)
    }

    fn locations(&self, nodes: &[usize]) -> Vec<Location<'_>> {
        self.blocks(nodes, "location").filter_map(|node| self.location(node)).collect()
    }

    fn location(&self, at: usize) -> Option<Location<'_>> {
        let words = &self.tree.nodes[at].words;
        let first: &str = &words.get(1)?.text;
        let second = words.get(2).map(|word| &*word.text);
        let (kind, text) = match (first, second) {
            ("=", Some(text)) => (Kind::Exact, text),
            ("^~", Some(text)) => (Kind::Strong, text),
            ("~", Some(text)) => (Kind::Pattern { caseless: false }, text),
            ("~*", Some(text)) => (Kind::Pattern { caseless: true }, text),
            (text, None) if text.starts_with('@') => return None,
            (text, None) => match text.strip_prefix("~*") {
                Some(text) => (Kind::Pattern { caseless: true }, text),
                None => {
                    match (text.strip_prefix('='), text.strip_prefix('~'), text.strip_prefix("^~"))
                    {
                        (Some(text), ..) => (Kind::Exact, text),
                        (_, Some(text), _) => (Kind::Pattern { caseless: false }, text),
                        (_, _, Some(text)) => (Kind::Strong, text),
                        _ => (Kind::Prefix, text),
                    }
                }
            },
            _ => return None,
        };
        Some(Location { node: at, kind, text })
    }

    /// Whether a location hands its requests on, which is what makes nginx add a slash.
    fn hands_on(&self, location: usize) -> bool {
        self.tree.body(Some(location)).iter().any(|node| self.node(*node).name().ends_with("_pass"))
    }
}

enum Found {
    Chain(Vec<usize>),
    Slash(usize),
    Doubt(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exact,
    Prefix,
    /// A prefix before which no pattern goes.
    Strong,
    Pattern {
        caseless: bool,
    },
}

#[derive(Clone, Copy)]
struct Location<'t> {
    node: usize,
    kind: Kind,
    text: &'t str,
}

impl Location<'_> {
    fn is_prefix(&self) -> bool {
        matches!(self.kind, Kind::Prefix | Kind::Strong)
    }
}

/// Where a server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listen {
    /// `None` for a socket in the file system.
    pub(super) port: Option<u16>,
    pub(super) tls: bool,
    pub(super) http2: bool,
    pub(super) default: bool,
}

fn port(address: &str) -> Option<u16> {
    if address.starts_with("unix:") {
        return None;
    }
    if let Ok(port) = address.parse() {
        return Some(port);
    }
    match address.rsplit_once(':') {
        Some((_, port)) if !port.contains(']') => port.parse().ok(),
        _ => Some(80),
    }
}
