//! What stands in for a result, or above one.

use diagnosis::text::Text;
use sheet::reader::words;
use yew::prelude::*;

use super::View;
use super::element::{button, el, told};
use crate::app::Msg;
use crate::config::Mistake;

/// The deployment's settings are mistaken: nothing runs until they are mended.
pub(crate) fn misconfigured(mistake: &Mistake) -> Html {
    let mistake = el("code", "").set("id", "config-error").text(mistake.told()).end();
    el("section", "card notice bad")
        .set("role", "alert")
        .add(told("h2", "", Text("This page is not set up correctly")))
        .add(el("p", "").set("dir", "ltr").add(mistake).end())
        .add(told(
            "p",
            "hint",
            Text("Whoever runs it: mend config.json beside this page, then reload."),
        ))
        .end()
}

/// The program that words the result is not here.
pub(crate) fn wordless(failed: bool, online: bool, view: View<'_>) -> Html {
    let mut card = el("section", "card notice");
    if !failed {
        return card.add(told("p", "", Text("Loading the result…"))).end();
    }
    let reason = if online {
        Text(
            "A part of this page could not be loaded, so the result can’t be shown yet. What was measured is kept while this page stays open.",
        )
    } else {
        Text(
            "This device is offline. What was measured is kept; the result can be shown once there is a connection.",
        )
    };
    card.set("role", "alert")
        .add(told("h2", "", Text("The result can’t be shown yet")))
        .add(told("p", "", reason))
        .add(button(
            "reload".into(),
            "primary".into(),
            words(Text("Try again")),
            view.click(|| Msg::Load),
        ))
        .end()
}
