//! A run under way.

use yew::prelude::*;

use super::View;
use super::element::{button, el, group, said, unseen};
use super::markup::show;
use crate::app::Msg;
use crate::exchange::{Snapshot, Step};
use crate::state::Run;

/// A step's class, its glyph and what is said of it.
fn look(step: &Step) -> (&'static str, &'static str, &'static str) {
    if step.over { ("step over", "●", "done") } else { ("step under-way", "○", "under way") }
}

/// What is being done now, for assistive technology.
pub(crate) fn step(snapshot: &Snapshot) -> AttrValue {
    let step = snapshot.steps.iter().find(|step| !step.over);
    step.map(|step| AttrValue::from(step.title.clone())).unwrap_or_default()
}

/// A run under way: how far it is, and the way to stop it.
pub(crate) fn progress(view: View<'_>) -> Html {
    let Some(run) = &view.app.run else { return Html::default() };
    let stop = view.click(|| Msg::Stop);
    el("section", "card progress")
        .set("aria-label", "Progress")
        .add(run.waits.as_ref().map_or_else(|| steps(run), |waits| show(&waits.part, view)))
        .add(button("cancel".into(), String::new(), "Stop and keep what was measured".into(), stop))
        .end()
}

fn steps(run: &Run) -> Html {
    let steps = run.snapshot.iter().flat_map(|snapshot| &snapshot.steps).map(|step| {
        let (class, glyph, word) = look(step);
        el("li", class)
            .key(step.id.clone())
            .add(el("span", "glyph").set("aria-hidden", "true").say(glyph).end())
            .add(el("span", "").text(step.title.clone()).add(unseen(": ")).end())
            .add(said("span", "state", word))
            .end()
    });
    let seconds = [&(run.clock.now().0 / 1000).to_string(), " s"].concat();
    let head =
        el("p", "watching").say("Checking… ").add(el("span", "elapsed").text(seconds).end()).end();
    group([head, el("ol", "steps").all(steps).end()])
}
