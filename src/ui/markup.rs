//! Shows neutral markup.
//!
//! Only attributes of a fixed choice are taken over, and text is only ever a text node. What a reader
//! fills in is kept under the field's id.

use sheet::markup::{Act, Element, Node};
use yew::prelude::*;
use yew::virtual_dom::VText;

use super::View;
use super::deed::deed;
use super::element::{self, button};
use crate::app::Msg;
use crate::edge::page::value;
use crate::request::ON;

/// The attributes that markup may use; none of them runs or fetches anything. Those of a drawing
/// are places and shapes.
const ATTRIBUTES: [&str; 36] = [
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
    "aria-sort",
    "width",
    "height",
    "viewBox",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "d",
    // Of fields.
    "type",
    "value",
    "checked",
    "selected",
    "readonly",
    "multiple",
    "rows",
    "maxlength",
    "spellcheck",
    "autocomplete",
    "placeholder",
];

/// A part of what is shown.
pub(crate) fn show(node: &Node, view: View<'_>) -> Html {
    let mut all = usize::MAX;
    some(node, view, &mut all)
}

/// As many nodes of a part as are `left`. The others have their places: Yew compares a list from its
/// end, and would draw all of a longer one anew.
pub(crate) fn some(node: &Node, view: View<'_>, left: &mut usize) -> Html {
    if *left == 0 {
        return Html::default();
    }
    *left -= 1;
    match node {
        Node::Text(text) => VText::new(text.clone()).into(),
        Node::Group(nodes) => nodes.iter().map(|node| some(node, view, left)).collect(),
        Node::Element(one) => element(one, view, left),
        Node::Deed(one) => deed(one, view),
        Node::Button { id, class, label, act } => {
            let act = act.clone();
            let onclick = view.click(move || match &act {
                Act::Start => Msg::Start,
                Act::Renew => Msg::Renew,
                Act::Read => Msg::Read,
                Act::Bring => Msg::Bring,
                Act::Halt => Msg::Halt,
                Act::Forget => Msg::Forget,
                Act::Same(target) => Msg::Same(target.clone()),
            });
            button(id.clone(), class.clone(), label.clone(), onclick)
        }
    }
}

fn element(one: &Element, view: View<'_>, left: &mut usize) -> Html {
    let mut tag = element::Element::named(one.tag.clone());
    if let Some(key) = &one.key {
        tag.key(key.clone());
    }
    for (name, value) in &one.attributes {
        if let Some(name) = ATTRIBUTES.iter().find(|known| *known == name) {
            tag.with(name, value.clone());
        }
    }
    field(one, &mut tag, view);
    tag.all(one.children.iter().map(|node| some(node, view, left))).end()
}

/// What a field holds, and who is told when that changes.
fn field(one: &Element, tag: &mut element::Element, view: View<'_>) {
    let id = one.get("id").unwrap_or_default().to_owned();
    match (one.tag.as_str(), one.get("type")) {
        ("input", Some("file")) => {
            tag.on_change(view.link.callback(move |event| Msg::Chosen(id.clone(), event)));
        }
        ("input", Some("checkbox")) => {
            let ticked = one.get("checked").is_some();
            let turned = if ticked { "" } else { ON };
            tag.checked(ticked)
                .on_change(view.link.callback(move |_| Msg::Turned(id.clone(), turned.to_owned())));
        }
        ("select", _) => {
            tag.on_change(
                view.link.callback(move |event: Event| Msg::Turned(id.clone(), value(&event))),
            );
        }
        ("input" | "textarea", _) => {
            // What is typed stays where it is typed: it is not written back.
            if one.get("readonly").is_some() {
                tag.value(one.get("value").unwrap_or_default().to_owned());
            } else {
                tag.on_input(
                    view.link
                        .callback(move |event: InputEvent| Msg::Filled(id.clone(), value(&event))),
                );
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{Route, route};
    use diagnosis::time::Millis;
    use sheet::exchange::{Ask, Deployment, Desk, Filled, Report, Told, Watch, tell};

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

    /// To a source, to another part of the runbook, or to a report of the desk.
    fn leads_well(address: &str) -> bool {
        address.starts_with("https://")
            || matches!(route(address), Route::Cause(_) | Route::Runbook | Route::Report(_))
    }

    fn deployment() -> Deployment {
        Deployment { address: "https://page.example/".into(), ..Deployment::default() }
    }

    /// Every recorded report, as a link brings it.
    fn reports() -> impl Iterator<Item = Ask> {
        let recorded = include_str!("../../crates/diagnosis/tests/core/links.txt");
        recorded.lines().filter_map(|line| line.split("  ").nth(1)).map(|evidence| {
            let paste = "WebSocket connection to 'ws://h/' failed: x";
            Ask::Report(Box::new(Report {
                evidence: evidence.into(),
                quotes: Vec::new(),
                other: Some(evidence.into()),
                filled: Filled(vec![("paste".into(), paste.into())]),
                deployment: deployment(),
                elsewhere: true,
                running: false,
                brief: false,
            }))
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
        let desk = Desk { deployment: deployment(), ..Desk::default() };
        let parts = [
            Ask::Runbook,
            Ask::Cause("http2-only".into()),
            Ask::Maker(desk.clone()),
            Ask::Desk(desk),
        ];
        for ask in parts {
            let (Told::Part(part) | Told::Working(part)) = tell(&ask) else {
                panic!("{ask:?} is known")
            };
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
