//! The part of YAML that configurations of proxies are written in, and JSON, which is part of it.
//!
//! Block and flow collections, plain and quoted words, texts of several lines, comments, several
//! documents. Anchors and tags are passed over as if they were not there; a template's braces are text.
//! Each value knows its place.

mod flow;

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::script::Script;
use super::{Unread, note_unread};
use crate::text::Text;
use flow::Flow;

pub(super) enum Value {
    Text(String),
    List(Vec<usize>),
    Map(Vec<(Key, usize)>),
}

pub(super) struct Key {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

pub(super) struct Node {
    pub(super) value: Value,
    pub(super) at: Range<usize>,
}

/// All values of a text.
pub(super) struct Yaml {
    nodes: Vec<Node>,
    /// The root of each document.
    pub(super) documents: Vec<usize>,
}

/// More than any real configuration has; it bounds the memory.
const MOST_NODES: usize = 300_000;
const DEEPEST: usize = 60;

impl Yaml {
    pub(super) fn read(script: &Script<'_>, unread: &mut Vec<Unread>) -> Yaml {
        let mut rows = Vec::new();
        let mut offset = 0;
        for line in script.text.split_inclusive('\n') {
            let bare = line.trim_start_matches(' ');
            rows.push(Row {
                start: offset + line.len() - bare.len(),
                end: offset + line.trim_end().len(),
                indent: line.len() - bare.len(),
            });
            offset += line.len();
        }
        let yaml = Yaml { nodes: Vec::new(), documents: Vec::new() };
        let mut parser = Parser { script, rows, row: 0, yaml, unread, lost: false };
        parser.documents();
        parser.yaml
    }

    pub(super) fn at(&self, node: usize) -> &Range<usize> {
        &self.nodes[node].at
    }

    pub(super) fn text(&self, node: usize) -> &str {
        match &self.nodes[node].value {
            Value::Text(text) => text,
            _ => "",
        }
    }

    pub(super) fn items(&self, node: usize) -> &[usize] {
        match &self.nodes[node].value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn entries(&self, node: usize) -> &[(Key, usize)] {
        match &self.nodes[node].value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn entry(&self, node: usize, name: &str) -> Option<&(Key, usize)> {
        self.entries(node).iter().find(|(key, _)| key.text == name)
    }

    /// The value behind these keys, one inside of the other.
    pub(super) fn get(&self, node: usize, path: &[&str]) -> Option<usize> {
        path.iter().try_fold(node, |node, name| self.entry(node, name).map(|(_, value)| *value))
    }

    pub(super) fn text_at(&self, node: usize, path: &[&str]) -> Option<&str> {
        self.get(node, path).map(|node| self.text(node))
    }

    /// Every value, with those that hold it, the outermost first.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        0..self.nodes.len()
    }
}

/// A line without its end: its content, from the first letter.
#[derive(Clone, Copy)]
struct Row {
    start: usize,
    end: usize,
    indent: usize,
}

struct Parser<'a, 's, 'u> {
    script: &'s Script<'a>,
    rows: Vec<Row>,
    row: usize,
    yaml: Yaml,
    unread: &'u mut Vec<Unread>,
    /// Too much or too deep: the rest is left.
    lost: bool,
}

impl<'a> Parser<'a, '_, '_> {
    fn documents(&mut self) {
        while let Some(row) = self.next() {
            let text = self.content(row);
            if text.starts_with("---") || text.starts_with("...") || text.starts_with('%') {
                self.row += 1;
                continue;
            }
            let before = self.row;
            let document = self.block(row.indent, 0);
            self.yaml.documents.push(document);
            if self.lost {
                return;
            }
            // What is indented less than the first line belongs to nothing.
            if let Some(row) = self.next()
                && !self.content(row).starts_with("---")
                && (self.row == before || row.indent > 0)
            {
                let at = row.start..row.end.max(row.start + 1);
                self.note(at, Text("a line with the indentation of those before it"));
                self.row += 1;
            }
        }
    }

    fn note(&mut self, at: Range<usize>, expected: Text) {
        let found = self.script.text[at.start..at.end.min(self.script.text.len())].trim_end();
        note_unread(self.unread, self.script.lines(&at), expected, found);
    }

    /// The next line that has something to say.
    fn next(&mut self) -> Option<Row> {
        loop {
            let row = *self.rows.get(self.row)?;
            if row.start < row.end && !self.script.text[row.start..row.end].starts_with('#') {
                return Some(row);
            }
            self.row += 1;
        }
    }

    /// A line's content without its comment.
    fn content(&self, row: Row) -> &'a str {
        let text = &self.script.text[row.start..row.end];
        let mut quote = None;
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            match (quote, c) {
                (None, '"' | '\'')
                    if before.is_whitespace() || matches!(before, '[' | '{' | ',' | ':') =>
                {
                    quote = Some(c)
                }
                (Some(open), c) if c == open && before != '\\' => quote = None,
                (None, '#') if before.is_whitespace() => return text[..at].trim_end(),
                _ => {}
            }
            before = c;
        }
        text
    }

    fn add(&mut self, value: Value, at: Range<usize>) -> usize {
        self.yaml.nodes.push(Node { value, at });
        self.yaml.nodes.len() - 1
    }

    /// What begins at the next line, which is indented that much.
    fn block(&mut self, indent: usize, depth: usize) -> usize {
        let Some(row) = self.next() else { return self.add(Value::Text(String::new()), 0..0) };
        if depth > DEEPEST || self.yaml.nodes.len() > MOST_NODES {
            if !self.lost {
                self.note(
                    row.start..row.end,
                    Text("at most 300,000 values, nested at most 60 deep"),
                );
            }
            self.lost = true;
            self.row = self.rows.len();
            return self.add(Value::Text(String::new()), row.start..row.end);
        }
        let text = self.content(row);
        if is_item(text) {
            self.list(indent, depth)
        } else if key_of(text).is_some() {
            self.map(indent, depth)
        } else {
            self.row += 1;
            self.inline(row, row.start, indent, depth)
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> usize {
        let mut items = Vec::new();
        let start = self.rows[self.row].start;
        let mut end = start;
        while let Some(row) = self.next() {
            let text = self.content(row);
            if row.indent != indent || !is_item(text) || self.lost {
                break;
            }
            let rest = text[1..].trim_start();
            let item = if rest.is_empty() {
                self.row += 1;
                self.below(indent, false, row.end, depth)
            } else {
                // What follows the dash is a line of its own, further in.
                let shift = text.len() - rest.len();
                self.rows[self.row] =
                    Row { start: row.start + shift, end: row.end, indent: indent + shift };
                self.block(indent + shift, depth + 1)
            };
            end = self.yaml.nodes[item].at.end.max(end);
            items.push(item);
        }
        self.add(Value::List(items), start..end)
    }

    fn map(&mut self, indent: usize, depth: usize) -> usize {
        let mut entries: Vec<(Key, usize)> = Vec::new();
        let start = self.rows[self.row].start;
        let mut end = start;
        while let Some(row) = self.next() {
            let text = self.content(row);
            if row.indent != indent || self.lost || text.starts_with("---") && indent == 0 {
                break;
            }
            let Some((key, rest)) = key_of(text).filter(|_| !is_item(text)) else {
                if is_item(text) {
                    break;
                }
                self.note(row.start..row.end, Text("a name with a colon"));
                self.row += 1;
                continue;
            };
            let key = Key { text: unquoted(key), at: row.start..row.start + key.len() };
            let value = text[rest..].trim_start();
            self.row += 1;
            // Anchors and tags say nothing about what is in force.
            let plain = value.trim_start_matches(['&', '!']);
            let named = plain.len() < value.len();
            let tail = if named {
                plain.split_once(' ').map_or("", |(_, tail)| tail.trim_start())
            } else {
                value
            };
            let node = if tail.is_empty() {
                self.below(indent, true, row.end, depth)
            } else {
                self.inline(row, row.start + text.len() - tail.len(), indent, depth)
            };
            end = self.yaml.nodes[node].at.end.max(end);
            entries.push((key, node));
        }
        self.add(Value::Map(entries), start..end)
    }

    /// The value of a line that ends with its name: what is indented further below, if anything is.
    fn below(&mut self, indent: usize, of_map: bool, end: usize, depth: usize) -> usize {
        if let Some(row) = self.next() {
            // A list may stand as far out as the name that it belongs to.
            let list = of_map && row.indent == indent && is_item(self.content(row));
            if row.indent > indent || list {
                return self.block(row.indent, depth + 1);
            }
        }
        self.add(Value::Text(String::new()), end..end)
    }

    /// A value on its name's line; of a collection or text it may go on below.
    fn inline(&mut self, row: Row, start: usize, indent: usize, depth: usize) -> usize {
        let text = &self.content(row)[start - row.start..];
        let at = start..start + text.len();
        match text.chars().next() {
            Some('|' | '>') => self.lines(indent, at),
            Some('{' | '[') if !text.starts_with("{{") => {
                let mut flow = Flow {
                    text: self.script.text,
                    at: start,
                    deepest: DEEPEST - depth.min(DEEPEST),
                };
                let parsed = flow.value(&mut self.yaml, 0);
                let end = flow.at;
                match parsed {
                    Some(node) => {
                        while self.rows.get(self.row).is_some_and(|row| row.start < end) {
                            self.row += 1;
                        }
                        node
                    }
                    None => {
                        self.note(at.clone(), Text("a list or a map that is closed"));
                        self.add(Value::Text(text.into()), at)
                    }
                }
            }
            _ => self.add(Value::Text(unquoted(text)), at),
        }
    }

    /// A text of several lines, as it stands.
    fn lines(&mut self, indent: usize, at: Range<usize>) -> usize {
        let mut text = String::new();
        let mut end = at.end;
        while let Some(row) = self.rows.get(self.row).copied() {
            if row.start < row.end && row.indent <= indent {
                break;
            }
            text.push_str(&self.script.text[row.start.min(row.end)..row.end]);
            text.push('\n');
            if row.start < row.end {
                end = row.end;
            }
            self.row += 1;
        }
        self.add(Value::Text(text), at.start..end)
    }
}

fn is_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// The name that a line begins with, and where what follows its colon begins.
fn key_of(text: &str) -> Option<(&str, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let end = text[1..].find(quote)? + 2;
        let rest = text[end..].trim_start();
        let colon = text.len() - rest.len();
        return (rest == ":" || rest.starts_with(": ")).then_some((&text[..end], colon + 1));
    }
    if text.starts_with(['{', '[', '|', '>', '#', '&', '*']) {
        return None;
    }
    let at = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    Some((text[..at].trim_end(), at + 1))
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(inner) = inner('"').filter(|_| text.len() > 1) {
        let mut plain = String::new();
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n') => plain.push('\n'),
                    Some('t') => plain.push('\t'),
                    Some(c) => plain.push(c),
                    None => {}
                },
                c => plain.push(c),
            }
        }
        return plain;
    }
    match inner('\'').filter(|_| text.len() > 1) {
        Some(inner) => inner.replace("''", "'"),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn told(text: &str) -> String {
        let mut unread = Vec::new();
        let yaml = Yaml::read(&Script::new(text), &mut unread);
        let mut told = String::new();
        for document in &yaml.documents {
            told += &one(&yaml, *document);
            told.push('\n');
        }
        for unread in unread {
            told += &format!("{}: {}\n", unread.lines, unread.found);
        }
        told
    }

    fn one(yaml: &Yaml, node: usize) -> String {
        match &yaml.nodes[node].value {
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| one(yaml, *item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", key.text, one(yaml, *value)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    #[test]
    fn what_configurations_are_written_in_is_read() {
        for (text, expected) in [
            ("a: 1\nb: two words # c\n", "{a: \"1\", b: \"two words\"}\n"),
            ("a:\n  b:\n    c: d\n  e: f\n", "{a: {b: {c: \"d\"}, e: \"f\"}}\n"),
            (
                "a:\n- b\n- c: d\n  e: f\n-\n  g: h\n",
                "{a: [\"b\", {c: \"d\", e: \"f\"}, {g: \"h\"}]}\n",
            ),
            ("a:\n  - - b\n    - c\n", "{a: [[\"b\", \"c\"]]}\n"),
            ("a: {b: c, d: [e, 'f g']}\n", "{a: {b: \"c\", d: [\"e\", \"f g\"]}}\n"),
            ("a: [\n  b,\n  c\n]\nd: e\n", "{a: [\"b\", \"c\"], d: \"e\"}\n"),
            (
                "{\"a\": {\"b\": [1, true]}, \"c\": \"d:e\"}",
                "{a: {b: [\"1\", \"true\"]}, c: \"d:e\"}\n",
            ),
            ("a: |\n  b c\n  d: e\nf: g\n", "{a: \"b c\\nd: e\\n\", f: \"g\"}\n"),
            ("a: \"b: c # d\"\n'e f': g\n", "{a: \"b: c # d\", e f: \"g\"}\n"),
            ("a: &x\n  b: c\nd: !!str e\nf: &y g\n", "{a: {b: \"c\"}, d: \"e\", f: \"g\"}\n"),
            ("a: b\n---\nc: d\n", "{a: \"b\"}\n{c: \"d\"}\n"),
            ("- \"traefik.a=Host(`b`)\"\n", "[\"traefik.a=Host(`b`)\"]\n"),
            ("a: http://b:80/c\n", "{a: \"http://b:80/c\"}\n"),
            ("a: {{ .Values.b }}\nc: d\n", "{a: \"{{ .Values.b }}\", c: \"d\"}\n"),
            ("a:\n\nb: c\n", "{a: \"\", b: \"c\"}\n"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_out_of_place_is_said_and_the_rest_is_read() {
        for (text, expected) in [
            ("a: b\nc\nd: e\n", "{a: \"b\", d: \"e\"}\nline 2: c\n"),
            ("a: [b\n", "{a: \"[b\"}\nline 1: [b\n"),
            ("  a: b\n c: d\n", "{a: \"b\"}\nline 2: c: d\n"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn hostile_nesting_ends_early() {
        for text in
            ["[".repeat(100_000), "- ".repeat(100_000), "a:\n".repeat(1000), "{a: ".repeat(50_000)]
        {
            let mut unread = Vec::new();
            Yaml::read(&Script::new(&text), &mut unread);
            assert!(unread.len() <= 20);
        }
    }
}
