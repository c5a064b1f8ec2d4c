//! The way of a request through a world: what the visitor's network, the hops and the application make
//! of it, and how long that takes.

use diagnosis::evidence::CertificateFault;

use crate::handshake::backend::{Over10, Page, START, UNKNOWN_SESSION, Unrouted, page};
use crate::handshake::fault::{Damage, Dead, Fault, Flaw, Greeting, Http2, Obstacle, Quirk};
use crate::handshake::software::{Lack, Made, Software};
use crate::handshake::world::{Hop, Site, Trouble, World};
use crate::random::Random;

/// Where a request goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Front,
    /// The way around with this number.
    Way(usize),
    Control,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    Endpoint,
    Root,
    /// A path that nobody serves.
    Nowhere,
    /// Cloudflare's own.
    Trace,
}

/// A request, as a station gets it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub(crate) path: Path,
    /// It began as a handshake.
    pub(crate) handshake: bool,
    pub(crate) upgrade: bool,
    pub(crate) connection: bool,
    pub(crate) http_10: bool,
    /// Its Host is the one that the page's Origin names.
    pub(crate) own_host: bool,
    /// It offers subprotocols.
    pub(crate) offers: bool,
    /// It came inside HTTP/2.
    pub(crate) extended: bool,
    /// It goes over a connection that is there already.
    pub(crate) pooled: bool,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Answer(Answer),
    /// 101, or what is the same inside HTTP/2.
    Switch(Switch),
    Closed,
    Reset,
    Garbage,
    Silence,
    /// The stream inside HTTP/2 failed.
    Stream,
    /// No connection came about.
    Dead(Dead),
    Offline,
    Tunnel,
    Certificate(CertificateFault),
    /// TLS with a port that speaks none, or with one that takes HTTP/2 only.
    NoTls,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Pages of another origin may read it, where the application lets them.
    pub(crate) allows: bool,
    /// It is not for pages of another origin.
    pub(crate) guarded: bool,
    pub(crate) redirect: bool,
}

/// A 101.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switch {
    pub(crate) damage: Option<Damage>,
    pub(crate) subprotocol: Chosen,
    pub(crate) extension: bool,
    pub(crate) then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    None,
    Offered,
    Other,
}

/// What becomes of an open connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Stays,
    Dies {
        after: u64,
        resets: bool,
    },
    Closes(u16),
    /// Nothing comes through.
    Deaf,
}

pub(crate) struct Network<'w> {
    world: &'w World,
    random: Random,
    /// Whose turn it is among the nodes.
    turn: u64,
}

impl<'w> Network<'w> {
    pub(crate) fn new(world: &'w World) -> Network<'w> {
        let mut random = Random::new(!world.seed);
        let turn = random.within(0, world.app.nodes - 1);
        Network { world, random, turn }
    }

    /// What a request comes to, and after how long.
    pub(crate) fn request(&mut self, door: Door, ask: Ask, now: u64) -> (u64, Reply) {
        let (before, reply) = self.connect(door, ask);
        if let Some(reply) = reply {
            return (before, reply);
        }
        let station = match door {
            Door::Control => return (before + self.trip(), opened()),
            Door::Front => 0,
            Door::Way(at) => self.world.ways[at].enters,
        };
        let ask = self.carried(ask);
        let trip = self.trip();
        let (took, reply) = self.pass(station, ask, now + before + trip / 2);
        (before + trip + took, reply)
    }

    /// From the browser to its outermost station and back.
    pub(crate) fn trip(&mut self) -> u64 {
        let client = &self.world.client;
        client.round_trip
            + self.random.within(0, client.jitter)
            + self.random.within(0, client.load)
    }

    /// All before the first byte of the request, and how it ends if it does.
    fn connect(&mut self, door: Door, ask: Ask) -> (u64, Option<Reply>) {
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
                let firefox = world.client.family == diagnosis::evidence::Family::Firefox;
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

    fn dead(&mut self, dead: Dead) -> (u64, Option<Reply>) {
        let took = match dead {
            // A resolver that gets no answer itself waits for some seconds.
            Dead::NoName => self.random.pick(&[1, 5, 20, 80, 3_000]),
            // Windows asks three times.
            Dead::Refuses => self.trip() + self.random.pick(&[0, 0, 0, 2_000]),
            Dead::NoRoute => self.trip() + self.random.pick(&[0, 0, 1_000, 3_000]),
            Dead::Filtered => return (0, Some(Reply::Silence)),
            Dead::Resets => self.trip(),
        };
        (took, Some(Reply::Dead(dead)))
    }

    /// What the visitor's network leaves of a request.
    fn carried(&self, ask: Ask) -> Ask {
        match self.world.has(Fault::Network(Obstacle::Strips)) {
            true => Ask { upgrade: false, connection: false, ..ask },
            false => ask,
        }
    }

    /// What a station and those behind it make of a request, and how long they take.
    fn pass(&mut self, at: usize, ask: Ask, now: u64) -> (u64, Reply) {
        let world = self.world;
        let Some(hop) = world.hops.get(at) else { return self.application(ask, now) };
        let thinks = self.random.within(0, 2);
        if let Some(answer) = self.answers(at, hop, ask) {
            return (thinks, Reply::Answer(answer));
        }
        if let Some((took, reply)) = self.fails_itself(at, hop, ask) {
            return (thinks + took, reply);
        }
        let onward = self.forwarded(at, ask);
        let away = hop.onward + self.random.within(0, hop.onward / 4);
        let (took, reply) = self.pass(at + 1, onward, now + thinks + away / 2);
        let took = took + thinks + away;
        let (took, reply) = match reply {
            Reply::Silence => (hop.patience, self.lacking(hop, Lack::Silent, ask).1),
            _ if took > hop.patience => (hop.patience, self.lacking(hop, Lack::Silent, ask).1),
            Reply::Dead(_) => {
                let (more, reply) = self.lacking(hop, Lack::Refused, ask);
                (took + more, reply)
            }
            Reply::Closed | Reply::Reset => (took, self.lacking(hop, Lack::HungUp, ask).1),
            Reply::Garbage => (took, self.lacking(hop, Lack::Garbled, ask).1),
            Reply::Answer(answer) => (took, Reply::Answer(dressed(hop, answer))),
            Reply::Switch(switch) => (took, Reply::Switch(self.marred(at, switch))),
            other => (took, other),
        };
        // Nobody waits longer, and the browser least of all.
        if took >= 30_000 { (took, Reply::Silence) } else { (took, reply) }
    }

    /// What a hop answers without asking anybody.
    fn answers(&self, at: usize, hop: &Hop, ask: Ask) -> Option<Answer> {
        let own = |page: Page| Some(self.own_of(hop, page));
        if ask.path == Path::Trace && hop.software == Software::Cloudflare {
            let headers = vec![("access-control-allow-origin", "*")];
            let answer = self.own_of(hop, TRACE);
            return Some(Answer { headers, allows: true, ..answer });
        }
        let of_path = matches!(ask.path, Path::Endpoint | Path::Nowhere);
        for quirk in self.world.quirks(at) {
            let asks_upgrade = ask.handshake && ask.upgrade;
            let answer = match quirk {
                Quirk::Off(status) if asks_upgrade => own(page(status, "")),
                Quirk::Blocks { status, challenge, plain }
                    if of_path && (plain || ask.handshake) =>
                {
                    own(page(status, if challenge { CHALLENGE } else { "<html>Forbidden</html>" }))
                }
                Quirk::Login { plain } if of_path && (plain || ask.handshake) => {
                    own(page(401, "<html>401 Authorization Required</html>"))
                }
                Quirk::Limits(status) if of_path => own(page(status, "<html>slow down</html>")),
                Quirk::Redirects { login } if of_path => {
                    let answer = self.own_of(hop, page(if login { 302 } else { 301 }, ""));
                    Some(Answer { redirect: true, ..answer })
                }
                Quirk::Lost { start: true } if of_path => own(START),
                Quirk::Lost { start: false } if of_path => own(hop.software.lost()),
                _ => None,
            };
            if answer.is_some() {
                return answer;
            }
        }
        let last = at + 1 == self.world.hops.len();
        (ask.path == Path::Root && self.world.app.site == Site::Hop && last)
            .then(|| self.own_of(hop, self.root()))
    }

    /// A hop whose way to the next station is not what a handshake needs.
    fn fails_itself(&mut self, at: usize, hop: &Hop, ask: Ask) -> Option<(u64, Reply)> {
        for quirk in self.world.quirks(at) {
            match quirk {
                Quirk::OtherTls { garbles } => {
                    let lack = if garbles { Lack::Garbled } else { Lack::HungUp };
                    return Some(self.lacking(hop, lack, ask));
                }
                Quirk::Http2(http_2) if ask.handshake && ask.upgrade => {
                    let answer = |status| Reply::Answer(self.own_of(hop, page(status, "")));
                    return Some(match http_2 {
                        Http2::Answers502 => (hop.onward, answer(502)),
                        Http2::Answers464 => (0, answer(464)),
                        Http2::Retries => self.lacking(hop, Lack::Refused, ask),
                        Http2::HangsUp if ask.extended => (hop.onward, Reply::Stream),
                        Http2::HangsUp => (hop.onward, Reply::Closed),
                    });
                }
                _ => {}
            }
        }
        None
    }

    /// What a hop passes on.
    fn forwarded(&self, at: usize, ask: Ask) -> Ask {
        self.world.quirks(at).fold(ask, |ask, quirk| match quirk {
            Quirk::Strips { http_10 } => {
                Ask { upgrade: false, connection: false, http_10: ask.http_10 || http_10, ..ask }
            }
            Quirk::Unconnects => Ask { connection: false, ..ask },
            Quirk::Http10 => Ask { http_10: true, ..ask },
            Quirk::HidesHost => Ask { own_host: false, ..ask },
            _ => ask,
        })
    }

    fn lacking(&self, hop: &Hop, lack: Lack, ask: Ask) -> (u64, Reply) {
        match hop.software.makes(lack, ask.handshake && ask.upgrade) {
            Made::Page(after, page) => (after, Reply::Answer(self.own_of(hop, page))),
            Made::End => (0, Reply::Closed),
            Made::Garbage => (0, Reply::Garbage),
        }
    }

    fn marred(&self, at: usize, switch: Switch) -> Switch {
        self.world.quirks(at).fold(switch, |switch, quirk| match quirk {
            Quirk::Damages(damage) => Switch { damage: Some(damage), ..switch },
            Quirk::Deafens => Switch { then: Then::Deaf, ..switch },
            _ => switch,
        })
    }

    fn own_of(&self, hop: &Hop, page: Page) -> Answer {
        Answer { allows: hop.allows, ..self.own(hop.software, page) }
    }

    /// A page of a hop's own.
    fn own(&self, software: Software, page: Page) -> Answer {
        let mut headers = software.marks(true).to_vec();
        if page.body == CHALLENGE {
            headers.push(("cf-mitigated", "challenge"));
        }
        let Page { status, body } = page;
        Answer { status, body, headers, allows: false, guarded: false, redirect: false }
    }

    fn application(&mut self, ask: Ask, now: u64) -> (u64, Reply) {
        let world = self.world;
        let thinks = self.random.within(1, 20);
        if world.faults.iter().any(|fault| {
            matches!(fault, Fault::Restart { at, lasts, .. } if (*at..at + lasts).contains(&now))
        }) {
            return (0, Reply::Dead(Dead::Refuses));
        }
        let flaws = self.flaws();
        for flaw in &flaws {
            match flaw {
                Flaw::Down => return (0, Reply::Dead(Dead::Refuses)),
                Flaw::HangsUp { resets } => return (thinks, ended(*resets)),
                Flaw::Hangs { plain: true } if ask.path != Path::Root => {
                    return (thinks, Reply::Silence);
                }
                _ => {}
            }
        }
        if ask.path == Path::Root && world.app.site == Site::Page {
            return (thinks, self.said(Some(self.root())));
        }
        let kind = world.app.kind;
        let plain = if ask.http_10 { kind.plain_10 } else { kind.plain };
        let upgrades = ask.handshake && ask.upgrade && !flaws.contains(&Flaw::NoUpgrade);
        if !upgrades {
            let page = match ask.path {
                Path::Trace => Some(page(404, "<html><h1>Not Found</h1></html>")),
                Path::Endpoint if flaws.contains(&Flaw::Session) => Some(UNKNOWN_SESSION),
                Path::Endpoint if flaws.contains(&Flaw::Unrouted) && plain.is_some() => {
                    Some(page(404, "<html><h1>Not Found</h1></html>"))
                }
                _ => plain,
            };
            return (thinks, self.said(page));
        }
        let (more, reply) = self.upgraded(ask, &flaws);
        (thinks + more, reply)
    }

    /// What a request gets that has its Upgrade.
    fn upgraded(&mut self, ask: Ask, flaws: &[Flaw]) -> (u64, Reply) {
        let kind = self.world.app.kind;
        for flaw in flaws {
            match flaw {
                Flaw::Crashes { resets } => return (0, ended(*resets)),
                Flaw::Hangs { .. } => return (0, Reply::Silence),
                Flaw::Fails => return (0, self.said(Some(page(500, "Internal Server Error")))),
                _ => {}
            }
        }
        if !ask.connection {
            return (0, self.said(kind.unconnected));
        }
        if ask.http_10
            && let Over10::Answers(page) = kind.over_10
        {
            return (0, self.said(Some(page)));
        }
        if self.foreign(ask, flaws) {
            return (0, self.said(Some(page(self.world.app.foreign, "Forbidden"))));
        }
        if ask.path == Path::Nowhere || flaws.contains(&Flaw::Unrouted) {
            match kind.unrouted {
                Unrouted::Opens => {}
                // Channels takes its time for it.
                Unrouted::Answers(page) if page.status == 500 => {
                    return (self.random.within(500, 800), self.said(Some(page)));
                }
                Unrouted::Answers(page) => return (0, self.said(Some(page))),
                Unrouted::HangsUp => return (1_000, Reply::Closed),
            }
        }
        let mut switch = Switch {
            damage: None,
            subprotocol: if ask.offers { Chosen::Offered } else { Chosen::None },
            extension: false,
            then: Then::Stays,
        };
        if ask.http_10 && kind.over_10 == Over10::OpensAndDies {
            switch.then = Then::Dies { after: 0, resets: false };
        }
        for flaw in flaws {
            match *flaw {
                Flaw::Login(status) => return (0, self.said(Some(page(status, "Unauthorized")))),
                Flaw::Session => return (0, self.said(Some(UNKNOWN_SESSION))),
                Flaw::Dies { after, resets } => switch.then = Then::Dies { after, resets },
                Flaw::Closes(code) => switch.then = Then::Closes(code),
                Flaw::Subprotocol { other: true } => switch.subprotocol = Chosen::Other,
                Flaw::Subprotocol { other: false } => switch.subprotocol = Chosen::None,
                Flaw::Extension => switch.extension = true,
                _ => {}
            }
        }
        (0, Reply::Switch(switch))
    }

    fn foreign(&self, ask: Ask, flaws: &[Flaw]) -> bool {
        let same = self.world.client.relation == crate::handshake::world::Relation::Same;
        let listed = flaws.iter().any(|flaw| matches!(flaw, Flaw::Origin { own } if *own || !same));
        listed || (self.world.app.compares && !ask.own_host)
    }

    /// What is wrong with the node that gets the request.
    fn flaws(&mut self) -> Vec<Flaw> {
        let world = self.world;
        self.turn = match world.app.in_turn {
            true => (self.turn + 1) % world.app.nodes,
            false => self.random.within(0, world.app.nodes - 1),
        };
        // nginx asks the next node where one refuses.
        let asks_next = world.hops.last().is_some_and(|hop| hop.software == Software::Nginx);
        let of_node = |flaw: &Flaw| self.turn == 0 && !(asks_next && *flaw == Flaw::Down);
        let flaws = world.faults.iter().filter_map(|fault| match fault {
            Fault::App(flaw) => Some(*flaw),
            Fault::Node(flaw) if of_node(flaw) => Some(*flaw),
            _ => None,
        });
        flaws.collect()
    }

    /// The page at the root.
    fn root(&self) -> Page {
        let falls_back = self
            .world
            .faults
            .iter()
            .any(|fault| matches!(fault, Fault::At(_, Quirk::Lost { start: true })));
        if falls_back || self.world.app.kind.plain == Some(START) { START } else { HOME }
    }

    /// An answer of the application, or its end of the connection.
    fn said(&self, page: Option<Page>) -> Reply {
        let Some(Page { status, body }) = page else { return Reply::Closed };
        let guarded = self.world.app.guarded;
        let headers = Vec::new();
        Reply::Answer(Answer { status, body, headers, allows: true, guarded, redirect: false })
    }
}

const HOME: Page = page(200, "<!doctype html><html><title>Home</title></html>");
const TRACE: Page = page(200, "fl=22f1\nh=chat.example\ncolo=FRA\nhttp=http/2\n");
const CHALLENGE: &str = "<html><title>Just a moment...</title></html>";
const TLS_ONLY: Page = page(
    400,
    "<html><center>The plain HTTP request was sent to HTTPS port</center><hr><center>nginx/1.22.1</center></html>",
);

fn ended(resets: bool) -> Reply {
    if resets { Reply::Reset } else { Reply::Closed }
}

fn opened() -> Reply {
    Reply::Switch(Switch {
        damage: None,
        subprotocol: Chosen::None,
        extension: false,
        then: Then::Stays,
    })
}

/// An answer that a hop passes on.
fn dressed(hop: &Hop, mut answer: Answer) -> Answer {
    if hop.software.names_itself() {
        answer.headers.retain(|(name, _)| *name != "server");
    }
    answer.headers.extend(hop.software.marks(false));
    answer
}
