//! The run as a sequence: what went from the browser to the service, and what came back, in the order
//! of time. The table of all that was seen says the same.

use super::draw::{shape, text, upright};
use crate::markup::{Node, el, words};
use diagnosis::evidence::{After, Evidence, FetchEnd, Observation, Outcome, Source, Via, WaitEnd};
use diagnosis::report::describe::asked;
use diagnosis::text::Text;

/// The height of one exchange.
const STEP: usize = 62;
/// Where the first one begins, below the names of both sides.
const TOP: usize = 30;
/// Where both sides stand.
const BROWSER: &str = "6%";
const SERVICE: &str = "94%";
/// Half way, where what gets no answer is lost.
const LOST: &str = "62%";

/// How an exchange ended.
#[derive(Clone, Copy)]
enum End {
    /// Something came back that is as it should be.
    Came,
    /// It came back, and later the connection was lost.
    Cut,
    /// It was refused, or failed.
    Failed,
    /// Nothing came back.
    Lost,
}

/// The sequence; nothing where nothing was measured.
pub(crate) fn sequence(evidence: &Evidence) -> Node {
    let mut steps: Vec<(&Observation, End, Text)> = evidence
        .observations
        .iter()
        .filter(|seen| seen.source == Source::Measured)
        .filter_map(|seen| end(&seen.outcome).map(|(end, words)| (seen, end, words)))
        .collect();
    if steps.is_empty() {
        return Node::default();
    }
    steps.sort_by_key(|(seen, ..)| seen.started);
    let height = TOP + steps.len() * STEP;
    let mut drawing = el("svg", "lanes sequence");
    drawing
        .set("role", "img")
        .label(Text(
            "What went to the service and what came back, in order; the table says the same.",
        ))
        .set("width", "100%")
        .with("height", height.to_string())
        .add(text("first", "0".into(), 12, words(Text("Browser"))))
        .add(text("last", "100%".into(), 12, words(Text("Service"))))
        .add(upright("axis", BROWSER.into(), TOP - 8, height))
        .add(upright("axis", SERVICE.into(), TOP - 8, height));
    for (row, (seen, end, told)) in steps.into_iter().enumerate() {
        let top = TOP + row * STEP;
        drawing
            .add(text("lane", "10%".into(), top + 14, question(seen)))
            .all(exchange(seen, end, top));
        let told = words(told.with("time", seen.took()));
        drawing.add(text("lane state", "90%".into(), top + 46, told));
    }
    drawing.end()
}

fn question(seen: &Observation) -> String {
    match seen.via {
        Via::Front => words(asked(seen)),
        Via::Behind(hop) => {
            let behind = Text("behind: {hop}").with("hop", hop.title());
            [words(asked(seen)), words(behind)].join(", ")
        }
    }
}

/// The way there, and the way back if there was one.
fn exchange(seen: &Observation, end: End, top: usize) -> Vec<Node> {
    let (there, back) = (top + 22, top + 32);
    let way = |class, from: &str, to: &str, y: usize| {
        el("line", class)
            .with("x1", from.into())
            .with("x2", to.into())
            .with("y1", y.to_string())
            .with("y2", y.to_string())
            .end()
    };
    let reaches = if matches!(end, End::Lost) { LOST } else { SERVICE };
    if matches!(seen.outcome, Outcome::Waited(_)) {
        return silence(end, way("quiet", BROWSER, SERVICE, back), back);
    }
    let mut all = vec![way("sent", BROWSER, reaches, there)];
    match end {
        End::Lost => all.push(shape("deaf", "M-4-4L4 4M4-4L-4 4", LOST.into(), there)),
        End::Came | End::Cut | End::Failed => {
            all.push(shape("sent", "M-7-4L-1 0L-7 4", SERVICE.into(), there));
            let class = if matches!(end, End::Failed) { "back failed" } else { "back" };
            all.push(way(class, SERVICE, BROWSER, back));
            let (class, path) = match end {
                End::Came => ("answered", "M7-4L1 0L7 4"),
                End::Cut | End::Failed | End::Lost => ("closed", "M12-5L2 5M2-5L12 5"),
            };
            all.push(shape(class, path, BROWSER.into(), back));
        }
    }
    all
}

/// An open connection on which one waits, and how that ended.
fn silence(end: End, line: Node, y: usize) -> Vec<Node> {
    let (class, path) = match end {
        End::Came => ("answered", "M-13 0L-9 4L-1-5"),
        End::Cut | End::Failed | End::Lost => ("closed", "M-12-5L-2 5M-2-5L-12 5"),
    };
    vec![line, shape(class, path, SERVICE.into(), y)]
}

/// How it ended, in few words with a place for the time; nothing for what is no exchange.
fn end(outcome: &Outcome) -> Option<(End, Text)> {
    Some(match outcome {
        Outcome::Opened(opened) => match opened.after {
            After::Dropped(..) => (End::Cut, Text("✗ opened, then closed, {time}")),
            After::Swallowed => (End::Cut, Text("✗ opened, then no answer, {time}")),
            After::Held | After::Unknown => (End::Came, Text("✓ opened, {time}")),
        },
        Outcome::Refused(_) => (End::Failed, Text("✗ failed, {time}")),
        Outcome::TimedOut => (End::Lost, Text("✗ no answer, {time}")),
        Outcome::Fetched(fetches) => {
            let ends = [&fetches.opaque, &fetches.cors, &fetches.manual].map(|fetch| &fetch.end);
            let answered = |end: &&FetchEnd| {
                matches!(end, FetchEnd::Answered(_) | FetchEnd::Opaque | FetchEnd::Redirect)
            };
            if ends.iter().any(answered) {
                (End::Came, Text("✓ answered, {time}"))
            } else if ends.iter().any(|end| matches!(end, FetchEnd::TimedOut)) {
                (End::Lost, Text("✗ no answer, {time}"))
            } else {
                (End::Failed, Text("✗ failed, {time}"))
            }
        }
        Outcome::Waited(wait) => match wait.end {
            WaitEnd::Dropped(_) => (End::Cut, Text("✗ closed after {time}")),
            WaitEnd::Deaf => (End::Lost, Text("✗ no answer, {time}")),
            WaitEnd::Survived | WaitEnd::Alive | WaitEnd::Stopped => {
                (End::Came, Text("✓ still open after {time}"))
            }
        },
        Outcome::Heard(_) => (End::Came, Text("✓ answered, {time}")),
        Outcome::Quiet { .. }
        | Outcome::Grew(_)
        | Outcome::Page(_)
        | Outcome::Threw(_)
        | Outcome::Line(..)
        | Outcome::Cancelled
        | Outcome::Skipped(_)
        | Outcome::Logged(_)
        | Outcome::Setting(..) => return None,
    })
}
