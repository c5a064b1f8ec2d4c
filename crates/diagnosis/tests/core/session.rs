//! Whole runs in virtual time: what is asked, in which order, until when, and what is kept.

use crate::world::{Event, Server, asked, endpoint, plan, run};
use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::evidence::{
    After, Agent, Evidence, Family, Growth, Hop, Outcome, Probe, Refusal, Variant, Via, Wait,
    WaitEnd, Why,
};
use diagnosis::report::{Report, link};
use diagnosis::session::{Command, Input, Mode, Plan, Response, Session};
use diagnosis::time::Millis;

const URL: &str = "ws://chat.example/ws";

/// A server told in a few words.
struct Told {
    opens: fn(&str, usize) -> Vec<(u32, Event)>,
    fetch: fn(&str, Mode) -> (u32, Option<Response>),
    echoes: bool,
    /// Whether the n-th close frame is answered, from one.
    closes: fn(usize) -> bool,
    asked_to_close: usize,
    idle: Option<u32>,
    age: Option<u32>,
}

const HEALTHY: Told = Told {
    opens: |_, _| vec![(30, Event::Open)],
    fetch: |_, mode| (40, (mode == Mode::NoCors).then_some(Response::Opaque)),
    echoes: true,
    closes: |_| true,
    asked_to_close: 0,
    idle: None,
    age: None,
};

fn refusing() -> Told {
    Told { opens: |_, _| vec![(20, Event::Error), (20, Event::Close(1006, false))], ..HEALTHY }
}

impl Server for Told {
    fn open(&mut self, url: &str, _: &[String], n: usize) -> Vec<(u32, Event)> {
        (self.opens)(url, n)
    }
    fn fetch(&mut self, url: &str, mode: Mode) -> (u32, Option<Response>) {
        (self.fetch)(url, mode)
    }
    fn message(&mut self) -> Vec<(u32, Event)> {
        if self.echoes { vec![(5, Event::Message)] } else { Vec::new() }
    }
    fn answers_close(&mut self) -> bool {
        self.asked_to_close += 1;
        (self.closes)(self.asked_to_close)
    }
    fn limits(&self) -> (Option<u32>, Option<u32>) {
        (self.idle, self.age)
    }
}

fn watching(limit: u32) -> Plan {
    Plan { idle_limit: Millis(limit), message: Some("ping".into()), ..plan() }
}

/// What the long waits of one probe came to.
fn waits(evidence: &Evidence, probe: Probe) -> impl Iterator<Item = Wait> {
    evidence.of(probe).filter_map(|(_, seen)| match seen.outcome {
        Outcome::Waited(wait) => Some(wait),
        _ => None,
    })
}

#[test]
fn the_greediest_run_opens_twelve_sockets_and_four_at_once() {
    fn second_try(url: &str, n: usize) -> Vec<(u32, Event)> {
        if n == 0 { (refusing().opens)(url, n) } else { (HEALTHY.opens)(url, n) }
    }
    let mut greedy = endpoint("wss://chat.example/ws");
    greedy.subprotocols = vec!["chat.v2".into()];
    greedy.bypasses = [Hop::Cdn, Hop::LoadBalancer, Hop::Proxy]
        .map(|hop| (hop, endpoint("wss://origin.example/ws")))
        .to_vec();
    greedy.control = Some(Box::new(endpoint("wss://control.example/")));
    let plan = Plan { grow: true, ..exactly(3_600_000) };
    let reached = [
        HEALTHY,
        Told { opens: second_try, ..HEALTHY },
        Told { idle: Some(3_000), ..HEALTHY },
        Told { idle: Some(20_000), ..HEALTHY },
        Told { age: Some(40_000), ..HEALTHY },
        refusing(),
    ]
    .map(|mut server| {
        let done = run(greedy.clone(), plan.clone(), &mut server, Family::Chromium, None);
        (done.sockets, done.most)
    });
    let most = |of: fn(&(usize, usize)) -> usize| reached.iter().map(of).max();
    assert_eq!((most(|run| run.0), most(|run| run.1)), (Some(12), Some(4)), "{reached:?}");
}

#[test]
fn a_healthy_quick_check_is_over_in_two_seconds() {
    let done = run(endpoint(URL), plan(), &mut { HEALTHY }, Family::Chromium, None);
    assert_eq!(
        asked(&done.evidence),
        [Probe::Page, Probe::Shadow, Probe::Reach, Probe::Handshake, Probe::First]
    );
    assert!(done.ended <= 2_000, "took {} ms", done.ended);
    let (_, seen) =
        done.evidence.of(Probe::Handshake).next().expect("the handshake is always asked");
    assert!(
        matches!(&seen.outcome, Outcome::Opened(opened) if opened.took == Millis(30) && opened.after == After::Held)
    );
    assert_eq!(done.sent, 0, "nothing is sent without a message of the application");
}

#[test]
fn a_refused_handshake_is_tried_again_and_elsewhere_and_then_behind_the_hops() {
    let mut way = endpoint(URL);
    way.bypasses = vec![
        (Hop::LoadBalancer, endpoint("ws://lb.example/ws")),
        (Hop::Proxy, endpoint("ws://app.example/ws")),
    ];
    let mut server = refusing();
    server.opens = |url, _| match url {
        url if url.starts_with("ws://app.example/") => vec![(9, Event::Open)],
        _ => vec![(20, Event::Error), (20, Event::Close(1006, false))],
    };
    let done = run(way, plan(), &mut server, Family::Chromium, None);
    use Probe::{Again, Bypass, Edge, Elsewhere, Handshake, Page, Reach, Shadow};
    assert_eq!(
        asked(&done.evidence),
        [Page, Handshake, Shadow, Reach, Again, Edge, Elsewhere, Bypass, Bypass]
    );
    let ways: Vec<Via> = done.evidence.all(Bypass).map(|(_, seen)| seen.via).collect();
    assert_eq!(ways, [Via::Behind(Hop::LoadBalancer), Via::Behind(Hop::Proxy)]);
    assert_eq!(done.sockets, 5);
}

#[test]
fn over_tls_the_second_try_is_warm_and_the_third_without_subprotocols() {
    let mut secure = endpoint("wss://chat.example/ws");
    secure.subprotocols = vec!["chat".into()];
    let done = run(secure, plan(), &mut refusing(), Family::Chromium, None);
    let variants: Vec<Variant> =
        done.evidence.of(Probe::Again).map(|(_, seen)| seen.variant).collect();
    assert_eq!(variants, [Variant::Warm, Variant::Bare]);
}

#[test]
fn what_was_refused_late_or_lost_at_once_is_tried_once_more_and_no_other_address() {
    let late = |_: &str, _| vec![(1500, Event::Error), (1500, Event::Close(1006, false))];
    let lost = |_: &str, _| vec![(30, Event::Open), (31, Event::Close(1006, false))];
    for server in [Told { opens: late, ..HEALTHY }, Told { opens: lost, ..HEALTHY }] {
        let done = run(endpoint(URL), plan(), &mut { server }, Family::Chromium, None);
        let outcome = |probe| done.evidence.of(probe).map(|(_, seen)| &seen.outcome).next();
        assert_eq!(outcome(Probe::Again), outcome(Probe::Handshake));
        assert_eq!(done.sockets, 2);
    }
}

#[test]
fn on_a_slow_network_a_refusal_is_no_late_one() {
    let mut server = Told {
        opens: |_, _| vec![(1500, Event::Error), (1500, Event::Close(1006, false))],
        fetch: |_, mode| (1200, (mode == Mode::NoCors).then_some(Response::Opaque)),
        ..HEALTHY
    };
    let done = run(endpoint(URL), plan(), &mut server, Family::Chromium, None);
    let elsewhere = done.evidence.of(Probe::Elsewhere).map(|(_, seen)| &seen.outcome).next();
    assert!(matches!(elsewhere, Some(Outcome::Refused(_))), "{elsewhere:?}");
}

#[test]
fn what_opened_warm_is_tried_until_a_broken_node_would_have_shown() {
    let cold = |_: &str, n: usize| match n {
        0 => vec![(20, Event::Error), (20, Event::Close(1006, false))],
        _ => vec![(20, Event::Open)],
    };
    let mut server = Told { opens: cold, ..HEALTHY };
    let done = run(endpoint("wss://chat.example/ws"), plan(), &mut server, Family::Chromium, None);
    assert_eq!(done.evidence.of(Probe::Repeat).count(), 8);
    assert_eq!(Report::new(done.evidence).cause(), "http2-only");
    let every_fourth = |_: &str, n: usize| match n % 4 {
        0 => vec![(20, Event::Error), (20, Event::Close(1006, false))],
        _ => vec![(20, Event::Open)],
    };
    let mut server = Told { opens: every_fourth, ..HEALTHY };
    let done = run(endpoint("wss://chat.example/ws"), plan(), &mut server, Family::Chromium, None);
    let report = Report::new(done.evidence);
    assert_eq!(
        (report.cause(), report.confidence()),
        ("intermittent-node", Some(Confidence::Likely))
    );
}

#[test]
fn a_control_of_another_scheme_is_not_asked() {
    for (control, asked) in [("ws://other.example/ws", true), ("wss://other.example/ws", false)] {
        let mut compared = endpoint(URL);
        compared.control = Some(Box::new(endpoint(control)));
        let done = run(compared, plan(), &mut { HEALTHY }, Family::Chromium, None);
        let (_, seen) = done.evidence.of(Probe::Control).next().expect("a skipped probe says so");
        let skipped = seen.outcome == Outcome::Skipped(Why::NotNeeded);
        assert_eq!(!skipped, asked, "{control}");
    }
}

#[test]
fn a_hanging_handshake_is_given_up_and_nothing_queues_behind_it() {
    let mut server = Told { opens: |_, _| Vec::new(), ..HEALTHY };
    let done = run(endpoint(URL), plan(), &mut server, Family::Firefox, None);
    assert_eq!((done.ended, done.sockets), (4000, 1));
    let (_, again) = done.evidence.of(Probe::Again).next().expect("a skipped probe says so");
    assert_eq!(again.outcome, Outcome::Skipped(Why::WouldQueue));
}

#[test]
fn an_error_without_a_close_event_ends_after_its_grace() {
    let mut server = Told { opens: |_, _| vec![(3, Event::Error)], ..HEALTHY };
    let done = run(endpoint(URL), plan(), &mut server, Family::Chromium, None);
    let (_, seen) =
        done.evidence.of(Probe::Handshake).next().expect("the handshake is always asked");
    assert_eq!(seen.outcome, Outcome::Refused(Refusal { code: None, error: true }));
    assert_eq!(seen.took(), Millis(3), "the time is that of the error, not of the grace");
}

#[test]
fn an_error_that_comes_late_waits_for_its_close_event() {
    let late = |_: &str, _: usize| vec![(300, Event::Error), (1500, Event::Close(1006, false))];
    let mut server = Told { opens: late, ..HEALTHY };
    let done = run(endpoint(URL), plan(), &mut server, Family::WebKit, None);
    let (_, seen) =
        done.evidence.of(Probe::Handshake).next().expect("the handshake is always asked");
    assert_eq!(seen.outcome, Outcome::Refused(Refusal { code: Some(1006), error: true }));
    assert_eq!(seen.took(), Millis(300), "the time is that of the error");
}

#[test]
fn a_handshake_takes_as_long_as_its_socket_and_not_as_its_command() {
    let begin = || {
        let agent = Agent { family: Family::Chromium, major: 156 };
        let mut session = Session::new(endpoint(URL), plan(), crate::world::ONLINE, agent, 1);
        let Some(Command::Open { id, .. }) = session.poll() else { panic!("it begins so") };
        session.handle(Millis(12), &Input::Connecting { id });
        (session, id)
    };
    let (mut session, id) = begin();
    session.handle(Millis(42), &Input::Opened { id, subprotocol: false, extensions: false });
    session.handle(Millis(50), &Input::Cancel);
    let (_, seen) = session.evidence().of(Probe::Handshake).next().expect("it is asked");
    assert!(matches!(&seen.outcome, Outcome::Opened(opened) if opened.took == Millis(30)));
    let (mut session, id) = begin();
    session.handle(Millis(42), &Input::Errored { id });
    session
        .handle(Millis(42), &Input::Closed { id, code: 1006, clean: false, reason: String::new() });
    let (_, seen) = session.evidence().of(Probe::Handshake).next().expect("it is asked");
    assert_eq!((seen.started, seen.took()), (Millis(12), Millis(30)));
}

#[test]
fn a_close_that_is_never_answered_is_swallowed() {
    let mut server = Told { closes: |_| false, ..HEALTHY };
    let done = run(endpoint(URL), plan(), &mut server, Family::Chromium, None);
    let (_, seen) =
        done.evidence.of(Probe::Handshake).next().expect("the handshake is always asked");
    assert!(matches!(&seen.outcome, Outcome::Opened(opened) if opened.after == After::Swallowed));
}

#[test]
fn a_close_that_is_not_answered_is_asked_for_once_more() {
    let told = |closes| {
        let mut server = Told { closes, ..HEALTHY };
        let done = run(endpoint(URL), watching(60_000), &mut server, Family::Firefox, None);
        let again = done.evidence.of(Probe::Again).map(|(_, seen)| seen.outcome.clone()).next();
        let waited = waits(&done.evidence, Probe::Idle).count();
        let diagnosis = Report::new(done.evidence).diagnosis;
        let found = diagnosis.findings.first().map(|found| (found.cause.id, found.confidence));
        (again, waited, diagnosis.verdict, found)
    };
    // A browser or a server that was busy for a moment is no finding, and all goes on.
    let (again, waited, verdict, found) = told(|n| n > 1);
    assert!(matches!(again, Some(Outcome::Opened(opened)) if opened.after == After::Held));
    assert_eq!((waited, verdict, found), (1, Verdict::Healthy, None));
    // A hop that lets nothing through does so again.
    let (again, waited, verdict, found) = told(|n| n > 2);
    assert!(matches!(again, Some(Outcome::Opened(opened)) if opened.after == After::Swallowed));
    let deaf = Some(("deaf-tunnel", Confidence::Likely));
    assert_eq!((waited, verdict, found), (0, Verdict::Degraded, deaf));
}

#[test]
fn a_close_that_waits_behind_a_flood_is_not_swallowed() {
    fn flood(_: &str, _: usize) -> Vec<(u32, Event)> {
        let messages = (1..400).map(|beat| (30 + beat * 10, Event::Message));
        core::iter::once((30, Event::Open)).chain(messages).collect()
    }
    let mut server = Told { opens: flood, closes: |_| false, ..HEALTHY };
    let done = run(endpoint(URL), plan(), &mut server, Family::Chromium, None);
    let (_, seen) =
        done.evidence.of(Probe::Handshake).next().expect("the handshake is always asked");
    assert!(matches!(&seen.outcome, Outcome::Opened(opened) if opened.after == After::Held));
}

#[test]
fn a_close_that_waits_as_long_as_plain_requests_is_not_swallowed() {
    fn greet(_: &str, _: usize) -> Vec<(u32, Event)> {
        vec![(30, Event::Open), (2_700, Event::Message)]
    }
    let told = |opens, fetch| {
        let mut server = Told { opens, fetch, closes: |_| false, ..HEALTHY };
        let done = run(endpoint(URL), plan(), &mut server, Family::Firefox, None);
        let (_, seen) = done.evidence.of(Probe::Handshake).next().expect("it is asked");
        let Outcome::Opened(opened) = seen.outcome else { panic!("it opens") };
        let ended = seen.ended;
        let report = Report::new(done.evidence);
        let sure =
            report.diagnosis.findings.first().map(|found| (found.cause.id, found.confidence));
        (opened.after, ended, sure)
    };
    // A large message is on its way, and all else waits behind it.
    let busy = |_: &str, _| (1_865, Some(Response::Opaque));
    assert_eq!(told(greet, busy), (After::Held, Millis(2_915), None));
    // Nothing comes, and plain requests are answered: that is no business of the line.
    let deaf = Some(("deaf-tunnel", Confidence::Likely));
    assert_eq!(told(HEALTHY.opens, busy), (After::Swallowed, Millis(2_915), deaf));
    assert_eq!(told(HEALTHY.opens, HEALTHY.fetch), (After::Swallowed, Millis(1_860), deaf));
    // They are not: then it may be.
    let silent = |_: &str, _| (u32::MAX, None);
    let unsure = Some(("deaf-tunnel", Confidence::Possible));
    assert_eq!(told(HEALTHY.opens, silent), (After::Swallowed, Millis(5_050), unsure));
}

#[test]
fn what_is_queued_behind_a_late_tick_is_heard_before_it_concludes() {
    let agent = Agent { family: Family::Firefox, major: 153 };
    let mut session = Session::new(endpoint(URL), plan(), crate::world::ONLINE, agent, 1);
    let Some(Command::Open { id, .. }) = session.poll() else { panic!("it begins so") };
    session.handle(Millis(30), &Input::Opened { id, subprotocol: false, extensions: false });
    session.handle(Millis(50), &Input::Tick);
    while let Some(command) = session.poll() {
        if let Command::Fetch { id, .. } = command {
            session.handle(Millis(60), &Input::Failed { id });
        }
    }
    session.handle(Millis(830), &Input::Tick);
    assert!(session.poll() == Some(Command::Close { id }));
    session.handle(Millis(3_500), &Input::Tick);
    let close = Input::Closed { id, code: 1000, clean: true, reason: String::new() };
    session.handle(Millis(3_501), &close);
    let (_, seen) = session.evidence().of(Probe::Handshake).next().expect("it is over");
    assert!(matches!(&seen.outcome, Outcome::Opened(opened) if opened.after == After::Held));
    assert!(seen.marred.frozen, "and how long it took says nothing");
    // The next tick concludes, however late it is.
    let due = session.deadline().expect("it opens another socket") + Millis(500);
    for (tick, concluded) in [(due, false), (due + Millis(1), true)] {
        session.handle(tick, &Input::Tick);
        assert_eq!(session.evidence().of(Probe::First).next().is_some(), concluded);
    }
}

#[test]
fn a_socket_that_brings_too_much_is_let_go_and_is_no_drop() {
    fn flood(_: &str, _: usize) -> Vec<(u32, Event)> {
        vec![(30, Event::Open), (200, Event::Message), (210, Event::Overrun)]
    }
    for message in [None, Some("ping".to_owned())] {
        let mut server = Told { opens: flood, closes: |_| false, ..HEALTHY };
        let plan = Plan { message, grow: true, ..watching(60_000) };
        let done = run(endpoint(URL), plan, &mut server, Family::Chromium, None);
        assert!(done.ended < 10_000, "it goes on for {} ms", done.ended);
        let wait = waits(&done.evidence, Probe::Idle).next().expect("it waits");
        assert_eq!((wait.end, wait.received, wait.age), (WaitEnd::Stopped, 1, Millis(180)));
        let report = Report::new(done.evidence);
        assert_eq!((report.cause(), report.diagnosis.verdict), ("none", Verdict::Healthy));
    }
}

#[test]
fn an_answer_that_is_too_much_ends_its_question_and_is_no_limit() {
    /// Answers, and at the n-th time with more than a check takes; then no more.
    struct Bursts(usize);
    impl Server for Bursts {
        fn open(&mut self, _: &str, _: &[String], _: usize) -> Vec<(u32, Event)> {
            vec![(30, Event::Open)]
        }
        fn fetch(&mut self, _: &str, _: Mode) -> (u32, Option<Response>) {
            (40, Some(Response::Opaque))
        }
        fn message(&mut self) -> Vec<(u32, Event)> {
            let left = self.0;
            self.0 = left.saturating_sub(1);
            match left {
                0 => Vec::new(),
                1 => vec![(5, Event::Message), (6, Event::Overrun)],
                _ => vec![(5, Event::Message)],
            }
        }
    }
    let plan = || Plan { message: Some("ping".into()), grow: true, ..plan() };
    // The first message is one, and round trips are five.
    let echo = run(endpoint(URL), plan(), &mut Bursts(2), Family::Chromium, None).evidence;
    let (_, seen) = echo.of(Probe::Echo).next().expect("it answers");
    assert_eq!(
        (&seen.outcome, seen.ended - seen.started),
        (&Outcome::Heard(vec![Millis(5)]), Millis(36))
    );
    let size = run(endpoint(URL), plan(), &mut Bursts(7), Family::Chromium, None).evidence;
    let grown = size.of(Probe::Size).map(|(_, seen)| &seen.outcome).next();
    let growth = Growth { passed: 1024, failed: None, close: None };
    assert_eq!(grown, Some(&Outcome::Grew(growth)));
}

#[test]
fn a_close_at_the_first_message_is_kept_and_is_no_health() {
    for (code, clean) in [(4401, true), (1006, false)] {
        struct Closes(u16, bool);
        impl Server for Closes {
            fn open(&mut self, _: &str, _: &[String], _: usize) -> Vec<(u32, Event)> {
                vec![(30, Event::Open)]
            }
            fn fetch(&mut self, _: &str, _: Mode) -> (u32, Option<Response>) {
                (40, Some(Response::Opaque))
            }
            fn message(&mut self) -> Vec<(u32, Event)> {
                vec![(5, Event::Close(self.0, self.1))]
            }
        }
        let plan = Plan { message: Some("ping".into()), ..plan() };
        let done = run(endpoint(URL), plan, &mut Closes(code, clean), Family::Chromium, None);
        let report = Report::new(done.evidence);
        let expected = if clean { "server-closed" } else { "backend-crash-or-reset" };
        assert_eq!((report.cause(), report.diagnosis.verdict), (expected, Verdict::Degraded));
    }
}

#[test]
fn later_failures_are_marked_as_delayed_where_the_browser_delays_them() {
    for (family, delayed) in [(Family::Firefox, true), (Family::Chromium, false)] {
        let done = run(endpoint(URL), plan(), &mut refusing(), family, None);
        let marks = |probe| done.evidence.of(probe).next().expect("asked").1.marred.delayed;
        assert_eq!((marks(Probe::Handshake), marks(Probe::Again)), (false, delayed), "{family:?}");
    }
}

#[test]
fn an_idle_limit_is_measured_and_a_heartbeat_shown_to_cure_it() {
    let mut server = Told { idle: Some(3000), ..HEALTHY };
    let done = run(endpoint(URL), watching(130_000), &mut server, Family::Chromium, None);
    let wait = |probe| match done.evidence.of(probe).next().expect("asked").1.outcome {
        Outcome::Waited(wait) => wait,
        _ => panic!("a wait ends as one"),
    };
    let (idle, beat) = (wait(Probe::Idle), wait(Probe::Beat));
    assert_eq!((idle.age, idle.quiet()), (Millis(3000), Millis(3000)));
    assert!(matches!(idle.end, WaitEnd::Dropped(close) if close.code == 1006 && !close.clean));
    assert_eq!(
        (beat.age, beat.end),
        (Millis(7000), WaitEnd::Survived),
        "twice the silent one's life is enough"
    );
}

#[test]
fn a_heartbeat_that_is_too_slow_is_tried_faster() {
    let mut server = Told { idle: Some(3000), ..HEALTHY };
    let slow = Plan { heartbeat: Millis(10_000), ..watching(130_000) };
    let done = run(endpoint(URL), slow, &mut server, Family::Chromium, None);
    let tried: Vec<_> = waits(&done.evidence, Probe::Beat).collect();
    let [slow, fast] = tried[..] else { panic!("one too slow, one faster: {tried:?}") };
    assert_eq!((slow.interval, slow.sent, slow.age), (Some(Millis(10_000)), 0, Millis(3000)));
    assert_eq!((fast.interval, fast.end), (Some(Millis(1000)), WaitEnd::Survived));
}

#[test]
fn a_limit_of_age_ends_both_at_the_same_age_and_at_different_instants() {
    let mut server = Told { age: Some(3000), ..HEALTHY };
    let done = run(endpoint(URL), watching(6_000), &mut server, Family::Chromium, None);
    let of = |probe| done.evidence.of(probe).next().expect("asked").1;
    let age = |probe| match of(probe).outcome {
        Outcome::Waited(wait) => wait.age,
        _ => panic!("a wait ends as one"),
    };
    assert_eq!((age(Probe::Idle), age(Probe::Beat)), (Millis(3000), Millis(3000)));
    assert!(of(Probe::Beat).ended - of(Probe::Idle).ended >= Millis(600));
}

#[test]
fn the_verdict_on_the_handshake_does_not_wait_for_the_idle_limit() {
    let done = run(endpoint(URL), watching(3_600_000), &mut { HEALTHY }, Family::Chromium, None);
    assert!(done.settled.is_some_and(|settled| settled < 2_500));
    assert!(done.ended >= 3_600_000);
    let (_, idle) = done.evidence.of(Probe::Idle).next().expect("asked");
    assert!(
        matches!(&idle.outcome, Outcome::Waited(wait) if wait.end == WaitEnd::Alive),
        "it ends with a proof of life"
    );
}

#[test]
fn a_silent_death_shows_only_at_the_active_send() {
    struct Forgets(u32);
    impl Server for Forgets {
        fn open(&mut self, _: &str, _: &[String], n: usize) -> Vec<(u32, Event)> {
            self.0 = u32::try_from(n).expect("few sockets");
            vec![(30, Event::Open)]
        }
        fn fetch(&mut self, _: &str, _: Mode) -> (u32, Option<Response>) {
            (40, Some(Response::Opaque))
        }
        // The sockets of the waits, which come last, never answer.
        fn message(&mut self) -> Vec<(u32, Event)> {
            if self.0 < 3 { vec![(5, Event::Message)] } else { Vec::new() }
        }
    }
    let done = run(endpoint(URL), watching(5_000), &mut Forgets(0), Family::Chromium, None);
    let (_, idle) = done.evidence.of(Probe::Idle).next().expect("asked");
    assert!(
        matches!(&idle.outcome, Outcome::Waited(wait) if wait.end == WaitEnd::Deaf),
        "{:?}",
        idle.outcome
    );
}

#[test]
fn stopping_keeps_what_was_measured_and_lets_go_of_everything() {
    for at in [1, 45, 100, 900, 1_500, 4_000, 60_000] {
        let done =
            run(endpoint(URL), watching(130_000), &mut { HEALTHY }, Family::Chromium, Some(at));
        assert_eq!(done.ended, at);
        if at > 1_000 {
            assert!(
                done.evidence
                    .of(Probe::Handshake)
                    .any(|(_, seen)| matches!(seen.outcome, Outcome::Opened(_)))
            );
        }
        if at == 60_000 {
            let (_, idle) = done.evidence.of(Probe::Idle).next().expect("asked");
            assert!(matches!(&idle.outcome, Outcome::Waited(wait) if wait.end == WaitEnd::Stopped));
        }
    }
}

fn exactly(limit: u32) -> Plan {
    Plan { refine: true, ..watching(limit) }
}

#[test]
fn a_full_check_repeats_the_drop_and_brackets_the_interval_in_one_wait() {
    for limit in [3_000, 30_000, 60_000, 100_000] {
        let mut server = Told { idle: Some(limit), ..HEALTHY };
        let watched = if limit < 10_000 { 8_000 } else { 130_000 };
        let done = run(endpoint(URL), exactly(watched), &mut server, Family::Chromium, None);
        let recur: Vec<_> = waits(&done.evidence, Probe::Recur).map(|wait| wait.age).collect();
        let again = if limit == 100_000 { vec![] } else { vec![Millis(limit)] };
        assert_eq!(recur, again, "limit {limit}");
        let paces: Vec<Wait> = waits(&done.evidence, Probe::Pace).collect();
        let longest = paces.iter().map(Wait::survived).max().expect("asked");
        let shortest = paces.iter().filter_map(Wait::fatal).min();
        assert!(
            longest < Millis(limit) && longest >= Millis(limit).scale(4, 5),
            "limit {limit}, {longest}"
        );
        assert!(shortest.is_none_or(|fatal| fatal == Millis(limit)), "limit {limit}");
        assert!(done.sockets <= 12);
        // The silent one opens after about two seconds; nothing goes on longer than it may.
        let costs = done.ended - 2_200;
        assert!(costs <= watched + 3_000, "limit {limit} took {costs} ms");
    }
}

#[test]
fn without_a_message_a_second_silent_socket_waits_beside_the_first() {
    let silent = |server| Plan { message: None, refine: server, ..watching(6_000) };
    for refine in [false, true] {
        let mut server = Told { idle: Some(3_000), ..HEALTHY };
        let done = run(endpoint(URL), silent(refine), &mut server, Family::Chromium, None);
        let of = |probe| done.evidence.of(probe).next().expect("asked").1;
        let (idle, recur) = (of(Probe::Idle), of(Probe::Recur));
        // It is asked for 600 ms after the first one's opening, and then opens within 30.
        assert_eq!(recur.ended - idle.ended, Millis(630));
        assert_eq!(done.sent, 0, "nothing is sent without a message of the application");
    }
}

/// However long the first one takes to open, where a browser starts a worker for it.
#[test]
fn a_second_socket_begins_some_time_after_the_first_one_is_open() {
    // The fourth socket is the first that waits.
    let late = |_: &str, count| vec![(if count == 3 { 430 } else { 30 }, Event::Open)];
    let mut server = Told { opens: late, age: Some(3_000), ..HEALTHY };
    let done = run(endpoint(URL), watching(6_000), &mut server, Family::WebKit, None);
    let of = |probe| done.evidence.of(probe).next().expect("asked").1;
    let (idle, beat) = (of(Probe::Idle), of(Probe::Beat));
    assert_eq!(idle.ended - idle.started, Millis(3_430), "the late one is the first");
    assert_eq!(beat.ended - idle.ended, Millis(630));
}

#[test]
fn a_server_that_speaks_by_itself_is_no_silence() {
    struct Speaks;
    impl Server for Speaks {
        fn open(&mut self, _: &str, _: &[String], _: usize) -> Vec<(u32, Event)> {
            let spoken = (1..200).map(|beat| (30 + beat * 1_000, Event::Message));
            core::iter::once((30, Event::Open)).chain(spoken).collect()
        }
        fn fetch(&mut self, _: &str, _: Mode) -> (u32, Option<Response>) {
            (40, Some(Response::Opaque))
        }
    }
    let plan = Plan { message: None, ..watching(20_000) };
    let done = run(endpoint(URL), plan, &mut Speaks, Family::Chromium, None);
    assert_eq!(waits(&done.evidence, Probe::Idle).count(), 0);
    let served = waits(&done.evidence, Probe::Served).next().expect("filed as what it is");
    assert_eq!((served.sent, served.spanned, served.gap), (0, Millis(1000), Millis(1000)));
    assert!(served.received >= 19);
}

#[test]
fn ticks_that_come_much_too_late_spoil_the_waits() {
    let mut session = Session::new(
        endpoint(URL),
        watching(60_000),
        crate::world::ONLINE,
        Agent { family: Family::Chromium, major: 156 },
        1,
    );
    let mut now = 0;
    while session.under_way().all(|(probe, _)| probe != Probe::Idle) {
        while let Some(command) = session.poll() {
            let answer = match command {
                Command::Open { id, .. } => {
                    Input::Opened { id, subprotocol: false, extensions: false }
                }
                Command::Fetch { id, .. } => Input::Failed { id },
                Command::Send { id, .. } => Input::Message { id, count: 1 },
                Command::Close { id } => {
                    Input::Closed { id, code: 1000, clean: true, reason: String::new() }
                }
                Command::Abort { .. } => continue,
            };
            session.handle(Millis(now), &answer);
        }
        now = session.deadline().map_or(now, |due| due.0);
        session.handle(Millis(now), &Input::Tick);
    }
    session.handle(Millis(now + 20_000), &Input::Tick);
    session.handle(Millis(now + 20_000), &Input::Cancel);
    let (_, idle) = session.evidence().of(Probe::Idle).next().expect("asked");
    assert!(idle.marred.frozen && idle.marred.broken());
    let (_, handshake) = session.evidence().of(Probe::Handshake).next().expect("asked");
    assert!(!handshake.marred.frozen, "what was over before is not spoiled");
}

#[test]
fn the_reason_of_a_close_is_quoted_beside_the_observation_and_not_in_the_link() {
    let mut server = Told {
        opens: |_, n| {
            if n == 0 {
                vec![(30, Event::Open), (200, Event::Said(4401, "token expired"))]
            } else {
                vec![(30, Event::Open)]
            }
        },
        ..HEALTHY
    };
    let done = run(endpoint(URL), plan(), &mut server, Family::Chromium, None);
    let [quote] = &done.evidence.quotes[..] else { panic!("one was given") };
    assert_eq!(quote.reason, "token expired");
    assert_eq!(done.evidence.observations[quote.observation].probe, Probe::Handshake);
    let read = link::decode(&link::encode(&done.evidence)).expect("it was written just now");
    assert!(read.evidence.quotes.is_empty());
}
