//! The verdict: its colour, its glyph and its word, in one place.

use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::report::Report;
use diagnosis::report::answer::{Answer, answer};
use yew::prelude::*;

use super::element::{el, told, unseen};
use super::result::HEADING;
use super::words;

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

/// The answer's heading, with the verdict and whose side it is on.
pub(crate) fn heading(report: &Report, answer: &Answer) -> Html {
    let (_, glyph, word) = look(report.diagnosis.verdict);
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

/// The verdict for the live region.
pub(crate) fn spoken(report: &Report) -> AttrValue {
    let answer = answer(report);
    [words(answer.headline), words(answer.side)].join(" ").into()
}

/// How sure a finding is, as dots and as a word.
pub(crate) fn confidence(confidence: Confidence) -> Html {
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
