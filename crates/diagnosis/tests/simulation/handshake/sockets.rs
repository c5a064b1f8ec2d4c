//! A browser's sockets: when it opens them, what their pages hear, and what becomes of them.

use diagnosis::evidence::{Family, Throw};
use diagnosis::session::{Id, Input};

use crate::handshake::attempt::{Failure, Outcome, outcome};
use crate::handshake::browser::{Browser, Socket, closed};
use crate::handshake::client::Relation;
use crate::handshake::exchange::{Ask, Door, Path, Then};
use crate::handshake::fault::{Fault, Greeting, Http2, Quirk};
use crate::handshake::hops::Trouble;

/// How long a browser makes a handshake wait after so many failures, as measured.
const CHROMIUM: [u64; 18] =
    [0, 0, 0, 0, 0, 0, 0, 0, 30, 15, 55, 120, 570, 1_110, 1_750, 1_590, 3_000, 3_900];
const FIREFOX: [u64; 12] =
    [0, 215, 300, 460, 780, 1_150, 1_590, 2_390, 4_000, 5_430, 8_080, 12_600];

impl Browser<'_> {
    pub(super) fn open(&mut self, id: Id, url: String, offers: bool) {
        let (door, path) = self.leads(&url);
        self.sockets.push(Socket { id, url: url.clone(), door, open: false, deaf: false });
        let endpoint = door == Door::Front && path == Path::Endpoint;
        if self.forbidden(id, &url) {
            self.hurt |= endpoint;
            return;
        }
        let own = self.random.within(1, 4);
        let outcome = if let Some(failure) = self.blocked(door) {
            (self.now + own, Outcome::Fails(failure))
        } else {
            let asks = self.now + self.delayed(door);
            let ask = Ask {
                path,
                handshake: true,
                upgrade: true,
                connection: true,
                http_10: false,
                own_host: door == Door::Front && self.world.client.relation == Relation::Same,
                offers,
                extended: door == Door::Front && self.extends(),
                pooled: false,
            };
            let (took, reply) = self.network.request(door, ask, asks);
            (asks + took + own, outcome(self.world.client.family, offers, &reply))
        };
        let hurt = self.come_out(id, door, outcome);
        self.hurt |= hurt && endpoint;
    }

    /// Lets the page hear how its handshake comes out; gives whether anything is wrong with it.
    fn come_out(&mut self, id: Id, door: Door, (at, outcome): (u64, Outcome)) -> bool {
        let firefox = self.world.client.family == Family::Firefox;
        match outcome {
            Outcome::Hangs => true,
            Outcome::Fails(failure) => {
                self.fail(id, door, at, failure);
                true
            }
            Outcome::Opens { then: Then::Dies { after: 0, .. }, .. }
                if firefox && self.random.chance(50) =>
            {
                self.fail(id, door, at, Failure::Cut);
                true
            }
            Outcome::Opens { subprotocol, then } => {
                self.failures = 0;
                self.tell(at, Input::Opened { id, subprotocol, extensions: false });
                match then {
                    Then::Stays => {}
                    Then::Dies { after, resets } => {
                        let at = at + after + self.random.within(0, 2);
                        if resets && firefox {
                            self.tell(at, Input::Errored { id });
                        }
                        self.tell(at, closed(id, 1006));
                        self.failures += usize::from(firefox);
                    }
                    Then::Closes(code) => {
                        let after = self.random.within(0, 30);
                        self.tell(at + after, closed(id, code));
                    }
                    Then::Deaf => {
                        let socket = self.socket(id).expect("it was just made");
                        socket.deaf = true;
                    }
                }
                then != Then::Stays
            }
        }
    }

    fn fail(&mut self, id: Id, door: Door, at: u64, failure: Failure) {
        let family = self.world.client.family;
        if failure.errs() {
            self.tell(at, Input::Errored { id });
        }
        self.tell(at, closed(id, failure.code(family)));
        if door == Door::Front || family == Family::Chromium {
            self.failures += 1;
        }
        let url = self.socket(id).expect("it was just made").url.clone();
        self.console.failed(&url, failure);
    }

    /// Whether the page's own policies forbid a socket; then the page hears of it.
    fn forbidden(&mut self, id: Id, url: &str) -> bool {
        let client = &self.world.client;
        if client.page_secure && url.starts_with("ws:") {
            self.console.mixed(url);
            self.tell(self.now, Input::Threw { id, throw: Throw::Security });
            true
        } else if self.world.has(Fault::ContentPolicy) {
            self.console.forbidden(url);
            match client.family {
                Family::Firefox => {
                    self.tell(self.now, Input::Threw { id, throw: Throw::Policy });
                }
                _ => self.tell(self.now + 1, Input::Errored { id }),
            }
            true
        } else {
            false
        }
    }

    /// What keeps the browser from asking at all.
    fn blocked(&self, door: Door) -> Option<Failure> {
        let chromium = self.world.client.family == Family::Chromium;
        let local = match door {
            Door::Front => self.world.has(Fault::LocalNetwork),
            Door::Way(at) => self.world.ways[at].trouble == Some(Trouble::Local),
            Door::Control => false,
        };
        if local && chromium {
            return Some(Failure::Local);
        }
        (door == Door::Front && self.world.has(Fault::Blocker)).then_some(Failure::Blocked)
    }

    fn delayed(&self, door: Door) -> u64 {
        let after = |steps: &[u64]| steps[self.failures.min(steps.len() - 1)];
        match self.world.client.family {
            Family::Firefox if door == Door::Front => after(&FIREFOX),
            Family::Firefox => 0,
            _ => after(&CHROMIUM),
        }
    }

    /// A handshake would go inside HTTP/2.
    fn extends(&self) -> bool {
        let takes = |fault: &Fault| {
            matches!(
                fault,
                Fault::Tls(Greeting::Http2Only { extended: true, .. })
                    | Fault::At(0, Quirk::Http2(Http2::HangsUp))
            )
        };
        let chromium = self.world.client.family == Family::Chromium;
        chromium && self.world.secure && self.warm && self.world.faults.iter().any(takes)
    }

    /// Lets something come back on an open connection.
    pub(super) fn answer(&mut self, id: Id, input: Input) {
        let back = self.network.trip() + self.random.within(0, 10);
        if self.socket(id).is_some_and(|socket| socket.open && !socket.deaf) {
            self.tell(self.now + back, input);
        }
    }

    pub(super) fn abort(&mut self, id: Id) {
        if let Some(socket) = self.forget(id).filter(|socket| !socket.open) {
            self.console.given_up(&socket.url);
        }
    }

    pub(super) fn hear(&mut self, input: Input) -> Vec<Input> {
        match input {
            Input::Opened { id, .. } => {
                if let Some(socket) = self.socket(id) {
                    socket.open = true;
                }
            }
            Input::Closed { id, .. } => {
                self.forget(id);
            }
            _ => {}
        }
        vec![input]
    }

    /// Every connection with the application ends.
    pub(super) fn restart(&mut self, code: u16) -> Vec<Input> {
        let ends = |socket: &Socket| socket.open && socket.door != Door::Control;
        let ended: Vec<Id> =
            self.sockets.iter().filter(|socket| ends(socket)).map(|socket| socket.id).collect();
        self.hurt |= !ended.is_empty();
        for id in &ended {
            self.forget(*id);
        }
        ended.into_iter().map(|id| closed(id, code)).collect()
    }
}
