//! Handing the report on.

use diagnosis::report::code;
use diagnosis::report::json::json;
use diagnosis::report::markdown::markdown;
use diagnosis::report::otlp::otlp;
use diagnosis::report::plain::plain;

use super::qr::qr;
use crate::exchange::Support;
use crate::markup::{Deed, Hand, Node, by_hand, copy, el, fold, group, outward, said};
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
            label: "Send to support".into(),
            hand: Hand::Send,
            with: vec![inbox.url.clone(), JSON.into(), report],
            done: "Sent".into(),
            failed: "It could not be sent. Nothing is lost: copy the link, and send that.".into(),
        }))
    });
    let class = if send.is_some() { "" } else { "strong" };
    let share = Node::Deed(Box::new(Deed {
        label: "Share…".into(),
        hand: Hand::Share,
        with: vec!["WebSocket check".into(), sheet.link.clone()],
        done: "Handed on".into(),
        failed: "The system could not share it: copy the link.".into(),
        ..Deed::default()
    }));
    send.into_iter().chain([copy("Copy link", class, sheet.link.clone()), share]).collect()
}

/// The code to read out over a phone.
pub(crate) fn read_out(sheet: &Sheet) -> Node {
    el("p", "code-line")
        .say("On the phone, read out this code: ")
        .add(el("strong", "spoken").set("id", "code").text(code::encode(&sheet.shared)).end())
        .end()
}

/// Every other way, and whom to send it to.
pub(crate) fn support(sheet: &Sheet) -> Node {
    let contact = sheet.deployment.support.as_ref().map(|support| contact(support, &sheet.link));
    let text = markdown(&sheet.shared, Some(&sheet.link));
    let save = Node::Deed(Box::new(Deed {
        id: "save".into(),
        label: "Save as a file".into(),
        hand: Hand::Save,
        with: vec![FILE.into(), JSON.into(), json(&sheet.shared)],
        done: "Saved".into(),
        failed: "The browser did not save it.".into(),
        ..Deed::default()
    }));
    let print = Node::Deed(Box::new(Deed {
        id: "print".into(),
        label: "Print one page".into(),
        hand: Hand::Print,
        ..Deed::default()
    }));
    let picture = qr(&sheet.link, "The report’s link as a QR code");
    fold("More ways to hand it on")
        .add(contact.unwrap_or_default())
        .add(
            el("div", "actions")
                .add(copy("Copy as Markdown", "", text.clone()))
                .add(copy("Copy as plain text", "", plain(&sheet.shared, Some(&sheet.link))))
                .add(save)
                .add(print)
                .end(),
        )
        .add(picture.map(scan).unwrap_or_default())
        .add(
            el("label", "")
                .set("for", "markdown")
                .say("The report as Markdown, for a ticket")
                .end(),
        )
        .add(by_hand("markdown", "10", text))
        .end()
}

fn scan(picture: Node) -> Node {
    group([said("p", "hint", "Scan it to open the report on another device:"), picture])
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
