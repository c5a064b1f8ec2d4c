//! A text as a QR code, drawn.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::markup::{Node, el};

/// Empty modules on each side, which readers need to find the code.
const QUIET: i32 = 4;
/// Larger codes are hard to read from a screen, in characters.
const MOST: usize = 800;

/// The code; `None` where the text is too long for one that a phone reads well.
pub(crate) fn qr(text: &str, label: &'static str) -> Option<Node> {
    if text.len() > MOST {
        return None;
    }
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let whole = (code.size() + 2 * QUIET).to_string();
    let view = ["0 0 ", &whole, " ", &whole].concat();
    let picture = el("svg", "qr")
        .set("role", "img")
        .set("aria-label", label)
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

    #[test]
    fn each_dark_module_is_drawn_once() {
        let code =
            QrCode::encode_text("https://a.example/#r=v1.Ab-_9", QrCodeEcc::Low).expect("short");
        let drawn: i32 = dark(&code)
            .split('M')
            .skip(1)
            .map(|run| {
                let (_, length) = run.split_once('h').expect("each run has a length");
                length
                    .split('v')
                    .next()
                    .and_then(|length| length.parse::<i32>().ok())
                    .expect("a number")
            })
            .sum();
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        assert_eq!(drawn as usize, all.filter(|(x, y)| code.get_module(*x, *y)).count());
    }

    #[test]
    fn a_text_that_no_phone_would_read_has_no_code() {
        assert!(qr(&"x".repeat(MOST), "code").is_some());
        assert!(qr(&"x".repeat(MOST + 1), "code").is_none());
    }
}
