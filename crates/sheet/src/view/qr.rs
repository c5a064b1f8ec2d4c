//! A text as a QR code, drawn.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::markup::{Node, el};
use diagnosis::text::Text;

/// Empty modules on each side, which readers need to find the code.
const QUIET: i32 = 4;
/// Larger codes are hard to read from a screen, in characters.
const MOST: usize = 800;

/// The code; `None` where the text is too long for one that a phone reads well.
pub(crate) fn qr(text: &str, label: Text) -> Option<Node> {
    if text.len() > MOST {
        return None;
    }
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let whole = (code.size() + 2 * QUIET).to_string();
    let view = ["0 0 ", &whole, " ", &whole].concat();
    let picture = el("svg", "qr")
        .set("role", "img")
        .label(label)
        .with("viewBox", view)
        .set("width", "240")
        .set("height", "240")
        .add(el("path", "qr-light").with("d", ["M0 0h", &whole, "v", &whole, "H0z"].concat()).end())
        .add(el("path", "qr-dark").with("d", dark(&code)).end())
        .end();
    Some(picture)
}

/// All dark modules, each run of a row as one rectangle.
fn dark(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                let [left, top, run] = [x + QUIET, y + QUIET, run].map(|place| place.to_string());
                path.push_str(&["M", &left, " ", &top, "h", &run, "v1h-", &run, "z"].concat());
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// The dark modules of a drawing, with the number on each side.
    fn modules(picture: &Node) -> (usize, HashSet<(usize, usize)>) {
        let Node::Element(svg) = picture else { panic!("it is a drawing") };
        let whole = svg.get("viewBox").and_then(|view| view.rsplit(' ').next()?.parse().ok());
        let Some(Node::Element(dark)) = svg.children.last() else { panic!("it has dark modules") };
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let runs = dark.get("d").expect("it has a shape").split('M').skip(1);
        let dark = runs.flat_map(|run| {
            let (place, length) = run.split_once('h').expect("each run has a length");
            let (x, y) = place.split_once(' ').expect("each run has a place");
            let length = number(length.split('v').next().expect("a part"));
            (0..length).map(move |more| (number(x) + more, number(y)))
        });
        (whole.expect("it has a size"), dark.collect())
    }

    /// What another program reads from the drawing, as a camera would see it.
    fn scanned(picture: &Node) -> String {
        const SCALE: usize = 4;
        let (whole, dark) = modules(picture);
        let size = whole * SCALE;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(size, size, |x, y| {
            if dark.contains(&(x / SCALE, y / SCALE)) { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        let grid = grids.first().expect("there is a code");
        grid.decode().expect("it can be read").1
    }

    #[test]
    fn another_program_reads_the_link() {
        let recorded = include_str!("../../../diagnosis/tests/core/links.txt");
        let links = recorded.lines().filter_map(|line| line.split("  ").nth(1));
        for link in links.filter(|link| link.starts_with("v1.")).step_by(15) {
            let link = ["https://chat.example.com/ws-doctor/#r=", link].concat();
            let picture = qr(&link, Text("code")).expect("it is short");
            assert_eq!(scanned(&picture), link);
        }
        let longest = "x".repeat(MOST);
        assert_eq!(scanned(&qr(&longest, Text("code")).expect("it is short")), longest);
    }

    #[test]
    fn a_text_that_no_phone_would_read_has_no_code() {
        assert!(qr(&"x".repeat(MOST), Text("code")).is_some());
        assert!(qr(&"x".repeat(MOST + 1), Text("code")).is_none());
    }
}
