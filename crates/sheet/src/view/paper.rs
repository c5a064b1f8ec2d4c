//! The report on one sheet of paper, for the agent. The screen does not show it, and the printer
//! nothing else.

use diagnosis::evidence::{Agent, Observation, Outcome};
use diagnosis::report::answer::Answer;
use diagnosis::report::code;
use diagnosis::report::describe::{self, asked, sentence};
use diagnosis::text::Text;
use diagnosis::version;

use super::notice::{fact, facts};
use super::qr::qr;
use super::verdict;
use crate::markup::{Node, el, group, time, told};
use crate::sheet::Sheet;

/// As many findings and observations fit on the sheet.
const MOST: (usize, usize) = (6, 16);

/// The sheet of paper.
pub(crate) fn paper(sheet: &Sheet, word: Text, answer: &Answer) -> Node {
    let report = &sheet.report;
    let evidence = &report.evidence;
    let findings = report.diagnosis.findings.iter();
    let causes = findings.clone().take(MOST.0).map(|finding| {
        el("li", "")
            .tell(finding.cause.title)
            .text(": ")
            .add(verdict::confidence(finding.confidence))
            .end()
    });
    let clues = findings.clone().take(1).flat_map(|first| {
        let supports = first.case.supports.iter().map(|clue| ("+ ", clue));
        let contradicts = first.case.contradicts.iter().map(|clue| ("− ", clue));
        supports.chain(contradicts)
    });
    let clues = clues.map(|(sign, clue)| {
        el("li", "").text(sign).tell(describe::clue(evidence.agent, clue)).end()
    });
    let remedy = findings.clone().find_map(|finding| finding.cause.remedies.first());
    let remedy = remedy.map(|remedy| {
        group([
            told("h3", "", Text("To mend it: {product}").with("product", remedy.product)),
            told("p", "", remedy.title),
            el("pre", "").text(remedy.snippet.fenced(&evidence.target).1).end(),
        ])
    });
    let seen =
        evidence.observations.iter().filter(|seen| !matches!(seen.outcome, Outcome::Skipped(_)));
    let rows = seen.clone().take(MOST.1).map(|seen| row(evidence.agent, seen));
    let more = seen.count().saturating_sub(MOST.1);
    let mut table = el("table", "");
    table.add(el("tbody", "").all(rows).end());
    let mut own = facts(evidence);
    own.add(fact(Text("Code"), code::encode(report)));
    own.add(fact(Text("Written by"), ["ws-doctor ", &version()].concat()));
    let picture = qr(&sheet.link, Text("The report’s link as a QR code"));
    el("section", "paper")
        .set("aria-hidden", "true")
        .add(
            el("div", "paper-head")
                .add(
                    el("div", "")
                        .add(el("p", "word").tell(word).end())
                        .add(told("h2", "", answer.headline.clone()))
                        .add(told("p", "", answer.side))
                        .add(own.end())
                        .end(),
                )
                .add(picture.unwrap_or_default())
                .end(),
        )
        .add(el("ul", "").all(causes).end())
        .add(el("ul", "").all(clues).end())
        .add(remedy.unwrap_or_default())
        .add(told("h3", "", Text("What was seen")))
        .add(table.end())
        .add(if more == 0 {
            Node::default()
        } else {
            told("p", "", Text("More in the report itself: {count}").with("count", more))
        })
        .add(el("p", "paper-link").text(sheet.link.clone()).end())
        .end()
}

fn row(agent: Agent, seen: &Observation) -> Node {
    let cell = |text: String| el("td", "").text(text).end();
    el("tr", "")
        .add(told("th", "", asked(seen)))
        .add(cell(time(seen.took())))
        .add(told("td", "", sentence(agent, seen)))
        .end()
}
