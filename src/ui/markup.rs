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

/// The attributes that markup may use; none of them runs or fetches anything.
const ATTRIBUTES: [&str; 14] = [
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
