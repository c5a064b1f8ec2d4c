//! What prevents these faults, ticked where the report measured it.

use crate::markup::{Node, el, fold, said, unseen};
use diagnosis::reading::Reading;
use diagnosis::report::Report;
use diagnosis::report::prevention::PREVENTIONS;

/// The checklist for this report.
pub(crate) fn prevention(report: &Report) -> Node {
    let reading = Reading::new(&report.evidence);
    let points = PREVENTIONS.iter().map(|point| {
        let (class, glyph, word) = match (point.kept)(&reading) {
            Some(true) => ("for", "✓", "measured, and so: "),
            Some(false) => ("against", "✗", "measured, and not so: "),
            None => ("open", "○", "not measured: "),
        };
        el("li", class)
            .add(el("span", "glyph").set("aria-hidden", "true").say(glyph).end())
            .add(el("span", "").add(unseen(word)).tell(point.text).end())
            .end()
    });
    fold("For the operator: what prevents this")
        .add(said(
            "p",
            "hint",
            "✓ and ✗ were measured by this check; ○ can’t be seen from outside.",
        ))
        .add(el("ul", "clues").all(points).end())
        .end()
}
