//! Reports that came in: one, a code, or thousands.

use diagnosis::cause::by_id;
use diagnosis::diagnose::Verdict;
use diagnosis::report::code::{CodeError, Spoken};
use diagnosis::report::describe::browser;
use diagnosis::report::pile::{By, Column, Group, MOST, Pile, Row, csv};
use diagnosis::text::Text;
use diagnosis::time::{day, utc};

use super::{scrolling, verdict};
use crate::desk::{FILES, TEXT, Work, read};
use crate::exchange::{Desk, Told};
use crate::markup::{Act, Deed, Hand, Node, apart, button, el, group, option, said, told, words};

const GROUP: &str = "desk-by";
const SORT: &str = "desk-sort";
/// As many are listed; the file holds all.
const LISTED: usize = 50;

const GROUPS: [(&str, Text, By); 7] = [
    ("cause", Text("cause"), By::Cause),
    ("verdict", Text("verdict"), By::Verdict),
    ("browser", Text("browser"), By::Browser),
    ("host", Text("host"), By::Host),
    ("product", Text("product that showed itself"), By::Product),
    ("day", Text("day"), By::Day),
    ("hour", Text("hour"), By::Hour),
];

/// Value, words, column, and whether the greatest comes first.
const SORTS: [(&str, Text, Column, bool); 7] = [
    ("newest", Text("the newest first"), Column::When, true),
    ("oldest", Text("the oldest first"), Column::When, false),
    ("cause", Text("by cause"), Column::Cause, false),
    ("sure", Text("the surest first"), Column::Confidence, true),
    ("browser", Text("by browser"), Column::Browser, false),
    ("host", Text("by host"), Column::Host, false),
    ("times", Text("the most often found first"), Column::Times, true),
];

/// The place to put them in, and what they say.
pub(crate) fn desk(desk: &Desk) -> Told {
    read(desk, |work| {
        if desk.table {
            return Told::Text(file(desk, &work.pile));
        }
        let page = |result| page(desk, result);
        if work.goes_on() {
            let count = work.pile.rows().len();
            Told::Working(page(told("p", "", Text("Reading… {count} so far").with("count", count))))
        } else {
            Told::Part(page(result(desk, work)))
        }
    })
}

fn page(desk: &Desk, result: Node) -> Node {
    let left_out = desk.filled.get("desk-files-left-out").unwrap_or("0");
    let left_out = if left_out == "0" {
        Node::default()
    } else {
        el("p", "error")
            .set("role", "alert")
            .tell(
                Text("{count} of the files were left out: all together may have 32 MB.")
                    .with("count", left_out),
            )
            .end()
    };
    let text = el("textarea", "")
        .set("id", TEXT)
        .set("rows", "5")
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        .set("aria-describedby", "desk-hint")
        .end();
    let files = el("input", "").set("id", FILES).set("type", "file").set("multiple", "").end();
    el("article", "card desk")
        .add(told("h2", "", Text("Read reports")))
        .add(
            el("div", "field")
                .add(el("label", "").set("for", TEXT).tell(Text("Links, or a code")).end())
                .add(text)
                .add(el("p", "hint").set("id", "desk-hint").tell(Text("One or thousands, with whatever stands around them: a mail, a chat, a table. Or the code that a customer reads out. Nothing is sent anywhere.")).end())
                .end(),
        )
        .add(
            el("div", "field")
                .add(el("label", "").set("for", FILES).tell(Text("Or files; they can be dropped anywhere on this page")).end())
                .add(files)
                .end(),
        )
        .add(left_out)
        .add(button("desk-read", "strong", Text("Read"), Act::Read))
        .add(el("div", "").set("id", "desk-result").set("role", "status").add(result).end())
        .end()
}

fn result(desk: &Desk, work: &Work) -> Node {
    if let Some(code) = &work.code {
        return match code {
            Ok(spoken) => by_code(spoken),
            Err(error) => misheard(error),
        };
    }
    let pile = &work.pile;
    let unread = unread(pile);
    match pile.rows() {
        [] if !work.given => Node::default(),
        [] => group([
            told(
                "p",
                "error",
                Text(
                    "Expected report links, files of this page, or a code of ten letters and digits; found none that can be read.",
                ),
            ),
            unread,
        ]),
        [one] => group([
            el("p", "")
                .add(el("a", "").with("href", href(one)).tell(Text("Open the report")).end())
                .end(),
            list(&[one]),
            unread,
        ]),
        _ => group([many(desk, pile), unread]),
    }
}

fn href(row: &Row) -> String {
    ["#r=", &row.link].concat()
}

/// What can be told of a code, which holds no evidence.
fn by_code(spoken: &Spoken) -> Node {
    let mut facts = el("dl", "");
    let mut fact = |name: Text, value: Node| {
        facts.add(el("div", "").add(told("dt", "", name)).add(el("dd", "").add(value).end()).end());
    };
    fact(Text("Verdict"), told("span", "", spoken.verdict.title()));
    if let Some(first) = spoken.first {
        let title = by_id(first.cause).map(|cause| {
            el("a", "").with("href", ["#cause/", cause.id].concat()).tell(cause.title).end()
        });
        let sure = verdict::confidence(first.confidence);
        let mut named = el("span", "");
        named.add(title.unwrap_or_default()).text(" ").add(sure);
        if first.equals > 1 {
            let more = Text(", and {count} more that are as sure");
            named.tell(more.with("count", first.equals - 1));
        }
        fact(Text("First cause"), named.end());
    }
    if let Some(measure) = spoken.measure {
        fact(Text("Measured"), told("span", "", measure.phrase()));
    }
    fact(Text("Browser"), said("span", "", spoken.family.name()));
    let page = match spoken.same_origin {
        Some(true) => Text("on the service’s own origin"),
        Some(false) => Text("on another origin than the service’s"),
        None => Text("not known"),
    };
    fact(Text("The page stood"), told("span", "", page));
    el("div", "")
        .set("id", "desk-code")
        .add(facts.end())
        .add(told("p", "hint", Text("A code is a conclusion without its evidence. Ask for the link to see what it rests on.")))
        .end()
}

fn misheard(error: &CodeError) -> Node {
    let text = told("span", "", error.phrase());
    el("p", "error").set("id", "code-error").add(text).end()
}

fn unread(pile: &Pile) -> Node {
    let mut reasons: Vec<Node> = pile
        .unread()
        .reasons()
        .into_iter()
        .map(|(reason, count)| el("li", "").text(count.to_string()).text(": ").tell(reason).end())
        .collect();
    if pile.beyond() > 0 {
        let text = Text("{count}: beyond the first {most}");
        let text = text.with("count", pile.beyond()).with("most", MOST);
        reasons.push(told("li", "", text));
    }
    if reasons.is_empty() {
        return Node::default();
    }
    group([
        told("h3", "", Text("Not read")),
        el("ul", "").set("id", "desk-unread").all(reasons).end(),
    ])
}

fn many(desk: &Desk, pile: &Pile) -> Node {
    let (filled, count) = (&desk.filled, pile.rows().len());
    let by = filled.get(GROUP).and_then(|id| GROUPS.iter().find(|(own, ..)| *own == id));
    let &(by_value, by_title, by) = by.unwrap_or(&GROUPS[0]);
    let sort = filled.get(SORT).and_then(|id| SORTS.iter().find(|(own, ..)| *own == id));
    let &(sort_value, _, column, descending) = sort.unwrap_or(&SORTS[0]);
    let groups = GROUPS.map(|(id, title, _)| option(id, words(title), id == by_value));
    let sorts = SORTS.map(|(id, title, ..)| option(id, words(title), id == sort_value));
    let again: usize = pile.rows().iter().map(|row| row.times - 1).sum();
    let summary = el("p", "strong-text")
        .set("id", "desk-count")
        .tell(Text("{count} reports").with("count", count))
        .end();
    let copies = if again > 0 {
        told("p", "hint", Text("Copies, counted once: {count}").with("count", again))
    } else {
        Node::default()
    };
    let rows = pile.sorted(column, descending);
    let rows = &rows[..count.min(LISTED)];
    let listed = if count > LISTED {
        told("p", "hint", Text("The first {count}; the file has all.").with("count", LISTED))
    } else {
        Node::default()
    };
    let heads = [
        (by_title, ""),
        (Text("Reports"), "number"),
        (Text("Share"), "number"),
        (Text("Days"), ""),
        (Text("Most often"), "cause"),
    ];
    // Of a cause that would be itself.
    let heads = if by == By::Cause { &heads[..4] } else { &heads[..] };
    group([
        summary,
        copies,
        choice(GROUP, Text("Together by"), groups),
        table(heads, pile.groups(by).iter().map(|group| grouped(group, by))),
        choice(SORT, Text("One by one,"), sorts),
        list(rows),
        listed,
        Node::Deed(Box::new(Deed {
            id: "desk-csv".into(),
            label: words(Text("Save all as CSV")),
            hand: Hand::Save,
            with: vec!["ws-doctor-reports.csv".into(), "text/csv".into()],
            done: words(Text("Saved")),
            failed: words(Text("The browser did not save it.")),
            ..Deed::default()
        })),
    ])
}

/// All rows, the newest first.
fn file(desk: &Desk, pile: &Pile) -> String {
    csv(&pile.sorted(Column::When, true), &[&desk.deployment.address, "#r="].concat())
}

fn choice(id: &'static str, label: Text, options: impl IntoIterator<Item = Node>) -> Node {
    el("div", "field")
        .add(el("label", "").set("for", id).tell(label).end())
        .add(el("select", "").set("id", id).all(options).end())
        .end()
}

fn table(heads: &[(Text, &'static str)], rows: impl Iterator<Item = Node>) -> Node {
    let heads =
        heads.iter().map(|(head, class)| el("th", class).set("scope", "col").tell(*head).end());
    let table = el("table", "grid")
        .add(el("thead", "").add(el("tr", "").all(heads).end()).end())
        .add(el("tbody", "").all(rows).end())
        .end();
    scrolling(table)
}

fn cell(text: String) -> Node {
    el("td", "").text(text).end()
}

fn at(minute: u32) -> String {
    if minute == 0 { words(Text("not known")) } else { utc(minute) }
}

/// What the reports of a group have in common.
fn name(group: &Group, by: By) -> Node {
    let own = group.name.as_str();
    let title = match (by, own) {
        // It may have any name.
        (By::Host, _) => None,
        (_, "none") => Some(Text("none")),
        (_, "not known") => Some(Text("not known")),
        (By::Cause, _) => by_id(own).map(|cause| cause.title),
        (By::Verdict, _) => {
            Verdict::ALL.into_iter().find(|verdict| verdict.id() == own).map(Verdict::title)
        }
        _ => None,
    };
    title.map_or_else(|| apart(own.to_owned()), |title| told("span", "", title))
}

fn grouped(group: &Group, by: By) -> Node {
    let mut most = el("td", "");
    if let Some((id, count)) = group.cause {
        let title = by_id(id).map_or(said("bdi", "", id), |cause| told("bdi", "", cause.title));
        most.add(title).text([" (", &count.to_string(), ")"].concat());
    } else {
        most.text("–");
    }
    let number = |text: String| el("td", "number").text(text).end();
    let (first, last) = (day(group.first), day(group.last));
    let days = match group.first {
        0 => "–".into(),
        _ if first == last => first,
        _ => words(Text("{first} to {last}").with("first", first).with("last", last)),
    };
    el("tr", "")
        .add(el("th", "").set("scope", "row").add(name(group, by)).end())
        .add(number(group.count.to_string()))
        .add(number([&group.share.to_string(), " %"].concat()))
        .add(el("td", "time").text(days).end())
        .add(if by == By::Cause { Node::default() } else { most.end() })
        .end()
}

fn list(rows: &[&Row]) -> Node {
    let heads = [
        (Text("When"), ""),
        (Text("Verdict"), ""),
        (Text("First cause"), "cause"),
        (Text("Side"), ""),
        (Text("Browser"), ""),
        (Text("Host"), ""),
        (Text("Products"), ""),
        (Text("Code"), ""),
    ];
    table(&heads, rows.iter().map(|row| one(row)))
}

fn one(row: &Row) -> Node {
    let cause = by_id(row.cause).map(|cause| told("span", "", cause.title)).unwrap_or_default();
    let mut first = el("td", "");
    first.add(cause);
    if let Some(confidence) = row.confidence {
        first.text(" ").add(verdict::confidence(confidence));
    }
    let side = row.side.map_or(said("td", "", "–"), |side| told("td", "", side.title()));
    let products: Vec<&str> = row.products.iter().map(|product| product.name()).collect();
    let mut open = el("th", "time");
    open.set("scope", "row")
        .add(el("a", "").with("href", href(row)).add(apart(at(row.minute))).end());
    el("tr", "")
        .add(open.end())
        .add(told("td", "whole", row.verdict.title()))
        .add(first.end())
        .add(side)
        .add(el("td", "whole").text(browser(row.agent)).end())
        .add(cell(row.host.clone()))
        .add(cell(products.join(", ")))
        .add(el("td", "time").add(apart(row.code.clone())).end())
        .end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Filled;

    /// The text of all that is shown once everything is read, and how many parts of the work that took.
    fn shown(text: &str) -> (String, usize) {
        let filled = Filled(vec![(TEXT.into(), text.into())]);
        let mut asked = Desk { filled, fresh: true, ..Desk::default() };
        let mut steps = 1;
        loop {
            match desk(&asked) {
                Told::Working(_) => asked.fresh = false,
                Told::Part(node) => {
                    let mut all = String::new();
                    words(&node, &mut all);
                    return (all, steps);
                }
                other => panic!("{other:?}"),
            }
            steps += 1;
        }
    }

    fn words(node: &Node, all: &mut String) {
        match node {
            Node::Text(text) => all.push_str(text),
            Node::Group(nodes) => nodes.iter().for_each(|node| words(node, all)),
            Node::Element(one) => one.children.iter().for_each(|node| words(node, all)),
            Node::Button { .. } | Node::Deed(_) => {}
        }
    }

    fn recorded() -> impl Iterator<Item = &'static str> {
        let recorded = include_str!("../../../diagnosis/tests/core/links.txt");
        let texts = recorded.lines().filter_map(|line| line.split("  ").nth(1));
        texts.filter(|text| text.starts_with("v1."))
    }

    #[test]
    fn thousands_of_reports_are_read_in_parts() {
        let links: Vec<String> =
            recorded().map(|link| ["https://page.example/#r=", link, "."].concat()).collect();
        let (all, steps) = shown(&links.join(" and\n"));
        assert!(all.contains(&format!("{} reports", links.len())), "{all}");
        assert_eq!(steps, 1);
        let (all, steps) = shown(&vec![links.join("\n"); 12].join("\n"));
        assert!(all.contains(&format!("counted once: {}", 11 * links.len())), "{all}");
        assert!(steps > 3, "{steps}");
        let table = Desk { table: true, ..Desk::default() };
        let Told::Text(table) = desk(&table) else { panic!("it is a text") };
        assert_eq!(table.lines().count(), links.len() + 1);
    }

    #[test]
    fn one_report_can_be_opened() {
        let link = recorded().next().expect("one is recorded");
        assert!(shown(link).0.contains("Open the report"));
    }

    #[test]
    fn a_code_is_read_and_a_misheard_one_is_told() {
        let link = recorded().next().expect("one is recorded");
        let evidence = diagnosis::report::link::decode(link).expect("it decodes").evidence;
        let code = diagnosis::report::code::encode(&diagnosis::report::Report::new(evidence));
        let (all, _) = shown(&code.to_lowercase());
        assert!(all.contains("A code is a conclusion"), "{all}");
        let other = if code.starts_with('2') { "3" } else { "2" };
        let (all, _) = shown(&[other, &code[1..]].concat());
        assert!(all.contains("misheard"), "{all}");
    }

    #[test]
    fn what_is_no_report_is_named_for_what_it_is() {
        for (text, expected) in [
            ("", "Read reports"),
            (
                "{\"log\":{\"version\":\"1.2\",\"entries\":[]}} of another program",
                "found none that can be read",
            ),
            (
                "https://shop.example/#r=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "cut short or altered",
            ),
            (
                "https://page.example/#r=v9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "later version",
            ),
            ("hello there", "expected a code"),
        ] {
            let (all, _) = shown(text);
            assert!(all.contains(expected), "{text}: {all}");
        }
    }
}
