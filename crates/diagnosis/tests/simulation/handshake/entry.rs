//! All before the first byte of a request: names, addresses, TLS, and the visitor's own network.

use diagnosis::evidence::{CertificateFault, Family};

use crate::handshake::backend::{Page, page};
use crate::handshake::exchange::{Ask, Door, Reply};
use crate::handshake::fault::{Dead, Fault, Greeting, Obstacle};
use crate::handshake::hops::Trouble;
use crate::handshake::network::Network;
use crate::handshake::software::Software;

impl Network<'_> {
    /// All before the first byte of the request, and how it ends if it does.
    pub(super) fn connect(&mut self, door: Door, ask: Ask) -> (u64, Option<Reply>) {
        let world = self.world;
        let secure = match door {
            Door::Front => world.secure,
            Door::Way(at) => world.ways[at].secure,
            Door::Control => world.control.is_some_and(|control| control.secure),
        };
        if world.has(Fault::Offline) {
            return (self.random.within(0, 3), Some(Reply::Offline));
        }
        if world.has(Fault::Network(Obstacle::Nowhere)) {
            return self.dead(Dead::NoName);
        }
        if let Some(dead) = self.destination(door) {
            return self.dead(dead);
        }
        let tcp = if ask.pooled { 0 } else { self.trip() };
        if ask.handshake && !secure && world.has(Fault::Network(Obstacle::NoTunnel)) {
            return (tcp, Some(Reply::Tunnel));
        }
        let tls = if secure && !ask.pooled { self.trip() } else { 0 };
        if let Some((more, reply)) = self.greeted(door, ask) {
            return (tcp + tls + more, Some(reply));
        }
        if let Some(reply) = self.obstructed(ask) {
            return (tcp + tls + self.trip(), Some(reply));
        }
        if door == Door::Front && world.has(Fault::Address(Dead::Resets)) {
            return (tcp, Some(Reply::Reset));
        }
        (tcp + tls, None)
    }

    /// How it ends at the first bytes, and how much later.
    fn greeted(&mut self, door: Door, ask: Ask) -> Option<(u64, Reply)> {
        match self.greeting(door)? {
            Greeting::Certificate(fault) => Some((0, Reply::Certificate(fault))),
            Greeting::PlainPort => Some((0, Reply::NoTls)),
            Greeting::TlsPort { says: true } => {
                Some((self.trip(), Reply::Answer(self.own(Software::Nginx, TLS_ONLY))))
            }
            Greeting::TlsPort { says: false } => {
                let reply = match self.random.within(0, 2) {
                    0 => Reply::Reset,
                    1 => Reply::Closed,
                    _ => Reply::Garbage,
                };
                Some((self.trip(), reply))
            }
            Greeting::Http2Only { extended, hangs_up } => {
                // Firefox sees from the first connection on that it may.
                let may = extended && self.world.client.family == Family::Firefox;
                let refused = ask.handshake && !ask.extended && !may;
                refused.then_some((0, if hangs_up { Reply::Closed } else { Reply::NoTls }))
            }
        }
    }

    /// What the visitor's network makes of a handshake.
    fn obstructed(&self, ask: Ask) -> Option<Reply> {
        let mut faults = self.world.faults.iter().filter(|_| ask.handshake);
        faults.find_map(|fault| match fault {
            Fault::Network(Obstacle::HangsUp) => Some(Reply::Closed),
            Fault::Network(Obstacle::Resets) => Some(Reply::Reset),
            Fault::Network(Obstacle::Swallows) => Some(Reply::Silence),
            _ => None,
        })
    }

    /// How the way to a door ends at once.
    fn destination(&self, door: Door) -> Option<Dead> {
        match door {
            Door::Front => self.world.faults.iter().find_map(|fault| match fault {
                Fault::Address(dead) if *dead != Dead::Resets => Some(*dead),
                _ => None,
            }),
            Door::Way(at) => (self.world.ways[at].trouble == Some(Trouble::Refuses)
                || self.world.hops.is_empty())
            .then_some(Dead::Refuses),
            Door::Control => {
                (!self.world.control.is_some_and(|control| control.works)).then_some(Dead::Refuses)
            }
        }
    }

    fn greeting(&self, door: Door) -> Option<Greeting> {
        match door {
            Door::Front => self.world.faults.iter().find_map(|fault| match fault {
                Fault::Tls(greeting) => Some(*greeting),
                _ => None,
            }),
            Door::Way(at) => {
                let way = &self.world.ways[at];
                let bad = way.secure && way.trouble == Some(Trouble::Certificate);
                bad.then_some(Greeting::Certificate(CertificateFault::Name))
            }
            Door::Control => None,
        }
    }

    pub(super) fn dead(&mut self, dead: Dead) -> (u64, Option<Reply>) {
        let took = match dead {
            Dead::NoName => self.resolves + self.random.within(0, 5),
            // Windows asks three times.
            Dead::Refuses => self.trip() + self.random.pick(&[0, 0, 0, 2_000]),
            Dead::NoRoute => self.trip() + self.random.pick(&[0, 0, 1_000, 3_000]),
            Dead::Filtered => return (0, Some(Reply::Silence)),
            Dead::Resets => self.trip(),
        };
        (took, Some(Reply::Dead(dead)))
    }

    /// What the visitor's network leaves of a request.
    pub(super) fn carried(&self, ask: Ask) -> Ask {
        match self.world.has(Fault::Network(Obstacle::Strips)) {
            true => Ask { upgrade: false, connection: false, ..ask },
            false => ask,
        }
    }
}

const TLS_ONLY: Page = page(
    400,
    "<html><center>The plain HTTP request was sent to HTTPS port</center><hr><center>nginx/1.22.1</center></html>",
);
