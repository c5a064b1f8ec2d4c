//! Reading what the browser's console says.

use super::verdict;
use crate::markup::{Act, Node, button, el, group, said, told};
use crate::sheet::{PASTE, Paste, Sheet, Summary};
use diagnosis::ingest::console;

/// Where to find the lines, a place to paste them, and what they changed.
pub(crate) fn panel(sheet: &Sheet) -> Node {
    let outcome = sheet.paste.as_ref().map(outcome).unwrap_or_default();
    el("div", "paste")
        .add(told("p", "", console::where_to_find(sheet.report.evidence.agent.family)))
        .add(field())
        .add(el("div", "").set("id", "paste-result").set("role", "status").add(outcome).end())
        .end()
}

fn field() -> Node {
    group([
        el("label", "").set("for", PASTE).say("Lines from the console").end(),
        el("textarea", "")
            .set("id", PASTE)
            .set("rows", "4")
            .set("spellcheck", "false")
            .set("autocomplete", "off")
            // More than any console shows of one run; longer text is slow to lay out.
            .set("maxlength", "100000")
            .set("aria-describedby", "paste-hint")
            .end(),
        el("p", "hint")
            .set("id", "paste-hint")
            .say("They are read here and sent nowhere; a report keeps what they mean, not their text.")
            .end(),
        button("paste-apply", "strong", "Read it", Act::Read),
    ])
}

fn outcome(paste: &Paste) -> Node {
    let mut outcome = el("div", "");
    if let Some(Err(unread)) = paste.own {
        outcome.add(told("p", "", unread.text()));
    }
    let own = paste.own == Some(Ok(()));
    if paste.lines.is_empty() && !own {
        outcome.add(said("p", "", "Nothing in it is about this check, so nothing changed."));
    } else {
        let meanings = paste.lines.iter().map(|line| told("li", "", console::meaning(*line)));
        let changes = [("Before", paste.before), ("Now", paste.after)].map(|(when, said_then)| {
            el("div", "").add(said("dt", "", when)).add(summary(said_then)).end()
        });
        let checked = own.then(|| {
            said("li", "", "A check on the chat’s own page, which is now what this report shows.")
        });
        outcome
            .add(said("p", "", "Understood:"))
            .add(el("ul", "").all(checked).all(meanings).end())
            .add(el("dl", "").all(changes).end());
    }
    for (count, text) in [
        (paste.other_address, "Lines about other addresses, left out: "),
        (paste.other_run, "Lines of another check than this one, left out: "),
        (paste.unknown, "Lines that say nothing about a connection: "),
    ] {
        if count > 0 {
            outcome.add(el("p", "hint").say(text).text(count.to_string()).end());
        }
    }
    outcome.end()
}

fn summary(summary: Summary) -> Node {
    let mut text = el("dd", "");
    match summary.first {
        None => text.say("no cause named"),
        Some((cause, confidence)) => {
            text.tell(cause.title).say(" ").add(verdict::confidence(confidence))
        }
    };
    if summary.causes > 1 {
        text.say(" and ").text((summary.causes - 1).to_string()).say(" more that fit");
    }
    text.end()
}
