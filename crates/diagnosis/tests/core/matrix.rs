//! Every combination of the primary outcomes, as one table: a change of inference is a readable diff.

use std::path::Path;

use diagnosis::diagnose::diagnose;
use diagnosis::evidence::{
    After, Agent, Answer, Body, Close, Evidence, Family, Fetch, FetchEnd, Fetches, Line, Marred,
    Observation, Opened, Outcome, PageFacts, Probe, Refusal, Source, Variant, Via,
};
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;

const OPENINGS: [&str; 8] =
    ["opened", "dropped", "swallowed", "refused", "slow 3 s", "1015", "hung", "policy"];
const GETS: [&str; 12] = [
    "426", "404", "200", "403", "502", "503", "504", "505", "redirect", "opaque", "failed",
    "silent",
];
const ROOTS: [&str; 5] = ["200", "502", "opaque", "failed", "silent"];
const LINES: [(&str, Option<Line>); 6] = [
    ("-", None),
    ("426", Some(Line::Status(426))),
    ("403", Some(Line::Status(403))),
    ("502", Some(Line::Status(502))),
    ("404", Some(Line::Status(404))),
    ("closed", Some(Line::ClosedUnanswered)),
];

const HEAD: &str = "\
# What is answered to what

<!-- Written by the test `matrix` of crates/diagnosis. Don’t edit by hand. -->

Every combination of what the handshake, a plain request for its path and one for the root can come to, seen from the endpoint’s own origin and from another, with and without a line of Chromium’s console.
Causes stand in the order in which the page names them.

| Handshake | Path | Root | Line | Own origin | Another origin |
|---|---|---|---|---|---|
";

#[test]
fn every_combination_of_primary_outcomes_has_its_answer() {
    let mut table = String::from(HEAD);
    for opening in OPENINGS {
        for get in GETS {
            for root in ROOTS {
                // A page reads both answers of a host, or neither.
                if (get == "opaque") != (root == "opaque")
                    && !matches!(get, "failed" | "silent")
                    && !matches!(root, "failed" | "silent")
                {
                    continue;
                }
                for (name, line) in LINES {
                    if line.is_some() && !matches!(opening, "refused" | "slow 3 s") {
                        continue;
                    }
                    let answer = |same| told(&evidence(opening, get, root, line, same));
                    table.push_str(&format!(
                        "| {opening} | {get} | {root} | {name} | {} | {} |\n",
                        answer(true),
                        answer(false)
                    ));
                }
            }
        }
    }
    fresh("matrix.md", &table);
}

/// Compares a page of the documentation with what it should be, or writes it anew.
fn fresh(name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(&path, table).expect("the documentation can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let changed = |(one, other): &(&str, &str)| one != other;
    if let Some((before, now)) = written.lines().zip(table.lines()).find(changed) {
        panic!("docs/{name} is stale:\n  before: {before}\n  now:    {now}\n{WRITE}");
    }
    assert!(written == table, "docs/{name} has lines too many or too few; {WRITE}");
}

const WRITE: &str = "look at the change; then write it anew with: UPDATE=1 cargo test -p diagnosis --test core matrix";

fn told(evidence: &Evidence) -> String {
    let diagnosis = diagnose(evidence);
    let findings: Vec<String> = diagnosis
        .findings
        .iter()
        .map(|finding| format!("{}:{}", finding.cause.id, finding.confidence.id()))
        .collect();
    format!("**{}** {}", diagnosis.verdict.id(), findings.join(", ")).trim_end().to_owned()
}

fn evidence(
    opening: &str,
    get: &str,
    root: &str,
    line: Option<Line>,
    same_origin: bool,
) -> Evidence {
    let page = PageFacts { same_origin, online: true, secure: true, ..PageFacts::default() };
    let mut observations = vec![
        seen(Probe::Page, 0, Outcome::Page(page)),
        handshake(opening),
        seen(Probe::Shadow, 40, Outcome::Fetched(Box::new(fetches(get)))),
        seen(Probe::Reach, 40, Outcome::Fetched(Box::new(fetches(root)))),
    ];
    observations
        .extend(line.map(|line| seen(Probe::Console, 0, Outcome::Line(line, Place::Endpoint))));
    Evidence {
        target: Target::new(true, "chat.example", 443, "/ws", ""),
        agent: Agent { family: Family::Chromium, major: 156 },
        minute: 0,
        trace: None,
        observations,
        runbook: 0,
        quotes: Vec::new(),
    }
}

fn handshake(opening: &str) -> Observation {
    let opened = |after| {
        Outcome::Opened(Opened { took: Millis(30), subprotocol: false, extensions: false, after })
    };
    let close = Close { code: 1006, clean: false, error: false };
    let refused = |code| Outcome::Refused(Refusal { code, error: true });
    let (took, outcome) = match opening {
        "opened" => (830, opened(After::Held)),
        "dropped" => (31, opened(After::Dropped(close, Millis(1)))),
        "swallowed" => (1830, opened(After::Swallowed)),
        "refused" => (30, refused(Some(1006))),
        "slow 3 s" => (3005, refused(Some(1006))),
        "1015" => (30, refused(Some(1015))),
        "hung" => (4000, Outcome::TimedOut),
        _ => (3, refused(None)),
    };
    seen(Probe::Handshake, took, outcome)
}

fn fetches(get: &str) -> Fetches {
    let fetch = |end| Fetch { took: Millis(40), end };
    let all = |end: FetchEnd| Fetches {
        opaque: fetch(end.clone()),
        cors: fetch(end.clone()),
        manual: fetch(end),
    };
    match get {
        "opaque" => Fetches { opaque: fetch(FetchEnd::Opaque), ..all(FetchEnd::Failed) },
        "redirect" => Fetches {
            manual: fetch(FetchEnd::Redirect),
            opaque: fetch(FetchEnd::Opaque),
            ..all(FetchEnd::Failed)
        },
        "failed" => all(FetchEnd::Failed),
        "silent" => all(FetchEnd::TimedOut),
        status => {
            let status = status.parse().expect("all others are statuses");
            let answer = Answer { status, marks: Vec::new(), body: Body::Html, digest: status };
            Fetches { opaque: fetch(FetchEnd::Opaque), ..all(FetchEnd::Answered(answer)) }
        }
    }
}

fn seen(probe: Probe, took: u32, outcome: Outcome) -> Observation {
    Observation {
        probe,
        via: Via::Front,
        variant: Variant::AsIs,
        started: Millis::ZERO,
        ended: Millis(took),
        outcome,
        marred: Marred::default(),
        source: Source::Measured,
    }
}
