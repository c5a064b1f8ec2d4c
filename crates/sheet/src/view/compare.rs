//! The same check from here, or another report beside this one.

use crate::exchange::Deployment;
use crate::markup::{Act, Node, button, el, group, said};
use crate::sheet::{OTHER, Sheet};
use diagnosis::target::Target;

/// The ways to something to compare a report with.
pub(crate) fn offer(sheet: &Sheet) -> Node {
    let target = &sheet.report.evidence.target;
    let here = match same(target, &sheet.deployment) {
        Some(same) => el("p", "")
            .add(button("same", "strong", "Run the same check here", Act::Same(same)))
            .say(" It connects to ")
            .add(el("code", "").text(target.url()).end())
            .say(" from this browser, and puts both results side by side.")
            .end(),
        None => said(
            "p",
            "hint",
            "The same check can’t be run from here by a click: this page does not name that address, or a part of it is masked. Choose “Make a new check” to type it.",
        ),
    };
    let field = el("div", "field")
        .add(
            el("label", "")
                .set("for", OTHER)
                .say("The link of another report, such as one from before or after a fix")
                .end(),
        )
        .add(
            el("input", "")
                .set("id", OTHER)
                .set("type", "text")
                .set("spellcheck", "false")
                .set("autocomplete", "off")
                .end(),
        )
        .end();
    let other = el("details", "")
        .open(sheet.other.is_some())
        .add(said("summary", "", "Compare with another report"))
        .add(field)
        .add(button("other-apply", "", "Compare", Act::Read))
        .end();
    group([here, other])
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
