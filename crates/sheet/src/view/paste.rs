//! What people bring: a field, files, what was understood of them, and what that changed.

use super::{found, verdict};
use crate::brought::{Brought, KIND, Left, Own, PASTE, Piece, READ, Remark};
use crate::markup::{Act, Node, button, el, group, listing, option, told, words};
use crate::saying::Saying;
use crate::sheet::{Paste, Sheet, Summary};
use diagnosis::text::Text;

/// The id of the field for files.
const FILES: &str = "paste-files";

/// A place to bring things to, where to find them, and what they changed.
pub(crate) fn panel(sheet: &Sheet) -> Node {
    let outcome = sheet.paste.as_ref().map(outcome).unwrap_or_default();
    el("div", "paste")
        .add(found::found(sheet.report.evidence.agent.family))
        .add(field(sheet))
        .add(sheet.reading.as_deref().map(reading).unwrap_or_default())
        // Apart from the progress, which would be read out with each percent.
        .add(el("div", "").set("id", "paste-result").set("role", "status").add(outcome).end())
        .end()
}

fn field(sheet: &Sheet) -> Node {
    let text = el("textarea", "")
        .set("id", PASTE)
        .set("rows", "4")
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        // Longer text is slow to lay out; it becomes a file.
        .set("maxlength", "100000")
        .set("aria-describedby", "paste-hint")
        .end();
    group([
        el("label", "").set("for", PASTE).tell(Text("Paste it here, several things at once if you like")).end(),
        text,
        el("p", "hint")
            .set("id", "paste-hint")
            .tell(Text("It is read in this browser and sent nowhere. A report keeps what it means, never its text."))
            .end(),
        el("div", "field")
            .add(el("label", "").set("for", FILES).tell(Text("Or files; they can be dropped anywhere on this page, and are read at once")).end())
            .add(el("input", "").set("id", FILES).set("type", "file").set("multiple", "").end())
            .end(),
        kinds(sheet),
        button(READ, "strong", Text("Read it"), Act::Bring),
    ])
}

/// What it is said to be, once something was not understood.
fn kinds(sheet: &Sheet) -> Node {
    let last = sheet.paste.as_ref().and_then(|paste| paste.brought.last());
    let Some(last) = last.filter(|last| !last.unread.is_empty() || sheet.kind.is_some()) else {
        return Node::default();
    };
    let chosen = sheet.kind.as_deref().unwrap_or_default();
    let own = option("", words(Text("Find out by itself")), chosen.is_empty());
    let known = last.kinds.iter().map(|(id, name)| option(id, name.words(), id == chosen));
    el("div", "field")
        .add(el("label", "").set("for", KIND).tell(Text("What it is")).end())
        .add(el("select", "").set("id", KIND).add(own).all(known).end())
        .end()
}

fn reading(part: &str) -> Node {
    if part.is_empty() {
        let text = Text(
            "The part of this page that reads it could not be loaded. Look whether this device is online, then try again.",
        );
        let text = told("span", "", text);
        return el("p", "error").set("role", "alert").add(text).end();
    }
    el("p", "")
        .tell(Text("Reading: {part} %").with("part", part))
        .text(" ")
        .add(button("paste-halt", "small", Text("Stop"), Act::Halt))
        .end()
}

fn outcome(paste: &Paste) -> Node {
    let says = |brought: &Brought| brought.read.iter().any(|piece| !piece.says.is_empty());
    let own = |brought: &Brought| matches!(brought.own, Own::Read(_));
    let any = paste.brought.iter().any(|brought| says(brought) || own(brought));
    let mut outcome = el("div", "");
    if !any {
        outcome.add(told("p", "", Text("Nothing in it is about this check, so nothing changed.")));
    }
    outcome.all(paste.brought.iter().map(one));
    if any {
        let changes = [(Text("Before"), paste.before), (Text("Now"), paste.after)].map(
            |(when, said_then)| {
                el("div", "").add(told("dt", "", when)).add(summary(said_then)).end()
            },
        );
        outcome.add(el("dl", "").all(changes).end());
    }
    outcome.add(button("paste-forget", "small", Text("Forget what was read"), Act::Forget)).end()
}

fn one(brought: &Brought) -> Node {
    let mut list = el("ul", "");
    match &brought.own {
        Own::Absent => {}
        Own::Read(_) => {
            list.add(told(
                "li",
                "",
                Text("A check on the chat’s own page, which is now what this report shows."),
            ));
        }
        Own::Unread(why) => {
            list.add(el("li", "").text(why.words()).end());
        }
    }
    list.all(brought.read.iter().map(piece)).all(brought.remarks.iter().map(remark));
    list.all(brought.unread.iter().map(left));
    let left_out = brought.left_out;
    for (count, text) in [
        (left_out.other_address, Text("Lines about other addresses, left out: {count}")),
        (left_out.other_run, Text("Lines of another check than this one, left out: {count}")),
        (left_out.outdated, Text("Lines that a later one of the same log overrules: {count}")),
        (left_out.unlisted, Text("More pieces that are not listed here: {count}")),
    ] {
        if count > 0 {
            list.add(told("li", "hint", text.with("count", count)));
        }
    }
    list.end()
}

fn piece(piece: &Piece) -> Node {
    let mut item = el("li", "");
    item.add(el("strong", "").text(piece.name.words()).end()).text(" ");
    item.add(place(&piece.source, piece.lines)).text(": ");
    match &piece.says[..] {
        [] => item.tell(Text("nothing about this check.")),
        [one] => item.text(one.words()),
        all => item.add(
            el("ul", "").all(all.iter().map(|say| el("li", "").text(say.words()).end())).end(),
        ),
    };
    item.end()
}

fn remark(remark: &Remark) -> Node {
    let word = match remark.bearing.as_str() {
        "wrong" => Text("✗ Wrong"),
        "mind" => Text("! Mind"),
        _ => Text("✓ Right"),
    };
    let mut item = el("li", "");
    item.add(told("strong", "", word))
        .text(" ")
        .add(place(&remark.source, remark.lines))
        .text(": ")
        .text([&remark.title.words(), ". ", &remark.why.words()].concat());
    if !remark.diff.is_empty() {
        let shown = el("code", "diff").all(remark.diff.lines().map(changed)).end();
        item.add(listing(Text("What to change"), shown, remark.diff.clone()));
    }
    item.end()
}

/// A line of a unified diff; its column becomes a mark.
fn changed(line: &str) -> Node {
    let (name, line) = match line.split_at_checked(1) {
        Some(("+", rest)) => ("ins", rest),
        Some(("-", rest)) => ("del", rest),
        Some((" ", rest)) => ("span", rest),
        _ => ("span", line),
    };
    el(name, "").text([line, "\n"].concat()).end()
}

fn left(left: &Left) -> Node {
    let text = |saying: &Saying| Node::Text(saying.words());
    el("li", "hint")
        .weave(
            Text("Not read {place}: expected {expected}, found {found}."),
            [
                ("place", place(&left.source, left.lines)),
                ("expected", text(&left.expected)),
                ("found", text(&left.found)),
            ],
        )
        .end()
}

fn place(source: &str, (from, to): (usize, usize)) -> Node {
    let mut lines = el("span", "hint");
    lines.text("(");
    if !source.is_empty() {
        lines.text(source.to_owned()).text(", ");
    }
    let text = if to > from { Text("line {from} to {to}") } else { Text("line {from}") };
    lines.tell(text.with("from", from).with("to", to)).text(")").end()
}

fn summary(summary: Summary) -> Node {
    let mut text = el("dd", "");
    match summary.first {
        None => text.tell(Text("no cause named")),
        Some((cause, confidence)) => {
            text.tell(cause.title).text(" ").add(verdict::confidence(confidence))
        }
    };
    if summary.causes > 1 {
        let more = Text("and {count} more that fit").with("count", summary.causes - 1);
        text.text(" ").tell(more);
    }
    text.end()
}
