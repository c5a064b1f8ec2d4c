//! What stands in for a result, or above one.

use yew::prelude::*;

use super::View;
use super::element::{button, el, said};
use crate::app::Msg;
use crate::config::Mistake;

/// The deployment's settings are mistaken: nothing runs until they are mended.
pub(crate) fn misconfigured(mistake: &Mistake) -> Html {
    let mistake = el("code", "").set("id", "config-error").text(mistake.to_string()).end();
    el("section", "card notice bad")
        .set("role", "alert")
        .add(said("h2", "", "This page is not set up correctly"))
        .add(el("p", "").add(mistake).end())
        .add(said("p", "hint", "Whoever runs it: mend config.json beside this page, then reload."))
        .end()
}

/// The program that words the result is not here.
pub(crate) fn wordless(failed: bool, online: bool, view: View<'_>) -> Html {
    let mut card = el("section", "card notice");
    if !failed {
        return card.add(said("p", "", "Loading the result…")).end();
    }
    let reason = if online {
        "A part of this page could not be loaded, so the result can’t be shown yet. What was measured is kept while this page stays open."
    } else {
        "This device is offline. What was measured is kept; the result can be shown once there is a connection."
    };
    card.set("role", "alert")
        .add(said("h2", "", "The result can’t be shown yet"))
        .add(said("p", "", reason))
        .add(button(
            "reload".into(),
            "primary".into(),
            "Try again".into(),
            view.click(|| Msg::Load),
        ))
        .end()
}
