//! What the drawing holds, whatever the evidence.

use super::*;
use crate::markup::{Element, Node};
use diagnosis::evidence::{
    Agent, Close, Marred, Observation, Outcome, Probe, Source, Variant, Via, Wait, WaitEnd,
};
use diagnosis::report::link;
use diagnosis::target::Target;

const CUT: WaitEnd = WaitEnd::Dropped(Close { code: 1006, clean: false, error: false });

/// A wait that opened at `opened` and lasted for `age`, both in seconds.
fn wait(probe: Probe, opened: u32, age: u32, end: WaitEnd) -> Observation {
    let age = Millis::seconds(age);
    let wait = Wait {
        age,
        unheard: age,
        unsaid: age,
        spanned: Millis::ZERO,
        gap: Millis::ZERO,
        interval: None,
        sent: 0,
        received: 0,
        end,
    };
    Observation {
        probe,
        via: Via::Front,
        variant: Variant::AsIs,
        started: Millis::seconds(opened),
        ended: Millis::seconds(opened) + age,
        outcome: Outcome::Waited(wait),
        marred: Marred::default(),
        source: Source::Measured,
    }
}

/// The same with a message every ten seconds, each of which was answered.
fn beaten(opened: u32, age: u32, end: WaitEnd) -> Observation {
    let mut seen = wait(Probe::Beat, opened, age, end);
    if let Outcome::Waited(wait) = &mut seen.outcome {
        (wait.sent, wait.received) = (age / 10, age / 10);
        wait.interval = Some(Millis::seconds(10));
        wait.spanned = Millis::seconds(10);
        wait.unheard = Millis::seconds(age % 10);
        wait.unsaid = wait.unheard;
    }
    seen
}

fn evidence(observations: Vec<Observation>) -> Evidence {
    Evidence {
        target: Target::new(true, "chat.example.com", 443, "/ws", ""),
        agent: Agent::default(),
        minute: 7,
        trace: None,
        observations,
        runbook: 0,
        quotes: Vec::new(),
    }
}

fn elements<'a>(node: &'a Node, found: &mut Vec<&'a Element>) {
    match node {
        Node::Group(nodes) => nodes.iter().for_each(|node| elements(node, found)),
        Node::Element(one) => {
            found.push(one);
            one.children.iter().for_each(|node| elements(node, found));
        }
        _ => {}
    }
}

/// All elements with this tag whose classes begin so.
fn all<'a>(node: &'a Node, tag: &str, class: &str) -> Vec<&'a Element> {
    let mut found = Vec::new();
    elements(node, &mut found);
    let classed = |one: &Element| value(one, "class").unwrap_or_default().starts_with(class);
    found.retain(|one| one.tag == tag && classed(one));
    found
}

fn value<'a>(one: &'a Element, name: &str) -> Option<&'a str> {
    one.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

fn text(one: &Element) -> String {
    let part = |node: &Node| match node {
        Node::Text(own) => own.clone(),
        Node::Element(one) => text(one),
        _ => String::new(),
    };
    one.children.iter().map(part).collect()
}

fn texts(node: &Node, class: &str) -> Vec<String> {
    all(node, "text", class).into_iter().map(text).collect()
}

fn going_on(evidence: &Evidence, ends: &[Millis]) -> Node {
    live(evidence, ends).map(|waits| waits.part).unwrap_or_default()
}

/// Whatever is drawn lies within the drawing.
fn check(node: &Node) {
    let share = |one: &Element, name: &str| {
        let share = value(one, name).and_then(|value| value.strip_suffix('%'));
        share.map_or(0.0, |share| share.parse::<f64>().expect("a share is a number"))
    };
    let mut found = Vec::new();
    elements(node, &mut found);
    for one in found {
        let end = share(one, "x") + share(one, "width") * f64::from(u8::from(one.tag == "rect"));
        for place in [end, share(one, "x1"), share(one, "x2")] {
            assert!((0.0..=100.0).contains(&place), "{one:?}");
        }
        for name in ["y", "y1", "y2", "height"] {
            let height = value(one, name).filter(|value| !value.is_empty());
            assert!(height.is_none_or(|height| height.parse::<u32>().is_ok()), "{one:?}");
        }
    }
}

#[test]
fn every_recorded_report_is_drawn() {
    let recorded = include_str!("../../../../diagnosis/tests/core/links.txt");
    let mut drawn = 0;
    for text in recorded.lines().filter_map(|line| line.split("  ").nth(1)) {
        let Ok(decoded) = link::decode(text) else { continue };
        let waits = decoded.evidence.observations.iter().filter(|seen| is_wait(seen)).count();
        let whole = over(&decoded.evidence);
        let half = going_on(&decoded.evidence, &[Millis::seconds(500), Millis::ZERO]);
        for node in [&whole, &half] {
            check(node);
            assert_eq!(texts(node, "lane state").len(), waits, "{text}");
            assert_eq!(all(node, "tr", "").len(), if waits > 0 { waits + 1 } else { 0 });
        }
        drawn += waits;
    }
    assert!(drawn > 30, "only {drawn} recorded waits");
}

fn is_wait(seen: &Observation) -> bool {
    matches!(seen.outcome, Outcome::Waited(_))
}

/// Nobody could have measured these, but a link can hold them.
#[test]
fn what_can_not_be_is_drawn_as_well() {
    let ends = [CUT, WaitEnd::Survived, WaitEnd::Alive, WaitEnd::Deaf, WaitEnd::Stopped];
    let times = [0, 1, 999, 60_000, u32::MAX].map(Millis);
    let mut observations = Vec::new();
    for (seed, end) in (0..150).flat_map(|seed| ends.map(|end| (seed, end))) {
        let pick = |salt: usize| times[(seed * 7 + salt * (seed / 5 + 1)) % times.len()];
        let mut seen = wait(Probe::ALL[seed % Probe::ALL.len()], 0, 0, end);
        (seen.started, seen.ended) = (pick(0), pick(1));
        seen.outcome = Outcome::Waited(Wait {
            age: pick(2),
            unheard: pick(3),
            unsaid: pick(4),
            spanned: pick(5),
            gap: pick(6),
            interval: (seed % 2 == 0).then(|| pick(7)),
            sent: pick(8).0,
            received: pick(9).0,
            end,
        });
        check(&over(&evidence(vec![seen.clone()])));
        check(&going_on(&evidence(vec![seen.clone()]), &[pick(10), pick(11)]));
        observations.push(seen);
    }
    check(&over(&evidence(observations.clone())));
    check(&going_on(&evidence(observations), &times));
}

#[test]
fn nothing_is_drawn_where_nothing_waited() {
    assert_eq!(over(&evidence(Vec::new())), Node::default());
    assert_eq!(live(&evidence(Vec::new()), &[Millis(7)]), None);
}

#[test]
fn how_far_a_wait_is_is_told_in_its_own_unit() {
    let passed = |age, end| {
        let waits = evidence(vec![wait(Probe::Idle, 1, age, WaitEnd::Stopped)]);
        live(&waits, &[Millis(end)]).map(|waits| waits.passed)
    };
    assert_eq!(passed(45, 131_040).as_deref(), Some("45 s of 130 s"));
    assert_eq!(passed(132, 131_000).as_deref(), Some("132 s of 132 s"));
    assert_eq!(passed(1800, 3_601_000).as_deref(), Some("30 min of 60 min"));
}

#[test]
fn a_limit_shows_once_a_silence_has_reached_it() {
    let shown = |age, end, ends: &[u32]| {
        let ends: Vec<Millis> = ends.iter().copied().map(Millis::seconds).collect();
        let drawn = going_on(&evidence(vec![wait(Probe::Idle, 1, age, end)]), &ends);
        let labels = texts(&drawn, "limit");
        labels.iter().any(|label| label.starts_with("60 s: "))
    };
    assert!(!shown(40, WaitEnd::Stopped, &[131]));
    assert!(shown(61, WaitEnd::Stopped, &[131]));
    assert!(shown(60, CUT, &[]));
}

#[test]
fn messages_keep_every_limit_away() {
    let drawn = over(&evidence(vec![beaten(1, 130, WaitEnd::Survived)]));
    assert_eq!(all(&drawn, "line", "sent").len(), 13);
    assert!(texts(&drawn, "limit").iter().all(|label| label.starts_with("10 s: ")));
}

/// What nobody answers is no silence either: it keeps a hop's timer from running out.
#[test]
fn a_message_breaks_a_silence_even_without_an_answer() {
    let mut seen = beaten(1, 130, WaitEnd::Survived);
    if let Outcome::Waited(wait) = &mut seen.outcome {
        (wait.received, wait.spanned, wait.unheard) = (0, Millis::ZERO, wait.age);
    }
    let drawn = going_on(&evidence(vec![seen]), &[Millis::seconds(140)]);
    assert_eq!(texts(&drawn, "lane"), ["Message every 10 s", "open for 130 s"]);
    assert!(texts(&drawn, "limit").is_empty());
}

#[test]
fn each_end_has_a_shape_and_a_word_of_its_own() {
    let all_ends = [CUT, WaitEnd::Survived, WaitEnd::Alive, WaitEnd::Deaf, WaitEnd::Stopped];
    let waits = all_ends.iter().map(|end| wait(Probe::Idle, 1, 60, *end)).collect();
    let drawn = going_on(
        &evidence([waits, vec![wait(Probe::Recur, 2, 59, WaitEnd::Stopped)]].concat()),
        &[Millis::seconds(130)],
    );
    let mut shapes: Vec<_> =
        all(&drawn, "path", "end").iter().filter_map(|path| value(path, "d")).collect();
    let mut words = texts(&drawn, "lane state");
    assert_eq!(words[0], "closed after 60.0 s");
    assert_eq!(words[5], "silent for 59 s");
    shapes.sort_unstable();
    shapes.dedup();
    words.sort();
    words.dedup();
    assert_eq!((shapes.len(), words.len()), (6, 6));
}
