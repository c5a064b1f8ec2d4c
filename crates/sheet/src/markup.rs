//! Neutral markup: a tree that any page can show, and plain calls to write it.

use diagnosis::text::Phrase;

/// A part of what is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Text, and nothing else.
    Text(String),
    /// Parts without an element around them.
    Group(Vec<Node>),
    /// An element.
    Element(Element),
    /// A button that copies a text.
    Copy {
        /// What stands on it.
        label: String,
        /// Its classes.
        class: String,
        /// What it copies.
        text: String,
    },
    /// A button that does something.
    Button {
        /// Its id.
        id: String,
        /// Its classes.
        class: String,
        /// What stands on it.
        label: String,
        /// What it does.
        act: Act,
    },
    /// The field to paste console lines into, and the button that reads them.
    Paste,
    /// A text to select by hand.
    Field {
        /// Its id.
        id: String,
        /// What it holds.
        text: String,
    },
}

impl Default for Node {
    fn default() -> Node {
        Node::Group(Vec::new())
    }
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Runs the check again.
    Start,
    /// Leaves the report for a new check.
    Renew,
}

/// An element, also while it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// Its name.
    pub tag: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// What tells it from its siblings when they change.
    pub key: Option<String>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// An element with this tag and these classes.
#[inline(never)]
pub(crate) fn el(tag: &'static str, class: &'static str) -> Element {
    let mut element = Element { tag: tag.into(), ..Element::default() };
    if !class.is_empty() {
        element.set("class", class);
    }
    element
}

impl Element {
    /// Gives it a fixed attribute.
    pub(crate) fn set(&mut self, name: &'static str, value: &'static str) -> &mut Element {
        self.with(name, value.into())
    }

    /// Gives it an attribute.
    #[inline(never)]
    pub(crate) fn with(&mut self, name: &'static str, value: String) -> &mut Element {
        self.attributes.push((name.into(), value));
        self
    }

    /// Gives it a key among its siblings.
    pub(crate) fn key(&mut self, key: &'static str) -> &mut Element {
        self.key = Some(key.into());
        self
    }

    /// Unfolds a `details`.
    pub(crate) fn open(&mut self, open: bool) -> &mut Element {
        if open { self.set("open", "") } else { self }
    }

    /// Adds fixed text.
    pub(crate) fn say(&mut self, text: &'static str) -> &mut Element {
        self.text(text.into())
    }

    /// Adds text.
    #[inline(never)]
    pub(crate) fn text(&mut self, text: String) -> &mut Element {
        self.children.push(Node::Text(text));
        self
    }

    /// Adds a sentence of the core.
    pub(crate) fn tell(&mut self, text: impl Into<Phrase>) -> &mut Element {
        self.text(words(text))
    }

    /// Adds a child.
    #[inline(never)]
    pub(crate) fn add(&mut self, child: Node) -> &mut Element {
        self.children.push(child);
        self
    }

    /// Adds children.
    pub(crate) fn all(&mut self, children: impl IntoIterator<Item = Node>) -> &mut Element {
        self.children.extend(children);
        self
    }

    /// The element as it is now.
    #[inline(never)]
    pub(crate) fn end(&mut self) -> Node {
        Node::Element(std::mem::take(self))
    }
}

/// A sentence of the core in the reader's language.
pub(crate) fn words(text: impl Into<Phrase>) -> String {
    text.into().to_string()
}

/// Children without an element around them.
pub(crate) fn group(children: impl IntoIterator<Item = Node>) -> Node {
    Node::Group(children.into_iter().collect())
}

/// An element that holds nothing but fixed text.
pub(crate) fn said(tag: &'static str, class: &'static str, text: &'static str) -> Node {
    el(tag, class).say(text).end()
}

/// An element that holds nothing but a sentence of the core.
pub(crate) fn told(tag: &'static str, class: &'static str, text: impl Into<Phrase>) -> Node {
    el(tag, class).tell(text).end()
}

/// A folded part, with a card around it.
pub(crate) fn fold(summary: &'static str) -> Element {
    let mut details = el("details", "card fold");
    details.add(said("summary", "", summary));
    details
}

/// A button.
pub(crate) fn button(id: &'static str, class: &'static str, label: &'static str, act: Act) -> Node {
    Node::Button { id: id.into(), class: class.into(), label: label.into(), act }
}

/// A link that opens beside this page, so that the report stays.
pub(crate) fn outward(href: String, title: String) -> Node {
    el("a", "")
        .with("href", href)
        .set("target", "_blank")
        .set("rel", "noopener noreferrer")
        .text(title)
        .add(unseen(" (opens a new tab)"))
        .end()
}

/// What only assistive technology is told.
pub(crate) fn unseen(text: &'static str) -> Node {
    said("span", "unseen", text)
}

/// A block of code with a button that copies it. It scrolls inside itself, by keyboard as well.
pub(crate) fn code(label: &'static str, text: String) -> Node {
    let block = el("pre", "")
        .set("tabindex", "0")
        .set("role", "group")
        .set("aria-label", label)
        .add(el("code", "").text(text.clone()).end())
        .end();
    el("div", "code")
        .add(block)
        .add(Node::Copy { label: "Copy".into(), class: String::new(), text })
        .end()
}
