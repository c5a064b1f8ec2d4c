//! The words of the reader's language, and which one that is.

use std::rc::Rc;

use diagnosis::language::{LANGUAGES, Language};

use super::later;
use super::place::Place;

/// The language in which a place begins: its tag and its words, which came with the program.
pub fn first(place: &Place) -> (&'static str, Rc<Language>) {
    let words = Language::read(&place.words());
    let tag = if words.is_some() { place.language() } else { String::new() };
    (known(&tag), Rc::new(words.unwrap_or_default()))
}

/// The tag of a language that the page speaks: English for one that it does not.
pub fn known(tag: &str) -> &'static str {
    LANGUAGES.iter().find(|spoken| spoken.tag == tag).map_or(LANGUAGES[0].tag, |spoken| spoken.tag)
}

/// Loads the words of a language; `None` if that fails.
pub async fn words(place: &Place, tag: &'static str) -> Option<Language> {
    Language::read(&later::load(place, "loadWords", tag).await?.as_string()?)
}
