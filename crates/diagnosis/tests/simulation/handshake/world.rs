//! A random world: a visitor, a network, the hops of a service and its application, and what is wrong.
//!
//! All times are milliseconds. A seed decides everything, so that a world can be visited again.

use std::fmt;

use diagnosis::evidence::{self, Agent, Family, PageFacts};
use diagnosis::session::Plan;
use diagnosis::time::Millis;

use crate::handshake::backend::{self, Kind, START};
use crate::handshake::client::{Client, Control, Paste, Relation};
use crate::handshake::fault::{Fault, Quirk};
use crate::handshake::hops::{Hop, Way, hops, ways};
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
