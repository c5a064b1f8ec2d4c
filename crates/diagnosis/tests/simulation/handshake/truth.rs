//! What is true of a world: which causes an answer may call likely.
//!
//! Each fault is one cause. Where it may be called by more names than one, the names are two sights of
//! the same thing, and the reason stands beside them.

use diagnosis::evidence;

use crate::handshake::backend::{Over10, Unrouted};
use crate::handshake::client::Relation;
use crate::handshake::fault::{Dead, Fault, Flaw, Greeting, Http2, Obstacle, Quirk};
use crate::handshake::world::World;

impl World {
    /// The true causes, by the faults; of each the first is its proper name.
    pub(crate) fn causes(&self) -> Vec<&'static str> {
        let mut causes: Vec<&'static str> = Vec::new();
        for fault in &self.faults {
            for name in self.names(*fault) {
                if !causes.contains(&name) {
                    causes.push(name);
                }
            }
        }
        causes
    }

    fn names(&self, fault: Fault) -> Vec<&'static str> {
        match fault {
            Fault::Offline => vec!["offline"],
            Fault::ContentPolicy => vec!["csp-blocked"],
            Fault::MixedContent => vec!["mixed-content"],
            Fault::Blocker => vec!["browser-extension-blocks"],
            Fault::LocalNetwork => vec!["local-network-access"],
            // A network without a way out has no names either.
            Fault::Network(Obstacle::Nowhere) => vec!["offline", "dns-failure"],
            Fault::Network(_) => vec!["client-network-blocks"],
            Fault::Address(Dead::NoName) => vec!["dns-failure"],
            // Who resets each connection may be the application, or a firewall before the host.
            Fault::Address(Dead::Resets) => vec!["backend-crash-or-reset", "host-unreachable"],
            Fault::Address(_) => vec!["host-unreachable"],
            Fault::Tls(Greeting::Certificate(_)) => vec!["tls-certificate"],
            // TLS that fails otherwise is in the title of both.
            Fault::Tls(Greeting::PlainPort) => vec!["tls-to-plain-mismatch", "tls-certificate"],
            Fault::Tls(Greeting::TlsPort { .. }) => vec!["tls-to-plain-mismatch"],
            Fault::Tls(Greeting::Http2Only { .. }) => vec!["http2-only"],
            Fault::At(at, quirk) => self.names_of_quirk(at, quirk),
            Fault::App(flaw) => self.names_of_flaw(flaw),
            // What is wrong with the node is true of it, and all that shows if the others get nothing.
            Fault::Node(flaw) => [vec!["intermittent-node"], self.names_of_flaw(flaw)].concat(),
            // While it lasts the application is down, which without a hop is its host.
            Fault::Restart { .. } => {
                [vec!["proxy-reload-or-deploy"], self.names_of_flaw(Flaw::Down)].concat()
            }
        }
    }

    fn names_of_quirk(&self, at: usize, quirk: Quirk) -> Vec<&'static str> {
        match quirk {
            Quirk::Strips { http_10 } => {
                let mut names = self.names_of_loss(at);
                if http_10 && self.app.kind.plain != self.app.kind.plain_10 {
                    // Such a server refuses the version before it looks for an Upgrade.
                    names.push("http-version-1.0-upstream");
                }
                names
            }
            Quirk::Unconnects => self.names_of_loss(at),
            Quirk::Http10 if self.app.kind.over_10 == Over10::OpensAndDies => {
                // It is the application that hangs up, because of the version.
                vec!["http-version-1.0-upstream", "backend-crash-or-reset"]
            }
            Quirk::Http10 => vec!["http-version-1.0-upstream"],
            // A protocol that the load balancer is told to speak is one of HTTP/2 only.
            Quirk::Http2(Http2::Answers464) => {
                vec!["load-balancer-protocol-misconfigured", "http2-only"]
            }
            Quirk::Http2(_) => vec!["http2-only", "load-balancer-protocol-misconfigured"],
            // An edge that refuses upgrades has them switched off, or a rule against them.
            Quirk::Off(_) if self.hops[at].place == evidence::Hop::Cdn => vec![
                "platform-websocket-disabled",
                "cdn-websocket-disabled",
                "waf-or-challenge-blocked",
            ],
            Quirk::Off(_) => vec!["platform-websocket-disabled"],
            // A firewall that counts requests is a limit of rate.
            Quirk::Blocks { status: 429, .. } => vec!["waf-or-challenge-blocked", "rate-limited"],
            Quirk::Blocks { .. } => vec!["waf-or-challenge-blocked"],
            Quirk::Login { .. } => vec!["auth-rejected"],
            Quirk::Limits(_) => vec!["rate-limited"],
            // Who is sent to a login page lacks a login.
            Quirk::Redirects { login: true } => vec!["redirect-on-handshake", "auth-rejected"],
            Quirk::Redirects { login: false } => vec!["redirect-on-handshake"],
            Quirk::Lost { .. } => vec!["wrong-path-or-route"],
            Quirk::Damages(_) => vec!["upgrade-headers-missing"],
            Quirk::Deafens => vec!["deaf-tunnel"],
            // For the hop before it, an application that does not speak its protocol is not there.
            Quirk::OtherTls { .. } => {
                vec!["tls-to-plain-mismatch", "backend-down", "backend-crash-or-reset"]
            }
            // Without its Host, the application's own pages look as foreign as others.
            Quirk::HidesHost => self.names_of_origin(true),
        }
    }

    /// A hop that loses the Upgrade is one of several, if there are several.
    fn names_of_loss(&self, at: usize) -> Vec<&'static str> {
        let cdn = self.hops[at].place == evidence::Hop::Cdn;
        let mut names =
            if cdn { vec!["cdn-websocket-disabled"] } else { vec!["upgrade-headers-missing"] };
        if self.hops.len() > 1 {
            names.push("multi-hop-strip");
        }
        let behind = self.ways.iter().any(|way| way.behind == evidence::Hop::Cdn);
        if cdn && !behind {
            // A CDN is a proxy, and which one it is nobody can see without a way around it.
            names.push("upgrade-headers-missing");
        }
        names
    }

    fn names_of_flaw(&self, flaw: Flaw) -> Vec<&'static str> {
        let direct = self.hops.is_empty();
        match flaw {
            // Without a hop in front, its address is the host's.
            Flaw::Down if direct => vec!["host-unreachable", "backend-down"],
            Flaw::Down => vec!["backend-down"],
            Flaw::HangsUp { .. } if direct => vec!["backend-crash-or-reset", "host-unreachable"],
            // Whoever ends every connection is down for all who ask, whatever its process does.
            Flaw::HangsUp { .. } => vec!["backend-crash-or-reset", "backend-down"],
            Flaw::Crashes { .. } | Flaw::Dies { .. } | Flaw::Fails => {
                vec!["backend-crash-or-reset"]
            }
            // A server that accepts and stays silent can't be told from a port that is filtered.
            Flaw::Hangs { .. } if direct => vec!["backend-timeout", "host-unreachable"],
            Flaw::Hangs { .. } => vec!["backend-timeout"],
            // It serves pages at this path, and can't take an Upgrade.
            Flaw::NoUpgrade => vec!["wrong-path-or-route", "backend-crash-or-reset"],
            Flaw::Origin { own } => self.names_of_origin(own),
            Flaw::Login(_) => vec!["auth-rejected"],
            Flaw::Closes(1012) => vec!["proxy-reload-or-deploy", "server-closed"],
            // Such codes are the application's words for a login.
            Flaw::Closes(1008 | 4001 | 4401 | 4403) => vec!["server-closed", "auth-rejected"],
            Flaw::Closes(_) => vec!["server-closed"],
            Flaw::Unrouted if self.app.kind.unrouted == Unrouted::HangsUp => {
                // It says so by hanging up.
                vec!["wrong-path-or-route", "backend-crash-or-reset"]
            }
            Flaw::Unrouted => vec!["wrong-path-or-route"],
            Flaw::Subprotocol { .. } => vec!["subprotocol-mismatch"],
            Flaw::Extension => vec!["extension-mismatch"],
            Flaw::Session => vec!["sticky-session-missing"],
        }
    }

    /// From another origin, one that refuses the application's own pages refuses this one as well.
    fn names_of_origin(&self, own: bool) -> Vec<&'static str> {
        match (own, self.client.relation) {
            (true, Relation::Same) => vec!["origin-rejected"],
            (true, _) => vec!["origin-rejected", "foreign-origin"],
            (false, _) => vec!["foreign-origin"],
        }
    }
}
