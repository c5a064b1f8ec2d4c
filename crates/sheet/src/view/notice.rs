//! What stands in for a result, or above one.

use super::compare;
use crate::markup::{Act, Element, Node, apart, button, el, told, words};
use crate::sheet::Sheet;
use diagnosis::RUNBOOK;
use diagnosis::evidence::{Evidence, Family};
use diagnosis::report::link::LinkError;
use diagnosis::text::Text;
use diagnosis::time::utc;

/// A link can't be read.
pub(crate) fn damaged(error: &LinkError) -> Node {
    el("section", "card notice bad")
        .add(told("h2", "", Text("This report can’t be read")))
        .add(el("p", "reason").set("id", "link-error").tell(error.phrase()).end())
        .add(button("new", "primary", Text("Start a new check"), Act::Renew))
        .end()
}

/// The report to compare with can't be read.
pub(crate) fn unread(error: &LinkError) -> Node {
    el("section", "card notice bad")
        .add(told("h3", "", Text("The other report can’t be read")))
        .add(el("p", "reason").set("id", "other-error").tell(error.phrase()).end())
        .end()
}

/// A report was made elsewhere: what its reader must know before the answer.
pub(crate) fn elsewhere(sheet: &Sheet) -> Node {
    let unsigned = match sheet.report.evidence.agent.family {
        Family::Native => Text(
            "The command line made it, and nobody signed it: anybody can have written it. All sentences here are this page’s own, and opening it connects to nothing.",
        ),
        _ => Text(
            "A browser sent it, and nobody signed it: anybody can have written it. All sentences here are this page’s own, and opening it connects to nothing.",
        ),
    };
    let made = Text("This report was made elsewhere; nothing was measured here.");
    el("aside", "card notice")
        .label(Text("About this report"))
        .add(told("p", "strong-text", made))
        .add(told("p", "hint", unsigned))
        .end()
}

/// Where it comes from, and what can be done with it here.
pub(crate) fn about(sheet: &Sheet, left_out: usize) -> Node {
    let evidence = &sheet.report.evidence;
    let mut about = el("section", "card notice");
    about.add(told("h3", "", Text("About this report"))).add(facts(evidence).end());
    if evidence.target.host.contains("xn--") {
        about.add(told("p", "", Text("The host’s name holds letters outside ASCII; it is shown as it is on the wire, so that no other can look like it.")));
    }
    if left_out > 0 {
        let text = Text(
            "Observations that only a later version of this page understands, left out: {count}",
        );
        about.add(told("p", "", text.with("count", left_out)));
    }
    about.add(compare::offer(sheet)).end()
}

/// What a report is about, and by whom and when it was made.
pub(crate) fn facts(evidence: &Evidence) -> Element {
    let mut browser = evidence.agent.family.name().to_owned();
    if evidence.agent.major > 0 {
        browser.push(' ');
        browser.push_str(&evidence.agent.major.to_string());
    }
    let mut facts = el("dl", "");
    facts.add(fact(Text("Address"), evidence.target.url()));
    if evidence.minute > 0 {
        facts.add(fact(Text("Made"), utc(evidence.minute)));
    }
    facts.add(fact(Text("Browser"), browser));
    if evidence.runbook > 0 {
        let read = Text("{made}, and read with {read}");
        let read = read.with("made", evidence.runbook).with("read", RUNBOOK);
        facts.add(fact(Text("Runbook"), words(read)));
    }
    facts
}

pub(crate) fn fact(name: Text, value: String) -> Node {
    el("div", "").add(told("dt", "", name)).add(el("dd", "").add(apart(value)).end()).end()
}
