//! What mends a cause, and what proves it.

use super::source;
use crate::markup::{Node, code, el, said, told};
use diagnosis::cause::Cause;
use diagnosis::remedy::{Check, Remedy};
use diagnosis::target::Target;

/// What mends a cause.
pub(crate) fn remedies(cause: &'static Cause, target: &Target) -> Node {
    if cause.remedies.is_empty() {
        return Node::default();
    }
    el("div", "")
        .add(said("h5", "", "What mends it"))
        .all(cause.remedies.iter().map(|remedy| one(remedy, target)))
        .end()
}

fn one(remedy: &'static Remedy, target: &Target) -> Node {
    let title =
        el("p", "").add(said("span", "product", remedy.product)).say(" ").tell(remedy.title).end();
    let proof = el("details", "proof")
        .add(said("summary", "", "What proves that it worked"))
        .add(check(remedy.verify, target))
        .end();
    el("div", "remedy")
        .add(title)
        .add(code("To paste", remedy.snippet.fill(target)))
        .add(proof)
        .add(el("p", "hint").say("Source: ").add(source(&remedy.source)).end())
        .end()
}

/// What would settle whether it is the cause.
pub(crate) fn settling(cause: &'static Cause, target: &Target) -> Node {
    if cause.checks.is_empty() {
        return Node::default();
    }
    el("details", "proof")
        .add(said("summary", "", "What would settle whether it is this"))
        .all(cause.checks.iter().map(|one| check(one, target)))
        .end()
}

fn check(check: &'static Check, target: &Target) -> Node {
    let command = check.fill(target);
    let mut step = el("div", "check-step");
    step.add(told("p", "", check.title));
    if !command.is_empty() {
        step.add(code("Command", command));
    }
    step.add(told("p", "hint", check.expect)).end()
}
