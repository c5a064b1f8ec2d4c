//! Handing the report on.

use diagnosis::report::markdown::markdown;

use crate::exchange::Support;
use crate::markup::{Node, by_hand, copy, el, fold, outward, said};
use crate::sheet::Sheet;

/// The buttons that copy.
pub(crate) fn buttons(sheet: &Sheet) -> [Node; 2] {
    [
        copy("Copy link", "strong", sheet.link.clone()),
        copy("Copy report as Markdown", "", markdown(&sheet.report, Some(&sheet.link))),
    ]
}

/// The report as text, and whom to send it to.
pub(crate) fn support(sheet: &Sheet) -> Node {
    let contact = sheet.deployment.support.as_ref().map(|support| contact(support, &sheet.link));
    fold("Send to support")
        .add(said("p", "", "The link and the text say the same. They hold the address without tokens and parameters, the browser’s name and version, the time, and what was seen; nothing else."))
        .add(contact.unwrap_or_default())
        .add(el("label", "").set("for", "markdown").say("The report as text").end())
        .add(by_hand("markdown", markdown(&sheet.report, Some(&sheet.link))))
        .end()
}

/// Only what the deployment's configuration names, and what was found to be an address there.
fn contact(support: &Support, link: &str) -> Node {
    match support {
        Support::Email(email) => {
            let href =
                ["mailto:", email, "?subject=WebSocket%20check&body=", &encoded(link)].concat();
            let link = el("a", "").with("href", href).text(email.clone()).end();
            el("p", "").say("Write to ").add(link).say("; the link is filled in.").end()
        }
        Support::Page(page) => {
            el("p", "").say("Send it by ").add(outward(page.clone(), page.clone())).say(".").end()
        }
    }
}

/// Text as one part of a URL.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(
                    char::from_digit(u32::from(digit), 16)
                        .expect("half a byte is a digit")
                        .to_ascii_uppercase(),
                );
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_one_part_of_a_url() {
        assert_eq!(
            encoded("https://a.b/?x=1#r=v1.…"),
            "https%3A%2F%2Fa.b%2F%3Fx%3D1%23r%3Dv1.%E2%80%A6"
        );
    }
}
