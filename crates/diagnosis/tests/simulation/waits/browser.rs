//! A browser that runs a session in a world: its clock, its timers, its hidden tab and its sleep.

use diagnosis::evidence::{Evidence, Family};
use diagnosis::session::{Command, Id, Input, Session};
use diagnosis::target::{Endpoint, UrlParts};
use diagnosis::time::Millis;

use crate::drive::{Surroundings, drive};
use crate::random::Random;
use crate::waits::network::{Fate, Network, News};
use crate::waits::world::World;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) evidence: Evidence,
    /// How each connection really ended that its own side did not end.
    pub(crate) fates: Vec<Fate>,
    /// When the first long wait opened.
    pub(crate) began: Option<u64>,
    /// When the run ended, by the clock of the network.
    pub(crate) ended: u64,
}

/// Runs a session in the world to its end.
pub(crate) fn run(world: &World) -> Run {
    let mut session = Session::new(endpoint(world), world.plan(), world.page(), world.agent(), 1);
    let mut browser = Browser {
        world,
        network: Network::new(world),
        random: Random::new(world.seed.rotate_left(32)),
        happens: happenings(world),
        wake: None,
    };
    drive(&mut session, &mut browser);
    Run {
        evidence: session.evidence().clone(),
        fates: browser.network.fates,
        began: browser.network.began,
        ended: browser.network.now,
    }
}

/// What happens to the page itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Hidden,
    Shown,
    Woken,
    Lost,
    Told,
}

struct Browser<'w> {
    world: &'w World,
    network: Network<'w>,
    random: Random,
    /// What is still to happen, the next last.
    happens: Vec<(u64, Happening)>,
    /// The deadline that the timer was set for, and when it fires.
    wake: Option<(Millis, u64)>,
}

fn happenings(world: &World) -> Vec<(u64, Happening)> {
    let client = &world.client;
    let awake = |at: u64| match client.sleep {
        Some(sleep) if (sleep.from..sleep.to).contains(&at) => sleep.to,
        _ => at,
    };
    let mut happens = Vec::new();
    if let Some((from, to)) = client.hidden {
        happens.extend([(from, Happening::Hidden), (to, Happening::Shown)]);
    }
    if let Some(sleep) = client.sleep {
        happens.push((sleep.to, Happening::Woken));
    }
    if let Some(change) = client.change {
        happens.extend([(change.at, Happening::Lost), (change.told, Happening::Told)]);
    }
    happens.iter_mut().for_each(|(at, _)| *at = awake(*at));
    happens.sort_by(|one, other| other.cmp(one));
    happens
}

fn endpoint(world: &World) -> Endpoint {
    let scheme = if world.client.secure { "wss" } else { "ws" };
    let parts = UrlParts {
        scheme: scheme.into(),
        host: "chat.example".into(),
        path: "/ws".into(),
        ..UrlParts::default()
    };
    Endpoint::new(parts, true).expect("the address is valid")
}

impl Surroundings for Browser<'_> {
    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Open { id, long, .. } => self.network.open(id, long),
            Command::Send { id, .. } => self.network.send(id),
            Command::Close { id } => self.network.close(id),
            Command::Abort { id } => self.network.abort(id),
            Command::Fetch { id, mode, .. } => self.network.fetch(id, mode),
        }
    }

    fn next(&mut self, due: Option<Millis>) -> (Millis, Vec<Input>) {
        if due != self.wake.map(|(due, _)| due) {
            self.wake = due.map(|due| (due, self.fires(due)));
        }
        let fires = self.wake.map_or(u64::MAX, |(_, fires)| fires);
        let happens = self.happens.last().map_or(u64::MAX, |(at, _)| *at);
        let upcoming = self.network.upcoming().unwrap_or(u64::MAX);
        let next = fires.min(happens).min(upcoming);
        assert!(next < u64::MAX, "the run in world {:#018x} waits for ever", self.world.seed);
        let inputs = if happens == next {
            self.network.now = self.network.now.max(next);
            self.happen()
        } else if upcoming == next {
            self.network.step().map_or_else(Vec::new, |(id, news)| self.hear(id, news))
        } else {
            self.network.now = self.network.now.max(next);
            self.wake = None;
            vec![Input::Tick]
        };
        (self.clock(), inputs)
    }
}

impl Browser<'_> {
    /// When a timer for a deadline fires.
    fn fires(&mut self, due: Millis) -> u64 {
        let slept = self.slept();
        let at = (u64::from(due.0) + slept).max(self.network.now);
        let at = at + self.random.within(0, 4);
        let at = self.throttled(at);
        match self.world.client.sleep {
            Some(sleep) if (sleep.from..sleep.to).contains(&at) => {
                // A clock that stood still makes the timer wait for the rest of its time.
                if sleep.stops_clock { at + (sleep.to - sleep.from) } else { sleep.to + 1 }
            }
            _ => at,
        }
    }

    /// Timers of a hidden page wait for the next second, in Chromium after five minutes for the next
    /// minute; those of a worker don't.
    fn throttled(&self, at: u64) -> u64 {
        match self.world.client.hidden {
            Some((from, to)) if !self.world.client.worker && (from..to).contains(&at) => {
                let chromium = self.world.client.family == Family::Chromium;
                let step = if chromium && at - from >= 300_000 { 60_000 } else { 1_000 };
                (from + (at - from).div_ceil(step) * step).min(to)
            }
            _ => at,
        }
    }

    /// For how long the page's clock has stood still.
    fn slept(&self) -> u64 {
        let stopped = self.world.client.sleep.filter(|sleep| sleep.stops_clock);
        stopped
            .filter(|sleep| self.network.now >= sleep.to)
            .map_or(0, |sleep| sleep.to - sleep.from)
    }

    /// The run's time.
    fn clock(&self) -> Millis {
        let time = self.network.now - self.slept();
        Millis(u32::try_from(time).expect("a run is shorter than 49 days"))
    }

    fn happen(&mut self) -> Vec<Input> {
        let Some((_, what)) = self.happens.pop() else { return Vec::new() };
        // A timer that was slowed, or stood still, is set anew.
        if matches!(what, Happening::Shown | Happening::Woken) {
            self.wake = None;
        }
        let mut inputs = match what {
            Happening::Hidden => vec![Input::Hidden(true)],
            Happening::Shown => vec![Input::Hidden(false)],
            Happening::Told | Happening::Woken => vec![Input::Interrupted],
            Happening::Lost => Vec::new(),
        };
        let loses = self.world.client.sleep.is_some_and(|sleep| sleep.loses);
        if what == Happening::Lost || (what == Happening::Woken && loses) {
            for id in self.network.lose_all() {
                inputs.extend(self.hear(id, News::Ended { code: 1006, clean: false, reset: true }));
            }
        }
        inputs
    }

    fn hear(&self, id: Id, news: News) -> Vec<Input> {
        let input = match news {
            News::Opened => Input::Opened { id, subprotocol: false, extensions: false },
            News::Message => Input::Message { id, count: 1 },
            News::Responded(response) => Input::Responded { id, response },
            News::Failed => Input::Failed { id },
            News::Ended { code, clean, reset } => {
                let closed = Input::Closed { id, code, clean, reason: String::new() };
                if reset && self.world.client.family == Family::Firefox {
                    return vec![Input::Errored { id }, closed];
                }
                closed
            }
        };
        vec![input]
    }
}
