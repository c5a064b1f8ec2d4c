//! What mends a cause, and what proves it.

use diagnosis::cause::Cause;
use diagnosis::remedy::{Check, Remedy};
use diagnosis::target::Target;
use yew::prelude::*;

use super::code::code;
use super::element::{el, said, told};
use super::{View, source};

/// What mends a cause.
pub(crate) fn remedies(cause: &'static Cause, target: &Target, view: View<'_>) -> Html {
    if cause.remedies.is_empty() {
        return Html::default();
    }
    el("div", "")
        .add(said("h5", "", "What mends it"))
        .all(cause.remedies.iter().map(|remedy| one(remedy, target, view)))
        .end()
}

fn one(remedy: &'static Remedy, target: &Target, view: View<'_>) -> Html {
    let title =
        el("p", "").add(said("span", "product", remedy.product)).say(" ").tell(remedy.title).end();
    let proof = el("details", "proof")
        .add(said("summary", "", "What proves that it worked"))
        .add(check(remedy.verify, target, view))
        .end();
    el("div", "remedy")
        .add(title)
        .add(code("To paste", remedy.snippet.fill(target), view))
        .add(proof)
        .add(el("p", "hint").say("Source: ").add(source(&remedy.source)).end())
        .end()
}

/// What would settle whether it is the cause.
pub(crate) fn settling(cause: &'static Cause, target: &Target, view: View<'_>) -> Html {
    if cause.checks.is_empty() {
        return Html::default();
    }
    el("details", "proof")
        .add(said("summary", "", "What would settle whether it is this"))
        .all(cause.checks.iter().map(|one| check(one, target, view)))
        .end()
}

fn check(check: &'static Check, target: &Target, view: View<'_>) -> Html {
    let command = check.fill(target);
    let mut step = el("div", "check-step");
    step.add(told("p", "", check.title));
    if !command.is_empty() {
        step.add(code("Command", command, view));
    }
    step.add(told("p", "hint", check.expect)).end()
}
