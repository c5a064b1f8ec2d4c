//! A random world: a visitor with a plan, a network, the hops behind it and an application.
//!
//! All times are milliseconds. A seed decides everything, so that a world can be visited again.

use std::fmt;

use diagnosis::evidence::{Agent, Family, Hop, PageFacts};
use diagnosis::session::Plan;
use diagnosis::time::Millis;

use crate::random::Random;

/// Everything that a run meets.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) client: Client,
    pub(crate) asks: Asks,
    /// From the visitor inwards; the last one is the application.
    pub(crate) stations: Vec<Station>,
    pub(crate) app: App,
}

/// The visitor's browser and device.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) family: Family,
    pub(crate) same_origin: bool,
    pub(crate) secure: bool,
    /// The long waits are held in a worker, whose timers are never slowed.
    pub(crate) worker: bool,
    /// The page is hidden from the first time to the second.
    pub(crate) hidden: Option<(u64, u64)>,
    pub(crate) sleep: Option<Sleep>,
    pub(crate) change: Option<Change>,
}

/// The device sleeps: nothing is sent or received.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sleep {
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// The page's clock stands still meanwhile.
    pub(crate) stops_clock: bool,
    /// All connections are lost when it wakes up.
    pub(crate) loses: bool,
}

/// The device moves to another network: all connections are lost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) at: u64,
    /// When the page is told; that may be before or after its sockets end.
    pub(crate) told: u64,
}

/// What the visitor asks of the run.
#[derive(Clone, Debug)]
pub(crate) struct Asks {
    pub(crate) watch: u64,
    pub(crate) heartbeat: u64,
    pub(crate) message: bool,
    pub(crate) refine: bool,
}

/// A hop, or the application.
#[derive(Clone, Debug)]
pub(crate) struct Station {
    pub(crate) hop: Hop,
    /// The way to it from the station before.
    pub(crate) link: Link,
    pub(crate) limits: Vec<Limit>,
}

/// A way between two stations. Nothing overtakes on it; what is lost is sent again and comes later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    /// One way.
    pub(crate) latency: u64,
    /// At most this much more.
    pub(crate) jitter: u64,
    /// Of ten thousand packets so many are lost.
    pub(crate) loss: u64,
}

/// A rule that ends open connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Limit {
    pub(crate) counts: Counts,
    pub(crate) after: u64,
    /// Its timer fires up to so much later.
    pub(crate) late: u64,
    pub(crate) end: End,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Counts {
    /// Time without a byte in either direction.
    Silence,
    /// Time without a byte from the server.
    Server,
    /// Time without a byte from the client.
    Client,
    /// Time without a byte from either one: each direction has a timer of its own.
    Either,
    /// Time since the handshake.
    Age,
    /// Time since the start of the run: all connections end together, once or again and again.
    Moment { again: Option<u64> },
}

impl Counts {
    pub(crate) fn is_silence(self) -> bool {
        matches!(self, Counts::Silence | Counts::Server | Counts::Client | Counts::Either)
    }
}

/// How a limit ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// FIN, which a page sees as 1006.
    Cut,
    /// RST, for which Firefox sends an error event as well.
    Reset,
    /// A close frame with this code.
    Closed(u16),
    /// Without a word: whatever comes later is swallowed.
    Forgotten,
}

/// The application.
#[derive(Clone, Debug)]
pub(crate) struct App {
    /// It answers each message.
    pub(crate) echoes: bool,
    /// It speaks by itself, each so many milliseconds.
    pub(crate) pushes: Option<u64>,
    /// Its library sends protocol pings, which no page sees; the browser answers them.
    pub(crate) pings: Option<u64>,
    /// It says something once, so long after opening.
    pub(crate) greets: Option<u64>,
}

/// Limits that products have unless told otherwise, and round ones.
const USUAL: [u64; 12] = [3, 5, 10, 15, 20, 30, 50, 60, 100, 120, 300, 350];

/// A packet that was lost is sent again after a round trip and so much more (RFC 6298, with the
/// smallest wait of Linux).
pub(crate) const SENT_AGAIN: u64 = 200;

impl World {
    pub(crate) fn new(seed: u64) -> World {
        let random = &mut Random::new(seed);
        let asks = Asks::new(random);
        let (stations, family) = (path(random), family(random));
        let mut world = World {
            seed,
            client: Client::new(family, &asks, random),
            app: App::new(&asks, random),
            asks,
            stations,
        };
        world.set_limits(random);
        world
    }

    pub(crate) fn plan(&self) -> Plan {
        let millis = |time| Millis(u32::try_from(time).expect("an hour fits"));
        Plan {
            idle_limit: millis(self.asks.watch),
            heartbeat: millis(self.asks.heartbeat),
            refine: self.asks.refine,
            grow: false,
            message: self.asks.message.then(|| "ping".into()),
            trace: None,
            nonce: 7,
        }
    }

    pub(crate) fn agent(&self) -> Agent {
        Agent { family: self.client.family, major: 156 }
    }

    pub(crate) fn page(&self) -> PageFacts {
        PageFacts {
            secure: self.client.secure,
            same_origin: self.client.same_origin,
            online: true,
            ..PageFacts::default()
        }
    }

    /// Every rule that ends open connections, with the place of its station.
    pub(crate) fn limits(&self) -> impl Iterator<Item = (usize, Limit)> {
        let stations = self.stations.iter().enumerate();
        stations.flat_map(|(at, station)| station.limits.iter().map(move |limit| (at, *limit)))
    }

    /// From the visitor to the application and back, at best.
    pub(crate) fn round_trip(&self) -> u64 {
        2 * self.stations.iter().map(|station| station.link.latency).sum::<u64>()
    }

    /// By how much two equal times may look different, if no packet is lost more than once.
    pub(crate) fn blur(&self) -> u64 {
        let jitter: u64 = self.stations.iter().map(|station| station.link.jitter).sum();
        let late = self.limits().map(|(_, limit)| limit.late).max().unwrap_or_default();
        let lossy = self.stations.iter().any(|station| station.link.loss > 0);
        2 * jitter + late + if lossy { SENT_AGAIN + self.round_trip() } else { 0 }
    }

    fn set_limits(&mut self, random: &mut Random) {
        let app = self.stations.len() - 1;
        let watch = self.asks.watch;
        let mut put = |at: usize, limit: Limit| self.stations[at].limits.push(limit);
        let outer = random.within(1, app as u64) as usize;
        match random.within(0, 99) {
            0..8 => {}
            8..26 => put(outer, Limit::cut(Counts::Silence, watch, random)),
            26..34 => put(outer, Limit::cut(Counts::Server, watch, random)),
            34..42 => put(outer, Limit::cut(Counts::Client, watch, random)),
            42..48 => put(outer, Limit::cut(Counts::Either, watch, random)),
            48..62 => put(outer, Limit::cut(Counts::Age, watch, random)),
            62..72 => put(0, Limit::forgets(watch, random)),
            72..80 => put(outer, Limit::reload(watch, random)),
            80..90 => put(app, Limit::said(watch, random)),
            90..93 => {
                put(outer, Limit::cut(Counts::Silence, watch, random));
                put(outer, Limit::cut(Counts::Age, watch, random));
            }
            93..96 => {
                put(outer, Limit::cut(Counts::Silence, watch, random));
                put(app, Limit::cut(Counts::Silence, watch, random));
            }
            96..98 => {
                put(0, Limit::forgets(watch, random));
                put(outer, Limit::cut(Counts::Silence, watch, random));
            }
            _ => {
                put(outer, Limit::cut(Counts::Silence, watch, random));
                put(app, Limit::reload(watch, random));
            }
        }
    }
}

fn family(random: &mut Random) -> Family {
    match random.within(0, 9) {
        0..7 => Family::Chromium,
        7..9 => Family::Firefox,
        _ => Family::WebKit,
    }
}

/// The visitor's network first, the application last.
fn path(random: &mut Random) -> Vec<Station> {
    let latency = random.spread(1, 400);
    let wide = Link {
        latency,
        jitter: latency * random.pick(&[0, 5, 20, 50]) / 100,
        loss: random.pick(&[0, 0, 0, 10, 100, 300]),
    };
    let near = Link { latency: 1, jitter: random.within(0, 3), loss: 0 };
    let station = |hop, link| Station { hop, link, limits: Vec::new() };
    let mut path = vec![station(Hop::ClientNetwork, near)];
    let service = [(Hop::Cdn, 20), (Hop::LoadBalancer, 40), (Hop::Proxy, 80), (Hop::Backend, 100)];
    for (hop, share) in service {
        if random.chance(share) {
            path.push(station(hop, if path.len() == 1 { wide } else { near }));
        }
    }
    path
}

impl Client {
    fn new(family: Family, asks: &Asks, random: &mut Random) -> Client {
        let during = |random: &mut Random| random.within(100, asks.watch + 5_000);
        Client {
            family,
            same_origin: random.chance(50),
            secure: random.chance(70),
            worker: random.chance(60),
            hidden: random.maybe(12, |random| {
                let from = during(random);
                (from, from + random.spread(1_000, 2 * asks.watch))
            }),
            sleep: random.maybe(5, |random| {
                let from = during(random);
                Sleep {
                    from,
                    to: from + random.spread(3_000, 1_800_000),
                    stops_clock: random.chance(60),
                    loses: random.chance(50),
                }
            }),
            change: random.maybe(4, |random| {
                let at = during(random);
                Change { at, told: (at + random.within(0, 400)).saturating_sub(200) }
            }),
        }
    }
}

impl Asks {
    fn new(random: &mut Random) -> Asks {
        let seconds = match random.chance(60) {
            true => random.pick(&[6, 8, 10, 20, 30, 70, 130, 330, 660, 1_800, 3_600]),
            false => random.spread(6, 3_600),
        };
        let heartbeat = match random.chance(60) {
            true => 1_000 * random.pick(&[1, 2, 3, 5, 10, 15, 20, 25, 30, 45, 60]),
            false => random.spread(1_000, 60_000),
        };
        Asks {
            watch: 1_000 * seconds,
            // Thousands of heartbeats in a run tell no more than hundreds, and take long.
            heartbeat: heartbeat.max(1_000 * seconds / 300),
            message: random.chance(75),
            refine: random.chance(50),
        }
    }
}

impl App {
    fn new(asks: &Asks, random: &mut Random) -> App {
        let period = |random: &mut Random| random.spread(500, 2 * asks.watch).max(asks.watch / 300);
        App {
            echoes: random.chance(80),
            pushes: random.maybe(25, period),
            pings: random.maybe(10, period),
            greets: random.maybe(20, |random| random.within(0, 1_500)),
        }
    }
}

impl Limit {
    fn cut(counts: Counts, watch: u64, random: &mut Random) -> Limit {
        let after = Limit::after(watch, random);
        Limit {
            counts,
            after,
            // Most timers are exact; some look once a second, and some spread ages on purpose.
            late: random.pick(&[0, 5, 20, 20, 250, 900]).min(after / 20),
            end: random.pick(&[End::Cut, End::Cut, End::Reset]),
        }
    }

    fn forgets(watch: u64, random: &mut Random) -> Limit {
        Limit { end: End::Forgotten, ..Limit::cut(Counts::Silence, watch, random) }
    }

    fn reload(watch: u64, random: &mut Random) -> Limit {
        let again = random.maybe(30, |random| random.spread(5_000, 2 * watch));
        Limit {
            counts: Counts::Moment { again },
            after: random.within(0, watch + 5_000),
            late: random.pick(&[0, 5, 50]),
            end: random.pick(&[
                End::Cut,
                End::Cut,
                End::Reset,
                End::Closed(1001),
                End::Closed(1012),
            ]),
        }
    }

    /// The application says goodbye itself.
    fn said(watch: u64, random: &mut Random) -> Limit {
        let counts = random.pick(&[Counts::Silence, Counts::Client, Counts::Age]);
        let end = End::Closed(random.pick(&[1000, 1000, 4000, 4408]));
        Limit { end, ..Limit::cut(counts, watch, random) }
    }

    fn after(watch: u64, random: &mut Random) -> u64 {
        let most = watch * 5 / 4;
        let usual = 1_000 * random.pick(&USUAL);
        if random.chance(50) && usual <= most { usual } else { random.spread(2_000, most) }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {:#018x}", self.seed)?;
        writeln!(f, "  {:?}\n  {:?}\n  {:?}", self.asks, self.client, self.app)?;
        for station in &self.stations {
            writeln!(f, "  {:?}: {:?}", station.hop, station.link)?;
            for limit in &station.limits {
                writeln!(f, "    {limit:?}")?;
            }
        }
        Ok(())
    }
}
