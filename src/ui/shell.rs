//! Head and foot of the page; `index.html` holds the same for the time before the program is here.

use diagnosis::version;
use yew::prelude::*;

use super::element::{el, said};

/// The heading.
pub(crate) fn header(brand: &str) -> Html {
    el("header", "top")
        .add(logo())
        .add(
            el("div", "")
                .add(el("h1", "").text(brand.to_owned()).end())
                .add(said("p", "", "Finds out why a chat or live connection does not work."))
                .end(),
        )
        .end()
}

/// Two ends of a line, and a pulse between them.
fn logo() -> Html {
    let line = el("path", "logo-line").set("d", "M12 24h6l4-11 5 22 4-11h5").end();
    let ends = ["10", "38"]
        .map(|x| el("circle", "logo-end").set("cx", x).set("cy", "24").set("r", "3").end());
    el("svg", "logo")
        .set("viewBox", "0 0 48 48")
        .set("width", "48")
        .set("height", "48")
        .set("aria-hidden", "true")
        .set("focusable", "false")
        .add(el("rect", "logo-ground").set("width", "48").set("height", "48").set("rx", "12").end())
        .add(line)
        .all(ends)
        .end()
}

/// The foot.
pub(crate) fn footer() -> Html {
    let text = "Everything runs in this browser. Nothing is stored, and nothing is sent but the connections that you start; the servers you check see your address, as with any visit.";
    let ways = [("#reports", "Read reports"), ("#new", "Make a link"), ("#runbook", "Runbook")]
        .map(|(href, name)| el("a", "").set("href", href).say(name).end());
    el("footer", "")
        .add(said("p", "", text))
        .add(
            el("nav", "ways").set("aria-label", "For support").say("For support: ").all(ways).end(),
        )
        .add(el("p", "").set("id", "version").text(["Version ", &version()].concat()).end())
        .end()
}
