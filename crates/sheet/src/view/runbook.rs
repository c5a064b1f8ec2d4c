//! The runbook as a whole, to be read without a report.

use super::steps::steps;
use super::{finding::hop, source};
use crate::markup::{Act, Node, button, el, fold, group, said, told};
use diagnosis::cause::{CAUSES, by_id};
use diagnosis::report::prevention::PREVENTIONS;
use diagnosis::report::runbook::{BELIEFS, CLOSE_CODES, LIMITS, STATUS_CODES, SYMPTOMS, TERMS};
use diagnosis::target::Target;
use diagnosis::text::Text;

/// Symptoms first, because that is what people come with.
pub(crate) fn runbook() -> Node {
    let example = Target::new(true, "chat.example.com", 443, "/ws/chat/", "");
    group([
        el("article", "card")
            .add(told("h2", "", Text("Runbook: a WebSocket does not work behind a proxy")))
            .add(told("p", "", Text("Begin with what you see. Each cause has its page: how to tell, what else it could be, the fix to paste and the check that proves it.")))
            .add(symptoms())
            .add(button("new", "", Text("Check a connection"), Act::Renew))
            .end(),
        steps(&example),
        causes(),
        fold(Text("What prevents these faults"))
            .add(el("ul", "").all(PREVENTIONS.iter().map(|point| told("li", "", point.text))).end())
            .end(),
        beliefs(),
        table(Text("From the measured time to the suspect"), LIMITS),
        table(Text("Status codes"), STATUS_CODES),
        table(Text("Close codes"), CLOSE_CODES),
        table(Text("Terms"), TERMS),
    ])
}

/// A link to the page of a cause.
pub(crate) fn link(id: &str) -> Node {
    let Some(cause) = by_id(id) else { return Node::default() };
    el("a", "").with("href", ["#cause/", id].concat()).tell(cause.title).end()
}

fn symptoms() -> Node {
    let all = SYMPTOMS.iter().map(|symptom| {
        let causes = symptom.causes.iter().map(|id| el("li", "").add(link(id)).end());
        el("details", "remedy")
            .add(told("summary", "", symptom.seen))
            .add(told("p", "", symptom.means))
            .add(el("ul", "").all(causes).end())
            .end()
    });
    group(all)
}

fn causes() -> Node {
    let all = CAUSES
        .iter()
        .map(|cause| el("li", "").add(link(cause.id)).text(" ").add(hop(cause.hop)).end());
    fold(Text("All causes, the common ones first")).add(el("ul", "").all(all).end()).end()
}

fn beliefs() -> Node {
    let all = BELIEFS.iter().flat_map(|(belief, truth, from)| {
        let truth = el("dd", "").tell(*truth).text(" ").add(source(from)).end();
        [el("dt", "").tell(*belief).end(), truth]
    });
    fold(Text("What many believe, and what is so")).add(el("dl", "terms").all(all).end()).end()
}

fn table(title: Text, rows: &'static [(&'static str, Text)]) -> Node {
    let all =
        rows.iter().flat_map(|(name, meaning)| [said("dt", "", name), told("dd", "", *meaning)]);
    fold(title).add(el("dl", "terms").all(all).end()).end()
}
