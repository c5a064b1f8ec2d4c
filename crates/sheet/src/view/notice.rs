//! What stands in for a result, or above one.

use super::compare;
use crate::markup::{Act, Element, Node, button, el, said};
use crate::sheet::Sheet;
use diagnosis::RUNBOOK;
use diagnosis::evidence::{Evidence, Family};
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

/// The report to compare with can't be read.
pub(crate) fn unread(error: &LinkError) -> Node {
    el("section", "card notice bad")
        .add(said("h3", "", "The other report can’t be read"))
        .add(el("p", "reason").set("id", "other-error").text(error.to_string()).end())
        .end()
}

/// A report was made elsewhere.
pub(crate) fn elsewhere(sheet: &Sheet, left_out: usize) -> Node {
    let evidence = &sheet.report.evidence;
    let mut notice = el("aside", "card notice");
    notice
        .set("aria-label", "About this report")
        .add(said("p", "strong-text", "This report was made elsewhere; nothing was measured here."))
        .add(facts(evidence).end());
    if evidence.target.host.contains("xn--") {
        notice.add(said("p", "", "The host’s name holds letters outside ASCII; it is shown as it is on the wire, so that no other can look like it."));
    }
    if left_out > 0 {
        let text = "Observations that only a later version of this page understands, left out: ";
        notice.add(el("p", "").say(text).text(left_out.to_string()).end());
    }
    let unsigned = match evidence.agent.family {
        Family::Native => {
            "The command line made it, and nobody signed it: anybody can have written it. All sentences here are this page’s own, and opening it connects to nothing."
        }
        _ => {
            "A browser sent it, and nobody signed it: anybody can have written it. All sentences here are this page’s own, and opening it connects to nothing."
        }
    };
    notice.add(said("p", "hint", unsigned)).add(compare::offer(sheet)).end()
}

/// What a report is about, and by whom and when it was made.
pub(crate) fn facts(evidence: &Evidence) -> Element {
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
    if evidence.runbook > 0 {
        let read = [&evidence.runbook.to_string(), ", and read with ", &RUNBOOK.to_string()];
        facts.add(fact("Runbook", read.concat()));
    }
    facts
}

pub(crate) fn fact(name: &'static str, value: String) -> Node {
    el("div", "").add(said("dt", "", name)).add(el("dd", "").text(value).end()).end()
}
