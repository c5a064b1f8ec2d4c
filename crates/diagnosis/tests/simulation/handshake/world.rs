//! A random world: a visitor, a network, the hops of a service and its application, and what is wrong.
//!
//! All times are milliseconds. A seed decides everything, so that a world can be visited again.

use std::fmt;

use diagnosis::evidence::{self, Agent, Family, PageFacts};
use diagnosis::session::Plan;
use diagnosis::time::Millis;

use crate::handshake::backend::{self, Kind, START};
use crate::handshake::fault::{Fault, Quirk};
use crate::handshake::plot;
use crate::handshake::software::Software;
use crate::random::Random;

/// Everything that a run meets.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) client: Client,
    /// The address says `wss`.
    pub(crate) secure: bool,
    /// From the outside; none where the address is the application's own.
    pub(crate) hops: Vec<Hop>,
    pub(crate) app: App,
    pub(crate) faults: Vec<Fault>,
    pub(crate) ways: Vec<Way>,
    pub(crate) control: Option<Control>,
    /// Requests carry the name of their run.
    pub(crate) traced: bool,
    pub(crate) paste: Paste,
}

/// The visitor's browser, page and network.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) family: Family,
    pub(crate) relation: Relation,
    pub(crate) page_secure: bool,
    /// The run has a message of the application.
    pub(crate) message: bool,
    pub(crate) subprotocols: bool,
    /// To the outermost hop and back, and at most this much more.
    pub(crate) round_trip: u64,
    pub(crate) jitter: u64,
    /// Everything may be late by this much, because the device is busy.
    pub(crate) load: u64,
    /// So many handshakes with this host failed in other pages, so that the browser delays new ones.
    pub(crate) failed_before: usize,
}

/// What the page is to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    /// Of the same origin.
    Same,
    /// Of another, and the application lets it read answers.
    Readable,
    /// Of another.
    Other,
}

#[derive(Clone, Debug)]
pub(crate) struct Hop {
    pub(crate) place: evidence::Hop,
    pub(crate) software: Software,
    /// From here to the next station and back.
    pub(crate) onward: u64,
    /// How long it waits for an answer.
    pub(crate) patience: u64,
    /// Pages of another origin may read its error pages, if they may read anything.
    pub(crate) allows: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) kind: &'static Kind,
    pub(crate) nodes: u64,
    /// Requests go to the nodes in turn, or by chance.
    pub(crate) in_turn: bool,
    pub(crate) site: Site,
    /// It compares Origin with Host.
    pub(crate) compares: bool,
    /// What a refused Origin gets.
    pub(crate) foreign: u16,
    /// Its answers are not for pages of other origins, not even unread (Cross-Origin-Resource-Policy).
    pub(crate) guarded: bool,
    pub(crate) echoes: bool,
}

/// Who answers at the host's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// The innermost hop.
    Hop,
    /// The application, with a page.
    Page,
    /// The application, as at every path.
    Alike,
}

/// A way around some hops.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) behind: evidence::Hop,
    /// The station that it leads to.
    pub(crate) enters: usize,
    pub(crate) secure: bool,
    pub(crate) trouble: Option<Trouble>,
}

/// What keeps a way around from being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is a local address, which the browser keeps this page from.
    Local,
    Refuses,
    Certificate,
}

/// A WebSocket elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Control {
    pub(crate) secure: bool,
    pub(crate) works: bool,
}

/// What the visitor pastes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paste {
    pub(crate) amount: Amount,
    /// Among it a line about the endpoint from another day.
    pub(crate) stale: bool,
    /// Among it lines about other things.
    pub(crate) foreign: bool,
}

/// How much of the console is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Nothing,
    /// The first line about a socket.
    Line,
    /// Every line about sockets.
    Sockets,
    All,
}

impl World {
    pub(crate) fn new(seed: u64) -> World {
        let random = &mut Random::new(seed);
        let hops = hops(random);
        let mut world = World {
            seed,
            client: Client::new(random),
            secure: random.chance(75),
            app: App::new(hops.is_empty(), random),
            hops,
            faults: Vec::new(),
            ways: Vec::new(),
            control: random.maybe(40, |random| Control {
                secure: random.chance(80),
                // Who names it watches it.
                works: random.within(0, 999) >= 5,
            }),
            traced: random.chance(80),
            paste: Paste::new(random),
        };
        plot::befall(&mut world, random);
        world.settle(random);
        world
    }

    pub(crate) fn plan(&self) -> Plan {
        Plan {
            idle_limit: Millis::ZERO,
            heartbeat: Millis(1000),
            refine: false,
            grow: false,
            message: self.client.message.then(|| "ping".into()),
            trace: self.traced.then_some(0x5eed),
            nonce: 7,
        }
    }

    pub(crate) fn agent(&self) -> Agent {
        Agent { family: self.client.family, major: 156 }
    }

    pub(crate) fn page(&self) -> PageFacts {
        let local = self.has(Fault::LocalNetwork);
        PageFacts {
            secure: self.client.page_secure,
            same_origin: self.client.relation == Relation::Same,
            online: !self.has(Fault::Offline),
            private: local,
            local_denied: local && self.client.family == Family::Chromium,
            ..PageFacts::default()
        }
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// What the hop at this place does wrong.
    pub(crate) fn quirks(&self, at: usize) -> impl Iterator<Item = Quirk> {
        self.faults.iter().filter_map(move |fault| match *fault {
            Fault::At(place, quirk) if place == at => Some(quirk),
            _ => None,
        })
    }

    /// The place of a random hop; there is one from now on.
    pub(crate) fn some_hop(&mut self, random: &mut Random) -> usize {
        if self.hops.is_empty() {
            self.hops.push(Hop::new(evidence::Hop::Proxy, true, random));
        }
        random.within(0, self.hops.len() as u64 - 1) as usize
    }

    /// The same, and it runs one of these.
    pub(crate) fn hop_of(&mut self, software: &[Software], random: &mut Random) -> usize {
        let at = self.some_hop(random);
        self.hops[at].software = random.pick(software);
        at
    }

    /// The outermost hop, which is a CDN from now on.
    pub(crate) fn cdn(&mut self, random: &mut Random) -> usize {
        if self.hops.first().is_none_or(|hop| hop.place != evidence::Hop::Cdn) {
            self.hops.insert(0, Hop::new(evidence::Hop::Cdn, self.hops.is_empty(), random));
            for fault in &mut self.faults {
                if let Fault::At(at, _) = fault {
                    *at += 1;
                }
            }
        }
        0
    }

    /// Makes what was drawn fit together.
    fn settle(&mut self, random: &mut Random) {
        let client = &mut self.client;
        if client.relation == Relation::Same {
            client.page_secure = self.secure;
        } else if !self.secure && !self.faults.contains(&Fault::MixedContent) {
            client.page_secure = false;
        }
        if self.app.site == Site::Hop && self.hops.is_empty() {
            self.app.site = Site::Page;
        }
        if self.app.kind.plain == Some(START) {
            self.app.site = Site::Alike;
        }
        let hides = self.faults.iter().any(|fault| matches!(fault, Fault::At(_, Quirk::HidesHost)));
        // From another origin such a server refuses, which is a fault of its own.
        self.app.compares = hides || (self.app.kind.compares && client.relation == Relation::Same);
        self.app.foreign = random.pick(&self.app.kind.foreign);
        if random.chance(35) {
            self.ways = ways(&self.hops, self.secure, random);
        }
    }
}

/// From the outside, up to three.
fn hops(random: &mut Random) -> Vec<Hop> {
    let places =
        [(evidence::Hop::Cdn, 30), (evidence::Hop::LoadBalancer, 35), (evidence::Hop::Proxy, 75)];
    let there: Vec<evidence::Hop> =
        places.into_iter().filter(|(_, share)| random.chance(*share)).map(|(hop, _)| hop).collect();
    let last = there.len().saturating_sub(1);
    let hops = there.into_iter().enumerate();
    hops.map(|(at, place)| Hop::new(place, at == last, random)).collect()
}

impl Hop {
    fn new(place: evidence::Hop, last: bool, random: &mut Random) -> Hop {
        use Software::{
            Alb, Apache, Caddy, CloudFront, Cloudflare, Envoy, Haproxy, Iis, Nginx, Plain, Varnish,
        };
        let software = match place {
            evidence::Hop::Cdn => random.pick(&[Cloudflare, Cloudflare, CloudFront]),
            evidence::Hop::LoadBalancer => random.pick(&[Alb, Haproxy, Envoy, Plain]),
            _ => random.pick(&[Nginx, Nginx, Nginx, Apache, Caddy, Haproxy, Varnish, Iis, Plain]),
        };
        Hop {
            place,
            software,
            onward: if last { random.within(0, 3) } else { random.pick(&[1, 2, 5, 20, 60]) },
            patience: random.pick(&[60_000, 60_000, 30_000, 10_000]),
            allows: random.chance(50),
        }
    }
}

fn ways(hops: &[Hop], secure: bool, random: &mut Random) -> Vec<Way> {
    let mut ways = Vec::new();
    for (at, hop) in hops.iter().enumerate() {
        if random.chance(70) {
            ways.push(Way {
                behind: hop.place,
                enters: at + 1,
                secure: if random.chance(90) { secure } else { !secure },
                trouble: random.maybe(15, |random| {
                    random.pick(&[Trouble::Local, Trouble::Refuses, Trouble::Certificate])
                }),
            });
        }
    }
    ways
}

impl Client {
    fn new(random: &mut Random) -> Client {
        let round_trip = random.spread(2, 300);
        Client {
            family: if random.chance(65) { Family::Chromium } else { Family::Firefox },
            relation: random.pick(&[
                Relation::Same,
                Relation::Same,
                Relation::Readable,
                Relation::Other,
                Relation::Other,
            ]),
            page_secure: random.chance(85),
            message: random.chance(40),
            subprotocols: random.chance(20),
            jitter: round_trip * random.pick(&[0, 5, 20, 50]) / 100,
            round_trip,
            load: random.pick(&[0, 0, 5, 20, 100, 400]),
            failed_before: if random.chance(8) { random.spread(1, 20) as usize } else { 0 },
        }
    }
}

impl App {
    fn new(direct: bool, random: &mut Random) -> App {
        let site = random.pick(&[Site::Hop, Site::Hop, Site::Page, Site::Alike]);
        App {
            kind: backend::random(random),
            nodes: if direct { 1 } else { random.pick(&[1, 1, 2, 3, 4]) },
            in_turn: random.chance(60),
            site,
            compares: false,
            foreign: 403,
            guarded: random.chance(5),
            echoes: random.chance(60),
        }
    }
}

impl Paste {
    fn new(random: &mut Random) -> Paste {
        Paste {
            amount: random.pick(&[
                Amount::Nothing,
                Amount::Nothing,
                Amount::Line,
                Amount::Sockets,
                Amount::All,
            ]),
            stale: random.chance(8),
            foreign: random.chance(20),
        }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {:#018x}, wrong: {:?}", self.seed, self.faults)?;
        writeln!(f, "  {:?}, over TLS: {}", self.client, self.secure)?;
        for hop in &self.hops {
            writeln!(f, "  {hop:?}")?;
        }
        let App { kind, nodes, in_turn, site, compares, guarded, .. } = self.app;
        write!(f, "  {} × {nodes}, in turn: {in_turn}, root: {site:?}, ", kind.name)?;
        writeln!(f, "compares Host: {compares}, guarded: {guarded}")?;
        for way in &self.ways {
            writeln!(f, "  {way:?}")?;
        }
        writeln!(f, "  {:?}, traced: {}, {:?}", self.control, self.traced, self.paste)
    }
}
