//! Text to paste somewhere.

use yew::prelude::*;

use super::View;
use super::copy::copy;
use super::element::el;

/// A block of code with a button that copies it. It scrolls inside itself, by keyboard as well.
pub(crate) fn code(label: &'static str, text: String, view: View<'_>) -> Html {
    let block = el("pre", "")
        .set("tabindex", "0")
        .set("role", "group")
        .set("aria-label", label)
        .add(el("code", "").text(text.clone()).end())
        .end();
    el("div", "code").add(block).add(copy("Copy", "small", text.into(), view)).end()
}
