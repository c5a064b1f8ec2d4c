//! The hops between visitor and application: what is known to let a connection through, and where
//! the surest findings point.

use crate::markup::{Node, el, unseen};
use diagnosis::report::Report;
use diagnosis::report::path::{State, path as known};
use diagnosis::text::Text;

/// The hops in a row; nothing where nothing was tried. Each says in words what its glyph shows.
pub(crate) fn path(report: &Report) -> Node {
    let Some(hops) = known(report) else { return Node::default() };
    let hops = hops.map(|(hop, state)| {
        let (class, glyph) = match state {
            State::Passed => ("hop passed", "✓"),
            State::Suspected => ("hop suspected", "✗"),
            State::Unknown => ("hop", "?"),
        };
        el("li", class)
            .add(el("span", "dot").set("aria-hidden", "true").text(glyph).end())
            .add(el("span", "name").tell(hop.title()).text(" ").add(unseen(state.text())).end())
            .end()
    });
    el("ol", "path").label(Text("The way from you to the application")).all(hops).end()
}
