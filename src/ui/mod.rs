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

pub mod markup;

pub mod about;

pub mod notice;

pub mod element;

pub mod deed;

use yew::html::Scope;
use yew::prelude::*;

use crate::app::{App, Msg};

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
