//! What the check does and can't do, said plainly.

use crate::markup::{Node, el, fold, said};

/// What comes of it, before there is a result.
pub(crate) fn before() -> Node {
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

/// What a page can't see.
pub(crate) fn limits() -> Node {
    fold("What a browser can’t see")
        .add(said("p", "", "Browsers hide from every page why a handshake failed: name, certificate, refused port and error status all look the same. What is said here about a failed handshake is inferred from comparisons, unless a pasted line says it; “confirmed” is only said where nothing else fits."))
        .add(said("p", "", "It sees one browser on one network at one time. It can’t see the proxies’ configurations, their logs, or what happens to others."))
        .end()
}
