//! A browser that runs a session in a world: what its page hears of sockets and requests, when, and
//! what stands in its console afterwards.

use std::collections::BTreeMap;

use diagnosis::evidence::{Evidence, Family, Throw};
use diagnosis::session::{Command, Id, Input, Mode, Response, Session};
use diagnosis::target::{Endpoint, UrlParts};
use diagnosis::time::Millis;

use crate::drive::{Surroundings, drive};
use crate::handshake::attempt::{Failure, Outcome, outcome};
use crate::handshake::console::Console;
use crate::handshake::fault::{Fault, Greeting, Http2, Quirk};
use crate::handshake::network::{Answer, Ask, Door, Network, Path, Reply, Then};
use crate::handshake::world::{Relation, Trouble, World};
use crate::random::Random;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) evidence: Evidence,
    /// What the visitor pastes.
    pub(crate) pasted: Option<String>,
    /// A handshake with the endpoint failed, or its connection ended or carried nothing.
    pub(crate) hurt: bool,
}

const HOST: &str = "chat.example";
const CONTROL: &str = "control.example";
/// In the visitor's own network, where a page may not go without asking.
const LOCAL: &str = "10.0.0.5";

/// How long a browser makes a handshake wait after so many failures, as measured.
const CHROMIUM: [u64; 18] =
    [0, 0, 0, 0, 0, 0, 0, 0, 30, 15, 55, 120, 570, 1_110, 1_750, 1_590, 3_000, 3_900];
const FIREFOX: [u64; 12] =
    [0, 215, 300, 460, 780, 1_150, 1_590, 2_390, 4_000, 5_430, 8_080, 12_600];

/// Runs a session in the world to its end.
pub(crate) fn run(world: &World) -> Run {
    let mut session = Session::new(endpoint(world), world.plan(), world.page(), world.agent(), 1);
    let mut browser = Browser {
        world,
        network: Network::new(world),
        random: Random::new(world.seed.rotate_left(32)),
        now: 0,
        queue: BTreeMap::new(),
        order: 0,
        sockets: Vec::new(),
        failures: world.client.failed_before,
        // A page of the same origin came over a session of its own.
        warm: world.client.relation == Relation::Same,
        pooled: false,
        wake: None,
        console: Console::new(world),
        hurt: false,
    };
    for fault in &world.faults {
        if let Fault::Restart { at, code, .. } = *fault {
            browser.put(at, Event::Restart(code));
        }
    }
    drive(&mut session, &mut browser);
    let pasted = browser.console.paste(&mut browser.random);
    Run { evidence: session.evidence().clone(), pasted, hurt: browser.hurt }
}

/// The endpoint with its ways around and its control.
fn endpoint(world: &World) -> Endpoint {
    let at = |door: Door, secure: bool| {
        let host = match door {
            Door::Front if world.has(Fault::LocalNetwork) => LOCAL.into(),
            Door::Front => HOST.into(),
            Door::Way(at) => format!("way{at}.example"),
            Door::Control => CONTROL.into(),
        };
        let parts = UrlParts {
            scheme: if secure { "wss" } else { "ws" }.into(),
            host,
            path: world.app.kind.path.into(),
            ..UrlParts::default()
        };
        let mut endpoint = Endpoint::new(parts, true).expect("the address is valid");
        if world.client.subprotocols && door != Door::Control {
            endpoint.subprotocols = vec!["chat".into()];
        }
        endpoint
    };
    let mut endpoint = at(Door::Front, world.secure);
    let ways = world.ways.iter().enumerate();
    endpoint.bypasses = ways.map(|(n, way)| (way.behind, at(Door::Way(n), way.secure))).collect();
    endpoint.control = world.control.map(|control| Box::new(at(Door::Control, control.secure)));
    endpoint
}

#[derive(Clone, Debug)]
enum Event {
    Tell(Input),
    /// All connections with the application end, with this code.
    Restart(u16),
}

struct Socket {
    id: Id,
    url: String,
    door: Door,
    open: bool,
    deaf: bool,
}

struct Browser<'w> {
    world: &'w World,
    network: Network<'w>,
    random: Random,
    now: u64,
    /// What is still to happen, by its time; what was put first happens first.
    queue: BTreeMap<(u64, u64), Event>,
    order: u64,
    sockets: Vec<Socket>,
    /// Handshakes that failed, one after another.
    failures: usize,
    /// An HTTP/2 session that sockets may use is there.
    warm: bool,
    /// A connection for requests is there.
    pooled: bool,
    /// The deadline that the timer was set for, and when it fires.
    wake: Option<(Millis, u64)>,
    console: Console<'w>,
    hurt: bool,
}

impl Surroundings for Browser<'_> {
    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Open { id, url, subprotocols, .. } => {
                self.open(id, url, !subprotocols.is_empty());
            }
            Command::Send { id, .. } if self.world.app.echoes => {
                self.answer(id, Input::Message { id, count: 1 });
            }
            Command::Send { .. } => {}
            Command::Close { id } => self.answer(id, closed(id, 1000)),
            Command::Abort { id } => self.abort(id),
            Command::Fetch { id, url, mode, credentials } => {
                self.fetch(id, &url, mode, credentials);
            }
        }
    }

    fn next(&mut self, due: Option<Millis>) -> (Millis, Vec<Input>) {
        if due != self.wake.map(|(due, _)| due) {
            self.wake = due.map(|due| (due, self.fires(due)));
        }
        let fires = self.wake.map_or(u64::MAX, |(_, fires)| fires);
        let upcoming = self.queue.first_key_value().map_or(u64::MAX, |((at, _), _)| *at);
        let next = fires.min(upcoming);
        assert!(next < u64::MAX, "the run in world {:#018x} waits for ever", self.world.seed);
        self.now = self.now.max(next);
        let event = if upcoming == next { self.queue.pop_first() } else { None };
        let inputs = match event {
            Some((_, Event::Tell(input))) => self.hear(input),
            Some((_, Event::Restart(code))) => self.restart(code),
            None => {
                self.wake = None;
                vec![Input::Tick]
            }
        };
        (Millis(u32::try_from(self.now).expect("a run is shorter than 49 days")), inputs)
    }
}

impl Browser<'_> {
    fn put(&mut self, at: u64, event: Event) {
        self.order += 1;
        self.queue.insert((at, self.order), event);
    }

    fn tell(&mut self, at: u64, input: Input) {
        self.put(at, Event::Tell(input));
    }

    /// When a timer for a deadline fires.
    fn fires(&mut self, due: Millis) -> u64 {
        let late = self.random.within(0, 4) + self.random.within(0, self.world.client.load);
        u64::from(due.0).max(self.now) + late
    }

    fn socket(&mut self, id: Id) -> Option<&mut Socket> {
        self.sockets.iter_mut().find(|socket| socket.id == id)
    }

    fn open(&mut self, id: Id, url: String, offers: bool) {
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
    fn answer(&mut self, id: Id, input: Input) {
        let back = self.network.trip() + self.random.within(0, 10);
        if self.socket(id).is_some_and(|socket| socket.open && !socket.deaf) {
            self.tell(self.now + back, input);
        }
    }

    /// Nothing more comes of a socket or a request.
    fn forget(&mut self, id: Id) -> Option<Socket> {
        self.queue
            .retain(|_, event| !matches!(event, Event::Tell(input) if input.id() == Some(id)));
        let at = self.sockets.iter().position(|socket| socket.id == id)?;
        Some(self.sockets.remove(at))
    }

    fn abort(&mut self, id: Id) {
        if let Some(socket) = self.forget(id).filter(|socket| !socket.open) {
            self.console.given_up(&socket.url);
        }
    }

    fn hear(&mut self, input: Input) -> Vec<Input> {
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
    fn restart(&mut self, code: u16) -> Vec<Input> {
        let ends = |socket: &Socket| socket.open && socket.door != Door::Control;
        let ended: Vec<Id> =
            self.sockets.iter().filter(|socket| ends(socket)).map(|socket| socket.id).collect();
        self.hurt |= !ended.is_empty();
        for id in &ended {
            self.forget(*id);
        }
        ended.into_iter().map(|id| closed(id, code)).collect()
    }

    fn fetch(&mut self, id: Id, url: &str, mode: Mode, credentials: bool) {
        let (door, path) = self.leads(url);
        let local = self.world.has(Fault::LocalNetwork);
        let mixed = self.world.client.page_secure && url.starts_with("http:");
        if mixed || local || self.world.has(Fault::ContentPolicy) {
            return self.tell(self.now + 1, Input::Failed { id });
        }
        let ask = Ask {
            path,
            handshake: false,
            upgrade: false,
            connection: false,
            http_10: false,
            own_host: true,
            offers: false,
            extended: false,
            pooled: self.pooled,
        };
        let (took, reply) = self.network.request(door, ask, self.now);
        self.pooled |= matches!(reply, Reply::Answer(_)) && path != Path::Endpoint;
        self.warm |= credentials && matches!(reply, Reply::Answer(_));
        let at = self.now + took + self.random.within(0, 3);
        let response = match &reply {
            Reply::Silence => return,
            Reply::Answer(answer) => self.may_read(mode, answer),
            _ => None,
        };
        self.console.fetched(url, mode, &reply, response.as_ref());
        let input = match response {
            Some(response) => Input::Responded { id, response },
            None => Input::Failed { id },
        };
        self.tell(at, input);
    }

    /// What the page may know of an answer.
    fn may_read(&self, mode: Mode, answer: &Answer) -> Option<Response> {
        let relation = self.world.client.relation;
        let same = relation == Relation::Same;
        let public = answer.headers.contains(&("access-control-allow-origin", "*"));
        let readable = same || public || (relation == Relation::Readable && answer.allows);
        let whole = |status, body: &str| {
            let pairs = answer.headers.iter().filter(|_| same);
            let headers = pairs.map(|(name, value)| ((*name).into(), (*value).into())).collect();
            Some(Response::Readable { status, headers, body: body.into() })
        };
        match mode {
            Mode::NoCors if answer.guarded && !same => None,
            Mode::NoCors if !same => Some(Response::Opaque),
            _ if !readable => None,
            Mode::Manual if answer.redirect => Some(Response::Redirect),
            // What it leads to is a page, which only its own origin may read.
            _ if answer.redirect => same.then(|| whole(200, "<html>Sign in</html>"))?,
            _ => whole(answer.status, answer.body),
        }
    }

    /// Which door and path a URL has.
    fn leads(&self, url: &str) -> (Door, Path) {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let (host, path) = rest.split_at(rest.find('/').expect("every URL has a path"));
        let path = path.split('?').next().unwrap_or(path);
        let door = match host {
            CONTROL => Door::Control,
            HOST | LOCAL => Door::Front,
            _ => {
                let number = host.trim_start_matches("way").trim_end_matches(".example");
                Door::Way(number.parse().expect("the ways are numbered"))
            }
        };
        let path = match path {
            "/" => Path::Root,
            "/cdn-cgi/trace" => Path::Trace,
            path if path == self.world.app.kind.path => Path::Endpoint,
            _ => Path::Nowhere,
        };
        (door, path)
    }
}

fn closed(id: Id, code: u16) -> Input {
    Input::Closed { id, code, clean: code != 1006 && code != 1015, reason: String::new() }
}
