//! Neutral markup: a tree that any page can show, and plain calls to write it.

use diagnosis::text::Phrase;

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

/// A button that copies a text.
pub(crate) fn copy(label: &'static str, class: &'static str, text: String) -> Node {
    Node::Deed(Box::new(Deed {
        class: class.into(),
        label: label.into(),
        with: vec![text],
        done: "Copied".into(),
        failed: "Copy the text by hand:".into(),
        ..Deed::default()
    }))
}

/// A choice of a `select`.
pub(crate) fn option(value: &str, label: String, selected: bool) -> Node {
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
        .add(unseen(" (opens a new tab)"))
        .end()
}

/// What only assistive technology is told.
pub(crate) fn unseen(text: &'static str) -> Node {
    said("span", "unseen", text)
}

/// A block of code with a button that copies it. It scrolls inside itself, by keyboard as well.
pub(crate) fn code(label: &'static str, text: String) -> Node {
    listing(label, el("code", "").text(text.clone()).end(), text)
}

/// The same of code that shows other than it copies.
pub(crate) fn listing(label: &'static str, shown: Node, copied: String) -> Node {
    let block = el("pre", "")
        .set("tabindex", "0")
        .set("role", "group")
        .set("aria-label", label)
        .add(shown)
        .end();
    el("div", "code").add(block).add(copy("Copy", "", copied)).end()
}
