//! The verdict: its colour and its glyph, in one place.

use crate::markup::{Node, el, said, told};
use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::report::answer::Answer;
use diagnosis::text::Text;

/// The id of the answer's heading, which the page moves the focus to.
const HEADING: &str = "result-heading";

/// The class of the card, and the glyph in it.
fn look(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Healthy => ("card answer healthy", "✓"),
        Verdict::Degraded => ("card answer degraded", "!"),
        Verdict::Broken => ("card answer broken", "✗"),
        Verdict::Inconclusive => ("card answer inconclusive", "?"),
    }
}

/// The class of the card that holds the answer.
pub(crate) fn card(verdict: Verdict) -> &'static str {
    look(verdict).0
}

/// The answer's heading, with the verdict and whose side it is on.
pub(crate) fn heading(verdict: Verdict, word: Text, answer: &Answer) -> Node {
    let (_, glyph) = look(verdict);
    let heading =
        el("h2", "").set("id", HEADING).set("tabindex", "-1").tell(answer.headline.clone()).end();
    let text = el("div", "")
        .add(el("p", "word").tell(word).add(said("span", "unseen", ".")).end())
        .add(heading)
        .add(told("p", "side", answer.side))
        .end();
    el("div", "headline")
        .add(el("span", "badge").set("aria-hidden", "true").text(glyph).end())
        .add(text)
        .end()
}

/// How sure a finding is, as dots and as a word.
pub(crate) fn confidence(confidence: Confidence) -> Node {
    let (class, dots) = match confidence {
        Confidence::RuledOut => ("sure ruled-out", "○○○"),
        Confidence::Possible => ("sure possible", "●○○"),
        Confidence::Likely => ("sure likely", "●●○"),
        Confidence::Confirmed => ("sure confirmed", "●●●"),
    };
    el("span", class)
        .add(el("span", "dots").set("aria-hidden", "true").text(dots).end())
        .text(" ")
        .tell(confidence.title())
        .end()
}
