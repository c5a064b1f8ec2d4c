//! Shows neutral markup.
//!
//! Only attributes of a fixed choice are taken over, and text is only ever a text node.

use sheet::markup::{Act, Element, Node};
use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

use super::View;
use super::copy::copy;
use super::element::{button, by_hand, el, group};
use crate::app::Msg;
use crate::edge::page::value;

/// The attributes that markup may use; none of them runs or fetches anything. Those of a drawing
/// are places and shapes.
const ATTRIBUTES: [&str; 23] = [
    "class",
    "id",
    "role",
    "scope",
    "for",
    "href",
    "target",
    "rel",
    "tabindex",
    "open",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
    "aria-describedby",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "d",
];

/// A part of what is shown.
pub(crate) fn show(node: &Node, view: View<'_>) -> Html {
    match node {
        Node::Text(text) => VText::new(text.clone()).into(),
        Node::Group(nodes) => nodes.iter().map(|node| show(node, view)).collect(),
        Node::Element(one) => element(one, view),
        Node::Copy { label, class, text } => copy(label, class, text, view),
        Node::Button { id, class, label, act } => {
            let act = *act;
            let onclick = view.click(move || match act {
                Act::Start => Msg::Start,
                Act::Renew => Msg::Renew,
            });
            button(id.clone(), class.clone(), label.clone(), onclick)
        }
        Node::Paste => paste(view),
        Node::Field { id, text } => by_hand(id.clone(), "10", text.clone()),
    }
}

fn element(one: &Element, view: View<'_>) -> Html {
    let mut tag = VTag::new(one.tag.clone());
    tag.key = one.key.as_ref().map(|key| key.clone().into());
    for (name, value) in &one.attributes {
        if let Some(name) = ATTRIBUTES.iter().find(|known| *known == name) {
            tag.add_attribute(name, value.clone());
        }
    }
    tag.add_children(one.children.iter().map(|node| show(node, view)));
    tag.into()
}

fn paste(view: View<'_>) -> Html {
    let oninput = view.link.callback(|event: InputEvent| Msg::Pasting(value(&event)));
    let onclick = view.click(|| Msg::Read);
    let field = el("textarea", "")
        .set("id", "paste")
        .set("rows", "4")
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        // More than any console shows of one run; longer text is slow to lay out.
        .set("maxlength", "100000")
        .set("aria-describedby", "paste-hint")
        .value(view.app.pasting.to_string())
        .on_input(oninput)
        .end();
    group([
        el("label", "").set("for", "paste").say("Lines from the console").end(),
        field,
        el("p", "hint")
            .set("id", "paste-hint")
            .say("They are read here and sent nowhere; a report keeps what they mean, not their text.")
            .end(),
        button("paste-apply".into(), "strong".into(), "Read it".into(), onclick),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Route, route};
    use diagnosis::time::Millis;
    use sheet::exchange::{Ask, Report, Told, Watch, tell};

    fn attributes(node: &Node, found: &mut Vec<(String, String)>) {
        match node {
            Node::Group(nodes) => nodes.iter().for_each(|node| attributes(node, found)),
            Node::Element(one) => {
                found.extend(one.attributes.iter().cloned());
                one.children.iter().for_each(|node| attributes(node, found));
            }
            _ => {}
        }
    }

    /// To a source, or to another part of the runbook.
    fn leads_well(address: &str) -> bool {
        address.starts_with("https://")
            || matches!(route(address), Route::Cause(_) | Route::Runbook)
    }

    /// Every recorded report, as a link brings it.
    fn reports() -> impl Iterator<Item = Ask> {
        let recorded = include_str!("../../crates/diagnosis/tests/core/links.txt");
        recorded.lines().filter_map(|line| line.split("  ").nth(1)).map(|evidence| {
            Ask::Report(Report {
                evidence: evidence.into(),
                quotes: Vec::new(),
                console: Some("WebSocket connection to 'ws://h/' failed: x".into()),
                address: "https://page.example/".into(),
                support: None,
                elsewhere: true,
                running: false,
            })
        })
    }

    #[test]
    fn what_a_report_uses_is_shown_and_leads_nowhere_but_to_our_sources() {
        let (mut found, mut reports_seen) = (Vec::new(), 0);
        for ask in reports() {
            let Told::Report(shown) = tell(&ask) else { continue };
            reports_seen += 1;
            attributes(&shown.above, &mut found);
            attributes(&shown.below, &mut found);
            let Ask::Report(report) = ask else { continue };
            let ends = vec![Millis::seconds(3600)];
            let watch = Ask::Watch(Watch { evidence: report.evidence, ends });
            let Told::Waits(waits) = tell(&watch) else { continue };
            attributes(&waits.part, &mut found);
        }
        for ask in [Ask::Runbook, Ask::Cause("http2-only".into())] {
            let Told::Part(part) = tell(&ask) else { panic!("the runbook is known") };
            attributes(&part, &mut found);
        }
        assert!(found.iter().any(|(name, _)| name == "x1"), "no drawing was told");
        assert!(reports_seen > 50, "only {reports_seen} recorded reports were told");
        for (name, value) in found {
            assert!(ATTRIBUTES.contains(&name.as_str()), "{name} would be dropped");
            assert!(name != "href" || leads_well(&value), "{value}");
        }
    }
}
