//! Handing the report on.

use diagnosis::report::code;
use diagnosis::report::json::json;
use diagnosis::report::markdown::markdown;
use diagnosis::report::otlp::otlp;
use diagnosis::report::plain::plain;
use diagnosis::text::Text;

use super::qr::qr;
use crate::exchange::Support;
use crate::markup::{Deed, Hand, Node, by_hand, copy, el, fold, group, outward, told, words};
use crate::percent::encoded;
use crate::sheet::Sheet;

/// What the report's file is called.
const FILE: &str = "ws-doctor-report.json";
const JSON: &str = "application/json";

/// The buttons that hand it on, the most likely first.
pub(crate) fn buttons(sheet: &Sheet) -> Vec<Node> {
    let inbox = sheet.deployment.inbox.as_ref();
    let send = inbox.map(|inbox| {
        let report = if inbox.otlp { otlp(&sheet.shared) } else { json(&sheet.shared) };
        Node::Deed(Box::new(Deed {
            id: "send".into(),
            class: "strong".into(),
            label: words(Text("Send to support")),
            hand: Hand::Send,
            with: vec![inbox.url.clone(), JSON.into(), report],
            done: words(Text("Sent")),
            failed: words(Text(
                "It could not be sent. Nothing is lost: copy the link, and send that.",
            )),
        }))
    });
    let class = if send.is_some() { "" } else { "strong" };
    let share = Node::Deed(Box::new(Deed {
        label: words(Text("Share…")),
        hand: Hand::Share,
        with: vec![words(Text("WebSocket check")), sheet.link.clone()],
        done: words(Text("Handed on")),
        failed: words(Text("The system could not share it: copy the link.")),
        ..Deed::default()
    }));
    send.into_iter().chain([copy(Text("Copy link"), class, sheet.link.clone()), share]).collect()
}

/// The code to read out over a phone.
pub(crate) fn read_out(sheet: &Sheet) -> Node {
    el("p", "code-line")
        .tell(Text("On the phone, read out this code:"))
        .text(" ")
        .add(el("strong", "spoken").set("id", "code").text(code::encode(&sheet.shared)).end())
        .end()
}

/// Every other way, and whom to send it to.
pub(crate) fn support(sheet: &Sheet) -> Node {
    let contact = sheet.deployment.support.as_ref().map(|support| contact(support, &sheet.link));
    let text = markdown(&sheet.shared, Some(&sheet.link));
    let save = Node::Deed(Box::new(Deed {
        id: "save".into(),
        label: words(Text("Save as a file")),
        hand: Hand::Save,
        with: vec![FILE.into(), JSON.into(), json(&sheet.shared)],
        done: words(Text("Saved")),
        failed: words(Text("The browser did not save it.")),
        ..Deed::default()
    }));
    let print = Node::Deed(Box::new(Deed {
        id: "print".into(),
        label: words(Text("Print one page")),
        hand: Hand::Print,
        ..Deed::default()
    }));
    let picture = qr(&sheet.link, Text("The report’s link as a QR code"));
    fold(Text("More ways to hand it on"))
        .add(contact.unwrap_or_default())
        .add(
            el("div", "actions")
                .add(copy(Text("Copy as Markdown"), "", text.clone()))
                .add(copy(Text("Copy as plain text"), "", plain(&sheet.shared, Some(&sheet.link))))
                .add(save)
                .add(print)
                .end(),
        )
        .add(picture.map(scan).unwrap_or_default())
        .add(
            el("label", "")
                .set("for", "markdown")
                .tell(Text("The report as Markdown, for a ticket"))
                .end(),
        )
        .add(by_hand("markdown", "10", text))
        .end()
}

fn scan(picture: Node) -> Node {
    group([told("p", "hint", Text("Scan it to open the report on another device:")), picture])
}

/// Only what the deployment's configuration names, and what was found to be an address there.
fn contact(support: &Support, link: &str) -> Node {
    match support {
        Support::Email(email) => {
            let href =
                ["mailto:", email, "?subject=WebSocket%20check&body=", &encoded(link)].concat();
            let link = el("a", "").with("href", href).text(email.clone()).end();
            el("p", "")
                .weave(Text("Write to {email}; the link is filled in."), [("email", link)])
                .end()
        }
        Support::Page(page) => {
            let page = outward(page.clone(), page.clone());
            el("p", "").weave(Text("Send it by {page}."), [("page", page)]).end()
        }
    }
}
