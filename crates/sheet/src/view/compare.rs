//! The same check from here, or another report beside this one.

use super::{notice, scrolling};
use crate::exchange::Deployment;
use crate::markup::{Act, Node, button, el, group, option, said, told, words};
use crate::sheet::{OTHER, Other, RELATION, Relation, Sheet};
use diagnosis::cause::Side;
use diagnosis::report::compare::{Between, Comparison, Difference, compare};
use diagnosis::target::Target;
use diagnosis::text::{Phrase, Text};

/// The ways to something to compare a report with.
pub(crate) fn offer(sheet: &Sheet) -> Node {
    let target = &sheet.report.evidence.target;
    let here = match same(target, &sheet.deployment) {
        Some(same) => el("p", "")
            .add(button("same", "", Text("Run the same check here"), Act::Same(same)))
            .text(" ")
            .weave(
                Text("It connects to {address} from this browser, and puts both results side by side."),
                [("address", el("code", "").text(target.url()).end())],
            )
            .end(),
        None => told("p",
            "hint",
            Text("The same check can’t be run from here by a click: this page does not name that address, or a part of it is masked. Choose “Make a new check” to type it."),
        ),
    };
    let field = el("div", "field")
        .add(el("label", "").set("for", OTHER).tell(Text("The link of another report")).end())
        .add(
            el("input", "")
                .set("id", OTHER)
                .set("type", "text")
                .set("spellcheck", "false")
                .set("autocomplete", "off")
                .end(),
        )
        .end();
    let relation = sheet.other.as_ref().map(|other| other.relation).unwrap_or_default();
    let relations =
        Relation::CHOICES.map(|(one, id, title)| option(id, words(title), one == relation));
    let relation = el("div", "field")
        .add(el("label", "").set("for", RELATION).tell(Text("It was made")).end())
        .add(el("select", "").set("id", RELATION).all(relations).end())
        .end();
    let other = el("details", "")
        .open(sheet.other.is_some())
        .add(told("summary", "", Text("Compare with another report")))
        .add(field)
        .add(relation)
        .add(button("other-apply", "", Text("Compare"), Act::Read))
        .end();
    group([here, other])
}

/// Both reports side by side, if there are two.
pub(crate) fn result(sheet: &Sheet) -> Node {
    let Some(Other { report, relation }) = &sheet.other else { return Node::default() };
    let other = match report {
        Ok(report) => report,
        Err(error) => return notice::unread(error),
    };
    let (own, other) = (&sheet.report, other);
    let (between, first, second, heads) = match relation {
        Relation::Theirs => {
            (Between::Places, other, own, [Text("Their report"), Text("From here")])
        }
        Relation::Here => {
            (Between::Pages, other, own, [Text("From this page"), Text("On the chat’s own page")])
        }
        Relation::Elsewhere => {
            (Between::Places, own, other, [Text("This report"), Text("The other one")])
        }
        Relation::Before => (Between::Times, other, own, [Text("Before"), Text("Now")]),
        Relation::After => (Between::Times, own, other, [Text("Before"), Text("After")]),
    };
    side_by_side(&compare(first, second, between), heads)
}

fn side_by_side(comparison: &Comparison, [first, second]: [Text; 2]) -> Node {
    let side = comparison.side.map(|side| match side {
        Side::You => Text("That speaks for the first one’s device or browser."),
        Side::Network => Text("That speaks for the first one’s network."),
        Side::Service => Text("That speaks for the service."),
    });
    let caveats = comparison.caveats.iter().map(|caveat| told("li", "", caveat.clone()));
    let caveats = if comparison.caveats.is_empty() {
        Node::default()
    } else {
        group([told("h4", "", Text("What could make that wrong")), el("ul", "").all(caveats).end()])
    };
    let column = |head: Text| el("th", "").set("scope", "col").tell(head).end();
    let heads = [el("td", "").end(), column(first), column(second)];
    let rows = comparison.differences.iter().map(row);
    let table = el("table", "grid")
        .add(el("thead", "").add(el("tr", "").all(heads).end()).end())
        .add(el("tbody", "").all(rows).end())
        .end();
    let differs = if comparison.differences.is_empty() {
        told("p", "", Text("Nothing differs between them."))
    } else {
        group([told("h4", "", Text("What differs")), scrolling(table)])
    };
    let mut card = el("section", "card");
    card.set("id", "comparison")
        .set("aria-labelledby", "comparison-heading")
        .add(el("h3", "").set("id", "comparison-heading").tell(Text("Side by side")).end())
        .add(told("p", "strong-text", comparison.meaning.text()))
        .add(side.map(|side| told("p", "", side)).unwrap_or_default())
        .add(caveats)
        .add(differs)
        .end()
}

fn row(difference: &Difference) -> Node {
    let mut name = el("th", "");
    name.set("scope", "row").tell(difference.name);
    if let Some(hop) = difference.behind {
        name.tell(Text(", behind: {hop}").with("hop", hop.title()));
    }
    let cell = |says: &Option<Phrase>| match says {
        None => said("td", "", "–"),
        Some(says) => told("td", "", says.clone()),
    };
    el("tr", "").add(name.end()).add(cell(&difference.first)).add(cell(&difference.second)).end()
}

/// What the page needs to run the same check: the id of a named target, or an address of which
/// nothing is masked where visitors may type one.
fn same(target: &Target, deployment: &Deployment) -> Option<String> {
    let url = target.url();
    let named = deployment.targets.iter().find(|own| own.url == url).map(|own| own.id.clone());
    let whole = deployment.typed && !url.contains('…') && target.query_names.is_empty();
    named.or(whole.then_some(url))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Named;

    #[test]
    fn only_what_the_deployment_allows_and_nothing_masked_runs_by_a_click() {
        let named =
            Named { id: "chat".into(), label: "Chat".into(), url: "wss://a.example/ws?…".into() };
        let plain = Target::new(true, "b.example", 443, "/ws", "");
        let masked = Target::new(true, "b.example", 443, "/ws/eyJhbGciOiJIUzI1NiJ9abc123", "");
        let with_query = Target::new(true, "b.example", 443, "/ws", "token=x");
        for typed in [false, true] {
            let deployment =
                Deployment { targets: vec![named.clone()], typed, ..Deployment::default() };
            let found = same(&plain, &deployment);
            assert_eq!(found, typed.then(|| "wss://b.example/ws".to_owned()));
            assert_eq!(same(&masked, &deployment), None, "{}", masked.url());
            assert_eq!(same(&with_query, &deployment), None);
        }
        let own = Named { id: "own".into(), label: "Own".into(), url: with_query.url() };
        let deployment = Deployment { targets: vec![named, own], ..Deployment::default() };
        assert_eq!(same(&with_query, &deployment), Some("own".into()));
    }
}
