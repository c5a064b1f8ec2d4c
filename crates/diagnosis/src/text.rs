//! Prose: English source text where it is used, with named places for values.
//!
//! All prose is ours. What a link, a server or a paste contributes only ever fills a place, and is
//! shown as text.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// A sentence in English. Places for values are written `{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub &'static str);

impl Text {
    /// This sentence with its places still empty.
    pub fn phrase(self) -> Phrase {
        Phrase { text: self, values: Vec::new() }
    }

    /// This sentence with its first value.
    pub fn with(self, name: &'static str, value: impl ToString) -> Phrase {
        self.phrase().with(name, value)
    }
}

/// A sentence and the values for its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The sentence.
    pub text: Text,
    /// What stands in each place: its name and its value.
    pub values: Vec<(&'static str, String)>,
}

impl Phrase {
    /// The same sentence with one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Phrase {
        self.values.push((name, value.to_string()));
        self
    }
}

impl From<Text> for Phrase {
    fn from(text: Text) -> Phrase {
        text.phrase()
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fill(self.text.0, |name| {
            self.values.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone())
        }))
    }
}

/// `template` with every `{name}` that `value` knows replaced; all else stays as it is.
///
/// A value is never read again for places, so that what a server said can't fill one.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        filled.push_str(before);
        let known =
            from.find('}').and_then(|close| value(&from[1..close]).map(|value| (value, close)));
        match known {
            Some((value, close)) => {
                filled.push_str(&value);
                rest = &from[close + 1..];
            }
            None => {
                filled.push('{');
                rest = &from[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_unknown_braces_stay() {
        let phrase = Text("{a} and {b}, {c} { }").with("a", "{b}").with("b", 2);
        assert_eq!(phrase.to_string(), "{b} and 2, {c} { }");
    }
}
