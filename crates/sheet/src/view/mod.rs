//! What is shown, part by part. Everything here is a function of the report.

pub(crate) mod verdict;

pub(crate) mod path;

pub(crate) mod next;

pub(crate) mod paste;

pub(crate) mod found;

pub(crate) mod finding;

pub(crate) mod remedy;

pub(crate) mod share;

pub(crate) mod timeline;

pub(crate) mod evidence;

pub(crate) mod snippet;

mod steps;

mod draw;

mod sequence;

mod balance;

pub(crate) mod limits;

pub(crate) mod notice;

pub(crate) mod cause;

pub(crate) mod runbook;

pub(crate) mod prevention;

pub(crate) mod measured;

pub(crate) mod desk;

pub(crate) mod maker;

pub(crate) mod qr;

pub(crate) mod compare;

pub(crate) mod paper;

pub(crate) mod held;

use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::remedy::Source;
use diagnosis::report::answer::{Answer, answer};
use diagnosis::report::code;
use diagnosis::text::Text;

use crate::exchange::Shown;
use crate::markup::{Act, Node, button, el, group, outward, said, told, words};
use crate::sheet::Sheet;

/// The answer first, then what it rests on.
pub(crate) fn shown(sheet: &Sheet) -> Shown {
    let report = &sheet.report;
    let answer = answered(sheet);
    Shown {
        verdict: report.diagnosis.verdict.id().into(),
        cause: report.cause().into(),
        confidence: report.confidence().map_or("none", Confidence::id).into(),
        code: code::encode(&sheet.shared),
        link: sheet.link.clone(),
        spoken: spoken(sheet, &answer),
        above: group([
            sheet.left_out.map(|_| notice::elsewhere(sheet)).unwrap_or_default(),
            first(sheet),
            sheet.left_out.map(|left_out| notice::about(sheet, left_out)).unwrap_or_default(),
            compare::result(sheet),
        ]),
        below: if sheet.brief {
            outward(sheet.link.clone(), words(Text("Open the whole report")))
        } else {
            below(sheet)
        },
    }
}

/// A table that scrolls inside itself, by keyboard as well.
fn scrolling(table: Node) -> Node {
    el("div", "table")
        .set("tabindex", "0")
        .set("role", "group")
        .label(Text("Table"))
        .add(table)
        .end()
}

/// The answer in one breath.
fn spoken(sheet: &Sheet, answer: &Answer) -> String {
    let done = (!sheet.running).then(|| words(Text("The check is done.")));
    let answer = [words(answer.headline.clone()), words(answer.side)];
    done.into_iter().chain(answer).collect::<Vec<_>>().join(" ")
}

/// What the answer rests on.
fn below(sheet: &Sheet) -> Node {
    let report = &sheet.report;
    group([
        next::next(sheet),
        finding::findings(report),
        share::support(sheet),
        if sheet.running { Node::default() } else { timeline::over(&report.evidence) },
        evidence::evidence(report),
        steps::steps(&report.evidence.target),
        prevention::prevention(report),
        limits::limits(report),
    ])
}

/// A connection that opened may still not last: no word of health before that was watched.
fn waiting(sheet: &Sheet) -> bool {
    sheet.running && sheet.report.diagnosis.verdict == Verdict::Healthy
}

fn answered(sheet: &Sheet) -> Answer {
    if !waiting(sheet) {
        return answer(&sheet.report);
    }
    Answer {
        headline: Text(
            "The chat’s connection opens. Whether it stays open is still being watched.",
        )
        .phrase(),
        side: Text("Not known yet"),
        now: vec![Text("Leave this page open until the check ends, or stop it.")],
    }
}

/// The answer, what to do now, and the buttons.
fn first(sheet: &Sheet) -> Node {
    let report = &sheet.report;
    let answer = answered(sheet);
    let mut actions = el("div", "actions");
    actions.all(share::buttons(sheet));
    if sheet.left_out.is_some() {
        actions.add(button("new", "", Text("Make a new check"), Act::Renew));
    } else if !sheet.running {
        actions.add(button("again", "", Text("Check again"), Act::Start));
    }
    let now = answer.now.iter().map(|text| el("li", "").tell(*text).end());
    let look = if waiting(sheet) { Verdict::Inconclusive } else { report.diagnosis.verdict };
    let word = if waiting(sheet) { Text("Opens") } else { look.title() };
    el("div", verdict::card(look))
        .add(verdict::heading(look, word, &answer))
        .add(path::path(report))
        .add(told("h3", "", Text("What to do now")))
        .add(el("ul", "now").all(now).end())
        .add(actions.end())
        .add(if sheet.running { Node::default() } else { share::read_out(sheet) })
        .add(held::held(sheet))
        .add(if sheet.running { Node::default() } else { paper::paper(sheet, word, &answer) })
        .end()
}

/// Where a statement comes from. Only an address of our own registry becomes a link.
pub(crate) fn source(source: &Source) -> Node {
    if source.at.starts_with("https://") {
        outward(source.at.to_owned(), source.title.to_owned())
    } else {
        let scenario = source.at.trim_start_matches("lab:");
        el("span", "")
            .tell(Text("Shown by the lab:"))
            .text(" ")
            .add(said("code", "", scenario))
            .end()
    }
}

/// All sources of a cause.
pub(crate) fn sources(all: &[Source]) -> Node {
    el("ul", "sources")
        .label(Text("Sources"))
        .all(all.iter().map(|one| el("li", "").add(source(one)).end()))
        .end()
}
