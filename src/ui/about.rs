//! What comes of the check, said plainly.

use yew::prelude::*;

use super::element::{el, said};

/// What comes of it, before there is a result.
pub(crate) fn about() -> Html {
    let gains = [
        "One sentence that says whose side it is on: yours, your network’s or the service’s.",
        "What to do now, and a report to send to whoever can mend it.",
        "For the operator: the hop, what speaks for it, the fix to paste and the check that proves it.",
    ];
    el("section", "about")
        .set("aria-labelledby", "about-heading")
        .add(el("h2", "").set("id", "about-heading").say("What you get").end())
        .add(el("ul", "").all(gains.map(|gain| said("li", "", gain))).end())
        .end()
}
