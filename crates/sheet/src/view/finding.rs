//! The causes that fit, and why.

use super::balance::balance;
use super::{evidence, measured, remedy, sources, verdict};
use crate::markup::{Node, el, group, told, unseen};
use diagnosis::cause::{Clue, by_id};
use diagnosis::diagnose::Finding;
use diagnosis::evidence::Hop;
use diagnosis::report::Report;
use diagnosis::report::describe;
use diagnosis::text::Text;

/// As many of the other findings are shown at once.
const MOST_SHOWN: usize = 4;

/// All findings, and what was ruled out. Where nothing is wrong, neither is of use.
pub(crate) fn findings(report: &Report) -> Node {
    let Some((first, others)) = report.diagnosis.findings.split_first() else {
        return Node::default();
    };
    let heading = if others.is_empty() {
        Text("For the operator: the cause that fits")
    } else {
        Text("For the operator: the causes that fit")
    };
    let mut card = el("article", "card finding");
    card.key(first.cause.id).add(told("h4", "", first.cause.title));
    body(&mut card, first, report);
    let mut others = others.iter().map(|finding| {
        let mut card = el("details", "card fold finding");
        let confidence = verdict::confidence(finding.confidence);
        card.key(finding.cause.id)
            .add(el("summary", "").tell(finding.cause.title).add(confidence).end());
        body(&mut card, finding, report);
        card.end()
    });
    let next: Vec<Node> = others.by_ref().take(MOST_SHOWN).collect();
    let more: Vec<Node> = others.collect();
    el("section", "findings")
        .set("aria-labelledby", "findings-heading")
        .add(el("h3", "").set("id", "findings-heading").tell(heading).end())
        // An own list, so that each card keeps its state when another one comes first.
        .add(group(std::iter::once(card.end()).chain(next)))
        .add(rarer(more))
        .add(ruled_out(&report.diagnosis.ruled_out))
        .end()
}

/// The rest, which would bury what stands above.
fn rarer(findings: Vec<Node>) -> Node {
    if findings.is_empty() {
        return Node::default();
    }
    let count = findings.len();
    el("details", "card fold")
        .add(told(
            "summary",
            "",
            Text("Rarer causes that fit as well: {count}").with("count", count),
        ))
        .add(group(findings))
        .end()
}

/// The hop that a cause sits at.
pub(crate) fn hop(hop: Hop) -> Node {
    el("span", "where")
        .add(unseen(Text("at the hop:")))
        .text(" ")
        .add(told("span", "", hop.title()))
        .end()
}

fn body(card: &mut crate::markup::Element, finding: &Finding, report: &Report) {
    let (cause, target) = (finding.cause, &report.evidence.target);
    let place = el("p", "place")
        .add(verdict::confidence(finding.confidence))
        .add(hop(cause.hop))
        .add(balance(&finding.case))
        .end();
    let supports =
        finding.case.supports.iter().map(|seen| clue(seen, report, "for", "✓", Text("For it:")));
    let contradicts = finding
        .case
        .contradicts
        .iter()
        .map(|seen| clue(seen, report, "against", "✗", Text("Against it:")));
    let clues =
        el("ul", "clues").label(Text("What was seen")).all(supports.chain(contradicts)).end();
    card.add(place)
        .add(told("p", "", cause.why))
        .add(clues)
        .add(measured::measured(cause, report))
        .add(neighbours(finding, &report.diagnosis.findings))
        .add(remedy::remedies(cause, target, "h5"))
        .add(remedy::settling(cause, target))
        .add(sources(cause.sources));
}

fn clue(
    clue: &Clue,
    report: &Report,
    class: &'static str,
    glyph: &'static str,
    said: Text,
) -> Node {
    let quote = evidence::quote(&report.evidence, clue.observation);
    el("li", class)
        .add(el("span", "glyph").set("aria-hidden", "true").text(glyph).end())
        .add(
            el("span", "")
                .add(unseen(said))
                .text(" ")
                .tell(describe::clue(report.evidence.agent, clue))
                .add(quote)
                .end(),
        )
        .end()
}

/// The other causes that fit and look the same, with what would tell them apart.
fn neighbours(finding: &Finding, found: &[Finding]) -> Node {
    let alike: Vec<Node> = finding
        .cause
        .neighbours
        .iter()
        .filter(|(id, _)| found.iter().any(|other| other.cause.id == *id))
        .filter_map(|(id, apart)| by_id(id).map(|cause| (cause, apart)))
        .map(|(cause, apart)| {
            let title = told("strong", "", cause.title);
            el("li", "").add(title).text(": ").tell(*apart).end()
        })
        .collect();
    if alike.is_empty() {
        return Node::default();
    }
    el("div", "")
        .add(el("h5", "").tell(Text("From here it can’t be told apart from")).end())
        .add(el("ul", "").all(alike).end())
        .end()
}

fn ruled_out(findings: &[Finding]) -> Node {
    if findings.is_empty() {
        return Node::default();
    }
    let causes = findings.iter().map(|finding| {
        let mut text = el("span", "");
        text.tell(finding.cause.title);
        if let Some(first) = finding.case.contradicts.first() {
            text.add(el("span", "hint").text(" – ").tell(first.text.clone()).end());
        }
        el("li", "against")
            .add(el("span", "glyph").set("aria-hidden", "true").text("✗").end())
            .add(text.end())
            .end()
    });
    el("details", "card fold")
        .add(told("summary", "", Text("Ruled out: {count}").with("count", findings.len())))
        .add(el("ul", "clues").all(causes).end())
        .end()
}
