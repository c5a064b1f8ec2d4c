//! The waits as a drawing.
//!
//! Places from left to right are shares of the width and heights are pixels, so that it is as wide
//! as its card while its letters keep their size. Colours are the style sheet's; no meaning is told
//! by them alone.

use super::axis::{Axis, Label, Place, Spot, spots};
use super::lane::{Lane, whole};
use super::limits::{Mark, marks, reaches};
use crate::markup::{Element, Node, el, said, words};
use diagnosis::evidence::WaitEnd;
use diagnosis::text::Text;
use diagnosis::time::Millis;

/// The height of one lane: its words, its bar and room below.
const LANE: usize = 46;
/// The line of its words, from its top.
const WORDS: usize = 14;
/// The middle of its bar.
const MIDDLE: usize = 29;
/// Half the height of a bar while messages pass, and while there is silence.
const LOUD: usize = 5;
const STILL: usize = 3;
/// The height of one line of labels.
const LINE: usize = 17;
/// More messages than these run together, and the bar says the same.
const MOST_MARKS: u32 = 60;

/// The waits as a drawing.
pub(super) fn picture(lanes: &[Lane<'_>]) -> Node {
    let axis = axis(lanes);
    let marks = marks(lanes, axis.to());
    let bottom = lanes.len() * LANE + 4;
    let labels: Vec<Label> = marks.iter().map(|mark| labelled(mark, &axis)).collect();
    let spots = spots(&labels);
    let rows = spots.iter().flatten().map(|spot| spot.row + 1).max().unwrap_or_default();
    let mut drawing = el("svg", "lanes");
    drawing
        .set("role", "img")
        .label(Text("The connections on an axis of time; the table below says the same."))
        .set("width", "100%")
        .with("height", (bottom + LINE + 6 + rows * LINE).to_string());
    let shown = marks.iter().zip(&spots).filter(|(mark, _)| mark.passed);
    let shown: Vec<(&Mark, Spot)> =
        shown.filter_map(|(mark, spot)| Some((mark, (*spot)?))).collect();
    // The lines first, as the letters stand before them.
    drawing.all(shown.iter().map(|(mark, spot)| leader(spot, axis.place(mark.at), bottom)));
    time_axis(&mut drawing, &axis, bottom);
    drawing.all(shown.iter().map(|(mark, spot)| label(mark, *spot, axis.place(mark.at), bottom)));
    for (row, lane) in lanes.iter().enumerate() {
        draw(&mut drawing, lane, &axis, &marks, row * LANE);
    }
    drawing.end()
}

/// From the first opening to the latest end.
fn axis(lanes: &[Lane<'_>]) -> Axis {
    let from = lanes.iter().map(Lane::opened).min().unwrap_or_default();
    let ends = lanes.iter().map(|lane| lane.until.unwrap_or_default().max(lane.ended()));
    Axis::new(from, ends.max().unwrap_or_default())
}

fn time_axis(drawing: &mut Element, axis: &Axis, bottom: usize) {
    drawing.add(
        el("line", "axis")
            .set("x1", "0")
            .set("x2", "100%")
            .with("y1", bottom.to_string())
            .with("y2", bottom.to_string())
            .end(),
    );
    for step in axis.steps() {
        let at = axis.after(step);
        let class = match step {
            Millis::ZERO => "first",
            _ if at.is_last() => "last",
            _ => "",
        };
        drawing.add(upright("axis", at, bottom, bottom + 4)).add(text(
            class,
            at.percent(),
            bottom + LINE,
            words(whole(step)),
        ));
    }
}

/// Stands for names that have no room.
const MORE: &str = ", …";

fn labelled(mark: &Mark, axis: &Axis) -> Label {
    let (first, second, more) = mark.parts();
    let first_letters = first.chars().count();
    let more_letters = MORE.chars().count();
    let long = first_letters + second.chars().count() + if more { more_letters } else { 0 };
    let short = if second.is_empty() { first_letters } else { first_letters + more_letters };
    Label { at: axis.place(mark.at), letters: [short, long] }
}

/// The line from the axis to a label.
fn leader(spot: &Spot, at: Place, bottom: usize) -> Node {
    let class = if spot.wide { "limit wide" } else { "limit" };
    upright(class, at, bottom - 5, bottom + (spot.row + 2) * LINE - 10)
}

fn label(mark: &Mark, spot: Spot, at: Place, bottom: usize) -> Node {
    let class = match (spot.ends, spot.wide) {
        (false, false) => "limit",
        (true, false) => "limit last",
        (false, true) => "limit wide",
        (true, true) => "limit last wide",
    };
    let (first, second, more) = mark.parts();
    let mut text = el("text", class);
    text.with("x", at.percent())
        .with("y", (bottom + (spot.row + 2) * LINE + 4).to_string())
        .text(first);
    if !second.is_empty() {
        text.add(el("tspan", "wide").text(second).end());
        text.add(said("tspan", if more { "" } else { "narrow" }, MORE));
    }
    text.end()
}

fn draw(drawing: &mut Element, lane: &Lane<'_>, axis: &Axis, marks: &[Mark], top: usize) {
    let (opened, ended) = (axis.place(lane.opened()), axis.place(lane.ended()));
    let (from, to) = lane.silence();
    let (from, to) = (axis.place(from), axis.place(to));
    drawing.add(text("lane", "0".into(), top + WORDS, lane.name())).add(text(
        "lane state",
        "100%".into(),
        top + WORDS,
        lane.state(),
    ));
    if let Some(until) = lane.until {
        drawing.add(bar("ahead", ended, axis.place(until), top, 1));
    }
    drawing
        .add(bar("loud", opened, from, top, LOUD))
        .add(bar("still", from, to, top, STILL))
        .add(bar("loud", to, ended, top, LOUD));
    let middle = top + MIDDLE;
    if lane.wait.sent <= MOST_MARKS {
        let sent = lane.sent().map(|at| upright("sent", axis.place(at), middle - 8, middle + 8));
        drawing.all(sent);
    }
    let (since, _) = lane.silence();
    let reached = marks.iter().filter(|mark| reaches(lane, mark.limit));
    drawing
        .all(
            reached.map(|mark| {
                upright("limit", axis.place(since + mark.limit), middle - 9, middle + 9)
            }),
        )
        .add(shape("begin", "M0-5V5", opened, middle))
        .add(end(lane, ended, middle));
}

/// How it ended or stands: a shape each, beside the words.
fn end(lane: &Lane<'_>, at: Place, middle: usize) -> Node {
    let (class, path) = match lane.wait.end {
        _ if lane.until.is_some() => ("end now", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0"),
        WaitEnd::Dropped(_) => ("end closed", "M-5-5L5 5M5-5L-5 5"),
        WaitEnd::Survived => ("end open", "M-2-5L3 0L-2 5"),
        WaitEnd::Alive => ("end answered", "M-6 0L-2 4L6-5"),
        WaitEnd::Deaf => ("end deaf", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0M-3.5 3.5L3.5-3.5"),
        WaitEnd::Stopped => ("end stopped", "M-4-4H4V4H-4Z"),
    };
    shape(class, path, at, middle)
}

fn bar(class: &'static str, from: Place, to: Place, top: usize, half: usize) -> Node {
    if from >= to {
        return Node::default();
    }
    el("rect", class)
        .with("x", from.percent())
        .with("y", (top + MIDDLE - half).to_string())
        .with("width", from.width(to))
        .with("height", (2 * half).to_string())
        .end()
}

fn upright(class: &'static str, at: Place, from: usize, to: usize) -> Node {
    el("line", class)
        .with("x1", at.percent())
        .with("x2", at.percent())
        .with("y1", from.to_string())
        .with("y2", to.to_string())
        .end()
}

/// A shape in pixels at a share of the width, which only an inner drawing can have.
fn shape(class: &'static str, path: &'static str, at: Place, y: usize) -> Node {
    el("svg", "mark")
        .with("x", at.percent())
        .with("y", y.to_string())
        .add(el("path", class).set("d", path).end())
        .end()
}

fn text(class: &'static str, x: String, y: usize, text: String) -> Node {
    el("text", class).with("x", x).with("y", y.to_string()).text(text).end()
}
