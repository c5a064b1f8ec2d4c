//! The report as JSON, for programs: `docs/report.schema.json` is its schema.
//!
//! What a program may rely on: names and words are only added within a version. What is read back is
//! `link` alone, so that a file can't forge a verdict either. Times are whole milliseconds, numbers of
//! observations begin at 1 as in the ticket. `text` is prose and may change with every version.

mod outcome;

mod value;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub(super) use self::value::{Value, list, map};
use crate::cause::{Clue, Side};
use crate::diagnose::Finding;
use crate::evidence::{Agent, Evidence, Marred, Observation, Source, Variant, Via};
use crate::report::describe::{self, sentence};
use crate::report::{Report, code, link};
use crate::time::iso;

/// What the file says that it is.
pub const FORMAT: &str = "ws-doctor-report";
/// The version of its schema.
pub const VERSION: u32 = 1;

/// What made it.
pub(super) const MAKER: &str = "ws-doctor";

/// The report as one line of JSON.
pub fn json(report: &Report) -> String {
    let evidence = &report.evidence;
    let diagnosis = &report.diagnosis;
    map([
        ("format", FORMAT.into()),
        ("version", VERSION.into()),
        ("madeBy", made_by()),
        ("when", when(evidence).into()),
        ("target", target(evidence)),
        ("browser", browser(evidence.agent)),
        ("page", page(evidence)),
        ("verdict", diagnosis.verdict.id().into()),
        ("side", diagnosis.side.map(Side::id).into()),
        ("findings", list(findings(report))),
        ("ruledOut", list(diagnosis.ruled_out.iter().map(|finding| finding.cause.id))),
        ("observations", list(observations(evidence))),
        ("trace", trace(evidence).into()),
        ("code", code::encode(report).into()),
        ("link", link::encode(evidence).into()),
    ])
    .to_string()
}

fn made_by() -> Value {
    map([
        ("name", MAKER.into()),
        ("version", crate::VERSION.into()),
        ("build", crate::BUILD.into()),
    ])
}

fn when(evidence: &Evidence) -> Option<String> {
    (evidence.minute > 0).then(|| iso(evidence.minute))
}

fn target(evidence: &Evidence) -> Value {
    let target = &evidence.target;
    map([
        ("url", target.url().into()),
        ("scheme", target.scheme().into()),
        ("host", target.host.as_str().into()),
        ("port", target.port.into()),
        ("path", target.path.as_str().into()),
        ("queryNames", list(target.query_names.iter().map(String::as_str))),
    ])
}

fn browser(agent: Agent) -> Value {
    let major = Some(agent.major).filter(|major| *major > 0);
    map([("family", agent.family.name().into()), ("major", major.into())])
}

fn page(evidence: &Evidence) -> Value {
    let page = evidence
        .page()
        .map(|page| map([("sameOrigin", page.same_origin.into()), ("secure", page.secure.into())]));
    page.unwrap_or(Value::Null)
}

/// The trace as it stands in the requests.
pub(super) fn trace(evidence: &Evidence) -> Option<String> {
    evidence.trace.map(|trace| alloc::format!("{trace:08x}"))
}

fn findings(report: &Report) -> impl Iterator<Item = Value> {
    let agent = report.evidence.agent;
    report.diagnosis.findings.iter().map(move |one| finding(agent, one))
}

fn finding(agent: Agent, finding: &Finding) -> Value {
    let clues = |clues: &[Clue]| list(clues.iter().map(|one| clue(agent, one)).collect::<Vec<_>>());
    map([
        ("cause", finding.cause.id.into()),
        ("title", finding.cause.title.into()),
        ("confidence", finding.confidence.id().into()),
        ("hop", finding.cause.hop.name().into()),
        ("side", finding.cause.side.map(Side::id).into()),
        ("for", clues(&finding.case.supports)),
        ("against", clues(&finding.case.contradicts)),
    ])
}

fn clue(agent: Agent, clue: &Clue) -> Value {
    map([
        ("observation", number(clue.observation)),
        ("weight", clue.weight.id().into()),
        ("text", (&describe::clue(agent, clue)).into()),
    ])
}

fn observations(evidence: &Evidence) -> impl Iterator<Item = Value> {
    let all = evidence.observations.iter().enumerate();
    all.map(|(index, seen)| observation(evidence.agent, index, seen))
}

fn observation(agent: Agent, index: usize, seen: &Observation) -> Value {
    let via = match seen.via {
        Via::Front => Value::Null,
        Via::Behind(hop) => hop.name().into(),
    };
    let variant = match seen.variant {
        Variant::AsIs => "as-is",
        Variant::Warm => "warm",
        Variant::Bare => "bare",
    };
    let source = match seen.source {
        Source::Measured => "measured",
        Source::Pasted => "pasted",
    };
    map([
        ("number", number(index)),
        ("probe", seen.probe.id().into()),
        ("behind", via),
        ("variant", variant.into()),
        ("startedMs", seen.started.0.into()),
        ("tookMs", seen.took().0.into()),
        ("source", source.into()),
        ("marred", list(marred(seen.marred))),
        ("outcome", outcome::outcome(&seen.outcome)),
        ("text", (&sentence(agent, seen)).into()),
    ])
}

fn number(index: usize) -> Value {
    Value::Number(u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1))
}

fn marred(marred: Marred) -> Vec<&'static str> {
    [
        (marred.hidden, "hidden"),
        (marred.delayed, "delayed"),
        (marred.interrupted, "interrupted"),
        (marred.frozen, "frozen"),
    ]
    .into_iter()
    .filter_map(|(holds, word)| holds.then_some(word))
    .collect()
}
