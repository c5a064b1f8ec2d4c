//! A run under way.

use diagnosis::text::Text;
use sheet::reader::words;
use yew::prelude::*;

use super::View;
use super::element::{button, el, group, told};
use super::markup::show;
use crate::app::Msg;
use crate::exchange::{Snapshot, Step};
use crate::state::Run;

/// A step's class, its glyph and what is said of it.
fn look(step: &Step) -> (&'static str, &'static str, Text) {
    if step.over {
        ("step over", "●", Text("done"))
    } else {
        ("step under-way", "○", Text("under way"))
    }
}

/// What is being done now, for assistive technology.
pub(crate) fn step(snapshot: &Snapshot) -> AttrValue {
    let step = snapshot.steps.iter().find(|step| !step.over);
    step.map(|step| AttrValue::from(step.title.words())).unwrap_or_default()
}

/// A run under way: how far it is, and the way to stop it.
pub(crate) fn progress(view: View<'_>) -> Html {
    let Some(run) = &view.app.run else { return Html::default() };
    let stop = view.click(|| Msg::Stop);
    el("section", "card progress")
        .label(Text("Progress"))
        .add(run.waits.as_ref().map_or_else(|| steps(run), |waits| show(&waits.part, view)))
        .add(button(
            "cancel".into(),
            String::new(),
            words(Text("Stop and keep what was measured")),
            stop,
        ))
        .end()
}

fn steps(run: &Run) -> Html {
    let steps = run.snapshot.iter().flat_map(|snapshot| &snapshot.steps).map(|step| {
        let (class, glyph, word) = look(step);
        el("li", class)
            .key(step.id.clone())
            .add(el("span", "glyph").set("aria-hidden", "true").text(glyph).end())
            .add(
                el("span", "")
                    .text(step.title.words())
                    .add(el("span", "unseen").text(": ").end())
                    .end(),
            )
            .add(told("span", "state", word))
            .end()
    });
    let seconds = Text("{number} s").with("number", run.clock.now().0 / 1000);
    let head = el("p", "watching")
        .tell(Text("Checking…"))
        .text(" ")
        .add(el("span", "elapsed").tell(seconds).end())
        .end();
    group([head, el("ol", "steps").all(steps).end()])
}
