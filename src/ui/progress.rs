//! A run under way.

use diagnosis::evidence::{Outcome, Probe};
use diagnosis::probe::PROBES;
use diagnosis::time::Millis;
use yew::prelude::*;

use super::element::{button, el, said, unseen};
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

/// A run under way: its steps, the time, and the way to stop it.
pub(crate) fn progress(view: View<'_>) -> Html {
    let Some(run) = &view.app.run else { return Html::default() };
    let Some(snapshot) = &run.snapshot else { return Html::default() };
    let stop = view.click(|| Msg::Stop);
    let waiting = snapshot
        .under_way
        .iter()
        .find(|(probe, _)| *probe == Probe::Idle)
        .filter(|_| snapshot.settled);
    let now = snapshot.clock.now();
    let mut watching = el("p", "watching");
    match waiting {
        Some((_, since)) => watching
            .say("It opened. Still watching for drops: ")
            .add(seconds(now - *since))
            .say(" of ")
            .add(seconds(run.idle_limit))
            .say(". You can stop at any time."),
        None => watching.say("Checking… ").add(seconds(now)),
    };
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
    el("section", "card progress")
        .set("aria-label", "Progress")
        .add(watching.end())
        .add(el("ol", "steps").all(steps).end())
        .add(button("cancel".into(), String::new(), "Stop and keep what was measured".into(), stop))
        .end()
}

/// Whole seconds.
fn seconds(time: Millis) -> Html {
    el("span", "elapsed").text((time.0 / 1000).to_string()).say(" s").end()
}
