//! The report for programs: `docs/cli.schema.json` is its schema.
//!
//! What a program may rely on: names and words are only added within a version. The whole report of
//! `docs/report.schema.json` stands inside.

use diagnosis::cause::{Clue, Side};
use diagnosis::diagnose::Finding;
use diagnosis::evidence::Via;
use diagnosis::report::Report;
use diagnosis::report::describe;
use diagnosis::report::json::json as whole;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::edge::head::Head;
use crate::out::answer::headers;
use crate::out::{Piece, Remarked, Told};
use crate::run::Answer;

/// What the document says that it is.
const FORMAT: &str = "ws-doctor-cli";
/// The version of its schema.
const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: &'static str,
    version: u32,
    made_by: Maker,
    verdict: &'static str,
    side: Option<&'static str>,
    findings: Vec<Found>,
    answers: Vec<Answered>,
    warnings: &'a [String],
    read: &'a [Piece],
    unread: &'a [Piece],
    remarks: &'a [Remarked],
    link: Option<&'a str>,
    report: Box<RawValue>,
}

#[derive(Serialize)]
struct Maker {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Found {
    cause: &'static str,
    title: &'static str,
    confidence: &'static str,
    hop: &'static str,
    side: Option<&'static str>,
    clues: Vec<Clued>,
}

#[derive(Serialize)]
struct Clued {
    speaks: &'static str,
    weight: &'static str,
    observation: usize,
    text: String,
}

#[derive(Serialize)]
struct Answered {
    behind: Option<&'static str>,
    about: &'static str,
    http: String,
    status: u16,
    opened: bool,
    headers: Vec<Header>,
}

#[derive(Serialize)]
struct Header {
    name: &'static str,
    value: String,
}

/// One line of JSON.
pub(crate) fn json(told: &Told, link: Option<&str>) -> String {
    let report = &told.report;
    let document = Document {
        format: FORMAT,
        version: VERSION,
        made_by: Maker { name: "ws-doctor", version: env!("CARGO_PKG_VERSION") },
        verdict: report.diagnosis.verdict.id(),
        side: report.diagnosis.side.map(Side::id),
        findings: report.diagnosis.findings.iter().map(|one| found(report, one)).collect(),
        answers: told.answers.iter().map(answered).collect(),
        warnings: &told.warnings,
        read: &told.read,
        unread: &told.unread,
        remarks: &told.remarks,
        link,
        report: RawValue::from_string(whole(report)).expect("the core writes JSON"),
    };
    let text = to_raw_value(&document).expect("names and texts are always JSON");
    text.get().to_owned() + "\n"
}

fn found(report: &Report, finding: &Finding) -> Found {
    let told = |speaks, clue: &Clue| Clued {
        speaks,
        weight: clue.weight.id(),
        observation: clue.observation + 1,
        text: describe::clue(report.evidence.agent, clue).to_string(),
    };
    let supports = finding.case.supports.iter().map(|clue| told("for", clue));
    let contradicts = finding.case.contradicts.iter().map(|clue| told("against", clue));
    Found {
        cause: finding.cause.id,
        title: finding.cause.title.0,
        confidence: finding.confidence.id(),
        hop: finding.cause.hop.name(),
        side: finding.cause.side.map(Side::id),
        clues: supports.chain(contradicts).collect(),
    }
}

fn answered(answer: &Answer) -> Answered {
    use diagnosis::target::Place;
    let Head { minor, status, .. } = answer.head;
    Answered {
        behind: match answer.via {
            Via::Front => None,
            Via::Behind(hop) => Some(hop.name()),
        },
        about: match (answer.via, answer.place) {
            (Via::Front, Place::OtherPath) => "other-path",
            _ => "endpoint",
        },
        http: minor.map_or("2".to_owned(), |minor| format!("1.{minor}")),
        status,
        opened: answer.line.is_none() && status == 101,
        headers: headers(&answer.head)
            .into_iter()
            .map(|(name, value)| Header { name, value })
            .collect(),
    }
}
