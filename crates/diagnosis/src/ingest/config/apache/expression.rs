//! The expressions of `<If>`, for a browser's handshake.

use crate::ingest::config::logic::{both, either};
use alloc::string::String;

use super::Reader;
use crate::ingest::config::pattern::matches;
use crate::target::MASK;

const DEEPEST: usize = 20;

impl Reader<'_> {
    /// Whether an expression holds; `None` if it can't be told.
    pub(super) fn expression(&self, text: &str) -> Option<bool> {
        let mut parser = Parser { reader: self, rest: text };
        let found = parser.any(0)?;
        parser.blanks();
        // What is left was not understood.
        if parser.rest.is_empty() { found } else { None }
    }
}

struct Parser<'a, 'r> {
    reader: &'a Reader<'r>,
    rest: &'a str,
}

/// The outer `None`: it is no expression. The inner one: it can't be told.
type Found = Option<Option<bool>>;

impl<'a> Parser<'a, '_> {
    fn any(&mut self, depth: usize) -> Found {
        let mut found = self.all(depth)?;
        while self.takes("||") {
            found = either(found, self.all(depth)?);
        }
        Some(found)
    }

    fn all(&mut self, depth: usize) -> Found {
        let mut found = self.one(depth)?;
        while self.takes("&&") {
            found = both(found, self.one(depth)?);
        }
        Some(found)
    }

    fn one(&mut self, depth: usize) -> Found {
        if depth > DEEPEST {
            return None;
        }
        if self.takes("!") {
            return self.one(depth + 1).map(|found| found.map(|found| !found));
        }
        if self.takes("(") {
            let found = self.any(depth + 1)?;
            return self.takes(")").then_some(found);
        }
        for (word, value) in [("true", true), ("false", false)] {
            if self.takes(word) {
                return Some(Some(value));
            }
        }
        for (test, empty) in [("-z", true), ("-n", false)] {
            if self.takes(test) {
                let value = self.word()?;
                return Some(value.map(|value| value.is_empty() == empty));
            }
        }
        let left = self.word()?;
        for (operator, same) in [("==", true), ("!=", false), ("-strmatch", true)] {
            if self.takes(operator) {
                let right = self.word()?;
                let known = left.zip(right).filter(|_| operator != "-strmatch");
                return Some(known.and_then(|(left, right)| equal(&left, &right, same)));
            }
        }
        for (operator, same) in [("=~", true), ("!~", false)] {
            if self.takes(operator) {
                let (pattern, caseless) = self.pattern()?;
                let found = left.and_then(|left| {
                    let found = matches(pattern, &left, caseless)?;
                    (found || !left.contains(MASK)).then_some(found == same)
                });
                return Some(found);
            }
        }
        None
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, word: &str) -> bool {
        self.blanks();
        let Some(rest) = self.rest.strip_prefix(word) else { return false };
        // `-z` is no part of a longer word, and `!` none of `!=`.
        let letters = word.ends_with(|c: char| c.is_ascii_alphabetic());
        let goes_on = match rest.chars().next() {
            Some(c) if letters => c.is_ascii_alphanumeric(),
            Some('=' | '~') => word == "!",
            _ => false,
        };
        if !goes_on {
            self.rest = rest;
        }
        !goes_on
    }

    /// A text, a variable, a header by its function, or several of them joined by dots.
    fn word(&mut self) -> Option<Option<String>> {
        let mut whole = Some(String::new());
        loop {
            let part = self.part()?;
            whole = whole.zip(part).map(|(whole, part)| whole + &part);
            if !self.takes(".") {
                return Some(whole);
            }
        }
    }

    fn part(&mut self) -> Option<Option<String>> {
        self.blanks();
        let first = self.rest.chars().next()?;
        if matches!(first, '\'' | '"') {
            let (text, rest) = self.rest[1..].split_once(first)?;
            self.rest = rest;
            return Some(self.reader.filled(text));
        }
        if let Some(rest) = self.rest.strip_prefix("%{") {
            let (name, rest) = rest.split_once('}')?;
            self.rest = rest;
            return Some(self.reader.variable(name));
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if word.is_empty() {
            return None;
        }
        self.rest = rest;
        if !self.takes("(") {
            // A number stands without quotes.
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            return number.then(|| Some(word.into()));
        }
        let argument = self.word()?;
        if !self.takes(")") {
            return None;
        }
        Some(match word {
            "req" | "http" | "req_novary" => {
                argument.and_then(|name| self.reader.variable(&["HTTP:", &name].concat()))
            }
            "tolower" => argument.map(|text| text.to_ascii_lowercase()),
            "toupper" => argument.map(|text| text.to_ascii_uppercase()),
            _ => None,
        })
    }

    /// `/websocket/i`, or `m#^/ws/#`; and whether letters of either case are the same.
    fn pattern(&mut self) -> Option<(&'a str, bool)> {
        self.blanks();
        let rest = match self.rest.strip_prefix('m') {
            Some(rest) => rest,
            None => self.rest.starts_with('/').then_some(self.rest)?,
        };
        let mark = rest.chars().next().filter(char::is_ascii_punctuation)?;
        let body = &rest[1..];
        let mut escaped = false;
        let end = body.find(|c: char| {
            let ends = c == mark && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        let flags = &body[end + 1..];
        let letters = flags.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(flags.len());
        self.rest = &flags[letters..];
        Some((&body[..end], flags[..letters].contains('i')))
    }
}

/// A part that is masked may be anything.
fn equal(left: &str, right: &str, same: bool) -> Option<bool> {
    let masked = left.contains(MASK) || right.contains(MASK);
    (!masked || left == right).then_some((left == right) == same)
}
