//! What the link holds, field by field, and what the sender leaves out of it.

use diagnosis::report::held::{Choice, Field, NEVER, Part, Time, facts, seen};
use diagnosis::text::Text;

use crate::exchange::Filled;
use crate::markup::{Node, el, option, told, words};
use crate::sheet::Sheet;

const PATH: &str = "keep-path";
const QUERY_NAMES: &str = "keep-names";
const TRACE: &str = "keep-trace";
const TIME: &str = "keep-time";

/// How exactly the time is kept: the words of the choice.
const TIMES: [(&str, Text, Time); 3] = [
    ("minute", Text("to the minute"), Time::Minute),
    ("hour", Text("to the hour"), Time::Hour),
    ("none", Text("leave it out"), Time::None),
];

/// What the sender chose.
pub(crate) fn choice(filled: &Filled) -> Choice {
    let kept = |id| filled.get(id).is_none_or(|held| !held.is_empty());
    let time = TIMES.iter().find(|(id, ..)| filled.get(TIME) == Some(id));
    Choice {
        path: kept(PATH),
        query_names: kept(QUERY_NAMES),
        trace: kept(TRACE),
        time: time.map_or(Time::Minute, |(.., time)| *time),
    }
}

/// All that leaves this browser with the link, and the choices.
pub(crate) fn held(sheet: &Sheet) -> Node {
    let evidence = &sheet.shared.evidence;
    let rows = |fields: Vec<Field>| fields.into_iter().map(|field| row(field, sheet.choice));
    let seen = el("details", "")
        .add(told(
            "summary",
            "",
            Text("What was seen: {count} observations").with("count", evidence.observations.len()),
        ))
        .add(el("dl", "").all(rows(seen(evidence))).end())
        .end();
    let never = NEVER.map(|text| told("li", "", text));
    el("details", "held")
        .add(
            told(
                "summary",
                "",
                Text("What the link holds: {count} characters")
                    .with("count", sheet.link.chars().count()),
            ),
        )
        .add(told("p", "hint", Text("Link, text, file and code hold this and no more. What you leave out here is left out of all of them.")))
        .add(el("dl", "").all(rows(facts(evidence))).end())
        .add(seen)
        .add(told("h4", "", Text("Never in it")))
        .add(el("ul", "").all(never).end())
        .end()
}

fn row(field: Field, choice: Choice) -> Node {
    let mut value = el("dd", "");
    value
        .add(el("code", "").tell(field.value).end())
        .add(el("p", "hint").tell(field.why).end())
        .add(field.part.map(|part| control(part, choice)).unwrap_or_default());
    el("div", "").add(told("dt", "", field.name)).add(value.end()).end()
}

fn control(part: Part, choice: Choice) -> Node {
    let tick = |id, label: Text, kept: bool| {
        let mut input = el("input", "");
        input.set("id", id).set("type", "checkbox");
        if kept {
            input.set("checked", "");
        }
        el("label", "").add(input.end()).tell(label).end()
    };
    match part {
        Part::Path => tick(PATH, Text("Keep the path"), choice.path),
        Part::QueryNames => tick(QUERY_NAMES, Text("Keep the names"), choice.query_names),
        Part::Trace => tick(TRACE, Text("Keep the trace"), choice.trace),
        Part::Time => {
            let options =
                TIMES.map(|(id, label, time)| option(id, words(label), time == choice.time));
            let select = el("select", "").set("id", TIME).label(Text("Time")).all(options).end();
            el("div", "").add(select).end()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(held: &[(&str, &str)]) -> Filled {
        Filled(held.iter().map(|(id, text)| ((*id).into(), (*text).into())).collect())
    }

    #[test]
    fn what_nobody_touched_is_kept_and_what_was_unticked_is_not() {
        assert_eq!(choice(&filled(&[])), Choice::default());
        let all = [(PATH, ""), (QUERY_NAMES, ""), (TRACE, ""), (TIME, "none")];
        let none = Choice { path: false, query_names: false, trace: false, time: Time::None };
        assert_eq!(choice(&filled(&all)), none);
        assert_eq!(choice(&filled(&[(PATH, "on"), (TIME, "nonsense")])), Choice::default());
    }
}
