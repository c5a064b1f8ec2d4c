//! What an operator can check by hand.

use diagnosis::report::runbook;
use diagnosis::target::Target;
use yew::prelude::*;

use super::View;
use super::code::code;
use super::element::{el, fold, told};

/// The runbook's steps for this target.
pub(crate) fn steps(target: &Target, view: View<'_>) -> Html {
    let steps = runbook::steps(target).into_iter().map(|step| {
        let mut item = el("li", "");
        item.add(told("h4", "", step.title)).add(told("p", "", step.text));
        if !step.command.is_empty() {
            item.add(code("Command", step.command, view));
        }
        item.end()
    });
    fold("For the operator: five steps to check by hand")
        .add(el("ol", "runbook").all(steps).end())
        .end()
}
