//! All before the first byte of a request: names, addresses, TLS, and the visitor's own network.

use diagnosis::evidence::{CertificateFault, Family};

use crate::handshake::backend::{Page, page};
use crate::handshake::exchange::{Ask, Chosen, Door, Reply, Switch, Then};
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
        let no_tunnel = world.has(Fault::Network(Obstacle::NoTunnel));
        if ask.handshake && !secure && no_tunnel {
            return (tcp, Some(Reply::Tunnel));
        }
        let greeting = self.greeting(door);
        let tls = if secure && !ask.pooled { self.trip() } else { 0 };
        match greeting {
            Some(Greeting::Certificate(fault)) => {
                return (tcp + tls, Some(Reply::Certificate(fault)));
            }
            Some(Greeting::PlainPort) => return (tcp + tls, Some(Reply::NoTls)),
            Some(Greeting::TlsPort { says: false }) => {
                let reply = self.random.pick(&[0, 1, 2]);
                let reply = [Reply::Reset, Reply::Closed, Reply::Garbage][reply].clone();
                return (tcp + self.trip(), Some(reply));
            }
            Some(Greeting::TlsPort { says: true }) => {
                return (
                    tcp + self.trip(),
                    Some(Reply::Answer(self.own(Software::Nginx, TLS_ONLY))),
                );
            }
            Some(Greeting::Http2Only { extended, hangs_up }) if ask.handshake && !ask.extended => {
                // Firefox sees from the first connection on that it may.
                let firefox = world.client.family == Family::Firefox;
                if !(extended && firefox) {
                    let reply = if hangs_up { Reply::Closed } else { Reply::NoTls };
                    return (tcp + tls, Some(reply));
                }
            }
            _ => {}
        }
        let obstacle = world.faults.iter().find_map(|fault| match fault {
            Fault::Network(obstacle) if ask.handshake => Some(*obstacle),
            _ => None,
        });
        let ends = match obstacle {
            Some(Obstacle::HangsUp) => Some(Reply::Closed),
            Some(Obstacle::Resets) => Some(Reply::Reset),
            Some(Obstacle::Swallows) => Some(Reply::Silence),
            _ => None,
        };
        match ends {
            Some(reply) => (tcp + tls + self.trip(), Some(reply)),
            None if door == Door::Front && world.has(Fault::Address(Dead::Resets)) => {
                (tcp, Some(Reply::Reset))
            }
            None => (tcp + tls, None),
        }
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

pub(super) fn opened() -> Reply {
    Reply::Switch(Switch {
        damage: None,
        subprotocol: Chosen::None,
        extension: false,
        then: Then::Stays,
    })
}
