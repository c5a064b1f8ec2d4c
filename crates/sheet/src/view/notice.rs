//! What stands in for a result, or above one.

use crate::markup::{Act, Node, button, el, said};
use diagnosis::report::Report;
use diagnosis::report::link::LinkError;
use diagnosis::time::utc;

/// A link can't be read.
pub(crate) fn damaged(error: &LinkError) -> Node {
    el("section", "card notice bad")
        .add(said("h2", "", "This report can’t be read"))
        .add(el("p", "reason").set("id", "link-error").text(error.to_string()).end())
        .add(button("new", "primary", "Start a new check", Act::Renew))
        .end()
}

/// A report was made elsewhere.
pub(crate) fn elsewhere(report: &Report, left_out: usize) -> Node {
    let evidence = &report.evidence;
    let mut browser = evidence.agent.family.name().to_owned();
    if evidence.agent.major > 0 {
        browser.push(' ');
        browser.push_str(&evidence.agent.major.to_string());
    }
    let mut facts = el("dl", "");
    facts.add(fact("Address", evidence.target.url()));
    if evidence.minute > 0 {
        facts.add(fact("Made", utc(evidence.minute)));
    }
    facts.add(fact("Browser", browser));
    let mut notice = el("aside", "card notice");
    notice
        .set("aria-label", "About this report")
        .add(said("p", "strong-text", "This report was made elsewhere; nothing was measured here."))
        .add(facts.end());
    if left_out > 0 {
        let text = "Observations that only a later version of this page understands, left out: ";
        notice.add(el("p", "").say(text).text(left_out.to_string()).end());
    }
    notice
        .add(said("p", "hint", "It was read from the link, which anybody can have written. All sentences here are this page’s own."))
        .end()
}

fn fact(name: &'static str, value: String) -> Node {
    el("div", "").add(said("dt", "", name)).add(el("dd", "").text(value).end()).end()
}
