//! One run, without input or output of its own.
//!
//! A [`Session`] is told what happened ([`Input`], with the time at which it happened) and answers
//! with what to do ([`Command`]). **The contract**: after [`Session::new`] and after each
//! [`Session::handle`], drain [`Session::poll`] until it gives `None`, then wait for the next event
//! or for [`Session::deadline`], whichever is first; at the deadline hand in [`Input::Tick`].
//!
//! It has no clock, so that a wait of an hour is tested in microseconds. It ends by itself within
//! the sum of its probes' limits, whatever comes in, and commands nothing after its end.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use crate::RUNBOOK;
use crate::evidence::{
    After, Agent, Evidence, Family, Marred, Observation, Opened, Outcome, PageFacts, Probe, Quote,
    Source, Throw, Variant, Via, Wait, WaitEnd, Why,
};
use crate::probe::{Context, Machine, PROBES, Ready};
use crate::target::{Endpoint, quotable};
use crate::time::Millis;

/// Names a connection or a request of one run.
pub type Id = u32;

/// What happened, in the words of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A socket is being opened, since this time and not since the command: who carries that out may
    /// be late. It is not a must.
    Connecting {
        /// Which socket.
        id: Id,
    },
    /// A socket's open event.
    Opened {
        /// Which socket.
        id: Id,
        /// Whether the server chose a subprotocol.
        subprotocol: bool,
        /// Whether the server agreed to extensions.
        extensions: bool,
    },
    /// Message events of a socket, up to this time.
    Message {
        /// Which socket.
        id: Id,
        /// How many since the last word of them; at least 1.
        count: u32,
    },
    /// More has come on a socket than a check is to take, and no more of it is told.
    Overrun {
        /// Which socket.
        id: Id,
    },
    /// A socket's error event.
    Errored {
        /// Which socket.
        id: Id,
    },
    /// A socket's close event.
    Closed {
        /// Which socket.
        id: Id,
        /// The close code.
        code: u16,
        /// Whether both close frames were exchanged.
        clean: bool,
        /// The reason that came with it, at most 123 bytes.
        reason: String,
    },
    /// The constructor of a socket threw.
    Threw {
        /// Which socket.
        id: Id,
        /// What it threw.
        throw: Throw,
    },
    /// A request was answered; the time is that of the answer's headers.
    Responded {
        /// Which request.
        id: Id,
        /// What the page may know of the answer.
        response: Response,
    },
    /// A request failed.
    Failed {
        /// Which request.
        id: Id,
    },
    /// The page was hidden or shown again.
    Hidden(bool),
    /// The network changed, or the device slept.
    Interrupted,
    /// A deadline has come.
    Tick,
    /// The visitor stops the run; what was measured stays.
    Cancel,
}

impl Input {
    /// The socket or request that it is about.
    pub fn id(&self) -> Option<Id> {
        match self {
            Input::Connecting { id }
            | Input::Opened { id, .. }
            | Input::Message { id, .. }
            | Input::Overrun { id }
            | Input::Errored { id }
            | Input::Closed { id, .. }
            | Input::Threw { id, .. }
            | Input::Responded { id, .. }
            | Input::Failed { id } => Some(*id),
            Input::Hidden(_) | Input::Interrupted | Input::Tick | Input::Cancel => None,
        }
    }
}

/// What a page may know of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// That there is one.
    Opaque,
    /// That it is a redirect.
    Redirect,
    /// All of it.
    Readable {
        /// The status code.
        status: u16,
        /// Lower-case names and values.
        headers: Vec<(String, String)>,
        /// The beginning of the body, as text.
        body: String,
    },
}

/// How a request may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `no-cors`.
    NoCors,
    /// `cors`.
    Cors,
    /// `cors` with `redirect: 'manual'`.
    Manual,
}

/// What to do. It holds live URLs and so can't be printed.
#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    /// Open a WebSocket.
    Open {
        /// Its name from now on.
        id: Id,
        /// Where to.
        url: String,
        /// The subprotocols to offer.
        subprotocols: Vec<String>,
        /// It is a long wait: to be held where timers are not slowed while the page is hidden.
        long: bool,
    },
    /// Send a text message.
    Send {
        /// On which socket.
        id: Id,
        /// The message.
        text: String,
    },
    /// Close with 1000, and go on telling what happens.
    Close {
        /// Which socket.
        id: Id,
    },
    /// Make a GET request that no cache answers.
    Fetch {
        /// Its name from now on.
        id: Id,
        /// Where to.
        url: String,
        /// How it may be answered.
        mode: Mode,
        /// Whether cookies go along.
        credentials: bool,
    },
    /// End a socket or a request at once and tell no more of it.
    Abort {
        /// Which socket or request.
        id: Id,
    },
}

/// What one run is to do.
#[derive(Clone, PartialEq, Eq)]
pub struct Plan {
    /// How long to wait for an idle drop; zero for a quick check without the waits.
    pub idle_limit: Millis,
    /// The interval of the client's heartbeat.
    pub heartbeat: Millis,
    /// Whether to repeat a drop, and to look for the longest heartbeat interval that is short enough.
    pub refine: bool,
    /// Whether the message may be sent repeated, to look for a limit of size.
    pub grow: bool,
    /// A harmless message of the application; nothing is ever sent without one.
    pub message: Option<String>,
    /// An id that each request carries in its query, for the access logs of the hops.
    pub trace: Option<u32>,
    /// A random number: it names the path that nobody serves.
    pub nonce: u32,
}

/// At most this many sockets are opened in a run.
pub const MOST_SOCKETS: u32 = 12;
/// At most this many are open at once.
pub const MOST_AT_ONCE: usize = 4;
/// Timers that come this late say that the page was frozen or its timers slowed.
const LATE: Millis = Millis(1500);
/// What a page was told while it was busy may be queued behind a timer that comes this late.
const BUSY: Millis = Millis(200);

/// A page may be told this much later why its sockets ended: that its network changed.
const TOLD: Millis = Millis(1000);

/// The probes that wait for minutes.
const LONG: [Probe; 4] = [Probe::Idle, Probe::Beat, Probe::Recur, Probe::Pace];

struct Running {
    probe: Probe,
    started: Millis,
    /// When its last socket opened.
    opened: Option<Millis>,
    machine: Box<dyn Machine>,
    ids: Vec<Id>,
    marred: Marred,
    noted: bool,
}

/// One run of all probes against one endpoint.
pub struct Session {
    endpoint: Endpoint,
    plan: Plan,
    evidence: Evidence,
    pending: Vec<Probe>,
    running: Vec<Running>,
    connecting: Vec<Id>,
    open: Vec<Id>,
    commands: VecDeque<Command>,
    next_id: Id,
    sockets: u32,
    hidden: bool,
    cancelled: bool,
    /// The last deadline whose tick was late: another tick is waited for, and what came before it heard.
    put_off: Option<Millis>,
    /// The reason of the close that is being handled.
    reason: String,
    now: Millis,
}

/// A long wait as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Which of the long waits.
    pub probe: Probe,
    /// When its socket opened.
    pub opened: Millis,
    /// How long it lasts at most.
    pub lasts: Millis,
    /// What it has come to, as if it were stopped now.
    pub wait: Wait,
}

impl Session {
    /// A run that begins now, at time zero. `minute` is the wall clock in minutes since 1970.
    pub fn new(
        endpoint: Endpoint,
        plan: Plan,
        page: PageFacts,
        agent: Agent,
        minute: u32,
    ) -> Session {
        let evidence = Evidence {
            target: endpoint.target.clone(),
            agent,
            minute,
            trace: plan.trace,
            observations: alloc::vec![Observation {
                probe: Probe::Page,
                via: Via::Front,
                variant: Variant::AsIs,
                started: Millis::ZERO,
                ended: Millis::ZERO,
                outcome: Outcome::Page(page),
                marred: Marred::default(),
                source: Source::Measured,
            }],
            runbook: RUNBOOK,
            quotes: Vec::new(),
        };
        let mut session = Session {
            endpoint,
            plan,
            evidence,
            pending: PROBES.iter().map(|spec| spec.probe).collect(),
            running: Vec::new(),
            connecting: Vec::new(),
            open: Vec::new(),
            commands: VecDeque::new(),
            next_id: 0,
            sockets: 0,
            hidden: page.hidden,
            cancelled: false,
            put_off: None,
            reason: String::new(),
            now: Millis::ZERO,
        };
        session.begin();
        session
    }

    /// Takes in what happened at `at`. What comes after the end, or names nothing, is ignored.
    pub fn handle(&mut self, at: Millis, input: &Input) {
        if self.finished() {
            return;
        }
        let due = self.deadline();
        let late = |by| due.is_some_and(|due| at > due + by);
        self.running.iter_mut().for_each(|running| running.marred.frozen |= late(LATE));
        if *input == Input::Tick && late(BUSY) && self.put_off != due {
            self.put_off = due;
            return;
        }
        // Answers are stamped with the time of their headers, which may lie before other events.
        self.now = self.now.max(at);
        match input {
            Input::Cancel => return self.cancel(at),
            Input::Closed { reason, .. } => self.reason.clone_from(reason),
            Input::Hidden(hidden) => {
                self.hidden = *hidden;
                self.running.iter_mut().for_each(|running| running.marred.hidden |= *hidden);
            }
            Input::Interrupted => {
                self.running.iter_mut().for_each(|running| running.marred.interrupted = true);
                // Sockets may end before the page is told why.
                let observations = self.evidence.observations.iter_mut();
                observations
                    .filter(|seen| seen.ended + TOLD > at && seen.probe != Probe::Page)
                    .for_each(|seen| seen.marred.interrupted = true);
            }
            _ => {}
        }
        if let Some(id) = input.id()
            && !matches!(
                input,
                Input::Connecting { .. } | Input::Message { .. } | Input::Overrun { .. }
            )
        {
            self.connecting.retain(|connecting| *connecting != id);
        }
        for index in 0..self.running.len() {
            let concerned = input.id().is_none_or(|id| self.running[index].ids.contains(&id));
            if concerned {
                if matches!(input, Input::Opened { .. }) {
                    self.running[index].opened = Some(at);
                }
                self.step(index, |machine, context, out| machine.handle(at, input, context, out));
            }
        }
        self.reason.clear();
        self.running.retain(|running| !running.ids.is_empty());
        self.begin();
    }

    /// The next thing to do, or `None` until something happens.
    pub fn poll(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// When to hand in a [`Input::Tick`] if nothing else happens before.
    pub fn deadline(&self) -> Option<Millis> {
        if self.idle() {
            return self.told();
        }
        let context = self.context();
        let waiting = self.pending.iter().filter_map(|probe| match ready(*probe, &context) {
            Ready::At(time) => Some(time),
            _ => None,
        });
        self.running.iter().filter_map(|running| running.machine.deadline()).chain(waiting).min()
    }

    /// What was seen so far.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The probes that are under way, and since when.
    pub fn under_way(&self) -> impl Iterator<Item = (Probe, Millis)> {
        self.running.iter().map(|running| (running.probe, running.started))
    }

    /// The long waits as they stand at `at`.
    pub fn lanes(&self, at: Millis) -> Vec<Lane> {
        self.running.iter().flat_map(|running| running.machine.lanes(at)).collect()
    }

    /// Whether all but the long waits is done, so that the verdict on the handshake stands.
    pub fn settled(&self) -> bool {
        let long = |probe: &Probe| LONG.contains(probe);
        self.pending.iter().all(long) && self.running.iter().all(|running| long(&running.probe))
    }

    /// Whether the run is over.
    pub fn finished(&self) -> bool {
        self.idle() && self.told().is_none()
    }

    /// Whether nothing is left to do.
    fn idle(&self) -> bool {
        self.pending.is_empty() && self.running.is_empty()
    }

    /// Until when the end of the socket that was dropped last may turn out to be no service's doing.
    fn told(&self) -> Option<Millis> {
        let dropped = |seen: &&Observation| {
            matches!(
                seen.outcome,
                Outcome::Waited(Wait { end: WaitEnd::Dropped(_), .. })
                    | Outcome::Opened(Opened { after: After::Dropped(..), .. })
            )
        };
        let last = self.evidence.observations.iter().filter(dropped).map(|seen| seen.ended).max();
        last.map(|last| last + TOLD).filter(|told| *told > self.now && !self.cancelled)
    }

    fn context(&self) -> Context<'_> {
        Context {
            endpoint: &self.endpoint,
            plan: &self.plan,
            evidence: &self.evidence,
            now: self.now,
            connecting: !self.connecting.is_empty(),
            asking: self.running.iter().any(|running| running.probe == Probe::Reach),
            room: MOST_AT_ONCE.saturating_sub(self.open.len()),
            sockets_left: MOST_SOCKETS.saturating_sub(self.sockets),
            idle_since: self
                .running
                .iter()
                .find(|running| running.probe == Probe::Idle && self.connecting.is_empty())
                .and_then(|running| running.opened),
            beating: self.running.iter().any(|running| running.probe == Probe::Beat),
        }
    }

    /// Starts or skips every pending probe whose time has come.
    fn begin(&mut self) {
        let mut index = 0;
        while let Some(probe) = self.pending.get(index).copied() {
            match ready(probe, &self.context()) {
                Ready::Wait | Ready::At(_) => index += 1,
                Ready::Skip(why) => {
                    self.pending.remove(index);
                    self.note_skip(probe, why);
                    // What was skipped may be what an earlier one waited for.
                    index = 0;
                }
                Ready::Go => {
                    if self.sockets >= MOST_SOCKETS {
                        self.pending.remove(index);
                        self.note_skip(probe, Why::Budget);
                        index = 0;
                    } else if self.open.len() >= MOST_AT_ONCE {
                        index += 1;
                    } else {
                        self.pending.remove(index);
                        self.start(probe);
                        index = 0;
                    }
                }
            }
        }
    }

    fn start(&mut self, probe: Probe) {
        let spec =
            PROBES.iter().find(|spec| spec.probe == probe).expect("pending probes are registered");
        let machine = (spec.machine)();
        let marred = Marred { hidden: self.hidden, delayed: self.throttled(), ..Marred::default() };
        let now = self.now;
        self.running.push(Running {
            probe,
            started: now,
            opened: None,
            machine,
            ids: Vec::new(),
            marred,
            noted: false,
        });
        self.step(self.running.len() - 1, |machine, context, out| machine.start(now, context, out));
        self.running.retain(|running| !running.ids.is_empty());
    }

    /// Runs one machine's reaction and carries out what it decided.
    ///
    /// A machine lives as long as it has sockets or requests: when the last one is let go, it is over.
    fn step(&mut self, index: usize, react: impl FnOnce(&mut dyn Machine, &Context<'_>, &mut Out)) {
        let mut machine = core::mem::replace(&mut self.running[index].machine, Box::new(Over));
        let mut out = Out { next_id: self.next_id, ..Out::default() };
        react(&mut *machine, &self.context(), &mut out);
        self.next_id = out.next_id;
        let running = &mut self.running[index];
        running.machine = machine;
        for command in &out.commands {
            match command {
                Command::Open { id, .. } => {
                    running.ids.push(*id);
                    self.open.push(*id);
                    self.sockets += 1;
                    if running.probe != Probe::Control {
                        self.connecting.push(*id);
                    }
                }
                Command::Fetch { id, .. } => running.ids.push(*id),
                Command::Abort { id } => {
                    running.ids.retain(|own| own != id);
                    self.connecting.retain(|connecting| connecting != id);
                    self.open.retain(|open| open != id);
                }
                Command::Send { .. } | Command::Close { .. } => {}
            }
        }
        running.ids.retain(|id| !out.gone.contains(id));
        self.open.retain(|id| !out.gone.contains(id));
        self.commands.extend(out.commands);
        for note in out.notes {
            running.noted = true;
            if !self.reason.is_empty() {
                let reason = quotable(&self.reason);
                self.evidence
                    .quotes
                    .push(Quote { observation: self.evidence.observations.len(), reason });
                self.reason.clear();
            }
            self.evidence.observations.push(Observation {
                probe: note.probe.unwrap_or(running.probe),
                via: note.via,
                variant: note.variant,
                started: note.started,
                ended: note.ended,
                outcome: note.outcome,
                marred: running.marred,
                source: Source::Measured,
            });
        }
    }

    fn cancel(&mut self, at: Millis) {
        self.cancelled = true;
        self.pending.clear();
        for index in 0..self.running.len() {
            self.step(index, |machine, context, out| machine.cancel(at, context, out));
            let running = &self.running[index];
            if !running.noted {
                let (probe, started) = (running.probe, running.started);
                self.note(probe, started, at, Outcome::Cancelled);
            }
            for id in &self.running[index].ids {
                self.commands.push_back(Command::Abort { id: *id });
            }
        }
        self.running.clear();
        self.connecting.clear();
        self.open.clear();
    }

    /// Whether the browser may delay a new socket because of earlier failures.
    fn throttled(&self) -> bool {
        let failures = self
            .evidence
            .observations
            .iter()
            .filter(|seen| matches!(seen.outcome, Outcome::Refused(_)))
            .count();
        match self.evidence.agent.family {
            Family::Native => false,
            Family::Firefox => failures >= 1,
            _ => failures >= 8,
        }
    }

    fn note_skip(&mut self, probe: Probe, why: Why) {
        self.note(probe, self.now, self.now, Outcome::Skipped(why));
    }

    fn note(&mut self, probe: Probe, started: Millis, ended: Millis, outcome: Outcome) {
        self.evidence.observations.push(Observation {
            probe,
            via: Via::Front,
            variant: Variant::AsIs,
            started,
            ended,
            outcome,
            marred: Marred { hidden: self.hidden, ..Marred::default() },
            source: Source::Measured,
        });
    }
}

fn ready(probe: Probe, context: &Context<'_>) -> Ready {
    PROBES
        .iter()
        .find(|spec| spec.probe == probe)
        .map_or(Ready::Skip(Why::NotNeeded), |spec| (spec.ready)(context))
}

/// Stands in for a machine while it reacts.
struct Over;

impl Machine for Over {
    fn start(&mut self, _: Millis, _: &Context<'_>, _: &mut Out) {}
    fn handle(&mut self, _: Millis, _: &Input, _: &Context<'_>, _: &mut Out) {}
    fn deadline(&self) -> Option<Millis> {
        None
    }
}

/// What one machine saw.
pub(crate) struct Note {
    /// Another question than the machine's own, where what was seen answers that.
    pub(crate) probe: Option<Probe>,
    pub(crate) via: Via,
    pub(crate) variant: Variant,
    pub(crate) started: Millis,
    pub(crate) ended: Millis,
    pub(crate) outcome: Outcome,
}

impl Note {
    /// By the front, with nothing varied.
    pub(crate) fn new(started: Millis, ended: Millis, outcome: Outcome) -> Note {
        Note { probe: None, via: Via::Front, variant: Variant::AsIs, started, ended, outcome }
    }

    /// The same, varied.
    pub(crate) fn varied(self, via: Via, variant: Variant) -> Note {
        Note { via, variant, ..self }
    }
}

/// Collects what a machine decides in one reaction.
#[derive(Default)]
pub struct Out {
    commands: Vec<Command>,
    notes: Vec<Note>,
    gone: Vec<Id>,
    next_id: Id,
}

impl Out {
    pub(crate) fn open(&mut self, url: String, subprotocols: Vec<String>, long: bool) -> Id {
        let id = self.fresh();
        self.commands.push(Command::Open { id, url, subprotocols, long });
        id
    }

    pub(crate) fn fetch(&mut self, url: String, mode: Mode, credentials: bool) -> Id {
        let id = self.fresh();
        self.commands.push(Command::Fetch { id, url, mode, credentials });
        id
    }

    pub(crate) fn send(&mut self, id: Id, text: &str) {
        self.commands.push(Command::Send { id, text: text.into() });
    }

    pub(crate) fn close(&mut self, id: Id) {
        self.commands.push(Command::Close { id });
    }

    pub(crate) fn abort(&mut self, id: Id) {
        self.commands.push(Command::Abort { id });
    }

    /// The platform has ended this socket or request; nothing more is to be done for it.
    pub(crate) fn gone(&mut self, id: Id) {
        self.gone.push(id);
    }

    pub(crate) fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn fresh(&mut self) -> Id {
        self.next_id += 1;
        self.next_id
    }
}
