//! The check on the application's own page: what it does, and the script for its console.

use crate::markup::{Node, code, el, told};
use diagnosis::evidence::{Evidence, Family};
use diagnosis::ingest::snippet::{bookmark, script};
use diagnosis::text::Text;

/// The way to it, folded; nothing where this page has the application's origin already.
pub(crate) fn snippet(evidence: &Evidence) -> Node {
    if evidence.page().is_none_or(|page| page.same_origin || page.own) {
        return Node::default();
    }
    let steps = [
        Text("On a computer, open the page that has the chat, and log in as usual."),
        place(evidence.agent.family),
        Text(
            "Paste the lines below and press Enter. The first time the browser warns and asks you to type “allow pasting”: it is right to, so read first what the lines do.",
        ),
        Text(
            "After some seconds a line appears that begins with “ws-doctor:1”. Copy all that the console shows into the field above, and choose “Read it”.",
        ),
    ];
    el("details", "proof")
        .add(told("summary", "", Text("Run the check on the chat’s own page")))
        .add(told("p",
            "",
            Text("This page is not the chat’s, and a service may treat it differently. A short script asks the same from the chat’s page, with its login and its rules."),
        ))
        .add(el("ol", "").all(steps.map(|step| told("li", "", step))).end())
        .add(code(Text("Script"), script(&evidence.target)))
        .add(bookmarked(evidence))
        .add(told("p",
            "hint",
            Text("What it does: it opens the chat’s WebSocket once, and once more if that fails, asks for the same address and the host’s root as a normal page, and prints one line with times, codes, statuses and the beginning of error pages. It reads no cookie, message or page, and sends nothing to anyone else."),
        ))
        .end()
}

/// The same script where there is no console, or nobody who wants to see one.
fn bookmarked(evidence: &Evidence) -> Node {
    let steps = [
        Text(
            "Make a bookmark of any page, edit it, and put the text below in place of its address.",
        ),
        Text("Open the page that has the chat, log in as usual, and choose the bookmark there."),
        Text(
            "After some seconds a box shows a line that begins with “ws-doctor:1”. Copy it into the field above, and choose “Read it”; then delete the bookmark.",
        ),
    ];
    el("details", "proof")
        .add(told("summary", "", Text("Without a console: as a bookmark")))
        .add(el("ol", "").all(steps.map(|step| told("li", "", step))).end())
        .add(code(Text("Address of the bookmark"), bookmark(&evidence.target)))
        .add(told(
            "p",
            "hint",
            Text("It does the same as the script. Where nothing happens, the page forbids it: use the console."),
        ))
        .end()
}

fn place(family: Family) -> Text {
    match family {
        Family::Chromium => {
            Text("Press F12 (on a Mac: Option, Command and J) and choose “Console”.")
        }
        Family::Firefox => {
            Text("Press F12 (on a Mac: Option, Command and K) and choose “Console”.")
        }
        Family::WebKit => Text(
            "Turn on “Show features for web developers” in Safari’s advanced settings, then press Option, Command and C.",
        ),
        Family::Other | Family::Native => {
            Text("Open the browser’s developer tools and choose “Console”.")
        }
    }
}
