//! What the visitor sees. Everything here is a function of the state and the report.
//!
//! What links, pasted text and servers contribute is only ever a text node: never markup, a class,
//! or an address to go to.

pub mod page;

pub mod shell;

pub mod form;

pub mod field;

pub mod progress;

pub mod result;

pub mod verdict;

pub mod path;

pub mod next;

pub mod paste;

pub mod finding;

pub mod remedy;

pub mod share;

pub mod evidence;

pub mod steps;

pub mod limits;

pub mod notice;

pub mod cause;

pub mod code;

pub mod element;

pub mod copy;

use diagnosis::remedy::Source;
use diagnosis::text::Phrase;
use yew::html::Scope;
use yew::prelude::*;

use crate::app::{App, Msg};
use element::{el, outward};

/// The state, and the way to tell it what the visitor does.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    /// The state.
    pub(crate) app: &'a App,
    /// Where messages go.
    pub(crate) link: &'a Scope<App>,
}

impl View<'_> {
    /// A callback for a click.
    pub(crate) fn click(self, msg: impl Fn() -> Msg + 'static) -> Callback<MouseEvent> {
        self.link.callback(move |_| msg())
    }
}

/// A sentence of the core in the reader's language.
pub(crate) fn words(text: impl Into<Phrase>) -> String {
    text.into().to_string()
}

/// Where a statement comes from. Only an address of our own registry becomes a link.
pub(crate) fn source(source: &Source) -> Html {
    if source.at.starts_with("https://") {
        outward(source.at.to_owned(), source.title.to_owned())
    } else {
        el("span", "").text(source.title.to_owned()).end()
    }
}

/// All sources of a cause.
pub(crate) fn sources(all: &[Source]) -> Html {
    if all.is_empty() {
        return Html::default();
    }
    el("ul", "sources")
        .set("aria-label", "Sources")
        .all(all.iter().map(|one| el("li", "").add(source(one)).end()))
        .end()
}
