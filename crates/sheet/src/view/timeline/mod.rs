//! The long waits on one axis of time: what each socket went through, and which limits passed.

mod axis;

mod lane;

mod limits;

mod picture;

mod table;

#[cfg(test)]
mod tests;

use diagnosis::evidence::Evidence;
use diagnosis::text::Text;
use diagnosis::time::Millis;

use self::lane::Lane;
use crate::exchange::Waits;
use crate::markup::{Node, el, group, told, words};

/// The waits of a report that is whole; nothing where nothing waited.
pub(crate) fn over(evidence: &Evidence) -> Node {
    let lanes = lane::lanes(evidence, &[]);
    if lanes.is_empty() {
        return Node::default();
    }
    el("section", "card timeline")
        .set("aria-labelledby", "timeline-heading")
        .add(
            el("h3", "")
                .set("id", "timeline-heading")
                .tell(Text("The connections over time"))
                .end(),
        )
        .add(drawn(&lanes))
        .end()
}

/// The waits while some of them go on: those come last in the evidence, as if they were stopped
/// now, and `ends` says when each ends at the latest. `None` while none has begun.
pub(crate) fn live(evidence: &Evidence, ends: &[Millis]) -> Option<Waits> {
    let lanes = lane::lanes(evidence, ends);
    let began = lanes.iter().map(Lane::opened).min()?;
    let now = lanes.iter().map(Lane::ended).max()?;
    // A question at the end may take a little longer.
    let whole = ends.iter().copied().max().unwrap_or(now).max(now) - began;
    let passed = passed(now - began, whole);
    let head = el("p", "watching")
        .tell(Text("It opened. Watching whether it stays open:"))
        .text(" ")
        .add(el("span", "elapsed").text(passed.clone()).end())
        .end();
    let part = el("div", "timeline")
        .add(head)
        .add(drawn(&lanes))
        .add(told("p", "hint", Text("A wait can’t be paused, because time itself is what is measured. Stopping keeps all that was seen. Meanwhile you can use other tabs; the title of this one shows how far it is.")))
        .end();
    Some(Waits { passed, part })
}

/// How far a wait is: `45 s of 130 s`, in minutes where it takes long.
fn passed(gone: Millis, whole: Millis) -> String {
    let (unit, text) = if whole < lane::LONG {
        (1000, Text("{gone} s of {whole} s"))
    } else {
        (60_000, Text("{gone} min of {whole} min"))
    };
    words(text.with("gone", gone.0 / unit).with("whole", (whole + Millis(unit / 2)).0 / unit))
}

fn drawn(lanes: &[Lane<'_>]) -> Node {
    let table = el("details", "twin")
        .add(told("summary", "", Text("The same as a table")))
        .add(table::table(lanes))
        .end();
    let key = Text("Thick: messages. Thin: silence. Dashed: known limits.");
    group([picture::picture(lanes), told("p", "hint", key), table])
}
