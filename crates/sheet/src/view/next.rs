//! What would tell most next.

use super::{paste, snippet};
use crate::markup::{Node, el, group, told};
use crate::sheet::Sheet;
use diagnosis::report::next::{Next, next as most_telling};
use diagnosis::text::Text;

/// What would tell most next. The paste panel is open where it is that, and stays open once used.
pub(crate) fn next(sheet: &Sheet) -> Node {
    let next = most_telling(&sheet.report);
    let open = sheet.paste.is_some() || next == Some(Next::Console);
    let panel = el("details", if open { "card fold next" } else { "card fold" })
        .open(open)
        .add(told("summary", "", Text("Add what you have")))
        .add(told("p", "", Next::Console.why()))
        .add(paste::panel(sheet))
        .add(snippet::snippet(&sheet.report.evidence))
        .end();
    group([panel, next.map(|step| hint(step, sheet.left_out.is_some())).unwrap_or_default()])
}

fn hint(step: Next, elsewhere: bool) -> Node {
    let given = |place: Text| {
        let way = if elsewhere {
            Text("Make a new check, and under “Advanced” give {place}.")
        } else {
            Text("Choose “Change” above, then “Advanced”, and give {place}.")
        };
        way.with("place", place)
    };
    let way = match step {
        Next::Console => return Node::default(),
        Next::Control => given(Text("a WebSocket elsewhere that is known to work")),
        Next::Bypass => given(Text("the address behind a hop")),
        Next::Message => given(Text("a harmless message")),
        Next::Again if elsewhere => Text("Choose “Make a new check” above.").phrase(),
        Next::Again => Text("Choose “Check again” above.").phrase(),
        Next::ByHand => Text("The commands stand below, for the operator.").phrase(),
    };
    el("section", "card next")
        .add(told("h3", "", step.title()))
        .add(told("p", "", step.why()))
        .add(told("p", "hint", way))
        .end()
}
