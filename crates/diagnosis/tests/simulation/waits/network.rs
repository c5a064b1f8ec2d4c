//! The network of a world in virtual time: packets that pass station by station, and the rules that
//! end connections there.
//!
//! It keeps what really happened, as [`Fate`]s: the truth that answers are held against.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use diagnosis::session::{Id, Mode, Response};

use crate::random::Random;
use crate::waits::world::{Counts, End, Limit, SENT_AGAIN, World};

/// What reaches the visitor's browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    Opened,
    Message,
    /// With a close frame, or without.
    Ended {
        code: u16,
        clean: bool,
        reset: bool,
    },
    Responded(Response),
    Failed,
}

/// What ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Culprit {
    /// A rule of this station.
    Rule(usize, Limit),
    /// The visitor's device: it slept, or changed its network.
    Device,
}

/// How a connection really ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fate {
    pub(crate) id: Id,
    pub(crate) culprit: Culprit,
    pub(crate) at: u64,
    /// When the browser was told, or said something that was swallowed.
    pub(crate) shown: Option<u64>,
    /// When the browser let go of it.
    pub(crate) left: Option<u64>,
}

/// What a packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Load {
    Request,
    Switch,
    Message,
    /// Ping or pong.
    Control,
    Close(u16),
    End {
        reset: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A packet arrives at a station on its way inwards.
    Inward(usize, usize, Load),
    /// A packet arrives at a station on its way out.
    Outward(usize, usize, Load),
    /// A packet arrives at the browser.
    Home(usize, Load),
    /// A limit of a station may have come.
    Due(usize, usize),
    /// A station begins to end all its connections.
    Moment(usize, Limit),
    /// One of them.
    Fall(usize, usize, Limit),
    Push(usize),
    Ping(usize),
    Answer(Id, Asked),
}

/// How a page was asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    /// Without a look at the answer.
    Blindly,
    Openly,
}

/// A connection as one station sees it.
#[derive(Clone, Copy, Default)]
struct Seat {
    opened: Option<u64>,
    client: u64,
    server: u64,
    over: bool,
    forgotten: bool,
    checking: bool,
    /// When the last packet on the way to it, and from it, arrives: nothing overtakes.
    inward: u64,
    outward: u64,
}

struct Socket {
    id: Id,
    /// The browser still has it.
    held: bool,
    seats: Vec<Seat>,
}

/// The network of a world.
pub(crate) struct Network<'w> {
    world: &'w World,
    random: Random,
    queue: BinaryHeap<Reverse<(u64, u64, Event)>>,
    order: u64,
    pub(crate) now: u64,
    sockets: Vec<Socket>,
    pub(crate) fates: Vec<Fate>,
    /// When the first long wait opened.
    pub(crate) began: Option<u64>,
    long: Vec<Id>,
}

impl<'w> Network<'w> {
    pub(crate) fn new(world: &'w World) -> Network<'w> {
        let mut network = Network {
            world,
            random: Random::new(!world.seed),
            queue: BinaryHeap::new(),
            order: 0,
            now: 0,
            sockets: Vec::new(),
            fates: Vec::new(),
            began: None,
            long: Vec::new(),
        };
        for (at, limit) in world.limits() {
            if matches!(limit.counts, Counts::Moment { .. }) {
                network.put(limit.after, Event::Moment(at, limit));
            }
        }
        network
    }

    /// When something happens next.
    pub(crate) fn upcoming(&self) -> Option<u64> {
        self.queue.peek().map(|Reverse((at, ..))| *at)
    }

    /// Lets the next thing happen; gives what the browser hears of it.
    pub(crate) fn step(&mut self) -> Option<(Id, News)> {
        let Reverse((at, _, event)) = self.queue.pop()?;
        self.now = self.now.max(at);
        match event {
            Event::Inward(socket, at, load) => self.inward(socket, at, load),
            Event::Outward(socket, at, load) => self.outward(socket, at, load),
            Event::Home(socket, load) => return self.home(socket, load),
            Event::Due(socket, at) => self.due(socket, at),
            Event::Moment(at, limit) => self.moment(at, limit),
            Event::Fall(socket, at, limit) => self.fall(socket, at, limit),
            Event::Push(socket) => self.push(socket),
            Event::Ping(socket) => self.ping(socket),
            Event::Answer(id, mode) => return Some((id, self.answer(mode))),
        }
        None
    }

    /// The browser opens a connection.
    pub(crate) fn open(&mut self, id: Id, long: bool) {
        let seats = vec![Seat::default(); self.world.stations.len()];
        self.sockets.push(Socket { id, held: true, seats });
        if long {
            self.long.push(id);
        }
        let socket = self.sockets.len() - 1;
        let set_up = self.set_up();
        self.send_inward(socket, 0, self.now + set_up, Load::Request);
    }

    /// The browser sends a message, if the connection is open for it.
    pub(crate) fn send(&mut self, id: Id) {
        if let Some(socket) = self.held(id) {
            self.send_inward(socket, 0, self.now, Load::Message);
        }
    }

    /// The browser sends its close frame.
    pub(crate) fn close(&mut self, id: Id) {
        if let Some(socket) = self.held(id) {
            self.send_inward(socket, 0, self.now, Load::Close(1000));
        }
    }

    /// The browser lets go of a connection.
    pub(crate) fn abort(&mut self, id: Id) {
        if let Some(socket) = self.held(id) {
            self.let_go(socket);
        }
    }

    /// The browser asks for a page.
    pub(crate) fn fetch(&mut self, id: Id, mode: Mode) {
        let asked = if mode == Mode::NoCors { Asked::Blindly } else { Asked::Openly };
        let time = self.set_up() + self.world.round_trip() + self.random.within(1, 30);
        self.put(self.now + time, Event::Answer(id, asked));
    }

    /// All connections of the device are lost; gives those whose end the browser is told.
    pub(crate) fn lose_all(&mut self) -> Vec<Id> {
        let held: Vec<usize> =
            (0..self.sockets.len()).filter(|socket| self.sockets[*socket].held).collect();
        let mut lost = Vec::new();
        for socket in held {
            let (id, now) = (self.sockets[socket].id, self.now);
            let shown = Some(now);
            self.fates.push(Fate { id, culprit: Culprit::Device, at: now, shown, left: None });
            self.let_go(socket);
            lost.push(id);
        }
        lost
    }

    /// What the endpoint answers to a request without an Upgrade.
    fn answer(&self, asked: Asked) -> News {
        match asked {
            Asked::Blindly => News::Responded(Response::Opaque),
            Asked::Openly if self.world.client.same_origin => {
                let (headers, body) = (Vec::new(), "Upgrade Required".into());
                News::Responded(Response::Readable { status: 426, headers, body })
            }
            Asked::Openly => News::Failed,
        }
    }

    fn held(&self, id: Id) -> Option<usize> {
        self.sockets.iter().position(|socket| socket.id == id && socket.held)
    }

    fn let_go(&mut self, socket: usize) {
        self.sockets[socket].held = false;
        let id = self.sockets[socket].id;
        for fate in self.fates.iter_mut().filter(|fate| fate.id == id) {
            fate.left = Some(self.now);
        }
    }

    fn put(&mut self, at: u64, event: Event) {
        self.order += 1;
        self.queue.push(Reverse((at, self.order, event)));
    }

    /// How long it takes until the first byte of a request may go: TCP, and TLS.
    fn set_up(&mut self) -> u64 {
        let trips = if self.world.client.secure { 2 } else { 1 };
        let syn = if self.lost(self.widest()) { 1_000 } else { 0 };
        trips * self.world.round_trip() + syn
    }

    fn widest(&self) -> u64 {
        self.world.stations.iter().map(|station| station.link.loss).max().unwrap_or_default()
    }

    fn lost(&mut self, of_ten_thousand: u64) -> bool {
        self.random.number() % 10_000 < of_ten_thousand
    }

    /// When a packet that leaves at `from` has passed the way to this station, or back.
    fn across(&mut self, from: u64, station: usize) -> u64 {
        let link = self.world.stations[station].link;
        let mut at = from + link.latency + self.random.within(0, link.jitter);
        let mut wait = SENT_AGAIN + self.world.round_trip();
        while self.lost(link.loss) {
            at += wait;
            wait *= 2;
        }
        at
    }

    fn send_inward(&mut self, socket: usize, station: usize, from: u64, load: Load) {
        let at = self.across(from, station);
        let seat = &mut self.sockets[socket].seats[station];
        seat.inward = seat.inward.max(at);
        let at = seat.inward;
        self.put(at, Event::Inward(socket, station, load));
    }

    fn send_outward(&mut self, socket: usize, station: usize, from: u64, load: Load) {
        let mut at = self.across(from, station);
        if station == 0
            && let Some(sleep) = self.world.client.sleep
            && (sleep.from..sleep.to).contains(&at)
        {
            // The sender tries again until the device is awake.
            at = sleep.to + self.random.within(1, 800);
        }
        let seat = &mut self.sockets[socket].seats[station];
        seat.outward = seat.outward.max(at);
        let at = seat.outward;
        match station {
            0 => self.put(at, Event::Home(socket, load)),
            _ => self.put(at, Event::Outward(socket, station - 1, load)),
        }
    }

    fn inward(&mut self, socket: usize, station: usize, load: Load) {
        let now = self.now;
        let seat = &mut self.sockets[socket].seats[station];
        if seat.forgotten {
            if matches!(load, Load::Message | Load::Close(_)) {
                self.swallowed(socket, station);
            }
            return;
        }
        if seat.over {
            return;
        }
        seat.client = now;
        if station + 1 < self.world.stations.len() {
            self.send_inward(socket, station + 1, now, load);
        } else {
            self.application(socket, load);
        }
    }

    /// What the application does with what comes in.
    fn application(&mut self, socket: usize, load: Load) {
        let app = &self.world.app;
        let thinks = self.now + self.random.within(0, 20);
        match load {
            Load::Request => {
                self.speak(socket, thinks, Load::Switch);
                if let Some(after) = app.greets {
                    self.speak(socket, thinks + after, Load::Message);
                }
                if let Some(period) = app.pushes {
                    self.put(thinks + period, Event::Push(socket));
                }
                if let Some(period) = app.pings {
                    self.put(thinks + period, Event::Ping(socket));
                }
            }
            Load::Message if app.echoes => self.speak(socket, thinks, Load::Message),
            Load::Close(code) => {
                self.speak(socket, thinks, Load::Close(code));
            }
            _ => {}
        }
    }

    /// The application sends something: it passes its own station first.
    fn speak(&mut self, socket: usize, at: u64, load: Load) {
        self.put(at, Event::Outward(socket, self.world.stations.len() - 1, load));
    }

    fn push(&mut self, socket: usize) {
        if self.sockets[socket].held
            && let Some(period) = self.world.app.pushes
        {
            self.speak(socket, self.now, Load::Message);
            self.put(self.now + period, Event::Push(socket));
        }
    }

    fn ping(&mut self, socket: usize) {
        if self.sockets[socket].held
            && let Some(period) = self.world.app.pings
        {
            self.speak(socket, self.now, Load::Control);
            self.put(self.now + period, Event::Ping(socket));
        }
    }

    fn outward(&mut self, socket: usize, station: usize, load: Load) {
        let now = self.now;
        let seat = &mut self.sockets[socket].seats[station];
        if seat.forgotten || seat.over {
            return;
        }
        seat.server = now;
        match load {
            Load::Switch => {
                (seat.opened, seat.client) = (Some(now), now);
                self.check(socket, station);
            }
            Load::Close(_) | Load::End { .. } => seat.over = true,
            _ => {}
        }
        self.send_outward(socket, station, now, load);
    }

    /// Something arrives at the browser.
    fn home(&mut self, socket: usize, load: Load) -> Option<(Id, News)> {
        let Socket { id, held: true, .. } = self.sockets[socket] else { return None };
        let news = match load {
            Load::Switch => {
                if self.long.contains(&id) {
                    self.began.get_or_insert(self.now);
                }
                News::Opened
            }
            Load::Message => News::Message,
            Load::Close(code) => News::Ended { code, clean: true, reset: false },
            Load::End { reset } => News::Ended { code: 1006, clean: false, reset },
            Load::Control => {
                self.send_inward(socket, 0, self.now, Load::Control);
                return None;
            }
            Load::Request => return None,
        };
        if matches!(news, News::Ended { .. }) {
            let now = self.now;
            let cut = |fate: &&mut Fate| fate.id == id && !fate.forgets();
            self.fates.iter_mut().filter(cut).for_each(|fate| fate.shown = Some(now));
            self.let_go(socket);
        }
        Some((id, news))
    }

    fn swallowed(&mut self, socket: usize, station: usize) {
        let (id, now) = (self.sockets[socket].id, self.now);
        for fate in self.fates.iter_mut().filter(|fate| fate.id == id) {
            if matches!(fate.culprit, Culprit::Rule(at, _) if at == station) {
                fate.shown.get_or_insert(now);
            }
        }
    }

    /// Looks whether a limit of a station has come, and when it may come next.
    fn due(&mut self, socket: usize, station: usize) {
        self.sockets[socket].seats[station].checking = false;
        let seat = self.sockets[socket].seats[station];
        if seat.over || seat.forgotten || !self.sockets[socket].held {
            return;
        }
        for limit in &self.world.stations[station].limits {
            if self.when(socket, station, limit).is_some_and(|due| due <= self.now) {
                return self.end(socket, station, *limit);
            }
        }
        self.check(socket, station);
    }

    fn check(&mut self, socket: usize, station: usize) {
        let limits = &self.world.stations[station].limits;
        let due = limits.iter().filter_map(|limit| self.when(socket, station, limit)).min();
        let seat = &mut self.sockets[socket].seats[station];
        if let Some(due) = due
            && !seat.checking
        {
            seat.checking = true;
            self.put(due, Event::Due(socket, station));
        }
    }

    fn when(&self, socket: usize, station: usize, limit: &Limit) -> Option<u64> {
        let seat = self.sockets[socket].seats[station];
        let since = match limit.counts {
            Counts::Silence => seat.client.max(seat.server),
            Counts::Server => seat.server,
            Counts::Client => seat.client,
            Counts::Either => seat.client.min(seat.server),
            Counts::Age => seat.opened?,
            Counts::Moment { .. } => return None,
        };
        // The same each time for one connection.
        let late = Random::new(self.world.seed ^ ((socket as u64) << 8) ^ station as u64)
            .within(0, limit.late);
        Some(since + limit.after + late)
    }

    fn moment(&mut self, station: usize, limit: Limit) {
        for socket in 0..self.sockets.len() {
            let late = self.random.within(0, limit.late);
            if self.sockets[socket].seats[station].opened.is_some() {
                self.put(self.now + late, Event::Fall(socket, station, limit));
            }
        }
        if let Counts::Moment { again: Some(period) } = limit.counts {
            self.put(self.now + period, Event::Moment(station, limit));
        }
    }

    fn fall(&mut self, socket: usize, station: usize, limit: Limit) {
        if !self.sockets[socket].seats[station].over && self.sockets[socket].held {
            self.end(socket, station, limit);
        }
    }

    fn end(&mut self, socket: usize, station: usize, limit: Limit) {
        let (id, now) = (self.sockets[socket].id, self.now);
        let culprit = Culprit::Rule(station, limit);
        self.fates.push(Fate { id, culprit, at: now, shown: None, left: None });
        let seats = &mut self.sockets[socket].seats;
        match limit.end {
            End::Forgotten => return seats[station].forgotten = true,
            End::Cut | End::Reset | End::Closed(_) => {
                // The application hears of it within a millisecond; what it said before is lost.
                seats[station..].iter_mut().for_each(|seat| seat.over = true);
            }
        }
        let late = self.random.within(0, if station == 0 { 0 } else { 1 });
        let load = match limit.end {
            End::Closed(code) => Load::Close(code),
            end => Load::End { reset: end == End::Reset },
        };
        self.send_outward(socket, station, now + late, load);
    }
}

impl Fate {
    pub(crate) fn forgets(&self) -> bool {
        matches!(self.culprit, Culprit::Rule(_, Limit { end: End::Forgotten, .. }))
    }
}
