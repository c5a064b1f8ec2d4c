//! What holds for every evidence, every text and every order of events.

use crate::arbitrary::{evidence, observation};
use crate::world;
use base64ct::{Base64UrlUnpadded, Encoding};
use diagnosis::cause::{Case, Weight};
use diagnosis::diagnose::{Confidence, Finding, Verdict, confidence, diagnose};
use diagnosis::evidence::{Agent, Close, Evidence, Family, Hop, Outcome, Probe, Throw};
use diagnosis::ingest::console;
use diagnosis::report::next::next;
use diagnosis::report::{Report, answer, describe, link, markdown};
use diagnosis::session::{Command, Input, Plan, Response, Session};
use diagnosis::target::{Endpoint, Target, UrlParts};
use diagnosis::text::Text;
use diagnosis::time::Millis;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// How a place looks that nothing fills.
const EMPTY: char = '{';

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_link_brings_back_every_evidence(evidence in evidence()) {
        let decoded = link::decode(&link::encode(&evidence)).expect("what was encoded decodes");
        prop_assert_eq!(decoded.left_out, 0);
        prop_assert_eq!(decoded.evidence, evidence);
    }

    #[test]
    fn every_evidence_has_an_answer_and_can_be_told(evidence in evidence()) {
        let report = Report::new(evidence);
        prop_assert!(!answer::answer(&report).headline.to_string().is_empty());
        let _ = next(&report);
        let _ = markdown::markdown(&report, None);
        for seen in &report.evidence.observations {
            let told = describe::sentence(report.evidence.agent, seen).to_string();
            prop_assert!(!told.contains(EMPTY), "a place was left empty: {}", told);
        }
        for finding in &report.diagnosis.findings {
            for clue in finding.case.supports.iter().chain(&finding.case.contradicts) {
                prop_assert!(clue.observation <= report.evidence.observations.len());
                let told = describe::clue(report.evidence.agent, clue).to_string();
                prop_assert!(!told.contains(EMPTY), "a place was left empty: {}", told);
            }
        }
    }

    #[test]
    fn a_diagnosis_is_the_same_each_time(evidence in evidence()) {
        let told = |evidence: &Evidence| -> Vec<_> {
            diagnose(evidence).findings.iter().map(|finding| (finding.cause.id, finding.confidence)).collect()
        };
        prop_assert_eq!(told(&evidence), told(&evidence));
    }

    #[test]
    fn more_contradiction_never_raises_confidence(pro in vec(weight(), 0..4), contra in vec(weight(), 0..4), more in weight()) {
        let mut case = Case::default();
        pro.iter().for_each(|weight| case.supports(0, *weight, Text("for")));
        contra.iter().for_each(|weight| case.contradicts(0, *weight, Text("against")));
        let before = confidence(&case);
        case.contradicts(0, more, Text("one more against"));
        let after = confidence(&case);
        prop_assert!(after <= before || before.is_none(), "{:?} became {:?}", before, after);
    }

    #[test]
    fn an_observation_that_says_nothing_changes_nothing(evidence in evidence(), seen in observation()) {
        use diagnosis::evidence::{Outcome, Why};
        let mut more = evidence.clone();
        more.observations.push(diagnosis::evidence::Observation { outcome: Outcome::Skipped(Why::NotGiven), ..seen });
        let told = |evidence: &Evidence| -> Vec<_> {
            diagnose(evidence).findings.iter().map(|finding| (finding.cause.id, finding.confidence)).collect()
        };
        // A skipped first handshake hides a later one; all others must not matter.
        prop_assume!(evidence.observations.iter().all(|other| other.probe != seen.probe) || !evidence.observations.is_empty());
        prop_assert_eq!(told(&evidence), told(&more));
    }

    #[test]
    fn what_is_not_likely_names_what_would_tell_more(evidence in evidence()) {
        let report = Report::new(evidence);
        let settled = report.confidence() >= Some(Confidence::Likely);
        if report.diagnosis.verdict != Verdict::Healthy && !settled {
            prop_assert!(next(&report).is_some(), "{:?} names no check", report.diagnosis.verdict);
        }
    }

    #[test]
    fn no_two_causes_are_confirmed_at_once(evidence in evidence()) {
        // None of those that can be confirmed leaves room for another.
        let diagnosis = diagnose(&evidence);
        let confirmed = |finding: &&Finding| finding.confidence == Confidence::Confirmed;
        let all: Vec<_> = diagnosis.findings.iter().filter(confirmed).map(|one| one.cause.id).collect();
        prop_assert!(all.len() < 2, "{all:?}");
    }

    #[test]
    fn what_a_frozen_page_saw_of_a_wait_is_no_clue_about_the_server(evidence in evidence()) {
        let diagnosis = diagnose(&evidence);
        for finding in diagnosis.findings.iter().filter(|one| one.cause.id != "background-tab-heartbeat") {
            for clue in finding.case.supports.iter().filter(|clue| clue.weight > Weight::Weak) {
                let Some(seen) = evidence.observations.get(clue.observation) else { continue };
                let said = matches!(&seen.outcome, Outcome::Waited(wait) if wait.dropped().is_some_and(Close::framed));
                let long = [Probe::Idle, Probe::Served, Probe::Beat, Probe::Recur, Probe::Pace];
                let waited = matches!(seen.outcome, Outcome::Waited(_)) && long.contains(&seen.probe);
                let spoiled = waited && seen.marred.broken();
                prop_assert!(!spoiled || said, "{} rests on it", finding.cause.id);
            }
        }
    }

    #[test]
    fn no_secret_survives_into_a_link(secret in "[A-Za-z0-9]{16,40}[0-9]{2}", name in "[a-z]{1,8}") {
        let parts = UrlParts {
            scheme: "wss".into(),
            host: "chat.example.com".into(),
            path: format!("/ws/{secret}/x"),
            query: format!("{name}={secret}"),
            ..UrlParts::default()
        };
        let endpoint = Endpoint::new(parts, false).expect("valid");
        let evidence = Evidence {
            target: endpoint.target.clone(),
            agent: Agent::default(),
            minute: 0,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        };
        let report = Report::new(evidence);
        prop_assert!(!endpoint.target.url().contains(&secret));
        prop_assert!(!markdown::markdown(&report, None).contains(&secret));
        let decoded = link::decode(&link::encode(&report.evidence)).expect("what was encoded decodes");
        let told = format!("{:?}", decoded.evidence);
        prop_assert!(!told.contains(&secret));
    }

    #[test]
    fn a_target_is_safe_to_paste_whatever_it_was_made_of(host in "\\PC{0,80}", path in "\\PC{0,300}", query in "\\PC{0,300}") {
        let target = Target::new(true, &host, 443, &path, &query);
        let url = target.url();
        let safe = |c: char| c.is_ascii_alphanumeric() || "…:/.-_~%@=,+?&[]".contains(c);
        prop_assert!(url.chars().all(safe), "{}", url);
        prop_assert!(target.path.chars().count() <= 160 && target.path.starts_with('/'));
        let again = Target::new(true, &target.host, 443, &target.path, "");
        prop_assert_eq!((again.host, again.path), (target.host, target.path), "made safe once is safe for ever");
    }

    #[test]
    fn any_console_text_is_read_or_left(text in "\\PC{0,400}", target_path in "/[a-z]{0,9}") {
        let target = Target::new(true, "chat.example.com", 443, &target_path, "");
        let _ = console::read(&text, &target, None);
    }

    #[test]
    fn a_run_ends_within_its_budget_whatever_happens(
        script in vec((0..3_000_u32, 0..14_u8, 0..14_u32), 0..120),
        idle in 0..20_000_u32,
        [message, firefox, refine, grow] in any::<[bool; 4]>(),
    ) {
        let mut endpoint = world::endpoint("wss://chat.example/ws");
        endpoint.subprotocols = vec!["chat".into()];
        endpoint.bypasses = vec![(Hop::Cdn, world::endpoint("ws://a.example/")), (Hop::Proxy, world::endpoint("ws://b.example/"))];
        endpoint.control = Some(Box::new(world::endpoint("wss://control.example/")));
        let plan = Plan { idle_limit: Millis(idle), message: message.then(|| "ping".into()), refine, grow, ..world::plan() };
        let family = if firefox { Family::Firefox } else { Family::Chromium };
        let mut session = Session::new(endpoint, plan, world::ONLINE, Agent { family, major: 1 }, 0);
        let (mut now, mut sockets) = (0, Sockets::default());
        for (wait, kind, id) in script {
            sockets.drain(&mut session);
            prop_assert!(sockets.open.len() <= 4, "{:?} are open", sockets.open);
            // Never past a deadline: the caller's part of the contract.
            now = (now + wait).min(session.deadline().map_or(u32::MAX, |deadline| deadline.0.max(now)));
            let event = event(kind, id);
            sockets.note(&event);
            session.handle(Millis(now), &event);
        }
        // From here on nothing happens but time.
        let mut ticks = 0;
        sockets.drain(&mut session);
        while let Some(deadline) = session.deadline() {
            now = now.max(deadline.0);
            session.handle(Millis(now), &Input::Tick);
            sockets.drain(&mut session);
            prop_assert!(sockets.open.len() <= 4, "{:?} are open", sockets.open);
            ticks += 1;
            prop_assert!(ticks < 2_000, "the run does not end");
        }
        prop_assert!(session.finished());
        prop_assert!(sockets.made <= 12, "{} sockets", sockets.made);
        prop_assert!(sockets.open.is_empty(), "{:?} are open at the end", sockets.open);
        session.handle(Millis(now), &Input::Opened { id: 1, subprotocol: false, extensions: false });
        prop_assert!(session.poll().is_none(), "a command after the end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 50, ..ProptestConfig::default() })]

    /// Fifty times two hundred links.
    #[test]
    fn random_and_mutated_links_decode_or_fail_cleanly(
        evidence in evidence(),
        mutations in vec((vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4), any::<bool>()), 200),
        noise in "v1\\.[A-Za-z0-9_-]{0,200}",
    ) {
        let _ = link::decode(&noise);
        let whole = link::encode(&evidence);
        for (cuts, mend) in mutations {
            let mut bytes = whole.clone().into_bytes();
            for (at, byte, kind) in cuts {
                let at = at.index(bytes.len());
                match kind {
                    0 => bytes[at] = byte,
                    1 => bytes.truncate(at.max(1)),
                    _ => bytes.insert(at, byte),
                }
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            // An attacker's link has a right checksum: behind it the codec must stand as well.
            let text = if mend { resealed(&text).unwrap_or(text) } else { text };
            if let Ok(decoded) = link::decode(&text) {
                prop_assert!(decoded.evidence.observations.len() <= 64);
                let _ = Report::new(decoded.evidence);
            }
        }
    }
}

/// The link with a checksum that fits its damaged body.
fn resealed(text: &str) -> Option<String> {
    let whole = Base64UrlUnpadded::decode_vec(text.strip_prefix("v1.")?).ok()?;
    let (_, body) = whole.split_at_checked(4)?;
    let sum = body
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let sealed: Vec<u8> = sum.to_be_bytes().into_iter().chain(body.iter().copied()).collect();
    Some(format!("v1.{}", Base64UrlUnpadded::encode_string(&sealed)))
}

fn weight() -> impl Strategy<Value = Weight> {
    select(&[Weight::Weak, Weight::Strong, Weight::Decisive][..])
}

/// The sockets of a run, as a browser would have them.
#[derive(Default)]
struct Sockets {
    made: u32,
    open: Vec<u32>,
}

impl Sockets {
    fn drain(&mut self, session: &mut Session) {
        while let Some(command) = session.poll() {
            match command {
                Command::Open { id, .. } => {
                    self.made += 1;
                    self.open.push(id);
                }
                Command::Abort { id } => self.open.retain(|own| *own != id),
                _ => {}
            }
        }
    }

    fn note(&mut self, input: &Input) {
        if let Input::Closed { id, .. } | Input::Threw { id, .. } = input {
            self.open.retain(|own| own != id);
        }
    }
}

fn event(kind: u8, id: u32) -> Input {
    match kind {
        0 => Input::Opened { id, subprotocol: false, extensions: false },
        1 => Input::Message { id, count: 1 },
        2 => Input::Errored { id },
        3 => Input::Closed { id, code: 1006, clean: false, reason: String::new() },
        4 => Input::Closed { id, code: 1000, clean: true, reason: String::new() },
        5 => Input::Threw { id, throw: Throw::Security },
        6 => Input::Responded { id, response: Response::Opaque },
        7 => Input::Responded {
            id,
            response: Response::Readable { status: 426, headers: Vec::new(), body: String::new() },
        },
        8 => Input::Failed { id },
        9 => Input::Hidden(id.is_multiple_of(2)),
        10 => Input::Interrupted,
        11 => Input::Overrun { id },
        12 => Input::Connecting { id },
        _ => Input::Tick,
    }
}
