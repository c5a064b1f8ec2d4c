//! The answer first, then what it rests on.

use diagnosis::diagnose::Confidence;
use diagnosis::report::Report;
use diagnosis::report::answer::answer;
use yew::prelude::*;

use super::element::{button, el, said, told};
use super::{View, evidence, finding, limits, next, notice, path, progress, share, steps, verdict};
use crate::app::{Msg, Screen};
use crate::edge::page;

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
    let Some(sheet) = &view.app.sheet else { return result.set("aria-label", "Result").end() };
    let report = &sheet.report;
    let address = page::address_with(&sheet.fragment);
    if let Some(left_out) = sheet.left_out {
        result.add(notice::elsewhere(report, left_out));
    }
    result
        .set("aria-labelledby", HEADING)
        .set("data-verdict", report.diagnosis.verdict.id())
        .set("data-cause", report.cause())
        .set("data-confidence", report.confidence().map_or("none", Confidence::id))
        .add(first(report, &address, view))
        .add(progress::progress(view))
        .add(next::next(sheet, view))
        .add(finding::findings(report, view))
        .add(share::support(report, &address, view))
        .add(evidence::evidence(report))
        .add(steps::steps(&report.evidence.target, view))
        .add(limits::limits())
        .with("data-link", address)
        .end()
}

/// The answer, what to do now, and the buttons.
fn first(report: &Report, address: &str, view: View<'_>) -> Html {
    let answer = answer(report);
    let now = answer.now.iter().map(|text| told("li", "", *text));
    let another = if matches!(view.app.screen, Screen::Report) {
        button("new", "", "Make a new check", view.click(|| Msg::Renew))
    } else if view.app.run.is_none() {
        button("again", "", "Check again", view.click(|| Msg::Start))
    } else {
        Html::default()
    };
    let actions =
        el("div", "actions").all(share::buttons(report, address, view)).add(another).end();
    el("div", verdict::card(report.diagnosis.verdict))
        .add(verdict::heading(report, &answer))
        .add(path::path(report))
        .add(said("h3", "", "What to do now"))
        .add(el("ul", "now").all(now).end())
        .add(actions)
        .end()
}
