//! The language of who reads.
//!
//! It is set around everything that is shown, so that no part of it has to hand it on.

use std::cell::RefCell;
use std::rc::Rc;

use diagnosis::language::{Language, span};
use diagnosis::text::Phrase;
use diagnosis::time::Millis;

thread_local! {
    static READER: RefCell<Rc<Language>> = RefCell::default();
}

/// Does what has words in it, in this language.
pub fn speaking<T>(language: &Rc<Language>, act: impl FnOnce() -> T) -> T {
    let before = READER.replace(language.clone());
    let done = act();
    READER.set(before);
    done
}

/// Asks the language of who reads: English, unless they are [`speaking`] another.
pub(crate) fn with_reader<T>(ask: impl FnOnce(&Language) -> T) -> T {
    READER.with_borrow(|reader| ask(reader))
}

/// Words in the language of who reads.
pub fn words(text: impl Into<Phrase>) -> String {
    let phrase = text.into();
    with_reader(|reader| reader.phrase(&phrase))
}

/// A span of time, as its reader writes it.
pub fn time(span_of: Millis) -> String {
    words(span(span_of))
}
