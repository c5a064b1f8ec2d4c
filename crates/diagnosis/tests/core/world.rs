//! A browser and a server in virtual time: runs a session to its end in microseconds.

use diagnosis::evidence::{Agent, Evidence, Family, PageFacts, Probe};
use diagnosis::session::{Command, Id, Input, Mode, Plan, Response, Session};
use diagnosis::target::{Endpoint, UrlParts};
use diagnosis::time::Millis;

/// What a server does, told as events at times after the request.
pub(crate) trait Server {
    /// Events of a socket opened to this URL; the n-th socket of the run, from zero.
    fn open(&mut self, url: &str, subprotocols: &[String], n: usize) -> Vec<(u32, Event)>;
    /// The answer to a plain request.
    fn fetch(&mut self, url: &str, mode: Mode) -> (u32, Option<Response>);
    /// Events of a socket after a message.
    fn message(&mut self) -> Vec<(u32, Event)> {
        Vec::new()
    }
    /// Whether a close frame is answered.
    fn answers_close(&mut self) -> bool {
        true
    }
    /// After how long without traffic it drops a socket, and at what age.
    fn limits(&self) -> (Option<u32>, Option<u32>) {
        (None, None)
    }
}

/// What happens to a socket.
#[derive(Clone, Copy)]
pub(crate) enum Event {
    Open,
    Message,
    /// More has come than a check is to take.
    Overrun,
    Error,
    Close(u16, bool),
    /// A close frame with a reason.
    Said(u16, &'static str),
}

struct Socket {
    id: Id,
    opened: u32,
    last: u32,
    open: bool,
}

/// All that a run did.
pub(crate) struct Run {
    pub(crate) evidence: Evidence,
    pub(crate) ended: u32,
    pub(crate) sockets: usize,
    /// So many of them at once, those that ask to be opened included.
    pub(crate) most: usize,
    pub(crate) sent: usize,
    pub(crate) settled: Option<u32>,
}

pub(crate) fn endpoint(url: &str) -> Endpoint {
    let (scheme, rest) = url.split_once("://").expect("a test's URL has a scheme");
    let (authority, path) = rest.split_at(rest.find('/').expect("a test's URL has a path"));
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().expect("a test's port is a number"))),
        None => (authority, None),
    };
    let parts = UrlParts {
        scheme: scheme.into(),
        host: host.into(),
        port,
        path: path.into(),
        ..UrlParts::default()
    };
    Endpoint::new(parts, true).expect("a test's URL is valid")
}

pub(crate) fn plan() -> Plan {
    Plan {
        idle_limit: Millis::ZERO,
        heartbeat: Millis(1000),
        message: None,
        refine: false,
        grow: false,
        trace: Some(0xa1b2),
        nonce: 7,
    }
}

pub(crate) const ONLINE: PageFacts = PageFacts {
    secure: false,
    same_origin: false,
    online: true,
    hidden: false,
    private: false,
    local_denied: false,
    local_asked: false,
    own: false,
};

/// Runs to the end, or stops the run at `cancel`.
pub(crate) fn run(
    endpoint: Endpoint,
    plan: Plan,
    server: &mut dyn Server,
    family: Family,
    cancel: Option<u32>,
) -> Run {
    let mut session = Session::new(endpoint, plan, ONLINE, Agent { family, major: 156 }, 1);
    let mut queue: Vec<(u32, u64, Input)> = Vec::new();
    let mut sockets: Vec<Socket> = Vec::new();
    let (mut now, mut order, mut opened, mut sent, mut settled) = (0_u32, 0_u64, 0, 0, None);
    let mut live: Vec<Id> = Vec::new();
    let mut most = 0;
    loop {
        while let Some(command) = session.poll() {
            let mut push = |at: u32, input: Input| {
                order += 1;
                queue.push((at, order, input));
            };
            match command {
                Command::Open { id, url, subprotocols, .. } => {
                    let events = server.open(&url, &subprotocols, opened);
                    opened += 1;
                    live.push(id);
                    sockets.push(Socket { id, opened: 0, last: 0, open: false });
                    most = most.max(sockets.len());
                    events
                        .into_iter()
                        .for_each(|(after, event)| push(now + after, input(id, event)));
                }
                Command::Fetch { id, url, mode, .. } => {
                    live.push(id);
                    let (after, response) = server.fetch(&url, mode);
                    let answer = match response {
                        Some(response) => Input::Responded { id, response },
                        None => Input::Failed { id },
                    };
                    push(now.saturating_add(after), answer);
                }
                Command::Send { id, .. } => {
                    sent += 1;
                    touch(&mut sockets, id, now);
                    server
                        .message()
                        .into_iter()
                        .for_each(|(after, event)| push(now + after, input(id, event)));
                }
                Command::Close { id } if server.answers_close() => {
                    push(now + 1, input(id, Event::Close(1000, true)))
                }
                Command::Close { .. } => {}
                Command::Abort { id } => {
                    live.retain(|own| *own != id);
                    sockets.retain(|socket| socket.id != id);
                    queue.retain(|(_, _, input)| input.id() != Some(id));
                }
            }
        }
        if session.settled() && settled.is_none() {
            settled = Some(now);
        }
        if session.finished() {
            assert!(live.is_empty(), "sockets or requests were left behind: {live:?}");
            assert!(session.deadline().is_none(), "a finished run wants nothing");
            return Run {
                evidence: session.evidence().clone(),
                ended: now,
                sockets: opened,
                most,
                sent,
                settled,
            };
        }
        for socket in sockets.iter_mut().filter(|socket| socket.open) {
            let (idle, age) = server.limits();
            let due = [idle.map(|idle| socket.last + idle), age.map(|age| socket.opened + age)]
                .into_iter()
                .flatten()
                .min();
            queue.retain(|(_, tag, input)| !(*tag == u64::MAX && input.id() == Some(socket.id)));
            if let Some(due) = due {
                queue.push((due, u64::MAX, input(socket.id, Event::Close(1006, false))));
            }
        }
        queue.sort_by_key(|(at, order, _)| (*at, *order));
        let deadline = session.deadline().map(|deadline| deadline.0);
        let next = queue.first().map(|(at, ..)| *at);
        let stop = cancel.filter(|stop| {
            next.is_none_or(|next| *stop <= next) && deadline.is_none_or(|due| *stop <= due)
        });
        if let Some(stop) = stop {
            session.handle(Millis(stop), &Input::Cancel);
            now = stop;
            continue_cancel(&mut session, &mut live);
            return Run {
                evidence: session.evidence().clone(),
                ended: now,
                sockets: opened,
                most,
                sent,
                settled,
            };
        }
        match (next, deadline) {
            (Some(at), due) if due.is_none_or(|due| at <= due) => {
                let (_, _, input) = queue.remove(0);
                now = now.max(at);
                note(&mut sockets, &mut live, &input, now);
                session.handle(Millis(at), &input);
            }
            (_, Some(due)) => {
                now = now.max(due);
                session.handle(Millis(now), &Input::Tick);
            }
            (_, None) => panic!("the run waits for ever at {now} ms"),
        }
    }
}

/// The questions that were asked, and not skipped, in the order of their ends.
pub(crate) fn asked(evidence: &Evidence) -> Vec<Probe> {
    use diagnosis::evidence::Outcome;
    let run =
        evidence.observations.iter().filter(|seen| !matches!(seen.outcome, Outcome::Skipped(_)));
    run.map(|seen| seen.probe).collect()
}

fn continue_cancel(session: &mut Session, live: &mut Vec<Id>) {
    while let Some(command) = session.poll() {
        match command {
            Command::Abort { id } => live.retain(|own| *own != id),
            _ => panic!("a stopped run only lets go"),
        }
    }
    assert!(session.finished(), "a stopped run is over");
    assert!(live.is_empty(), "sockets or requests were left behind: {live:?}");
}

fn note(sockets: &mut Vec<Socket>, live: &mut Vec<Id>, input: &Input, now: u32) {
    match input {
        Input::Opened { id, .. } => {
            for socket in sockets.iter_mut().filter(|socket| socket.id == *id) {
                (socket.opened, socket.last, socket.open) = (now, now, true);
            }
        }
        Input::Message { id, .. } => touch(sockets, *id, now),
        Input::Closed { id, .. } | Input::Responded { id, .. } | Input::Failed { id } => {
            live.retain(|own| own != id);
            sockets.retain(|socket| socket.id != *id);
        }
        _ => {}
    }
}

fn touch(sockets: &mut [Socket], id: Id, now: u32) {
    sockets.iter_mut().filter(|socket| socket.id == id).for_each(|socket| socket.last = now);
}

fn input(id: Id, event: Event) -> Input {
    match event {
        Event::Open => Input::Opened { id, subprotocol: false, extensions: false },
        Event::Message => Input::Message { id, count: 1 },
        Event::Overrun => Input::Overrun { id },
        Event::Error => Input::Errored { id },
        Event::Close(code, clean) => Input::Closed { id, code, clean, reason: String::new() },
        Event::Said(code, reason) => Input::Closed { id, code, clean: true, reason: reason.into() },
    }
}
