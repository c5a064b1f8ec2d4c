//! Which server takes a request: by its port, then by its names.

use alloc::vec::Vec;

use super::Reader;
use super::select::Route;
use crate::ingest::config::pattern::matches;

impl Reader<'_> {
    /// The server that takes the request; there is at least one.
    pub(super) fn choose(&self, servers: &[usize], route: &mut Route) -> usize {
        let bodies: Vec<(usize, Vec<Listen>, u32)> = servers
            .iter()
            .map(|server| {
                let body = self.tree.body(Some(*server));
                (*server, self.listens(&body), self.rank(&body))
            })
            .collect();
        let at_port = |listens: &[Listen]| {
            listens.iter().find(|listen| listen.port == Some(self.port)).copied()
        };
        // A hop behind another one may listen anywhere.
        let known = bodies.iter().any(|(_, listens, _)| at_port(listens).is_some());
        let candidates =
            bodies.iter().filter(|(_, listens, _)| !known || at_port(listens).is_some());
        let best = candidates.rev().max_by_key(|(_, listens, rank)| {
            let listen = at_port(listens).or(listens.first().copied());
            let default = known && listen.is_some_and(|listen| listen.default);
            let same = listen.is_some_and(|listen| listen.tls == self.secure);
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
