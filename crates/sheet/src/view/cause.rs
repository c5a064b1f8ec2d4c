//! One cause, without a report: what there is to know of it.

use super::finding::hop;
use super::{remedy, sources};
use crate::markup::{Act, Node, button, el, told};
use diagnosis::cause::Cause;
use diagnosis::target::Target;

/// One cause, with an example in place of a target.
pub(crate) fn cause(cause: &'static Cause) -> Node {
    let example = Target::new(true, "chat.example.com", 443, "/ws", "");
    el("article", "card finding")
        .add(told("h2", "", cause.title))
        .add(el("p", "place").add(hop(cause.hop)).end())
        .add(told("p", "", cause.plain))
        .add(told("p", "", cause.why))
        .add(remedy::remedies(cause, &example))
        .add(remedy::settling(cause, &example))
        .add(sources(cause.sources))
        .add(button("new", "", "Check a connection", Act::Renew))
        .end()
}
