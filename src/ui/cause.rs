//! One cause, without a report: what there is to know of it.

use diagnosis::cause::Cause;
use diagnosis::target::Target;
use yew::prelude::*;

use super::element::{button, el, told};
use super::finding::hop;
use super::{View, remedy, sources};
use crate::app::Msg;

/// One cause, with an example in place of a target.
pub(crate) fn cause(cause: &'static Cause, view: View<'_>) -> Html {
    let example = Target::new(true, "chat.example.com", 443, "/ws", "");
    let renew = view.click(|| Msg::Renew);
    el("article", "card finding")
        .add(told("h2", "", cause.title))
        .add(el("p", "place").add(hop(cause.hop)).end())
        .add(told("p", "", cause.plain))
        .add(told("p", "", cause.why))
        .add(remedy::remedies(cause, &example, view))
        .add(remedy::settling(cause, &example, view))
        .add(sources(cause.sources))
        .add(button("new", "", "Check a connection", renew))
        .end()
}
