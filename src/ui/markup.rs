//! Shows neutral markup.
//!
//! Only attributes of a fixed choice are taken over, and text is only ever a text node.

use sheet::markup::{Act, Element, Node};
use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

use super::View;
use super::copy::copy;
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
        Node::Copy { label, class, text } => {
            copy(label.clone().into(), class.clone(), text.clone().into(), view)
        }
        Node::Button { id, class, label, act } => {
            let onclick = match act {
                Act::Start => view.click(|| Msg::Start),
                Act::Renew => view.click(|| Msg::Renew),
            };
            html! { <button id={id.clone()} class={class.clone()} type="button" {onclick}>{ label.clone() }</button> }
        }
        Node::Paste => paste(view),
        Node::Field { id, text } => {
            html! { <textarea id={id.clone()} readonly=true rows="10" value={text.clone()} /> }
        }
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
    html! {
        <>
            <label for="paste">{ "Lines from the console" }</label>
            <textarea
                id="paste"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="paste-hint"
                value={view.app.pasting.clone()}
                {oninput}
            />
            <p id="paste-hint" class="hint">{ "They are read here and sent nowhere; a report keeps what they mean, not their text." }</p>
            <button id="paste-apply" type="button" class="strong" {onclick}>{ "Read it" }</button>
        </>
    }
}
