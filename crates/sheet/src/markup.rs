//! Neutral markup: a tree that any page can show, and plain calls to write it.

use diagnosis::text::{Part, Phrase, Text, parts};

pub(crate) use crate::reader::{time, words};

/// A part of what is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Text, and nothing else.
    Text(String),
    /// Parts without an element around them.
    Group(Vec<Node>),
    /// An element. What a reader fills into an `input`, a `textarea` or a `select` is kept under its
    /// id, and comes with the next ask.
    Element(Element),
    /// A button that does something with the page.
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
    /// A button that hands a text on.
    Deed(Box<Deed>),
}

impl Node {
    /// How many nodes it is made of, itself included.
    pub fn size(&self) -> usize {
        let within = match self {
            Node::Group(nodes) => &nodes[..],
            Node::Element(element) => &element.children[..],
            _ => &[],
        };
        1 + within.iter().map(Node::size).sum::<usize>()
    }
}

impl Default for Node {
    fn default() -> Node {
        Node::Group(Vec::new())
    }
}

/// What a button does with the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Runs the check again.
    Start,
    /// Leaves the report for a new check.
    Renew,
    /// Reads what was filled in.
    Read,
    /// Has what was brought read.
    Bring,
    /// Stops that.
    Halt,
    /// Forgets what was read.
    Forget,
    /// Runs the check of this report here: the id of a named target, or an address.
    Same(String),
}

/// A button that hands a text on, and what is said once it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// Its id.
    pub id: String,
    /// Its classes.
    pub class: String,
    /// What stands on it.
    pub label: String,
    /// How the text is handed on.
    pub hand: Hand,
    /// What the hand takes.
    pub with: Vec<String>,
    /// What is said when it worked.
    pub done: String,
    /// What is said when it did not; a text to copy stands below then, to be copied by hand.
    pub failed: String,
}

/// How a text is handed on. A browser that can't do it shows no button for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hand {
    /// To the clipboard: the text.
    #[default]
    Copy,
    /// To the share sheet of the system: title and address.
    Share,
    /// Into a file: name, media type and text. A text that is long to make is left away, and asked for
    /// at the click.
    Save,
    /// To the printer.
    Print,
    /// To the deployment's endpoint: address, media type and text.
    Send,
}

impl Hand {
    /// Every hand, in the order of the variants.
    pub const ALL: [Hand; 5] = [Hand::Copy, Hand::Share, Hand::Save, Hand::Print, Hand::Send];

    /// What `hands.js` calls it.
    pub fn name(self) -> &'static str {
        ["copy", "share", "save", "print", "send"][self as usize]
    }
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
    /// What an attribute says, if it has it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

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

    /// Gives it a name for assistive technology.
    pub(crate) fn label(&mut self, text: impl Into<Phrase>) -> &mut Element {
        self.with("aria-label", words(text))
    }

    /// Adds text that is the same in every language.
    pub(crate) fn text(&mut self, text: impl Into<String>) -> &mut Element {
        self.add(Node::Text(text.into()))
    }

    /// Adds words.
    pub(crate) fn tell(&mut self, text: impl Into<Phrase>) -> &mut Element {
        self.text(words(text))
    }

    /// Adds words with nodes in their places, in the order of the reader's language.
    pub(crate) fn weave<const N: usize>(
        &mut self,
        text: Text,
        mut nodes: [(&'static str, Node); N],
    ) -> &mut Element {
        let own = words(text);
        let known = nodes.each_ref().map(|(name, _)| *name);
        for part in parts(&own, |name| known.contains(&name)) {
            match part {
                Part::Text(text) => self.text(text),
                Part::Place(name) => {
                    let place = known.iter().position(|own| *own == name);
                    self.add(place.map(|at| std::mem::take(&mut nodes[at].1)).unwrap_or_default())
                }
            };
        }
        self
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

/// Children without an element around them.
pub(crate) fn group(children: impl IntoIterator<Item = Node>) -> Node {
    Node::Group(children.into_iter().collect())
}

/// An element that holds nothing but text that is the same in every language.
pub(crate) fn said(tag: &'static str, class: &'static str, text: &'static str) -> Node {
    el(tag, class).text(text).end()
}

/// An element that holds nothing but words.
pub(crate) fn told(tag: &'static str, class: &'static str, text: impl Into<Phrase>) -> Node {
    el(tag, class).tell(text).end()
}

/// A folded part, with a card around it.
pub(crate) fn fold(summary: Text) -> Element {
    let mut details = el("details", "card fold");
    details.add(told("summary", "", summary));
    details
}

/// A button.
pub(crate) fn button(id: &'static str, class: &'static str, label: Text, act: Act) -> Node {
    Node::Button { id: id.into(), class: class.into(), label: words(label), act }
}

/// A button that copies a text.
pub(crate) fn copy(label: Text, class: &'static str, text: String) -> Node {
    Node::Deed(Box::new(Deed {
        class: class.into(),
        label: words(label),
        with: vec![text],
        done: words(Text("Copied")),
        failed: words(Text("Copy the text by hand:")),
        ..Deed::default()
    }))
}

/// A choice of a `select`.
pub(crate) fn option(value: &str, label: impl Into<String>, selected: bool) -> Node {
    let mut option = el("option", "");
    option.with("value", value.to_owned());
    if selected {
        option.set("selected", "");
    }
    option.text(label).end()
}

/// A text to select by hand.
pub(crate) fn by_hand(id: &'static str, rows: &'static str, text: String) -> Node {
    el("textarea", "").set("id", id).set("readonly", "").set("rows", rows).with("value", text).end()
}

/// A link that opens beside this page, so that the report stays.
pub(crate) fn outward(href: String, title: String) -> Node {
    el("a", "")
        .with("href", href)
        .set("target", "_blank")
        .set("rel", "noopener noreferrer")
        .text(title)
        .text(" ")
        .add(unseen(Text("(opens a new tab)")))
        .end()
}

/// A value that keeps its own direction, whatever language stands around it.
pub(crate) fn apart(value: String) -> Node {
    el("bdi", "").text(value).end()
}

/// What stands before the value of a cell, where a narrow screen stacks them.
pub(crate) fn stacked(name: Text) -> Node {
    el("span", "stacked").tell(name).text(" ").end()
}

/// What only assistive technology is told.
pub(crate) fn unseen(text: impl Into<Phrase>) -> Node {
    told("span", "unseen", text)
}

/// A block of code with a button that copies it. It scrolls inside itself, by keyboard as well.
pub(crate) fn code(label: Text, text: String) -> Node {
    listing(label, el("code", "").text(text.clone()).end(), text)
}

/// The same of code that shows other than it copies.
pub(crate) fn listing(label: Text, shown: Node, copied: String) -> Node {
    let block =
        el("pre", "").set("tabindex", "0").set("role", "group").label(label).add(shown).end();
    el("div", "code").add(block).add(copy(Text("Copy"), "", copied)).end()
}
