//! Drives a [`Session`] with native sockets, and keeps what a browser would hide: why each handshake
//! failed, and the answer that it got.

use diagnosis::evidence::{
    Agent, Evidence, Family, Hop, Line, Marred, Observation, Outcome, PageFacts, Probe, Source,
    Variant, Via,
};
use diagnosis::reading::Reading;
use diagnosis::session::{Command, Id, Input, Mode, Plan, Session};
use diagnosis::target::{Endpoint, Place, Target};
use diagnosis::time::Millis;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::sleep_until;
use url::Url;

use crate::edge::clock::Clock;
use crate::edge::fetch::Fetch;
use crate::edge::head::Head;
use crate::edge::net::Stage;
use crate::edge::socket::{Ask, Socket};
use crate::edge::tls::Tls;
use crate::edge::{Event, Tell};
use crate::further::Further;
use crate::progress::Progress;

/// What to run.
pub(crate) struct Settings {
    /// Where to connect.
    pub(crate) endpoint: Endpoint,
    /// What to do there.
    pub(crate) plan: Plan,
    /// The Origin of the application's pages, if it was given.
    pub(crate) origin: Option<String>,
    /// Headers for the endpoint and its ways in, and for nobody else.
    pub(crate) headers: Vec<(String, String)>,
    /// Whom to trust.
    pub(crate) tls: Tls,
    /// Whether to ask what no browser can, where something failed.
    pub(crate) further: bool,
}

/// What a run saw.
pub(crate) struct Ran {
    /// The evidence.
    pub(crate) evidence: Evidence,
    /// The answers to its handshakes, in their order.
    pub(crate) answers: Vec<Answer>,
}

/// The answer to a handshake.
pub(crate) struct Answer {
    /// The way in.
    pub(crate) via: Via,
    /// Where it pointed on the endpoint's host.
    pub(crate) place: Place,
    /// Status line and headers.
    pub(crate) head: Head,
    /// Why it did not open, if it did not.
    pub(crate) line: Option<Line>,
}

/// How many events may wait.
const QUEUE: usize = 256;
/// A wall clock that ran ahead this far says that the machine slept.
const SLEPT: Millis = Millis(2000);
/// A handshake that was given up sooner was stopped, and not waited for.
const WAITED: Millis = Millis(3500);

/// Runs the session to its end; the first interrupt stops it, and what was measured stays.
pub(crate) async fn run(settings: Settings, progress: Progress) -> Ran {
    let (tell, told) = channel(QUEUE);
    let wanted = settings.further.then(|| further(&settings));
    let mut run = Run::new(settings, progress, tell);
    let mut interrupts = interrupts();
    let stopped = run.drive(told, &mut interrupts).await;
    let mut ran = run.ended();
    if let Some((ask, ways, nobody)) = wanted.filter(|_| !stopped) {
        let further = Further { ask, ways, nobody, tls: run.tls, clock: run.clock };
        let failed = Reading::new(&ran.evidence).opening.failed();
        let asked = async {
            if failed {
                run.progress.say("Asking what no browser can …", run.clock.now());
                further.ask(&mut ran.evidence).await;
            } else if let Some(drop) = Further::unexplained(&ran.evidence) {
                run.progress.say("Watching once more, with pings …", run.clock.now());
                further.watch(&mut ran.evidence, drop).await;
            }
        };
        tokio::select! {
            () = asked => {}
            // What was asked until then is kept.
            _ = interrupts.recv() => {}
        }
    }
    ran
}

/// The handshake as it is made, the ways in, and the name of a path that nobody serves, for what is
/// asked when the session is over.
fn further(settings: &Settings) -> (Ask, Vec<(Via, Url)>, String) {
    let Settings { endpoint, plan, headers, origin, .. } = settings;
    let trace = plan.trace.map(|trace| format!("{trace:08x}"));
    let url = |url: &str| Url::parse(url).expect("it was made of the parts of a URL");
    let way =
        |(hop, way): &(Hop, Endpoint)| (Via::Behind(*hop), url(&way.plain_url(trace.as_deref())));
    let ask = Ask {
        url: url(&endpoint.url(trace.as_deref())),
        origin: Some(origin.clone().unwrap_or_else(|| endpoint.target.origin())),
        headers: headers.clone(),
        subprotocols: endpoint.subprotocols.clone(),
    };
    let nobody = format!("nobody-serves-{:08x}", plan.nonce);
    (ask, endpoint.bypasses.iter().map(way).collect(), nobody)
}

struct Run {
    session: Session,
    clock: Clock,
    tell: Tell,
    tls: Tls,
    origin: String,
    headers: Vec<(String, String)>,
    target: Target,
    ways: Vec<(String, Via)>,
    control: Option<String>,
    sockets: Vec<(Id, Socket)>,
    fetches: Vec<(Vec<Id>, Fetch)>,
    attempts: Vec<Attempt>,
    /// The server took HTTP/2 where it was offered.
    http2: bool,
    progress: Progress,
}

/// One handshake, from its start.
struct Attempt {
    id: Id,
    via: Via,
    place: Place,
    started: Millis,
    ended: Millis,
    stage: Option<Stage>,
    opened: bool,
    head: Option<Head>,
    line: Option<Line>,
}

impl Run {
    fn new(settings: Settings, progress: Progress, tell: Tell) -> Run {
        let Settings { endpoint, plan, origin, headers, tls, .. } = settings;
        let clock = Clock::start();
        let target = endpoint.target.clone();
        let facts = PageFacts {
            own: origin.is_some(),
            online: true,
            private: diagnosis::address::is_private(&target.host),
            ..PageFacts::default()
        };
        let trace = plan.trace.map(|trace| format!("{trace:08x}"));
        let live = |endpoint: &Endpoint| endpoint.url(trace.as_deref());
        let way = |(hop, way): &(Hop, Endpoint)| (live(way), Via::Behind(*hop));
        Run {
            ways: endpoint.bypasses.iter().map(way).collect(),
            control: endpoint.control.as_deref().map(live),
            session: Session::new(
                endpoint,
                plan,
                facts,
                Agent { family: Family::Native, major: 0 },
                clock.minute(),
            ),
            clock,
            tell,
            tls,
            origin: origin.unwrap_or_else(|| target.origin()),
            headers,
            target,
            sockets: Vec::new(),
            fetches: Vec::new(),
            attempts: Vec::new(),
            http2: false,
            progress,
        }
    }

    /// Drives the session to its end; gives whether it was stopped.
    async fn drive(&mut self, mut told: Receiver<Event>, interrupts: &mut Receiver<()>) -> bool {
        let mut stopped = false;
        let mut drift = Millis::ZERO;
        loop {
            self.act();
            self.progress.show(&self.session);
            if self.session.finished() {
                return stopped;
            }
            let due = self.session.deadline().map(|due| self.clock.instant(due));
            let tick = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            let event = tokio::select! {
                // What was heard before a deadline is told before it.
                biased;
                Some(()) = interrupts.recv() => {
                    stopped = true;
                    Event::Input(self.clock.now(), Input::Cancel)
                }
                Some(event) = told.recv() => event,
                () = tick => Event::Input(self.clock.now(), Input::Tick),
            };
            let now = self.clock.drift();
            if now > drift + SLEPT || drift > now + SLEPT {
                self.session.handle(self.clock.now(), &Input::Interrupted);
            }
            drift = now;
            self.take(event);
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Input(at, input) => {
                // A flood must not keep a deadline from being told.
                let overdue = self.session.deadline().is_some_and(|due| at > due);
                if overdue && input != Input::Tick {
                    self.session.handle(at, &Input::Tick);
                    self.act();
                }
                match &input {
                    Input::Opened { id, .. } => self.attempt(*id, |attempt| attempt.opened = true),
                    Input::Closed { id, .. } => {
                        self.attempt(*id, |attempt| attempt.ended = at);
                        self.sockets.retain(|(own, _)| own != id);
                    }
                    _ => {}
                }
                self.session.handle(at, &input);
            }
            Event::Http2 => self.http2 = true,
            Event::Reached(id, stage) => self.attempt(id, |attempt| attempt.stage = Some(stage)),
            Event::Line(id, line) => self.attempt(id, |attempt| attempt.line = Some(line)),
            Event::Answered(id, head) => self.attempt(id, |attempt| attempt.head = Some(*head)),
        }
    }

    fn attempt(&mut self, id: Id, change: impl FnOnce(&mut Attempt)) {
        if let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.id == id) {
            change(attempt);
        }
    }

    /// Carries out what is to be done.
    fn act(&mut self) {
        let mut asked: Vec<(String, Vec<(Id, Mode)>)> = Vec::new();
        while let Some(command) = self.session.poll() {
            match command {
                Command::Open { id, url, subprotocols, .. } => self.open(id, &url, subprotocols),
                Command::Send { id, text } => {
                    self.socket(id).into_iter().for_each(|socket| socket.send(text.clone()));
                }
                Command::Close { id } => self.socket(id).into_iter().for_each(Socket::close),
                // Every answer can be read, so that one request answers for all modes.
                Command::Fetch { id, url, mode, .. } => {
                    match asked.iter_mut().find(|(own, _)| *own == url) {
                        Some((_, ids)) => ids.push((id, mode)),
                        None => asked.push((url, vec![(id, mode)])),
                    }
                }
                Command::Abort { id } => self.abort(id),
            }
        }
        for (url, asked) in asked {
            let url = Url::parse(&url).expect("it was made of the parts of a URL");
            let ids = asked.iter().map(|(id, _)| *id).collect();
            let (headers, tls) = (self.headers.clone(), self.tls.clone());
            let fetch = Fetch::start(asked, url, headers, tls, self.clock, self.tell.clone());
            self.fetches.push((ids, fetch));
        }
    }

    fn socket(&self, id: Id) -> Option<&Socket> {
        self.sockets.iter().find(|(own, _)| *own == id).map(|(_, socket)| socket)
    }

    fn open(&mut self, id: Id, url: &str, subprotocols: Vec<String>) {
        let elsewhere = self.control.as_deref() == Some(url);
        let way = self.ways.iter().find(|(way, _)| way == url);
        if !elsewhere {
            self.attempts.push(Attempt {
                id,
                via: way.map_or(Via::Front, |(_, via)| *via),
                place: self.target.locate(url),
                started: self.clock.now(),
                ended: self.clock.now(),
                stage: None,
                opened: false,
                head: None,
                line: None,
            });
        }
        let ask = Ask {
            url: Url::parse(url).expect("it was made of the parts of a URL"),
            origin: Some(self.origin.clone()),
            // A stranger must not get the operator's cookies.
            headers: if elsewhere { Vec::new() } else { self.headers.clone() },
            subprotocols,
        };
        let (tls, tell) = (self.tls.clone(), self.tell.clone());
        self.sockets.push((id, Socket::open(id, ask, tls, self.clock, tell)));
    }

    fn abort(&mut self, id: Id) {
        self.sockets.retain(|(own, _)| *own != id);
        self.fetches.retain_mut(|(ids, _)| {
            ids.retain(|own| *own != id);
            !ids.is_empty()
        });
        let now = self.clock.now();
        self.attempt(id, |attempt| {
            attempt.ended = now;
            let waited = now - attempt.started > WAITED && !attempt.opened;
            // The address does not answer to TCP, which no browser tells in this time.
            if waited && attempt.stage == Some(Stage::Connecting) {
                attempt.line = Some(Line::Unreachable);
            }
        });
    }

    /// Why an attempt failed.
    fn line(&self, attempt: &Attempt) -> Option<Line> {
        // Whoever speaks HTTP/1.1 names it where it alone is offered, if TLS names anything at all.
        let refuses = attempt.stage == Some(Stage::Unagreed) && self.http2;
        match attempt.line {
            Some(Line::ClosedUnanswered | Line::Reset | Line::NotHttp) if refuses => {
                Some(Line::TlsProtocol)
            }
            line => line,
        }
    }

    fn ended(&self) -> Ran {
        let mut evidence = self.session.evidence().clone();
        let mut lines: Vec<Observation> = Vec::new();
        for attempt in &self.attempts {
            let Some(line) = self.line(attempt) else { continue };
            let outcome = Outcome::Line(line, attempt.place);
            if lines.iter().any(|seen| seen.outcome == outcome && seen.via == attempt.via) {
                continue;
            }
            lines.push(Observation {
                probe: Probe::Console,
                via: attempt.via,
                variant: Variant::AsIs,
                started: attempt.started,
                ended: attempt.ended,
                outcome,
                marred: Marred::default(),
                source: Source::Measured,
            });
        }
        evidence.observations.extend(lines);
        let answer = |attempt: &Attempt| {
            let Attempt { via, place, line, .. } = *attempt;
            attempt.head.clone().map(|head| Answer { via, place, head, line })
        };
        Ran { evidence, answers: self.attempts.iter().filter_map(answer).collect() }
    }
}

/// Ctrl-C and the request to terminate. The second one ends the process at once.
fn interrupts() -> Receiver<()> {
    let (tell, told) = channel(1);
    tokio::spawn(async move {
        for count in 0.. {
            interrupted().await;
            if count > 0 || tell.send(()).await.is_err() {
                std::process::exit(STOPPED);
            }
        }
    });
    told
}

/// What shells say of a program that was stopped by Ctrl-C.
const STOPPED: i32 = 130;

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        // Without a handler the signal ends the process by itself.
        Ok(()) = tokio::signal::ctrl_c() => {}
        Some(()) = terminate.recv() => {}
        else => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
