//! What mends a cause, and what proves it.

use super::source;
use crate::markup::{Node, code, el, group, listing, said, told};
use diagnosis::cause::Cause;
use diagnosis::remedy::{Change, Check, Remedy, Snippet, place};
use diagnosis::target::Target;
use diagnosis::text::Text;

/// What mends a cause, below a heading of the level that comes next where it stands.
pub(crate) fn remedies(cause: &'static Cause, target: &Target, heading: &'static str) -> Node {
    if cause.remedies.is_empty() {
        return Node::default();
    }
    let mut all =
        cause.remedies.iter().enumerate().map(|(at, remedy)| one(remedy, at == 0, target));
    let first: Vec<Node> = all.by_ref().take(MOST_SHOWN).collect();
    let others: Vec<Node> = all.collect();
    let mut list = el("div", "");
    list.add(told(heading, "", Text("What mends it"))).all(first);
    if !others.is_empty() {
        let summary = Text("For other products: {count}").with("count", others.len());
        let summary = told("summary", "", summary);
        list.add(el("details", "proof").add(summary).all(others).end());
    }
    list.end()
}

/// As many remedies are shown at once: more would bury what follows.
const MOST_SHOWN: usize = 5;

/// One per product; only the first is unfolded, or the list would bury the rest.
fn one(remedy: &'static Remedy, open: bool, target: &Target) -> Node {
    let title = el("summary", "")
        .add(said("span", "product", remedy.product))
        .text(" ")
        .tell(remedy.title)
        .end();
    let proof = el("details", "proof")
        .add(told("summary", "", Text("What proves that it worked")))
        .add(check(remedy.verify, target))
        .end();
    let mut whole = el("details", "remedy");
    whole.open(open).add(title);
    if !remedy.snippet.inside.is_empty() {
        let block = said("code", "", remedy.snippet.inside);
        whole
            .add(el("p", "hint").weave(Text("It belongs into {block}:"), [("block", block)]).end());
    }
    whole
        .add(snippet(&remedy.snippet, target))
        .add(proof)
        .add(el("p", "hint").tell(Text("Source:")).text(" ").add(source(&remedy.source)).end())
        .end()
}

/// What to paste; of a diff, what is copied is what stands there once the change is made.
fn snippet(snippet: &Snippet, target: &Target) -> Node {
    let copied = snippet.fill(target);
    if !snippet.is_diff() {
        return code(Text("To paste"), copied);
    }
    let lines = snippet.lines().map(|(change, line)| {
        let name = match change {
            Change::Kept => "span",
            Change::Added => "ins",
            Change::Removed => "del",
        };
        el(name, "").text([&place(line, target), "\n"].concat()).end()
    });
    let shown = el("code", "diff").all(lines).end();
    let legend = Text("+ is new, − goes, the rest stands there already. Copying takes the result.");
    group([listing(Text("What to change"), shown, copied), told("p", "hint", legend)])
}

/// What would settle whether it is the cause.
pub(crate) fn settling(cause: &'static Cause, target: &Target) -> Node {
    if cause.checks.is_empty() {
        return Node::default();
    }
    el("details", "proof")
        .add(told("summary", "", Text("What would settle whether it is this")))
        .all(cause.checks.iter().map(|one| check(one, target)))
        .end()
}

fn check(check: &'static Check, target: &Target) -> Node {
    let command = check.fill(target);
    let mut step = el("div", "check-step");
    step.add(told("p", "", check.title));
    if !command.is_empty() {
        step.add(code(Text("Command"), command));
    }
    step.add(told("p", "hint", check.expect)).end()
}
