//! All that was seen, line by line.

use super::source;
use crate::markup::{Node, code, el, fold, group, said, stacked, time, told};
use diagnosis::close_code::meaning;
use diagnosis::evidence::{After, Agent, Evidence, Family, Observation, Outcome, Source, Via};
use diagnosis::report::Report;
use diagnosis::report::describe::{asked, sentence};
use diagnosis::report::trail::{LOGS, MEANINGS};
use diagnosis::text::Text;
use diagnosis::time::Millis;

/// The evidence as a table. The roles are written out, because narrow screens stack its cells.
pub(crate) fn evidence(report: &Report) -> Node {
    let columns = [Text("Question"), Text("Began"), Text("Took"), Text("What was seen")]
        .map(|name| el("th", "").set("role", "columnheader").set("scope", "col").tell(name).end());
    let ran = |(_, seen): &(usize, &Observation)| !matches!(seen.outcome, Outcome::Skipped(_));
    let all = report.evidence.observations.iter().enumerate();
    // What was not run comes last: it explains, but it is no evidence.
    let rows = all
        .clone()
        .filter(ran)
        .chain(all.filter(|one| !ran(one)))
        .map(|(at, seen)| row(report.evidence.agent, seen, quote(&report.evidence, at)));
    let head = el("tr", "").set("role", "row").all(columns).end();
    let table = el("table", "evidence")
        .set("role", "table")
        .add(el("thead", "").set("role", "rowgroup").add(head).end())
        .add(el("tbody", "").set("role", "rowgroup").all(rows).end())
        .end();
    fold(Text("Everything that was seen"))
        .add(table)
        .add(codes(&report.evidence))
        .add(report.evidence.trace.map(trace).unwrap_or_default())
        .end()
}

fn row(agent: Agent, seen: &Observation, quote: Node) -> Node {
    let timed = seen.source == Source::Measured
        && !matches!(seen.outcome, Outcome::Page(_) | Outcome::Skipped(_));
    let cell = |name: Text, at: Millis| {
        let text = if timed { time(at) } else { "–".into() };
        el("td", "time").set("role", "cell").add(stacked(name)).text(text).end()
    };
    let mut question_cell = el("th", "");
    question_cell.set("role", "rowheader").set("scope", "row").tell(asked(seen));
    if let Via::Behind(hop) = seen.via {
        question_cell.add(
            el("span", "hint").text(" ").tell(Text("behind: {hop}").with("hop", hop.title())).end(),
        );
    }
    let notes = notes(seen).map(|note| told("span", "note", note));
    el("tr", "")
        .set("role", "row")
        .add(question_cell.end())
        .add(cell(Text("began"), seen.started))
        .add(cell(Text("took"), seen.took()))
        .add(
            el("td", "")
                .set("role", "cell")
                .tell(sentence(agent, seen))
                .add(quote)
                .all(notes)
                .end(),
        )
        .end()
}

/// What to bear in mind with an observation.
fn notes(seen: &Observation) -> impl Iterator<Item = Text> {
    [
        (seen.marred.hidden, Text("page was hidden")),
        (seen.marred.delayed, Text("browser may have delayed it")),
        (seen.marred.interrupted, Text("network changed or device slept")),
        (seen.source == Source::Pasted, Text("pasted")),
    ]
    .into_iter()
    .filter_map(|(holds, note)| holds.then_some(note))
}

/// What the application said when it closed, in its own words and as nothing but text.
pub(crate) fn quote(evidence: &Evidence, observation: usize) -> Node {
    let said = evidence.quotes.iter().find(|quote| quote.observation == observation);
    said.map_or_else(Node::default, |quote| {
        let text = Text("; the application said: “{reason}”");
        told("span", "quote", text.with("reason", &quote.reason))
    })
}

/// What the close codes mean that were seen.
fn codes(evidence: &Evidence) -> Node {
    // The command line has no close code where nothing was opened.
    let native = evidence.agent.family == Family::Native;
    let made_up = |seen: &&Observation| native && matches!(seen.outcome, Outcome::Refused(_));
    let seen = evidence.observations.iter().filter(|seen| !made_up(seen));
    let mut codes: Vec<u16> = seen.filter_map(|seen| code_of(&seen.outcome)).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Node::default();
    }
    let meanings = codes.into_iter().map(|code| {
        let meaning = meaning(code);
        let name = [meaning.name, ". "].concat();
        let text = el("dd", "")
            .text(name)
            .tell(meaning.exact)
            .text(" ")
            .add(source(&meaning.source))
            .end();
        el("div", "").add(el("dt", "").text(code.to_string()).end()).add(text).end()
    });
    group([told("h4", "", Text("Close codes")), el("dl", "codes").all(meanings).end()])
}

fn code_of(outcome: &Outcome) -> Option<u16> {
    match outcome {
        Outcome::Refused(refusal) => refusal.code,
        Outcome::Waited(wait) => wait.dropped().map(|close| close.code),
        Outcome::Grew(growth) => growth.close.map(|close| close.code),
        Outcome::Opened(opened) => match opened.after {
            After::Dropped(close, _) => Some(close.code),
            _ => None,
        },
        _ => None,
    }
}

/// Where the requests of this check stand in the logs of each hop, and what that means.
fn trace(trace: u32) -> Node {
    let query = ["wsd=", &hex(trace)].concat();
    let logs = LOGS.iter().map(|log| {
        el("details", "remedy")
            .add(el("summary", "").add(said("span", "product", log.product)).end())
            .add(el("p", "hint").tell(log.needs).text(" ").add(source(&log.source)).end())
            .add(code(Text("Search"), log.search(trace)))
            .end()
    });
    let meanings = MEANINGS.iter().map(|(found, means)| {
        el("div", "").add(told("dt", "", *found)).add(told("dd", "", *means)).end()
    });
    group([
        told("h4", "", Text("This check in each hop’s access log")),
        el("p", "hint")
            .weave(
                Text("Its requests carry {query}, unless the address has a query of its own."),
                [("query", el("code", "").text(query).end())],
            )
            .end(),
        group(logs),
        el("dl", "codes").all(meanings).end(),
    ])
}

fn hex(number: u32) -> String {
    (0..8).rev().filter_map(|place| char::from_digit(number >> (place * 4) & 15, 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::evidence::{Agent, Quote};
    use diagnosis::target::Target;

    #[test]
    fn a_trace_is_written_as_in_the_requests() {
        for number in [0, 1, 0xdead_beef, u32::MAX] {
            assert_eq!(hex(number), format!("{number:08x}"));
        }
    }

    /// Words of a stranger are text, and stand only where they were said.
    #[test]
    fn a_quote_is_nothing_but_text() {
        let reason = String::from("<b onclick='x'>token expired</b>");
        let evidence = Evidence {
            target: Target::new(true, "chat.example.com", 443, "/ws", ""),
            agent: Agent::default(),
            minute: 7,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: vec![Quote { observation: 3, reason: reason.clone() }],
        };
        assert_eq!(quote(&evidence, 2), Node::default());
        let Node::Element(said) = quote(&evidence, 3) else { panic!("it is an element") };
        let [Node::Text(text)] = &said.children[..] else { panic!("it holds one text") };
        assert!(text.contains(&reason), "{text}");
    }
}
