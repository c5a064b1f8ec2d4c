//! What speaks for a finding and what against it, as a small balance. The list of clues says the same.

use crate::markup::{Element, Node, el};
use diagnosis::cause::{Case, Clue, Weight};
use diagnosis::text::Text;

/// The middle of the drawing, and the width of what is weighed there.
const MIDDLE: usize = 60;
/// Between two clues.
const GAP: usize = 2;

/// The balance of a finding: a block for each clue, for it on the left and against it on the right.
pub(crate) fn balance(case: &Case) -> Node {
    let name = Text("Clues for it: {supports}; against it: {contradicts}")
        .with("supports", case.supports.len())
        .with("contradicts", case.contradicts.len());
    let mut drawing = el("svg", "balance");
    drawing
        .set("role", "img")
        .label(name)
        .set("viewBox", "0 0 120 16")
        .set("width", "120")
        .set("height", "16");
    let scale = el("rect", "scale").set("y", "6").set("width", "120").set("height", "4").end();
    drawing.add(scale);
    blocks(&mut drawing, "weighs-for", &case.supports, |from, width| MIDDLE - from - width);
    blocks(&mut drawing, "weighs-against", &case.contradicts, |from, _| MIDDLE + from);
    let middle = MIDDLE.to_string();
    let beam = el("line", "beam")
        .with("x1", middle.clone())
        .with("x2", middle)
        .set("y1", "1")
        .set("y2", "15")
        .end();
    drawing.add(beam).end()
}

/// From the middle outwards, the heaviest first.
fn blocks(
    drawing: &mut Element,
    class: &'static str,
    clues: &[Clue],
    left: impl Fn(usize, usize) -> usize,
) {
    let mut clues: Vec<Weight> = clues.iter().map(|clue| clue.weight).collect();
    clues.sort_unstable();
    let mut from = GAP;
    for weight in clues.into_iter().rev() {
        let width = match weight {
            Weight::Weak => 4,
            Weight::Strong => 10,
            Weight::Decisive => 22,
        };
        if from + width > MIDDLE {
            return;
        }
        let block = el("rect", class)
            .with("x", left(from, width).to_string())
            .set("y", "4")
            .with("width", width.to_string())
            .set("height", "8")
            .end();
        drawing.add(block);
        from += width + GAP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(supports: &[Weight], contradicts: &[Weight]) -> Case {
        let clue = |weight: &Weight| Clue {
            observation: 0,
            weight: *weight,
            text: Text("the handshake failed").phrase(),
        };
        Case {
            supports: supports.iter().map(clue).collect(),
            contradicts: contradicts.iter().map(clue).collect(),
        }
    }

    fn places(case: &Case) -> Vec<(String, String, String)> {
        let Node::Element(drawing) = balance(case) else { panic!("it is a drawing") };
        let of = |one: &Element, name| one.get(name).unwrap_or_default().to_owned();
        let blocks = drawing.children.iter().filter_map(|child| match child {
            Node::Element(one) if one.get("x").is_some() && one.tag == "rect" => Some(one),
            _ => None,
        });
        blocks.map(|one| (of(one, "class"), of(one, "x"), of(one, "width"))).collect()
    }

    #[test]
    fn each_clue_has_its_weight_on_its_side_and_the_heaviest_is_next_to_the_middle() {
        let placed = places(&case(&[Weight::Weak, Weight::Strong], &[Weight::Decisive]));
        let expected =
            [("weighs-for", "48", "10"), ("weighs-for", "42", "4"), ("weighs-against", "62", "22")];
        let placed: Vec<_> =
            placed.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(placed, expected);
    }

    #[test]
    fn what_has_no_room_is_left_out() {
        let blocks = places(&case(&[Weight::Decisive; 9], &[]));
        assert_eq!(blocks.len(), 2);
    }
}
