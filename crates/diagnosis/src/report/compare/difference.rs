//! What differs between two reports, line by line.

use alloc::vec::Vec;

use super::near;
use crate::evidence::{After, Fetch, FetchEnd, Hop, Observation, Outcome, Source, Via};
use crate::report::Report;
use crate::report::describe::{browser, page, question, sentence, when};
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub name: Text,
    /// The hop that was gone around, where one was.
    pub behind: Option<Hop>,
    /// What the first report says; `None` if it says nothing of it.
    pub first: Option<Phrase>,
    /// What the second report says.
    pub second: Option<Phrase>,
}

/// What a fact is called, and how a report tells it.
type Fact = (Text, fn(&Report) -> Phrase);

/// All that differs, the verdict first, then what was seen in the order of the first report.
pub(super) fn differences(first: &Report, second: &Report) -> Vec<Difference> {
    let facts: [Fact; 6] = [
        (Text("Verdict"), |report| report.diagnosis.verdict.title().phrase()),
        (Text("First finding"), finding),
        (Text("Browser"), |report| Phrase::plain(browser(report.evidence.agent))),
        (Text("Page of the check"), |report| page(&report.evidence).phrase()),
        (Text("When"), |report| when(report.evidence.minute)),
        (Text("Query"), |report| Phrase::plain(report.evidence.target.query_names.join(", "))),
    ];
    let mut all: Vec<Difference> = facts
        .into_iter()
        .map(|(name, of)| Difference {
            name,
            behind: None,
            first: Some(of(first)),
            second: Some(of(second)),
        })
        .filter(|difference| difference.first != difference.second)
        .collect();
    for (one, other) in pairs(&first.evidence.observations, &second.evidence.observations) {
        let Some(seen) = one.or(other) else { continue };
        if !same(one, other) {
            let told = |report: &Report, seen: Option<&Observation>| {
                let agent = report.evidence.agent;
                seen.map(|seen| sentence(agent, seen))
            };
            all.push(Difference {
                name: question(seen.probe),
                behind: match seen.via {
                    Via::Front => None,
                    Via::Behind(hop) => Some(hop),
                },
                first: told(first, one),
                second: told(second, other),
            });
        }
    }
    all
}

fn finding(report: &Report) -> Phrase {
    match report.diagnosis.findings.first() {
        None => Text("none").phrase(),
        Some(first) => Text("{cause} ({confidence})")
            .with("cause", first.cause.title)
            .with("confidence", first.confidence.title()),
    }
}

type Pair<'a> = (Option<&'a Observation>, Option<&'a Observation>);

/// Each observation beside the one of the other run that answers the same question.
fn pairs<'a>(first: &'a [Observation], second: &'a [Observation]) -> Vec<Pair<'a>> {
    let mut taken = alloc::vec![false; second.len()];
    let mut all: Vec<Pair<'a>> = Vec::new();
    for one in first {
        let alike = |other: &Observation| {
            (one.probe, one.via, one.variant) == (other.probe, other.via, other.variant)
        };
        let at = second.iter().enumerate().position(|(at, other)| !taken[at] && alike(other));
        all.push((Some(one), at.map(|at| &second[at])));
        if let Some(at) = at {
            taken[at] = true;
        }
    }
    let rest = second.iter().zip(taken).filter(|(_, taken)| !taken);
    all.extend(rest.map(|(other, _)| (None, Some(other))));
    all
}

/// Whether they say the same, times within their scatter aside.
fn same(one: Option<&Observation>, other: Option<&Observation>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        // What one run left out and the other did not plan tells nothing.
        return one.or(other).is_none_or(|seen| matches!(seen.outcome, Outcome::Skipped(_)));
    };
    let measured = one.source == Source::Measured;
    match (&one.outcome, &other.outcome) {
        (Outcome::Opened(a), Outcome::Opened(b)) => {
            let after = match (a.after, b.after) {
                (After::Dropped(a, _), After::Dropped(b, _)) => a == b,
                (a, b) => a == b,
            };
            (a.subprotocol, a.extensions) == (b.subprotocol, b.extensions)
                && after
                && close(a.took, b.took)
        }
        (Outcome::Refused(a), Outcome::Refused(b)) => {
            a == b && (!measured || close(one.took(), other.took()))
        }
        (Outcome::Fetched(a), Outcome::Fetched(b)) => {
            [(&a.opaque, &b.opaque), (&a.cors, &b.cors), (&a.manual, &b.manual)]
                .into_iter()
                .all(|(a, b)| fetched(a, b))
        }
        (Outcome::Waited(a), Outcome::Waited(b)) => {
            let apart = a.age.max(b.age) - a.age.min(b.age);
            a.end == b.end && a.interval == b.interval && apart <= near(a.age.min(b.age))
        }
        (Outcome::Heard(a), Outcome::Heard(b)) => {
            let most = |times: &[Millis]| times.iter().copied().max().unwrap_or_default();
            a.is_empty() == b.is_empty() && close(most(a), most(b))
        }
        (a, b) => a == b,
    }
}

fn fetched(one: &Fetch, other: &Fetch) -> bool {
    let ends = match (&one.end, &other.end) {
        (FetchEnd::Answered(a), FetchEnd::Answered(b)) => {
            (a.status, &a.marks, a.body) == (b.status, &b.marks, b.body)
        }
        (a, b) => a == b,
    };
    ends && close(one.took, other.took)
}

/// Networks differ by less than that without any fault.
fn close(one: Millis, other: Millis) -> bool {
    let (short, long) = (one.min(other), one.max(other));
    long <= short.scale(2, 1) || long - short < Millis(200)
}
