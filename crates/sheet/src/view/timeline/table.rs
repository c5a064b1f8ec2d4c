//! The waits as a table, and every limit that a silence has reached.

use diagnosis::text::Text;
use diagnosis::time::Millis;

use super::lane::{Lane, exact};
use super::limits::marks;
use crate::markup::{Node, el, group, stacked, time, told, words};

/// The waits as a table. The roles are written out, because narrow screens stack its cells.
pub(super) fn table(lanes: &[Lane<'_>]) -> Node {
    let columns = [
        Text("Socket"),
        Text("Opened"),
        Text("Sent"),
        Text("Received"),
        Text("Longest silence survived"),
        Text("End"),
    ]
    .map(|name| el("th", "").set("role", "columnheader").set("scope", "col").tell(name).end());
    let table = el("table", "evidence")
        .set("role", "table")
        .add(
            el("thead", "")
                .set("role", "rowgroup")
                .add(el("tr", "").set("role", "row").all(columns).end())
                .end(),
        )
        .add(el("tbody", "").set("role", "rowgroup").all(lanes.iter().map(row)).end())
        .end();
    group([table, reached(lanes)])
}

fn row(lane: &Lane<'_>) -> Node {
    let cell = |name: Text, text: String| {
        el("td", "time").set("role", "cell").add(stacked(name)).text(text).end()
    };
    let survived = match lane.wait.survived() {
        Millis::ZERO => "–".into(),
        survived => words(exact(survived)),
    };
    el("tr", "")
        .set("role", "row")
        .add(el("th", "").set("role", "rowheader").set("scope", "row").text(lane.name()).end())
        .add(cell(Text("opened at"), time(lane.opened())))
        .add(cell(Text("sent"), lane.wait.sent.to_string()))
        .add(cell(Text("received"), lane.wait.received.to_string()))
        .add(cell(Text("survived silence"), survived))
        .add(el("td", "").set("role", "cell").text(lane.end()).end())
        .end()
}

/// Every limit that a silence has reached, as not all have room in the drawing.
fn reached(lanes: &[Lane<'_>]) -> Node {
    let ends = lanes.iter().map(Lane::ended).max().unwrap_or_default();
    let mut reached = marks(lanes, ends + Millis::seconds(1));
    reached.retain(|mark| mark.passed);
    reached.sort_by_key(|mark| mark.limit);
    if reached.is_empty() {
        return Node::default();
    }
    let items = reached.into_iter().map(|mark| el("li", "").text(mark.label).end());
    group([
        told("p", "", Text("Limits of silence, unless set otherwise, that were reached:")),
        el("ul", "").all(items).end(),
    ])
}
