//! Elements by plain calls.
//!
//! `html!` writes out the making of each element where it stands; a few hundred of them made a
//! third of the program. Here they share one code.

use std::rc::Rc;

use yew::html::{onchange, onclick, oninput, onsubmit};
use yew::prelude::*;
use yew::virtual_dom::{Key, Listener, VTag, VText};

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
    /// An element with this tag.
    pub(crate) fn named(tag: String) -> Element {
        Element(VTag::new(tag))
    }

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

    /// Sets what a field holds.
    #[inline(never)]
    pub(crate) fn value(&mut self, value: String) -> &mut Element {
        self.0.set_value(AttrValue::from(value));
        self
    }

    /// Ticks a checkbox, or not.
    pub(crate) fn checked(&mut self, checked: bool) -> &mut Element {
        self.0.set_checked(checked);
        self
    }

    /// Calls back on a click.
    pub(crate) fn on_click(&mut self, callback: Callback<MouseEvent>) -> &mut Element {
        self.on(Rc::new(onclick::Wrapper::new(callback)))
    }

    /// Calls back on input.
    pub(crate) fn on_input(&mut self, callback: Callback<InputEvent>) -> &mut Element {
        self.on(Rc::new(oninput::Wrapper::new(callback)))
    }

    /// Calls back on a change.
    pub(crate) fn on_change(&mut self, callback: Callback<Event>) -> &mut Element {
        self.on(Rc::new(onchange::Wrapper::new(callback)))
    }

    /// Calls back when a form is sent.
    pub(crate) fn on_submit(&mut self, callback: Callback<SubmitEvent>) -> &mut Element {
        self.on(Rc::new(onsubmit::Wrapper::new(callback)))
    }

    #[inline(never)]
    fn on(&mut self, listener: Rc<dyn Listener>) -> &mut Element {
        self.0.add_listener(listener);
        self
    }

    /// Gives it a key among its siblings.
    #[inline(never)]
    pub(crate) fn key(&mut self, key: impl Into<Key>) -> &mut Element {
        self.0.key = Some(key.into());
        self
    }

    /// Unfolds a `details`.
    pub(crate) fn open(&mut self, open: bool) -> &mut Element {
        if open { self.set("open", "") } else { self }
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
#[inline(never)]
pub(crate) fn button(id: String, class: String, label: String, act: Callback<MouseEvent>) -> Html {
    let mut button = el("button", "");
    if !id.is_empty() {
        button.with("id", id);
    }
    button.with("class", class).set("type", "button").text(label).on_click(act).end()
}

/// A text to select by hand.
#[inline(never)]
pub(crate) fn by_hand(id: String, rows: &'static str, text: String) -> Html {
    el("textarea", "").with("id", id).set("readonly", "").set("rows", rows).value(text).end()
}

/// What only assistive technology is told.
pub(crate) fn unseen(text: &'static str) -> Html {
    said("span", "unseen", text)
}
