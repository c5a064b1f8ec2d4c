//! Drives a [`Session`] with the browser: carries out its commands, and hands it what happens.

use std::cell::RefCell;
use std::rc::Rc;

use diagnosis::evidence::{Evidence, Marred, Observation, Outcome, Probe, Source, Variant, Via};
use diagnosis::probe::PROBES;
use diagnosis::report::link;
use diagnosis::session::{Command, Id, Input, Lane, Plan, Session};
use diagnosis::time::Millis;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use sheet::exchange::{Ask, Watch};

use crate::edge::clock::{Clock, minute};
use crate::edge::fetch::Fetch;
use crate::edge::socket::Socket;
use crate::edge::worker::{self, Worker};
use crate::edge::{Tell, page, url};
use crate::exchange::{Seen, Snapshot, Start, Step};
use crate::request::request;

/// A run under way; it ends, with all its sockets, when this is dropped.
pub struct Runner(Rc<RefCell<Run>>);

struct Run {
    session: Session,
    clock: Clock,
    tell: Tell,
    emit: Box<dyn Fn(&Snapshot)>,
    /// There are long waits to come, if it opens.
    watches: bool,
    /// Makes the worker that holds them.
    make: worker::Make,
    worker: Option<Worker>,
    sockets: Vec<(Id, Socket)>,
    fetches: Vec<(Id, Fetch)>,
    /// What the timers are set for.
    due: Option<Millis>,
    timer: Option<Timeout>,
    listeners: Vec<EventListener>,
    /// The wall clock's lead over ours when it was last looked at.
    drift: Millis,
    shown: Option<(usize, usize, bool)>,
}

/// A worker whose tick is later than this has stalled, and the page's own stands in for it.
const SPARE: Millis = Millis(2000);
/// A wall clock that ran ahead this far says that the device slept.
const SLEPT: Millis = Millis(2000);

impl Runner {
    /// Starts a run; `local_denied` says whether the browser denies connections to local networks,
    /// `make` makes its worker, `emit` gets a snapshot whenever something changed. `None` for a form
    /// that has problems, which the page has looked for before.
    pub fn start(
        start: &Start,
        local_denied: bool,
        make: worker::Make,
        emit: impl Fn(&Snapshot) + 'static,
    ) -> Option<Runner> {
        let request = request(&start.draft, start.private, &url::parse).ok()?;
        let clock = Clock::start();
        let facts = page::facts(&request.endpoint.target, local_denied);
        let watches = request.idle_limit > Millis::ZERO;
        let plan = Plan {
            idle_limit: request.idle_limit,
            heartbeat: request.heartbeat,
            refine: request.refine,
            grow: request.grow,
            message: request.message,
            trace: start.trace.then(page::random),
            nonce: page::random(),
        };
        let session = Session::new(request.endpoint, plan, facts, page::browser(), minute());
        let run = Rc::new_cyclic(|weak: &std::rc::Weak<RefCell<Run>>| {
            let weak = weak.clone();
            let tell: Tell = Rc::new(move |at, input| {
                if let Some(run) = weak.upgrade() {
                    step(&run, at, input);
                }
            });
            let listeners = page::watch(clock, &tell).into();
            RefCell::new(Run {
                session,
                clock,
                tell,
                emit: Box::new(emit),
                watches,
                make,
                worker: None,
                sockets: Vec::new(),
                fetches: Vec::new(),
                due: None,
                timer: None,
                listeners,
                drift: Millis::ZERO,
                shown: None,
            })
        });
        run.borrow_mut().settle();
        Some(Runner(run))
    }

    /// What the sheet is to be asked about the long waits as they stand now.
    pub fn watch(&self) -> Ask {
        let run = self.0.borrow();
        let now = run.clock.now();
        let lanes = run.session.lanes(now);
        let evidence = link::encode(&as_if_stopped(run.session.evidence(), now, &lanes));
        let ends = lanes.iter().map(|lane| lane.opened + lane.lasts).collect();
        Ask::Watch(Watch { evidence, ends })
    }

    /// Stops the run; what was measured stays.
    pub fn cancel(&self) {
        let now = self.0.borrow().clock.now();
        step(&self.0, now, Input::Cancel);
    }
}

/// Browsers never call back while we call them, so that the run is free whenever this is entered.
fn step(run: &RefCell<Run>, at: Millis, input: Input) {
    let mut run = run.borrow_mut();
    run.take(at, &input);
    run.settle();
}

impl Run {
    fn take(&mut self, at: Millis, input: &Input) {
        let drift = self.clock.drift();
        if drift > self.drift + SLEPT || self.drift > drift + SLEPT {
            self.session.handle(at, &Input::Interrupted);
        }
        self.drift = drift;
        match input {
            // Not sooner: where nothing opens there is nothing to wait for.
            Input::Opened { .. } if self.watches && self.worker.is_none() => {
                self.worker = Worker::start(&self.make, self.clock, self.tell.clone());
                self.due = None;
            }
            // Timers may fire a moment too soon, and are then set once more.
            Input::Tick => self.due = None,
            Input::Closed { id, .. } => self.sockets.retain(|(own, _)| own != id),
            Input::Responded { id, .. } | Input::Failed { id } => {
                self.fetches.retain(|(own, _)| own != id);
            }
            _ => {}
        }
        self.session.handle(at, input);
    }

    /// Does all that is to be done, sets the timer and shows the state.
    fn settle(&mut self) {
        // What a constructor throws is told once the commands are drained, as the contract asks.
        let mut thrown = Vec::new();
        loop {
            while let Some(command) = self.session.poll() {
                thrown.extend(self.act(command));
            }
            let Some(input) = thrown.pop() else { break };
            self.session.handle(self.clock.now(), &input);
        }
        if self.session.finished() {
            self.worker = None;
            self.sockets.clear();
            self.fetches.clear();
            self.listeners.clear();
        }
        self.set_timers();
        self.show();
    }

    /// Sets the timers, but not for each event anew: those of a flood would put them off for ever.
    fn set_timers(&mut self) {
        let deadline = self.session.deadline();
        if deadline == self.due {
            return;
        }
        self.due = deadline;
        self.timer = deadline.map(|deadline| {
            let (tell, clock) = (self.tell.clone(), self.clock);
            let worker = self.worker.as_ref().is_some_and(|worker| worker.wake(deadline));
            // Not together with the worker's: what it tells before its tick was sooner.
            let spare = if worker { SPARE } else { Millis::ZERO };
            let wait = deadline + spare - clock.now();
            Timeout::new(wait.0, move || tell(clock.now(), Input::Tick))
        });
    }

    fn act(&mut self, command: Command) -> Option<Input> {
        if self.worker.as_mut().is_some_and(|worker| worker.act(&command)) {
            return None;
        }
        match command {
            Command::Open { id, url, subprotocols, .. } => {
                match Socket::open(id, &url, &subprotocols, self.clock, &self.tell) {
                    Ok(socket) => self.sockets.push((id, socket)),
                    Err(throw) => return Some(Input::Threw { id, throw }),
                }
            }
            Command::Send { id, text } => {
                self.sockets.iter().filter(|(own, _)| *own == id).for_each(|(_, s)| s.send(&text));
            }
            Command::Close { id } => {
                self.sockets.iter().filter(|(own, _)| *own == id).for_each(|(_, s)| s.close());
            }
            Command::Fetch { id, url, mode, credentials } => {
                let tell = self.tell.clone();
                self.fetches
                    .push((id, Fetch::start(id, &url, mode, credentials, self.clock, tell)));
            }
            Command::Abort { id } => {
                self.sockets.retain(|(own, _)| *own != id);
                self.fetches.retain(|(own, _)| *own != id);
            }
        }
        None
    }

    fn show(&mut self) {
        let under_way: Vec<_> = self.session.under_way().map(|(probe, _)| probe).collect();
        let (evidence, finished) = (self.session.evidence(), self.session.finished());
        // Most events change nothing that is shown: each message of a wait, for one.
        let shown = Some((evidence.observations.len(), under_way.len(), finished));
        if self.shown == shown {
            return;
        }
        self.shown = shown;
        let seen = (finished || self.session.settled())
            .then(|| Seen { evidence: link::encode(evidence), quotes: evidence.quotes.clone() });
        (self.emit)(&Snapshot { steps: steps(evidence, &under_way), seen, finished });
    }
}

fn steps(evidence: &Evidence, under_way: &[Probe]) -> Vec<Step> {
    let ran = |outcome: &Outcome| !matches!(outcome, Outcome::Skipped(_));
    PROBES
        .iter()
        .filter_map(|spec| {
            let over = !under_way.contains(&spec.probe);
            let shown = !over || evidence.all(spec.probe).any(|(_, seen)| ran(&seen.outcome));
            let title = spec.title.into();
            shown.then(|| Step { id: spec.probe.id().to_owned(), title, over })
        })
        .collect()
}

/// Evidence with the waits that go on at its end, as if they were stopped now.
fn as_if_stopped(evidence: &Evidence, now: Millis, lanes: &[Lane]) -> Evidence {
    let mut evidence = evidence.clone();
    evidence.observations.extend(lanes.iter().map(|lane| Observation {
        probe: lane.probe,
        via: Via::Front,
        variant: Variant::AsIs,
        started: lane.opened,
        ended: now,
        outcome: Outcome::Waited(lane.wait),
        marred: Marred::default(),
        source: Source::Measured,
    }));
    evidence
}
