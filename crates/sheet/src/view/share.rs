//! Handing the report on.

use diagnosis::report::markdown::markdown;

use crate::exchange::Support;
use crate::markup::{Node, by_hand, copy, el, fold, outward, said};
use crate::percent::encoded;
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
        .add(by_hand("markdown", "10", markdown(&sheet.report, Some(&sheet.link))))
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
