//! The verdict: its colour, its glyph and its word, in one place.

use crate::markup::{Node, el, told, unseen};
use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::report::answer::Answer;

/// The id of the answer's heading, which the page moves the focus to.
const HEADING: &str = "result-heading";

/// The class of the card, the glyph in it, and the word that says the same.
fn look(verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Healthy => ("card answer healthy", "✓", "Works"),
        Verdict::Degraded => ("card answer degraded", "!", "Opens, but not well"),
        Verdict::Broken => ("card answer broken", "✗", "Does not open"),
        Verdict::Inconclusive => ("card answer inconclusive", "?", "Not known yet"),
    }
}

/// The class of the card that holds the answer.
pub(crate) fn card(verdict: Verdict) -> &'static str {
    look(verdict).0
}

/// The word that says the verdict.
pub(crate) fn word(verdict: Verdict) -> &'static str {
    look(verdict).2
}

/// The answer's heading, with the verdict and whose side it is on.
pub(crate) fn heading(verdict: Verdict, word: &'static str, answer: &Answer) -> Node {
    let (_, glyph, _) = look(verdict);
    let heading =
        el("h2", "").set("id", HEADING).set("tabindex", "-1").tell(answer.headline.clone()).end();
    let text = el("div", "")
        .add(el("p", "word").say(word).add(unseen(".")).end())
        .add(heading)
        .add(told("p", "side", answer.side))
        .end();
    el("div", "headline")
        .add(el("span", "badge").set("aria-hidden", "true").say(glyph).end())
        .add(text)
        .end()
}

/// How sure a finding is, as dots and as a word.
pub(crate) fn confidence(confidence: Confidence) -> Node {
    let (class, dots, word) = match confidence {
        Confidence::RuledOut => ("sure ruled-out", "○○○", "Ruled out"),
        Confidence::Possible => ("sure possible", "●○○", "Possible"),
        Confidence::Likely => ("sure likely", "●●○", "Likely"),
        Confidence::Confirmed => ("sure confirmed", "●●●", "Confirmed"),
    };
    el("span", class)
        .add(el("span", "dots").set("aria-hidden", "true").say(dots).end())
        .say(" ")
        .say(word)
        .end()
}
