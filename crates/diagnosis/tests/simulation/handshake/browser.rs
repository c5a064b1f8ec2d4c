//! A browser that runs a session in a world: what its page hears of sockets and requests, when, and
//! what stands in its console afterwards.

use std::collections::BTreeMap;

use diagnosis::evidence::Evidence;
use diagnosis::session::{Command, Id, Input, Session};
use diagnosis::target::{Endpoint, UrlParts};
use diagnosis::time::Millis;

use crate::drive::{Surroundings, drive};
use crate::handshake::client::Relation;
use crate::handshake::console::Console;
use crate::handshake::exchange::{Door, Path};
use crate::handshake::fault::Fault;
use crate::handshake::network::Network;
use crate::handshake::world::World;
use crate::random::Random;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) evidence: Evidence,
    /// What the console shows, and what the visitor pastes.
    pub(crate) printed: String,
    pub(crate) pasted: Option<String>,
    /// A handshake with the endpoint failed, or its connection ended or carried nothing.
    pub(crate) hurt: bool,
}

impl Run {
    pub(crate) fn pasted(&self) -> &str {
        self.pasted.as_deref().unwrap_or_default()
    }
}

const HOST: &str = "chat.example";
const CONTROL: &str = "control.example";
/// In the visitor's own network, where a page may not go without asking.
const LOCAL: &str = "10.0.0.5";

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
    Run {
        evidence: session.evidence().clone(),
        printed: browser.console.text(),
        pasted: browser.console.paste(&mut browser.random),
        hurt: browser.hurt,
    }
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

pub(super) struct Socket {
    pub(super) id: Id,
    pub(super) url: String,
    pub(super) door: Door,
    pub(super) open: bool,
    pub(super) deaf: bool,
}

pub(super) struct Browser<'w> {
    pub(super) world: &'w World,
    pub(super) network: Network<'w>,
    pub(super) random: Random,
    pub(super) now: u64,
    /// What is still to happen, by its time; what was put first happens first.
    queue: BTreeMap<(u64, u64), Event>,
    order: u64,
    pub(super) sockets: Vec<Socket>,
    /// Handshakes that failed, one after another.
    pub(super) failures: usize,
    /// An HTTP/2 session that sockets may use is there.
    pub(super) warm: bool,
    /// A connection for requests is there.
    pub(super) pooled: bool,
    /// The deadline that the timer was set for, and when it fires.
    wake: Option<(Millis, u64)>,
    pub(super) console: Console<'w>,
    pub(super) hurt: bool,
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

    pub(super) fn tell(&mut self, at: u64, input: Input) {
        self.put(at, Event::Tell(input));
    }

    /// When a timer for a deadline fires.
    fn fires(&mut self, due: Millis) -> u64 {
        let late = self.random.within(0, 4) + self.random.within(0, self.world.client.load);
        u64::from(due.0).max(self.now) + late
    }

    pub(super) fn socket(&mut self, id: Id) -> Option<&mut Socket> {
        self.sockets.iter_mut().find(|socket| socket.id == id)
    }

    /// Nothing more comes of a socket or a request.
    pub(super) fn forget(&mut self, id: Id) -> Option<Socket> {
        self.queue
            .retain(|_, event| !matches!(event, Event::Tell(input) if input.id() == Some(id)));
        let at = self.sockets.iter().position(|socket| socket.id == id)?;
        Some(self.sockets.remove(at))
    }

    /// Which door and path a URL has.
    pub(super) fn leads(&self, url: &str) -> (Door, Path) {
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

pub(super) fn closed(id: Id, code: u16) -> Input {
    Input::Closed { id, code, clean: code != 1006 && code != 1015, reason: String::new() }
}
