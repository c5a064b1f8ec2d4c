//! One cause, without a report: what there is to know of it.

use super::finding::hop;
use super::runbook::link;
use super::{remedy, sources};
use crate::markup::{Act, Node, button, el, told};
use diagnosis::cause::Cause;
use diagnosis::target::Target;
use diagnosis::text::Text;

/// One cause, with an example in place of a target.
pub(crate) fn cause(cause: &'static Cause) -> Node {
    let example = Target::new(true, "chat.example.com", 443, "/ws", "");
    el("article", "card finding")
        .add(told("h2", "", cause.title))
        .add(el("p", "place").add(hop(cause.hop)).end())
        .add(told("p", "", cause.plain))
        .add(told("p", "", cause.why))
        .add(neighbours(cause))
        .add(remedy::remedies(cause, &example, "h3"))
        .add(remedy::settling(cause, &example))
        .add(sources(cause.sources))
        .add(
            el("p", "")
                .add(
                    el("a", "onward").set("href", "#runbook").tell(Text("The whole runbook")).end(),
                )
                .end(),
        )
        .add(button("new", "", Text("Check a connection"), Act::Renew))
        .end()
}

/// What it can look like, each with a way to its own page.
fn neighbours(cause: &'static Cause) -> Node {
    if cause.neighbours.is_empty() {
        return Node::default();
    }
    let all = cause
        .neighbours
        .iter()
        .map(|(id, apart)| el("li", "").add(link(id)).text(": ").tell(*apart).end());
    el("div", "")
        .add(told("h3", "", Text("What else it could be")))
        .add(el("ul", "").all(all).end())
        .end()
}
