//! What an operator can check by hand.

use crate::markup::{Node, code, el, fold, told};
use diagnosis::report::runbook;
use diagnosis::target::Target;
use diagnosis::text::Text;

/// The runbook's steps for this target.
pub(crate) fn steps(target: &Target) -> Node {
    let steps = runbook::steps(target).into_iter().map(|step| {
        let mut item = el("li", "");
        item.add(told("h4", "", step.title)).add(told("p", "", step.text));
        if !step.command.is_empty() {
            item.add(code(Text("Command"), step.command));
        }
        item.end()
    });
    fold(Text("For the operator: five steps to check by hand"))
        .add(el("ol", "runbook").all(steps).end())
        .end()
}
