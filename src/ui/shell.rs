//! Head and foot of the page; `index.html` holds the same for the time before the program is here.

use diagnosis::language::LANGUAGES;
use diagnosis::text::Text;
use diagnosis::version;
use yew::prelude::*;

use super::View;
use super::element::{el, told};
use crate::app::Msg;
use crate::edge::page::value;

/// The heading.
pub(crate) fn header(view: View<'_>) -> Html {
    el("header", "top")
        .add(logo(view.app.settings().and_then(|config| config.logo.clone())))
        .add(el("h1", "").text(view.app.brand().to_owned()).end())
        .add(told("p", "", Text("Finds out why a chat or live connection does not work.")))
        .add(languages(view))
        .end()
}

/// The choice of a language, each by the name that its speakers have for it.
fn languages(view: View<'_>) -> Html {
    let own = view.app.language.0;
    let choose = view.link.callback(|event: Event| Msg::Speak(value(&event)));
    let options = LANGUAGES.iter().map(|spoken| {
        let mut option = el("option", "");
        if spoken.tag == own {
            option.set("selected", "");
        }
        option.set("value", spoken.tag).set("lang", spoken.tag).text(spoken.name).end()
    });
    el("select", "languages")
        .set("id", "language")
        .label(Text("Language"))
        .on_change(choose)
        .all(options)
        .end()
}

/// The deployment's own; else two ends of a line, and a pulse between them.
fn logo(own: Option<String>) -> Html {
    if let Some(own) = own {
        return el("img", "logo").set("alt", "").with("src", own).end();
    }
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
    let text = Text(
        "Everything runs in this browser. Nothing is stored, and nothing is sent but the connections that you start; the servers you check see your address, as with any visit.",
    );
    let ways = [
        ("#reports", Text("Read reports")),
        ("#new", Text("Make a link")),
        ("#runbook", Text("Runbook")),
    ]
    .map(|(href, name)| el("a", "").set("href", href).tell(name).end());
    el("footer", "")
        .add(told("p", "", text))
        .add(
            el("nav", "ways")
                .label(Text("For support"))
                .tell(Text("For support: "))
                .all(ways)
                .end(),
        )
        .add(
            el("p", "")
                .set("id", "version")
                .weave(Text("Version {version}"), el("bdi", "").text(version()).end())
                .end(),
        )
        .end()
}
