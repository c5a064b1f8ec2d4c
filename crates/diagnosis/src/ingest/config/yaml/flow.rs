//! Collections in brackets, over any number of lines: JSON is of nothing else.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Key, MOST_NODES, Node, Value, Yaml, unquoted};

/// Where in the text, and how deep it may still go.
pub(super) struct Flow<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) deepest: usize,
}

impl Flow<'_> {
    pub(super) fn value(&mut self, yaml: &mut Yaml, depth: usize) -> Option<usize> {
        self.blanks();
        if depth > self.deepest || yaml.nodes.len() > MOST_NODES {
            return None;
        }
        let start = self.at;
        let value = match self.text[self.at..].chars().next()? {
            '[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.ends(']')? {
                    items.push(self.value(yaml, depth + 1)?);
                    self.comma();
                }
                Value::List(items)
            }
            '{' => {
                self.at += 1;
                let mut entries = Vec::new();
                while !self.ends('}')? {
                    let at = self.at;
                    let text = self.scalar()?;
                    let key = Key { text, at: at..self.at };
                    self.blanks();
                    let value = if self.text[self.at..].starts_with(':') {
                        self.at += 1;
                        self.value(yaml, depth + 1)?
                    } else {
                        yaml.nodes
                            .push(Node { value: Value::Text(String::new()), at: self.at..self.at });
                        yaml.nodes.len() - 1
                    };
                    entries.push((key, value));
                    self.comma();
                }
                Value::Map(entries)
            }
            _ => Value::Text(self.scalar()?),
        };
        yaml.nodes.push(Node { value, at: start..self.at });
        Some(yaml.nodes.len() - 1)
    }

    /// Passes over the closing bracket, if it is next; `None` at the end of the text.
    fn ends(&mut self, close: char) -> Option<bool> {
        self.blanks();
        let next = self.text[self.at..].chars().next()?;
        if next == close {
            self.at += 1;
        }
        Some(next == close)
    }

    fn comma(&mut self) {
        self.blanks();
        if self.text[self.at..].starts_with(',') {
            self.at += 1;
        }
    }

    fn blanks(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let bare = rest.trim_start();
            self.at += rest.len() - bare.len();
            if !bare.starts_with('#') {
                return;
            }
            self.at += bare.find('\n').unwrap_or(bare.len());
        }
    }

    /// A word; one without a letter is none, so that reading always gets on.
    fn scalar(&mut self) -> Option<String> {
        let rest = &self.text[self.at..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let length = match quote {
            Some(quote) => {
                let mut escaped = false;
                let end = rest[1..].find(|c: char| {
                    let ends = c == quote && !escaped;
                    escaped = c == '\\' && quote == '"' && !escaped;
                    ends
                });
                end? + 2
            }
            None => {
                let mut before = ' ';
                let end = rest.find(|c: char| {
                    let ends = matches!(c, ',' | ']' | '}' | '[' | '{' | '\n')
                        || c.is_whitespace() && before == ':';
                    before = c;
                    ends
                });
                let end = end.unwrap_or(rest.len());
                let word = rest[..end].trim_end();
                // A name ends at its colon.
                let colon = word.find(": ").or_else(|| word.strip_suffix(':').map(str::len));
                colon.unwrap_or(word.len())
            }
        };
        self.at += length;
        (length > 0).then(|| unquoted(&rest[..length]))
    }
}
