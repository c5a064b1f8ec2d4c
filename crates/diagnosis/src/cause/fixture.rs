//! Small evidences for the tests of causes, one method a fact.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use crate::cause::{Case, Cause};
use crate::diagnose::confidence;
use crate::evidence::{
    After, Agent, Answer, Body, Close, Entry, Evidence, Family, Fetch, FetchEnd, Fetches, Growth,
    Hop, Line, Logged, Marred, Observation, Opened, Outcome, PageFacts, Probe, Refusal, Setting,
    Source, Variant, Via, Wait, WaitEnd, Writer,
};
use crate::product::Product;
use crate::reading::Reading;
use crate::target::{Place, Target};
use crate::time::Millis;

pub(crate) struct Seen(Evidence);

impl Seen {
    /// A page on the endpoint's own origin, over http, online.
    pub(crate) fn same() -> Seen {
        Seen::page(PageFacts { same_origin: true, online: true, ..PageFacts::default() })
    }

    /// A page on another origin.
    pub(crate) fn other() -> Seen {
        Seen::page(PageFacts { online: true, ..PageFacts::default() })
    }

    pub(crate) fn page(facts: PageFacts) -> Seen {
        let target = Target::new(false, "chat.example", 80, "/ws/chat", "");
        let agent = Agent { family: Family::Chromium, major: 156 };
        let seen = Seen(Evidence {
            target,
            agent,
            minute: 0,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        });
        seen.note(Probe::Page, 0, Outcome::Page(facts))
    }

    pub(crate) fn firefox(mut self) -> Seen {
        self.0.agent.family = Family::Firefox;
        self
    }

    /// Seen by Safari, or another on WebKit.
    pub(crate) fn webkit(mut self) -> Seen {
        self.0.agent.family = Family::WebKit;
        self
    }

    /// Measured by the command line.
    pub(crate) fn native(mut self) -> Seen {
        self.0.agent = Agent { family: Family::Native, major: 0 };
        self
    }

    /// How the handshake with another Origin, or none, went.
    pub(crate) fn other_origin(self, opens: bool) -> Seen {
        let outcome = if opens { opened(After::Unknown) } else { refused(1006) };
        self.note(Probe::Origin, 20, outcome)
    }

    /// How the handshake over TLS went at the port of a plain address: it opened, or TLS failed.
    pub(crate) fn over_tls(self, opens: bool) -> Seen {
        let outcome = if opens { opened(After::Unknown) } else { refused(1015) };
        self.note(Probe::Secure, 20, outcome)
    }

    /// The status that a plain request for the path gets behind a hop; `None` if it is dropped.
    pub(crate) fn plain_behind(self, hop: Hop, status: Option<u16>) -> Seen {
        let end = match status {
            Some(status) => {
                let body = if status == 426 { Body::AsksForUpgrade } else { Body::Other };
                FetchEnd::Answered(Answer { status, marks: Vec::new(), body, digest: status })
            }
            None => FetchEnd::Failed,
        };
        let fetch = Fetch { took: Millis(30), end };
        let fetches = Fetches { opaque: fetch.clone(), cors: fetch.clone(), manual: fetch };
        let mut seen = self.note(Probe::Shadow, 30, Outcome::Fetched(Box::new(fetches)));
        seen.last().via = Via::Behind(hop);
        seen
    }

    /// What a path below the endpoint's gets: the handshake, if it is not cut, and a plain request.
    pub(crate) fn below(self, handshake: Option<u16>, plain: u16) -> Seen {
        let line = handshake.map_or(Line::ClosedUnanswered, Line::Status);
        let seen = self.note(Probe::Below, 20, Outcome::Line(line, Place::OtherPath));
        seen.note(Probe::Below, 20, Outcome::Fetched(Box::new(answered(plain, &[]))))
    }

    /// The status that the handshake for a path got which nobody serves.
    pub(crate) fn elsewhere(self, status: u16) -> Seen {
        self.note(Probe::Console, 20, Outcome::Line(Line::Status(status), Place::OtherPath))
    }

    /// The answer to the handshake, read whole.
    pub(crate) fn heard(self, status: u16, body: Body, marks: &[Product]) -> Seen {
        let answer = Answer { status, marks: marks.to_vec(), body, digest: status };
        let fetch = Fetch { took: Millis(20), end: FetchEnd::Answered(answer) };
        self.note(Probe::Whole, 20, Outcome::Fetched(Box::new(all(&fetch))))
    }

    /// A connection on which nothing was said: it was cut, or stayed.
    pub(crate) fn mute(self, cut: bool) -> Seen {
        let line = Outcome::Line(Line::Reset, Place::Endpoint);
        self.note(Probe::Mute, 20, if cut { line } else { Outcome::TimedOut })
    }

    /// What Socket.IO's usual path gets: its own words, or 404.
    pub(crate) fn engine(self, there: bool) -> Seen {
        let (status, body) = if there { (400, Body::UnknownTransport) } else { (404, Body::Html) };
        let answer = Answer { status, marks: Vec::new(), body, digest: status };
        let fetch = Fetch { took: Millis(20), end: FetchEnd::Answered(answer) };
        self.note(Probe::Engine, 20, Outcome::Fetched(Box::new(all(&fetch))))
    }

    pub(crate) fn secure(mut self) -> Seen {
        self.0.target.secure = true;
        self.0.target.port = 443;
        self
    }

    pub(crate) fn opened(self) -> Seen {
        self.note(Probe::Handshake, 30, opened(After::Held))
    }

    pub(crate) fn swallowed(self) -> Seen {
        self.note(Probe::Handshake, 30, opened(After::Swallowed))
    }

    pub(crate) fn dropped(self, clean: bool) -> Seen {
        let close = Close { code: if clean { 1008 } else { 1006 }, clean, error: false };
        self.note(Probe::Handshake, 30, opened(After::Dropped(close, Millis(2))))
    }

    pub(crate) fn refused(self) -> Seen {
        self.refused_after(20)
    }

    pub(crate) fn refused_after(self, took: u32) -> Seen {
        self.note(Probe::Handshake, took, refused(1006))
    }

    pub(crate) fn tls_refused(self) -> Seen {
        self.note(Probe::Handshake, 20, refused(1015))
    }

    /// The browser itself refused.
    pub(crate) fn forbidden(self, outcome: Outcome) -> Seen {
        self.note(Probe::Handshake, 3, outcome)
    }

    /// A 101 came and the connection died before the page could see it open, as Firefox tells.
    pub(crate) fn dropped_unseen(self) -> Seen {
        self.note(Probe::Handshake, 20, dropped_unseen())
    }

    pub(crate) fn hung(self) -> Seen {
        self.note(Probe::Handshake, 4000, Outcome::TimedOut)
    }

    /// The status that plain requests for the path and for the root get.
    pub(crate) fn plain(self, path: u16, root: u16) -> Seen {
        self.gets(answered(path, &[]), answered(root, &[]))
    }

    pub(crate) fn plain_from(self, path: u16, root: u16, marks: &[Product]) -> Seen {
        self.gets(answered(path, marks), answered(root, marks))
    }

    /// A plain request for the path gets the page of a bot check.
    pub(crate) fn challenged(self) -> Seen {
        self.told_by(403, Body::Challenge)
    }

    /// A plain request for the path is told that its session is unknown.
    pub(crate) fn unknown_session(self) -> Seen {
        self.told_by(400, Body::UnknownSession)
    }

    fn told_by(self, status: u16, body: Body) -> Seen {
        let answer = Answer { status, marks: Vec::new(), body, digest: status };
        let fetch = Fetch { took: Millis(30), end: FetchEnd::Answered(answer) };
        let path = Fetches { opaque: opaque().opaque, cors: fetch.clone(), manual: fetch };
        self.gets(path, answered(200, &[]))
    }

    /// The endpoint's path.
    pub(crate) fn at(mut self, path: &str) -> Seen {
        self.0.target = Target::new(false, "chat.example", 80, path, "");
        self
    }

    pub(crate) fn blind(self) -> Seen {
        self.gets(opaque(), opaque())
    }

    /// Blind, with these times for the path and for the root.
    pub(crate) fn blind_after(self, path: u32, root: u32) -> Seen {
        let mut fetches = [opaque(), opaque()];
        fetches[0].opaque.took = Millis(path);
        fetches[1].opaque.took = Millis(root);
        let [path, root] = fetches;
        self.gets(path, root)
    }

    pub(crate) fn unreachable(self) -> Seen {
        self.gets(failed(), failed())
    }

    /// The same, so much later.
    pub(crate) fn failed_after(self, took: u32) -> Seen {
        let late = || all(&Fetch { took: Millis(took), end: FetchEnd::Failed });
        self.gets(late(), late())
    }

    /// Nothing for the path, and this status for the root.
    pub(crate) fn path_failed(self, root: u16) -> Seen {
        self.gets(failed(), answered(root, &[]))
    }

    /// Blind, but for a pasted line with the status that a plain request for the path got.
    pub(crate) fn told_plain(self, status: u16) -> Seen {
        self.blind().line(Line::FetchStatus(status))
    }

    pub(crate) fn silent(self) -> Seen {
        self.gets(timed_out(), timed_out())
    }

    pub(crate) fn path_silent(self, root: u16) -> Seen {
        self.gets(timed_out(), answered(root, &[]))
    }

    pub(crate) fn redirects(self) -> Seen {
        let mut path = answered(200, &[]);
        path.manual = Fetch { took: Millis(30), end: FetchEnd::Redirect };
        self.gets(path, answered(200, &[]))
    }

    pub(crate) fn line(self, line: Line) -> Seen {
        let mut seen = self.note(Probe::Console, 0, Outcome::Line(line, Place::Endpoint));
        seen.last().source = Source::Pasted;
        seen
    }

    /// Nothing was measured.
    pub(crate) fn nothing() -> Seen {
        let mut seen = Seen::other();
        seen.0.observations.clear();
        seen
    }

    /// An entry of nginx's log about the endpoint, of this run or of none.
    pub(crate) fn logged(self, entry: Entry, own: bool) -> Seen {
        self.wrote(Writer::Nginx, entry, Place::Endpoint, own)
    }

    /// An entry of another log.
    pub(crate) fn wrote(self, by: Writer, entry: Entry, place: Place, own: bool) -> Seen {
        let logged = Logged { by, entry, place, own, untimely: false };
        let mut seen = self.note(Probe::Brought, 0, Outcome::Logged(logged));
        seen.last().source = Source::Pasted;
        seen
    }

    /// The entry before was written at another time.
    pub(crate) fn untimely(mut self) -> Seen {
        match &mut self.last().outcome {
            Outcome::Logged(logged) => logged.untimely = true,
            other => panic!("an entry of a log, not {other:?}"),
        }
        self
    }

    /// A handshake of a tool's that got through.
    pub(crate) fn tool_opened(self) -> Seen {
        let mut seen = self.note(Probe::Brought, 0, opened(After::Unknown));
        seen.last().source = Source::Pasted;
        seen
    }

    /// A pasted configuration of nginx that names the host says so.
    pub(crate) fn setting(self, setting: Setting) -> Seen {
        self.of(Product::Nginx, setting)
    }

    /// The same of another program's.
    pub(crate) fn of(self, product: Product, setting: Setting) -> Seen {
        self.config(product, setting, Place::Endpoint)
    }

    /// The same of one that names no host.
    pub(crate) fn piece(self, setting: Setting) -> Seen {
        self.config(Product::Nginx, setting, Place::Unnamed)
    }

    fn config(self, product: Product, setting: Setting, place: Place) -> Seen {
        let outcome = Outcome::Setting(setting, product, place);
        let mut seen = self.note(Probe::Config, 0, outcome);
        seen.last().source = Source::Pasted;
        seen
    }

    pub(crate) fn bypass(self, hop: Hop, opens: bool) -> Seen {
        let mut seen =
            self.note(Probe::Bypass, 20, if opens { opened(After::Held) } else { refused(1006) });
        seen.last().via = Via::Behind(hop);
        seen
    }

    pub(crate) fn control(self, opens: bool) -> Seen {
        self.note(Probe::Control, 20, if opens { opened(After::Held) } else { refused(1006) })
    }

    /// The control waits in vain.
    pub(crate) fn control_hung(self) -> Seen {
        self.note(Probe::Control, 4000, Outcome::TimedOut)
    }

    /// One more handshake.
    pub(crate) fn repeat(self, opens: bool) -> Seen {
        self.note(Probe::Repeat, 20, if opens { opened(After::Held) } else { refused(1006) })
    }

    /// One more handshake, which hangs.
    pub(crate) fn repeat_hung(self) -> Seen {
        self.note(Probe::Repeat, 4000, Outcome::TimedOut)
    }

    /// One more handshake, of which a 101 came and no open event.
    pub(crate) fn repeat_unseen(self) -> Seen {
        self.note(Probe::Repeat, 20, dropped_unseen())
    }

    /// One more handshake after a connection that was lost at once; it stays, or is lost as well.
    pub(crate) fn again(self, stays: bool) -> Seen {
        let close = Close { code: 1006, clean: false, error: false };
        let after = if stays { After::Held } else { After::Dropped(close, Millis(2)) };
        self.note(Probe::Again, 20, opened(after))
    }

    /// One more handshake, refused so much later.
    pub(crate) fn refused_again_after(self, took: u32) -> Seen {
        self.note(Probe::Again, took, refused(1006))
    }

    /// One more handshake, without subprotocols.
    pub(crate) fn bare(self, opens: bool) -> Seen {
        let mut seen = self.warm(opens);
        seen.last().variant = Variant::Bare;
        seen
    }

    /// Messages that grew; the one that failed, and whether the socket closed on it.
    pub(crate) fn grew(self, passed: u32, failed: Option<(u32, bool)>) -> Seen {
        let close = Close { code: 1009, clean: true, error: false };
        let growth = Growth {
            passed,
            failed: failed.map(|(bytes, _)| bytes),
            close: failed.filter(|(_, closed)| *closed).map(|_| close),
        };
        self.note(Probe::Size, 20, Outcome::Grew(growth))
    }

    pub(crate) fn warm(self, opens: bool) -> Seen {
        let mut seen =
            self.note(Probe::Again, 20, if opens { opened(After::Held) } else { refused(1006) });
        seen.last().variant = Variant::Warm;
        seen
    }

    pub(crate) fn idle(self, age: u32, end: WaitEnd) -> Seen {
        let asked = matches!(end, WaitEnd::Alive | WaitEnd::Deaf);
        let answered = end == WaitEnd::Alive;
        let all = Millis(age);
        let wait = Wait {
            age: all,
            unheard: if answered { Millis::ZERO } else { all },
            unsaid: match end {
                WaitEnd::Alive => Millis(10),
                WaitEnd::Deaf => Millis(3000),
                _ => all,
            },
            spanned: if answered { all } else { Millis::ZERO },
            gap: if answered { all } else { Millis::ZERO },
            interval: None,
            sent: asked.into(),
            received: answered.into(),
            end,
        };
        self.note(Probe::Idle, age, Outcome::Waited(wait))
    }

    /// The server speaks every second.
    pub(crate) fn idle_served(self, age: u32, end: WaitEnd) -> Seen {
        let received = age / 1000;
        let wait = Wait {
            age: Millis(age),
            unheard: Millis(age % 1000),
            unsaid: Millis(age),
            spanned: Millis(1000),
            gap: Millis(1000),
            interval: None,
            sent: 0,
            received,
            end,
        };
        self.note(Probe::Served, age, Outcome::Waited(wait))
    }

    /// The server sends without a pause.
    pub(crate) fn flooded(mut self) -> Seen {
        if let Outcome::Waited(wait) = &mut self.last().outcome {
            wait.received = 1_000_000;
        }
        self
    }

    pub(crate) fn beat(self, age: u32, end: WaitEnd) -> Seen {
        let sent = age / 1000;
        let interval = Some(Millis(1000));
        let wait = Wait {
            age: Millis(age),
            unheard: Millis(age % 1000),
            unsaid: Millis(age % 1000),
            spanned: Millis(1000),
            gap: Millis(1000),
            interval,
            sent,
            received: sent,
            end,
        };
        self.note(Probe::Beat, age, Outcome::Waited(wait))
    }

    /// The silent wait once more.
    pub(crate) fn recur(self, age: u32, end: WaitEnd) -> Seen {
        let mut seen = self.idle(age, end);
        seen.last().probe = Probe::Recur;
        seen
    }

    /// A heartbeat that had not come when the socket was dropped.
    pub(crate) fn slow_beat(self, interval: u32, age: u32) -> Seen {
        let mut seen = self.idle(age, DROPPED);
        seen.last().probe = Probe::Beat;
        if let Outcome::Waited(wait) = &mut seen.last().outcome {
            wait.interval = Some(Millis(interval));
        }
        seen
    }

    /// The page was hidden, and its timers slowed.
    pub(crate) fn frozen(mut self) -> Seen {
        self.last().marred = Marred { hidden: true, frozen: true, ..Marred::default() };
        self
    }

    pub(crate) fn interrupted(mut self) -> Seen {
        self.last().marred = Marred { interrupted: true, ..Marred::default() };
        self
    }

    /// The last observation began and ended this much later.
    pub(crate) fn later(mut self, millis: u32) -> Seen {
        let seen = self.last();
        seen.started = seen.started + Millis(millis);
        seen.ended = seen.ended + Millis(millis);
        self
    }

    pub(crate) fn evidence(self) -> Evidence {
        self.0
    }

    fn gets(self, path: Fetches, root: Fetches) -> Seen {
        self.note(Probe::Shadow, 30, Outcome::Fetched(Box::new(path))).note(
            Probe::Reach,
            30,
            Outcome::Fetched(Box::new(root)),
        )
    }

    fn note(mut self, probe: Probe, took: u32, outcome: Outcome) -> Seen {
        self.0.observations.push(Observation {
            probe,
            via: Via::Front,
            variant: Variant::AsIs,
            started: Millis::ZERO,
            ended: Millis(took),
            outcome,
            marred: Marred::default(),
            source: Source::Measured,
        });
        self
    }

    fn last(&mut self) -> &mut Observation {
        self.0.observations.last_mut().expect("the page is always noted")
    }
}

pub(crate) const DROPPED: WaitEnd =
    WaitEnd::Dropped(Close { code: 1006, clean: false, error: false });

/// Closed properly, with this code.
pub(crate) const fn closed(code: u16) -> WaitEnd {
    WaitEnd::Dropped(Close { code, clean: true, error: false })
}

/// Closed with this code, and our answer did not get through.
pub(crate) const fn cut_short(code: u16) -> WaitEnd {
    WaitEnd::Dropped(Close { code, clean: false, error: false })
}

/// The word of the confidence that the cause reaches, `none` without a finding.
pub(crate) fn word(cause: &Cause, seen: Seen) -> String {
    let evidence = seen.evidence();
    let mut case = Case::default();
    (cause.assess)(&Reading::new(&evidence), &mut case);
    let last = evidence.observations.len();
    assert!(
        case.supports.iter().chain(&case.contradicts).all(|clue| clue.observation < last),
        "a clue cites nothing"
    );
    confidence(&case).map_or("none", |confidence| confidence.id()).to_string()
}

fn opened(after: After) -> Outcome {
    Outcome::Opened(Opened { took: Millis(30), subprotocol: false, extensions: false, after })
}

fn refused(code: u16) -> Outcome {
    Outcome::Refused(Refusal { code: Some(code), error: true })
}

fn dropped_unseen() -> Outcome {
    Outcome::Refused(Refusal { code: Some(1006), error: false })
}

fn answered(status: u16, marks: &[Product]) -> Fetches {
    let body = if status == 426 { Body::AsksForUpgrade } else { Body::Html };
    let answer = Answer { status, marks: marks.to_vec(), body, digest: status };
    let fetch = Fetch { took: Millis(30), end: FetchEnd::Answered(answer) };
    Fetches { opaque: opaque().opaque, cors: fetch.clone(), manual: fetch }
}

fn opaque() -> Fetches {
    let failed = Fetch { took: Millis(30), end: FetchEnd::Failed };
    Fetches {
        opaque: Fetch { took: Millis(30), end: FetchEnd::Opaque },
        cors: failed.clone(),
        manual: failed,
    }
}

fn failed() -> Fetches {
    all(&Fetch { took: Millis(10), end: FetchEnd::Failed })
}

fn timed_out() -> Fetches {
    all(&Fetch { took: Millis(4000), end: FetchEnd::TimedOut })
}

fn all(fetch: &Fetch) -> Fetches {
    let [opaque, cors, manual] = vec![fetch.clone(); 3].try_into().expect("three of them");
    Fetches { opaque, cors, manual }
}
