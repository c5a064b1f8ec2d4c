//! The hops between visitor and application, and which of them the surest findings point at.

use crate::markup::{Node, el, unseen};
use diagnosis::diagnose::Verdict;
use diagnosis::evidence::Hop;
use diagnosis::report::Report;
use diagnosis::text::Text;

/// The hops in a row; nothing where nothing is to be mended or told.
pub(crate) fn path(report: &Report) -> Node {
    let findings = &report.diagnosis.findings;
    let faulty = matches!(report.diagnosis.verdict, Verdict::Broken | Verdict::Degraded);
    let Some(first) = findings.first().filter(|_| faulty) else { return Node::default() };
    let suspected = |hop: Hop| {
        findings
            .iter()
            .any(|finding| finding.confidence == first.confidence && finding.cause.hop == hop)
    };
    let hops = Hop::ALL.into_iter().map(|hop| {
        let (class, glyph, said) = if suspected(hop) {
            ("hop suspected", "✗", Some(Text("it may break here")))
        } else {
            ("hop", "", None)
        };
        el("li", class)
            .add(el("span", "dot").set("aria-hidden", "true").text(glyph).end())
            .add(el("span", "name").tell(hop.title()).all(said.map(|said| unseen(said))).end())
            .end()
    });
    el("ol", "path").label(Text("The way from you to the application")).all(hops).end()
}
