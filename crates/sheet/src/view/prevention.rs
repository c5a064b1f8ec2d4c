//! What prevents these faults, ticked where the report measured it.

use crate::markup::{Node, el, fold, told, unseen};
use diagnosis::reading::Reading;
use diagnosis::report::Report;
use diagnosis::report::prevention::PREVENTIONS;
use diagnosis::text::Text;

/// The checklist for this report.
pub(crate) fn prevention(report: &Report) -> Node {
    let reading = Reading::new(&report.evidence);
    let points = PREVENTIONS.iter().map(|point| {
        let (class, glyph, word) = match (point.kept)(&reading) {
            Some(true) => ("for", "✓", Text("measured, and so:")),
            Some(false) => ("against", "✗", Text("measured, and not so:")),
            None => ("open", "○", Text("not measured:")),
        };
        el("li", class)
            .add(el("span", "glyph").set("aria-hidden", "true").text(glyph).end())
            .add(el("span", "").add(unseen(word)).text(" ").tell(point.text).end())
            .end()
    });
    fold(Text("For the operator: what prevents this"))
        .add(told(
            "p",
            "hint",
            Text("✓ and ✗ were measured by this check; ○ can’t be seen from outside."),
        ))
        .add(el("ul", "clues").all(points).end())
        .end()
}
