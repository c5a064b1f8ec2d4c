//! Elements by plain calls.
//!
//! `html!` writes out the making of each element where it stands; a few hundred of them made a
//! third of the program. Here they share one code.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use diagnosis::text::{Phrase, Text};
use sheet::reader::words;
use yew::html::{onchange, onclick, oninput, onsubmit};
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, VTag, VText};

/// An element under construction.
///
/// Its attributes are two lists: Yew's own map would bring a table and a hasher that nobody else uses.
pub(crate) struct Element {
    tag: VTag,
    names: Vec<&'static str>,
    values: Vec<Option<AttributeOrProperty>>,
}

/// An element with this tag and these classes.
#[inline(never)]
pub(crate) fn el(tag: &'static str, class: &'static str) -> Element {
    let mut element = Element::new(tag.into());
    if !class.is_empty() {
        element.set("class", class);
    }
    element
}

impl Element {
    fn new(tag: AttrValue) -> Element {
        Element { tag: VTag::new(tag), names: Vec::new(), values: Vec::new() }
    }

    /// An element with this tag.
    pub(crate) fn named(tag: String) -> Element {
        Element::new(tag.into())
    }

    /// Gives it a fixed attribute.
    pub(crate) fn set(&mut self, name: &'static str, value: &'static str) -> &mut Element {
        self.attribute(name, AttributeOrProperty::Static(value))
    }

    /// Gives it an attribute.
    pub(crate) fn with(&mut self, name: &'static str, value: String) -> &mut Element {
        self.attribute(name, AttributeOrProperty::Attribute(value.into()))
    }

    #[inline(never)]
    fn attribute(&mut self, name: &'static str, value: AttributeOrProperty) -> &mut Element {
        match self.names.iter().position(|own| *own == name) {
            Some(at) => self.values[at] = Some(value),
            None => {
                self.names.push(name);
                self.values.push(Some(value));
            }
        }
        self
    }

    /// Sets what a field holds.
    #[inline(never)]
    pub(crate) fn value(&mut self, value: String) -> &mut Element {
        self.tag.set_value(AttrValue::from(value));
        self
    }

    /// Ticks a checkbox, or not.
    pub(crate) fn checked(&mut self, checked: bool) -> &mut Element {
        self.tag.set_checked(checked);
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
        self.tag.add_listener(listener);
        self
    }

    /// Gives it a key among its siblings.
    #[inline(never)]
    pub(crate) fn key(&mut self, key: impl Into<Key>) -> &mut Element {
        self.tag.key = Some(key.into());
        self
    }

    /// Unfolds a `details`.
    pub(crate) fn open(&mut self, open: bool) -> &mut Element {
        if open { self.set("open", "") } else { self }
    }

    /// Gives it a name for assistive technology.
    pub(crate) fn label(&mut self, text: Text) -> &mut Element {
        self.with("aria-label", words(text))
    }

    /// Adds text that is the same in every language.
    pub(crate) fn text(&mut self, text: impl Into<AttrValue>) -> &mut Element {
        self.add(VText::new(text).into())
    }

    /// Adds words.
    #[inline(never)]
    pub(crate) fn tell(&mut self, text: impl Into<Phrase>) -> &mut Element {
        self.text(words(text))
    }

    /// Adds words with an element in their one place.
    #[inline(never)]
    pub(crate) fn weave(&mut self, text: Text, child: Html) -> &mut Element {
        let own = words(text);
        let (before, rest) = own.split_once('{').unwrap_or((&own, ""));
        let (_, after) = rest.split_once('}').unwrap_or_default();
        self.text(before.to_owned()).add(child).text(after.to_owned())
    }

    /// Adds a child.
    #[inline(never)]
    pub(crate) fn add(&mut self, child: Html) -> &mut Element {
        self.tag.add_child(child);
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
        let Element { mut tag, names, values } = mem::replace(self, Element::new("".into()));
        tag.set_attributes(Attributes::Dynamic { keys: kept(names), values: values.into() });
        tag.into()
    }
}

thread_local! {
    static KEPT: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) };
}

/// The same names where they stay: Yew knows a list again by its place. There are as many of them as
/// there are kinds of elements, and so they are kept for good.
fn kept(names: Vec<&'static str>) -> &'static [&'static str] {
    KEPT.with_borrow_mut(|lists| match lists.iter().find(|own| **own == names) {
        Some(own) => own,
        None => {
            lists.push(names.leak());
            lists[lists.len() - 1]
        }
    })
}

/// Children without an element around them.
pub(crate) fn group(children: impl IntoIterator<Item = Html>) -> Html {
    children.into_iter().collect()
}

/// An element that holds nothing but words.
pub(crate) fn told(tag: &'static str, class: &'static str, text: Text) -> Html {
    el(tag, class).tell(text).end()
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
pub(crate) fn by_hand(id: String, label: String, text: String) -> Html {
    el("textarea", "")
        .with("id", id)
        .with("aria-label", label)
        .set("readonly", "")
        .set("rows", "3")
        .value(text)
        .end()
}
