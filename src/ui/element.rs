//! Elements by plain calls.
//!
//! `html!` writes out the making of each element where it stands; a few hundred of them made a
//! third of the program. Here they share one code. What takes input from the visitor still uses
//! `html!`.

use diagnosis::text::Phrase;
use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

use super::words;

/// An element under construction.
pub(crate) struct Element(VTag);

/// An element with this tag and these classes.
#[inline(never)]
pub(crate) fn el(tag: &'static str, class: &'static str) -> Element {
    let mut element = Element(VTag::new(tag));
    if !class.is_empty() {
        element.0.add_attribute("class", class);
    }
    element
}

impl Element {
    /// Gives it a fixed attribute.
    #[inline(never)]
    pub(crate) fn set(&mut self, name: &'static str, value: &'static str) -> &mut Element {
        self.0.add_attribute(name, value);
        self
    }

    /// Gives it an attribute.
    #[inline(never)]
    pub(crate) fn with(&mut self, name: &'static str, value: String) -> &mut Element {
        self.0.add_attribute(name, value);
        self
    }

    /// Gives it a key among its siblings.
    #[inline(never)]
    pub(crate) fn key(&mut self, key: &'static str) -> &mut Element {
        self.0.key = Some(key.into());
        self
    }

    /// Adds fixed text.
    #[inline(never)]
    pub(crate) fn say(&mut self, text: &'static str) -> &mut Element {
        self.add(VText::new(text).into())
    }

    /// Adds text.
    #[inline(never)]
    pub(crate) fn text(&mut self, text: String) -> &mut Element {
        self.add(VText::new(text).into())
    }

    /// Adds a sentence of the core.
    pub(crate) fn tell(&mut self, text: impl Into<Phrase>) -> &mut Element {
        self.text(words(text))
    }

    /// Adds a child.
    #[inline(never)]
    pub(crate) fn add(&mut self, child: Html) -> &mut Element {
        self.0.add_child(child);
        self
    }

    /// Adds children.
    pub(crate) fn all(&mut self, children: impl IntoIterator<Item = Html>) -> &mut Element {
        for child in children {
            self.add(child);
        }
        self
    }

    /// The element as it is now.
    #[inline(never)]
    pub(crate) fn end(&mut self) -> Html {
        std::mem::replace(&mut self.0, VTag::new("")).into()
    }
}

/// Children without an element around them.
pub(crate) fn group(children: impl IntoIterator<Item = Html>) -> Html {
    children.into_iter().collect()
}

/// An element that holds nothing but fixed text.
pub(crate) fn said(tag: &'static str, class: &'static str, text: &'static str) -> Html {
    el(tag, class).say(text).end()
}

/// A button.
pub(crate) fn button(
    id: &'static str,
    class: &'static str,
    label: &'static str,
    onclick: Callback<MouseEvent>,
) -> Html {
    let id = (!id.is_empty()).then_some(id);
    html! { <button {id} {class} type="button" {onclick}>{ label }</button> }
}

/// What only assistive technology is told.
pub(crate) fn unseen(text: &'static str) -> Html {
    said("span", "unseen", text)
}
