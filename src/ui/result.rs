//! The answer first, then what it rests on.

use diagnosis::text::Text;
use sheet::exchange::Told;
use yew::prelude::*;

use super::element::el;
use super::markup::{show, some};
use super::{View, notice, progress};
use crate::edge::page;
use crate::state::Words;

/// The id of the whole result.
pub(crate) const ID: &str = "result";
/// The id of its heading.
pub(crate) const HEADING: &str = "result-heading";

/// Where between form and result the page stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing was checked yet.
    Idle,
    /// A check is under way.
    Running,
    /// There is a report.
    Done,
}

impl Standing {
    fn id(self) -> &'static str {
        match self {
            Standing::Idle => "idle",
            Standing::Running => "running",
            Standing::Done => "done",
        }
    }
}

/// The result; empty until there is one.
pub(crate) fn result(view: View<'_>) -> Html {
    let standing = view.app.standing();
    let mut result = el("section", "");
    result.set("id", ID).set("tabindex", "-1").set("data-state", standing.id());
    if view.app.widget
        && let Some(Told::Report(shown)) = view.app.drawn()
    {
        // An answer that replaces another comes as a whole: none of its parts moves.
        result.key(shown.spoken.clone());
    }
    match view.app.drawn() {
        Some(Told::Report(shown)) => result
            .set("aria-labelledby", HEADING)
            .with("data-verdict", shown.verdict.clone())
            .with("data-cause", shown.cause.clone())
            .with("data-confidence", shown.confidence.clone())
            .with("data-link", shown.link.clone())
            .add(show(&shown.above, view))
            .add(progress::progress(view))
            .add(some(&shown.below, view, &mut view.app.nodes()))
            .end(),
        Some(Told::Part(node) | Told::Working(node) | Told::Damaged(node)) => {
            result.label(Text("Result")).add(show(node, view)).end()
        }
        _ if view.app.ask.is_some() && !matches!(view.app.teller, Words::Here(_)) => {
            let wordless = notice::wordless(view.app.teller.failed(), page::online(), view);
            result.label(Text("Result")).add(wordless).end()
        }
        _ => result.label(Text("Result")).end(),
    }
}
