//! What comes of the check, said plainly.

use diagnosis::text::Text;
use yew::prelude::*;

use super::element::{el, told};

/// What comes of it, before there is a result.
pub(crate) fn about() -> Html {
    let gains = [
        Text("One sentence that says whose side it is on: yours, your network’s or the service’s."),
        Text("What to do now, and a report to send to whoever can mend it."),
        Text(
            "For the operator: the hop, what speaks for it, the fix to paste and the check that proves it.",
        ),
    ];
    el("section", "about")
        .set("aria-labelledby", "about-heading")
        .add(el("h2", "").set("id", "about-heading").tell(Text("What you get")).end())
        .add(el("ul", "").all(gains.map(|gain| told("li", "", gain))).end())
        .end()
}
