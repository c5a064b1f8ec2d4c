//! `stream`: bytes are passed on as they come, and what they mean is for whoever gets them.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use super::select::{End, Level, Route};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft};
use crate::target::{Place, Target};
use crate::text::Text;
use crate::time::Millis;

const DEFAULT: Millis = Millis::seconds(600);
/// A limit of silence that is shorter than this cuts quiet chats.
const LONG: Millis = Millis::seconds(300);

/// A server that passes bytes on.
pub(super) struct Tunnel {
    /// The blocks around it, as those of a request.
    route: Route,
    server: usize,
    pass: usize,
    /// It takes the TLS off.
    tls: bool,
    /// It listens at the target's port.
    at_port: bool,
}

impl Reader<'_> {
    /// The server of a `stream` that the connection comes to, unless one of `http` listens there.
    pub(super) fn tunnel(&self) -> Option<Tunnel> {
        let top = self.tree.body(None);
        let streams: Vec<usize> = self.blocks(&top, "stream").collect();
        let mut outer = Level { block: streams.first().copied(), nodes: Vec::new() };
        streams.iter().for_each(|block| outer.nodes.extend(self.tree.body(Some(*block))));
        if streams.is_empty() {
            outer.nodes.clone_from(&top);
        }
        let servers: Vec<usize> = self.blocks(&outer.nodes, "server").collect();
        let tunnels = servers.into_iter().filter_map(|server| {
            let body = self.tree.body(Some(server));
            // In `http` a server passes nothing on but in its locations.
            let pass = body.iter().copied().find(|node| self.node(*node).name() == "proxy_pass")?;
            let udp = body
                .iter()
                .map(|node| self.node(*node))
                .any(|node| node.name() == "listen" && node.values().any(|value| value == "udp"));
            let listens = self.listens(&body);
            let own = listens.iter().find(|listen| listen.port == Some(self.port));
            let listen = own.or(listens.first())?;
            (!udp).then_some((server, pass, listen.tls, own.is_some()))
        });
        let tunnels: Vec<_> = tunnels.collect();
        let others = self.https(&top);
        let taken = others.iter().any(|server| {
            let body = self.tree.body(Some(*server));
            self.listens(&body).iter().any(|listen| listen.port == Some(self.port))
        });
        let known = tunnels.iter().find(|(.., at_port)| *at_port).filter(|_| !taken);
        let alone = others.is_empty() && self.blocks(&top, "location").next().is_none();
        let (server, pass, tls, at_port) = known.or(tunnels.first().filter(|_| alone)).copied()?;
        let inner = Level { block: Some(server), nodes: self.tree.body(Some(server)) };
        let mut variables = BTreeMap::new();
        if self.secure && !tls {
            variables.insert("ssl_preread_server_name".into(), self.target.host.clone());
            // A browser offers both for a WebSocket, unless it has learned otherwise.
            variables.insert("ssl_preread_protocol".into(), "TLSv1.3".into());
        }
        let route = Route {
            levels: [outer, inner].into(),
            named: at_port,
            tls: Some(tls),
            variables,
            path: self.path.clone(),
            rewritten: None,
            doubt: None,
            end: End::Pass(pass),
        };
        Some(Tunnel { route, server, pass, tls, at_port })
    }

    /// Says what the tunnel does; the port of `http` in the same text that it leads to, and whether
    /// the bytes that come there are those of TLS.
    pub(super) fn tunnelled(
        &self,
        tunnel: &Tunnel,
        draft: &mut Draft<'_, '_>,
    ) -> Option<(u16, bool)> {
        let known = tunnel.at_port && self.target.path != Target::HIDDEN_PATH;
        draft.place = if known { Place::Endpoint } else { Place::Unnamed };
        let at = &self.node(tunnel.server).at;
        if tunnel.at_port && tunnel.tls && !self.secure {
            draft.says(Setting::TlsDoubtful);
            let title = Text("ws:// comes to port {port}, which listens here with TLS");
            let why = Text("A plain request to a TLS port gets no answer: use wss://.");
            draft.remark(Bearing::Mind, at, title.with("port", self.port), why, [].into());
        }
        self.tunnel_silence(tunnel, draft);
        if let Some(node) = self.single(&tunnel.route, "proxy_protocol")
            && self.node(node).value(0) == Some("on")
        {
            draft.remark(
                Bearing::Mind,
                &self.node(node).at,
                Text("A line of the PROXY protocol goes before the bytes of the browser"),
                Text("What listens there must expect it, or it answers every request with 400 or not at all."),
                [].into(),
            );
        }
        let on = |name: &str| {
            let node = self.single(&tunnel.route, name);
            node.and_then(|node| self.node(node).value(0)) == Some("on")
        };
        let secure = if tunnel.tls { on("proxy_ssl") } else { self.secure };
        let ports = self.destinations(tunnel);
        let listens = self.https(&self.tree.body(None)).into_iter().flat_map(|server| {
            let body = self.tree.body(Some(server));
            self.listens(&body)
        });
        let http: Vec<u16> = listens.filter_map(|listen| listen.port).collect();
        let next = ports.iter().copied().flatten().find(|port| http.contains(port));
        if next.is_none() {
            draft.says(Setting::UpgradePassed);
        }
        let title = match next {
            Some(port) => {
                Text("Bytes are passed on as they come, to port {port} here").with("port", port)
            }
            None => Text("Bytes are passed on as they come, and with them every Upgrade").phrase(),
        };
        draft.remark(
            Bearing::Right,
            &self.node(tunnel.pass).at,
            title,
            Text("A stream knows nothing of HTTP: it takes nothing from a handshake, and adds nothing."),
            [].into(),
        );
        next.map(|port| (port, secure))
    }

    fn tunnel_silence(&self, tunnel: &Tunnel, draft: &mut Draft<'_, '_>) {
        let (node, limit) = self.time(&tunnel.route, "proxy_timeout", DEFAULT);
        draft.says(Setting::Idle(limit));
        let title = match node {
            Some(_) => Text("A WebSocket that is silent for {limit} is closed"),
            None => Text(
                "A WebSocket that is silent for {limit} is closed, which is the default of proxy_timeout",
            ),
        };
        let (bearing, edits) = match node {
            Some(node) if limit < LONG => (Bearing::Mind, self.with_value(node, "1h")),
            _ => (Bearing::Right, Vec::new()),
        };
        draft.remark(
            bearing,
            &self.node(node.unwrap_or(tunnel.pass)).at,
            title.with("limit", limit),
            Text("Bytes in either direction start the time anew: a heartbeat that comes more often keeps it open."),
            edits,
        );
    }

    /// The ports of this machine that a tunnel leads to; `None` for those of others.
    fn destinations(&self, tunnel: &Tunnel) -> Vec<Option<u16>> {
        let to = self.node(tunnel.pass).value(0).unwrap_or_default();
        let Some(to) = self.evaluate(to, &tunnel.route) else { return Vec::new() };
        let outer = tunnel.route.levels.first().map_or(&[][..], |level| &level.nodes);
        let upstream =
            self.blocks(outer, "upstream").find(|node| self.node(*node).value(0) == Some(&to));
        let addresses: Vec<String> = match upstream {
            Some(upstream) => {
                let body = self.tree.body(Some(upstream));
                let servers = body.iter().map(|node| self.node(*node));
                let servers = servers.filter(|node| node.name() == "server");
                servers.filter_map(|node| node.value(0).map(Into::into)).collect()
            }
            None => [to].into(),
        };
        let own = |address: &String| {
            let (host, port) = address.rsplit_once(':')?;
            let here = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
            port.parse().ok().filter(|_| here)
        };
        addresses.iter().map(own).collect()
    }

    /// The servers of `http`.
    fn https(&self, top: &[usize]) -> Vec<usize> {
        let blocks: Vec<usize> = self.blocks(top, "http").collect();
        let of = |nodes: &[usize]| -> Vec<usize> {
            let serves = |server: &usize| {
                let body = self.tree.body(Some(*server));
                !body.iter().any(|node| self.node(*node).name() == "proxy_pass")
            };
            self.blocks(nodes, "server").filter(serves).collect()
        };
        match blocks.is_empty() {
            true => of(top),
            false => blocks.iter().flat_map(|block| of(&self.tree.body(Some(*block)))).collect(),
        }
    }
}
