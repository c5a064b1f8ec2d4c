//! What would tell most next.

use super::{paste, snippet};
use crate::markup::{Node, el, group, said, told};
use crate::sheet::Sheet;
use diagnosis::report::next::{Next, next as most_telling};

/// What would tell most next. The paste panel is open where it is that, and stays open once used.
pub(crate) fn next(sheet: &Sheet) -> Node {
    let next = most_telling(&sheet.report);
    let open = sheet.paste.is_some() || next == Some(Next::Console);
    let panel = el("details", if open { "card fold next" } else { "card fold" })
        .open(open)
        .add(said("summary", "", "Add what you have"))
        .add(told("p", "", Next::Console.why()))
        .add(paste::panel(sheet))
        .add(snippet::snippet(&sheet.report.evidence))
        .end();
    group([panel, next.map(|step| hint(step, sheet.left_out.is_some())).unwrap_or_default()])
}

fn hint(step: Next, elsewhere: bool) -> Node {
    let given = |place: &'static str| {
        let way = if elsewhere {
            "Make a new check, and under “Advanced” give "
        } else {
            "Choose “Change” above, then “Advanced”, and give "
        };
        (way, place)
    };
    let (way, place) = match step {
        Next::Console => return Node::default(),
        Next::Control => given("a WebSocket elsewhere that is known to work."),
        Next::Bypass => given("the address behind a hop."),
        Next::Message => given("a harmless message."),
        Next::Again if elsewhere => ("Choose “Make a new check” above.", ""),
        Next::Again => ("Choose “Check again” above.", ""),
        Next::ByHand => ("The commands stand below, for the operator.", ""),
    };
    el("section", "card next")
        .add(told("h3", "", step.title()))
        .add(told("p", "", step.why()))
        .add(el("p", "hint").say(way).say(place).end())
        .end()
}
