//! Traefik's rules, for a browser's handshake.

use crate::ingest::config::logic::{both, either};
use alloc::string::String;
use alloc::vec::Vec;
use core::iter::Peekable;
use core::str::Chars;

use crate::ingest::config::pattern::matches;
use crate::target::{MASK, Target};

const DEEPEST: usize = 20;

/// Whether a rule takes the request; `None` if it can't be told.
pub(super) fn holds(rule: &str, path: &str, target: &Target) -> Option<bool> {
    let mut parser = Parser { chars: rule.chars().peekable(), path, target };
    let found = parser.any(0)?;
    parser.blanks();
    // What is left was not understood.
    if parser.chars.next().is_some() { None } else { found }
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
    path: &'a str,
    target: &'a Target,
}

/// The outer `None`: it is no rule. The inner one: it can't be told.
type Found = Option<Option<bool>>;

impl Parser<'_> {
    fn any(&mut self, depth: usize) -> Found {
        let mut found = self.all(depth)?;
        while self.operator('|') {
            let other = self.all(depth)?;
            found = either(found, other);
        }
        Some(found)
    }

    fn all(&mut self, depth: usize) -> Found {
        let mut found = self.one(depth)?;
        while self.operator('&') {
            let other = self.one(depth)?;
            found = both(found, other);
        }
        Some(found)
    }

    fn one(&mut self, depth: usize) -> Found {
        if depth > DEEPEST {
            return None;
        }
        self.blanks();
        if self.chars.next_if_eq(&'!').is_some() {
            return self.one(depth + 1).map(|found| found.map(|found| !found));
        }
        if self.chars.next_if_eq(&'(').is_some() {
            let found = self.any(depth + 1)?;
            self.blanks();
            return (self.chars.next()? == ')').then_some(found);
        }
        let mut name = String::new();
        while let Some(c) = self.chars.next_if(char::is_ascii_alphanumeric) {
            name.push(c);
        }
        let values = self.values()?;
        Some(self.test(&name.to_ascii_lowercase(), &values))
    }

    fn operator(&mut self, c: char) -> bool {
        self.blanks();
        let found = self.chars.next_if_eq(&c).is_some();
        found && self.chars.next_if_eq(&c).is_some()
    }

    fn blanks(&mut self) {
        while self.chars.next_if(|c| c.is_whitespace()).is_some() {}
    }

    /// What stands in the parentheses, in quotes of any kind.
    fn values(&mut self) -> Option<Vec<String>> {
        if self.chars.next()? != '(' {
            return None;
        }
        let mut values = Vec::new();
        loop {
            self.blanks();
            match self.chars.next()? {
                ')' => return Some(values),
                ',' => {}
                quote @ ('`' | '"' | '\'') => {
                    let mut value = String::new();
                    loop {
                        match self.chars.next()? {
                            c if c == quote => break,
                            c => value.push(c),
                        }
                    }
                    values.push(value);
                }
                _ => return None,
            }
        }
    }

    fn test(&self, name: &str, values: &[String]) -> Option<bool> {
        let path = self.path;
        let unsure = |found: bool| (found || !path.contains(MASK)).then_some(found);
        let any = |test: &dyn Fn(&str) -> Option<bool>| {
            let mut found = Some(false);
            for value in values {
                match test(value) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => found = None,
                }
            }
            found
        };
        match name {
            "host" | "hostheader" => {
                any(&|value| Some(value.eq_ignore_ascii_case(&self.target.host)))
            }
            "hostregexp" => any(&|value| matches(&expression(value)?, &self.target.host, true)),
            "path" => any(&|value| plain(value).and_then(|value| unsure(value == path))),
            "pathprefix" => {
                any(&|value| plain(value).and_then(|value| unsure(path.starts_with(value))))
            }
            "pathregexp" => any(&|value| unsure(matches(value, path, false)?)),
            "method" => any(&|value| Some(value.eq_ignore_ascii_case("GET"))),
            "header" | "headers" => {
                let own = match values.first()?.to_ascii_lowercase().as_str() {
                    "upgrade" => "websocket",
                    "connection" => "upgrade",
                    _ => return None,
                };
                Some(values.get(1)?.eq_ignore_ascii_case(own))
            }
            _ => None,
        }
    }
}

/// A path without the variables of Traefik 2.
fn plain(value: &str) -> Option<&str> {
    (!value.contains('{')).then_some(value)
}

/// A name of Traefik 3 is an expression; in Traefik 2 one stands in braces.
fn expression(value: &str) -> Option<String> {
    (!value.contains('{') || value.contains("\\{")).then(|| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_evaluated_as_they_are_written() {
        let target = Target::new(true, "chat.example", 443, "/ws/chat", "");
        for (rule, expected) in [
            ("Host(`chat.example`)", Some(true)),
            ("Host(`a.example`, `chat.example`)", Some(true)),
            ("Host(\"a.example\")", Some(false)),
            ("Host(`chat.example`) && PathPrefix(`/ws`)", Some(true)),
            ("Host(`chat.example`) && !PathPrefix(`/ws`)", Some(false)),
            ("(Host(`a`) || Host(`chat.example`)) && Path(`/ws/chat`)", Some(true)),
            ("Path(`/ws`)", Some(false)),
            ("PathRegexp(`^/ws/[a-z]+$`)", Some(true)),
            ("HostRegexp(`^.+\\.example$`)", Some(true)),
            ("HostRegexp(`{sub:[a-z]+}.example`)", None),
            ("Header(`Upgrade`, `websocket`)", Some(true)),
            ("Method(`POST`)", Some(false)),
            ("ClientIP(`10.0.0.0/8`)", None),
            ("ClientIP(`10.0.0.0/8`) && Host(`b`)", Some(false)),
            ("Host(`a`) nonsense", None),
            ("Host(", None),
            ("", None),
        ] {
            assert_eq!(holds(rule, "/ws/chat", &target), expected, "{rule}");
        }
        assert_eq!(holds(&"(".repeat(10_000), "/", &target), None);
    }
}
