//! Parts of drawings. Places from left to right are shares of the width and heights are pixels, so
//! that a drawing is as wide as its card while its letters keep their size.

use crate::markup::{Node, el};

/// A line downwards.
pub(crate) fn upright(class: &'static str, at: String, from: usize, to: usize) -> Node {
    el("line", class)
        .with("x1", at.clone())
        .with("x2", at)
        .with("y1", from.to_string())
        .with("y2", to.to_string())
        .end()
}

/// A shape in pixels at a share of the width, which only an inner drawing can have.
pub(crate) fn shape(class: &'static str, path: &'static str, at: String, y: usize) -> Node {
    el("svg", "mark")
        .with("x", at)
        .with("y", y.to_string())
        .add(el("path", class).set("d", path).end())
        .end()
}

/// Letters.
pub(crate) fn text(class: &'static str, x: String, y: usize, text: String) -> Node {
    el("text", class).with("x", x).with("y", y.to_string()).text(text).end()
}
