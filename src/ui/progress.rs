//! A run under way.

use diagnosis::evidence::{Outcome, Probe};
use diagnosis::probe::PROBES;
use yew::prelude::*;

use super::element::{button, el, group, said, unseen};
use super::markup::show;
use super::{View, words};
use crate::app::Msg;
use crate::run::Snapshot;

/// How far one probe is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    UnderWay,
    Over,
}

impl Step {
    /// Its class, its glyph and what is said of it.
    fn look(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Step::UnderWay => ("step under-way", "○", "under way"),
            Step::Over => ("step over", "●", "done"),
        }
    }
}

fn step_of(snapshot: &Snapshot, probe: Probe) -> Option<Step> {
    if snapshot.under_way.iter().any(|(own, _)| *own == probe) {
        return Some(Step::UnderWay);
    }
    let ran = |outcome: &Outcome| !matches!(outcome, Outcome::Skipped(_));
    snapshot.evidence.all(probe).any(|(_, seen)| ran(&seen.outcome)).then_some(Step::Over)
}

/// What is being done now, for assistive technology.
pub(crate) fn step(snapshot: &Snapshot) -> AttrValue {
    PROBES
        .iter()
        .find(|spec| snapshot.under_way.iter().any(|(probe, _)| *probe == spec.probe))
        .map(|spec| AttrValue::from(words(spec.title)))
        .unwrap_or_default()
}

/// A run under way: how far it is, and the way to stop it.
pub(crate) fn progress(view: View<'_>) -> Html {
    let Some(run) = &view.app.run else { return Html::default() };
    let Some(snapshot) = &run.snapshot else { return Html::default() };
    let stop = view.click(|| Msg::Stop);
    el("section", "card progress")
        .set("aria-label", "Progress")
        .add(run.waits.as_ref().map_or_else(|| steps(snapshot), |waits| show(&waits.part, view)))
        .add(button("cancel".into(), String::new(), "Stop and keep what was measured".into(), stop))
        .end()
}

fn steps(snapshot: &Snapshot) -> Html {
    let steps = PROBES.iter().filter_map(|spec| {
        let (class, glyph, word) = step_of(snapshot, spec.probe)?.look();
        let step = el("li", class)
            .key(spec.probe.id())
            .add(el("span", "glyph").set("aria-hidden", "true").say(glyph).end())
            .add(el("span", "").tell(spec.title).add(unseen(": ")).end())
            .add(said("span", "state", word))
            .end();
        Some(step)
    });
    let seconds = [&(snapshot.clock.now().0 / 1000).to_string(), " s"].concat();
    let head =
        el("p", "watching").say("Checking… ").add(el("span", "elapsed").text(seconds).end()).end();
    group([head, el("ol", "steps").all(steps).end()])
}
