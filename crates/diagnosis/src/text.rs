//! Prose: English source text where it is used, with named places for values.
//!
//! All prose is ours. What a link, a server or a paste contributes only ever fills a place, and is
//! shown as text. A [`Language`] says the same in other words.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::language::Language;
use crate::time::Millis;

/// A sentence in English. Places for values are written `{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub &'static str);

impl Text {
    /// This sentence with its places still empty.
    pub fn phrase(self) -> Phrase {
        Phrase { text: self, values: Vec::new() }
    }

    /// This sentence with its first value.
    pub fn with(self, name: &'static str, value: impl Into<Value>) -> Phrase {
        self.phrase().with(name, value)
    }
}

/// In English.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A sentence and the values for its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The sentence.
    pub text: Text,
    /// What stands in each place: its name and its value.
    pub values: Vec<(&'static str, Value)>,
}

impl Phrase {
    /// What is the same in every language: a name, a number, a quote.
    pub fn plain(value: impl Into<String>) -> Phrase {
        Text("{value}").with("value", value.into())
    }

    /// The same sentence with one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Phrase {
        self.values.push((name, value.into()));
        self
    }
}

impl From<Text> for Phrase {
    fn from(text: Text) -> Phrase {
        text.phrase()
    }
}

/// In English.
impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Language::ENGLISH.phrase(self))
    }
}

/// What stands in a place of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// What is the same in every language: a name, a number, a quote.
    Plain(String),
    /// A span of time, which languages write in ways of their own.
    Time(Millis),
    /// Words of ours.
    Told(Box<Phrase>),
    /// Several of them, with these words between them.
    List(Vec<Phrase>, Text),
}

impl Value {
    /// What stands in a row, with commas.
    pub fn row(all: Vec<Phrase>) -> Value {
        Value::List(all, Text(", "))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Plain(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Plain(value.to_string())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Value {
        Value::Plain(value.clone())
    }
}

impl From<Millis> for Value {
    fn from(value: Millis) -> Value {
        Value::Time(value)
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Value {
        Value::Told(Box::new(value.phrase()))
    }
}

impl From<Phrase> for Value {
    fn from(value: Phrase) -> Value {
        Value::Told(Box::new(value))
    }
}

/// Numbers; none of those that are told needs its thousands apart.
macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Value {
            fn from(value: $number) -> Value {
                Value::Plain(value.to_string())
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize);

/// A part of a sentence with places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text, as it stands.
    Text(&'a str),
    /// A place, by its name.
    Place(&'a str),
}

/// The parts of a sentence, in their order. A place is what `known` knows by its name; other braces
/// are text.
pub fn parts<'a>(
    template: &'a str,
    known: impl Fn(&str) -> bool,
) -> impl Iterator<Item = Part<'a>> {
    let mut rest = template;
    core::iter::from_fn(move || {
        let place = |from: &'a str| {
            let name = &from.strip_prefix('{')?[..from.find('}')? - 1];
            known(name).then_some(name)
        };
        if let Some(name) = place(rest) {
            rest = &rest[name.len() + 2..];
            return Some(Part::Place(name));
        }
        let braces = rest.match_indices('{').map(|(at, _)| at);
        let end = braces.into_iter().find(|at| place(&rest[*at..]).is_some());
        let (text, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!text.is_empty()).then_some(Part::Text(text))
    })
}

/// `template` with every `{name}` that `value` knows replaced; all else stays as it is.
///
/// A value is never read again for places, so that what a server said can't fill one.
pub fn fill(template: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    parts(template, |name| value(name).is_some())
        .map(|part| match part {
            Part::Text(text) => text.to_string(),
            Part::Place(name) => value(name).unwrap_or_default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_unknown_braces_stay() {
        let phrase = Text("{a} and {b}, {c} { } {").with("a", "{b}").with("b", 2_u8);
        assert_eq!(phrase.to_string(), "{b} and 2, {c} { } {");
    }

    #[test]
    fn a_value_may_be_a_sentence_with_values_of_its_own() {
        let inner = Text("after {time}").with("time", Millis::seconds(3));
        assert_eq!(Text("closed {when}").with("when", inner).to_string(), "closed after 3.0 s");
    }
}
