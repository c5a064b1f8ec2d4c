//! The part of TOML that Traefik's files are written in: tables, tables in lists, and in one line
//! texts, numbers, words, lists and tables. Lists may go on over lines.
//!
//! It is read strictly: what TOML does not allow is said, and its line is left.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Entry, add};
use crate::ingest::config::script::Script;
use crate::ingest::config::{Unread, note_unread};
use crate::text::Text;

const DEEPEST: usize = 12;
const LONGEST_NAME: usize = 500;

/// Whether a text is TOML: its first line that says something is a table, or a name with a value.
pub(super) fn is_toml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| {
        let name = line.split('=').next().unwrap_or_default().trim_end();
        let named = line.contains('=') && name.bytes().all(is_bare);
        line.starts_with('[') && line.contains(']') || named && !name.is_empty()
    })
}

/// Reads it to entries, which are named as labels are.
pub(super) fn read(script: &Script<'_>, entries: &mut Vec<Entry>, unread: &mut Vec<Unread>) {
    let mut toml = Toml { text: script.text, at: 0, entries };
    let mut table = String::new();
    // How many tables each list has so far.
    let mut lists: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        toml.blanks(true);
        let start = toml.at;
        if start == script.text.len() {
            return;
        }
        let read = match toml.header() {
            Some(Some((name, listed))) => {
                table = within(&lists, &name);
                if listed {
                    let count = lists.entry(table.clone()).or_default();
                    table = format!("{table}[{count}]");
                    *count += 1;
                }
                // One without anything in it is there all the same.
                toml.add(&table, "", start..toml.at);
                Some(())
            }
            Some(None) => None,
            None => toml.pair(&table, start, 0),
        };
        if read.and_then(|()| toml.line_ends()).is_none() {
            let end = script.text[start..].find('\n').map_or(script.text.len(), |end| start + end);
            let at = start..end.max(toml.at.min(script.text.len()));
            let expected = Text("a table in brackets, or a name, “=” and a value");
            note_unread(unread, script.lines(&at), expected, &script.text[start..end]);
            toml.at = end.max(start + 1).min(script.text.len());
        }
    }
}

/// The name of a table, with the last place of each list that it stands in.
fn within(lists: &BTreeMap<String, usize>, name: &[String]) -> String {
    let mut whole = String::new();
    for (place, part) in name.iter().enumerate() {
        if place > 0 {
            if let Some(count) = lists.get(&whole) {
                whole.push_str(&format!("[{}]", count.saturating_sub(1)));
            }
            whole.push('.');
        }
        whole.push_str(part);
    }
    whole
}

struct Toml<'a, 'e> {
    text: &'a str,
    at: usize,
    entries: &'e mut Vec<Entry>,
}

impl<'a> Toml<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn takes(&mut self, lead: &str) -> bool {
        let found = self.rest().starts_with(lead);
        if found {
            self.at += lead.len();
        }
        found
    }

    /// Passes over blanks, and over comments and line breaks as well where they mean nothing.
    fn blanks(&mut self, lines: bool) {
        loop {
            let rest = self.rest();
            let bare = rest.trim_start_matches(|c: char| {
                matches!(c, ' ' | '\t') || lines && matches!(c, '\r' | '\n')
            });
            self.at += rest.len() - bare.len();
            if !lines || !bare.starts_with('#') {
                return;
            }
            self.at += bare.find('\n').unwrap_or(bare.len());
        }
    }

    fn line_ends(&mut self) -> Option<()> {
        self.blanks(false);
        let rest = self.rest();
        if rest.starts_with('#') {
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
        let rest = self.rest();
        (rest.is_empty() || rest.starts_with(['\r', '\n'])).then_some(())
    }

    /// `[a.b]` or `[[a.b]]`, and whether it is one of a list. The outer `None`: it is no table; the
    /// inner one: it is none that is closed.
    fn header(&mut self) -> Option<Option<(Vec<String>, bool)>> {
        if !self.takes("[") {
            return None;
        }
        let listed = self.takes("[");
        let name = self.name();
        let closed = self.takes(if listed { "]]" } else { "]" });
        Some(name.filter(|_| closed).map(|name| (name, listed)))
    }

    /// A name of parts with dots between them.
    fn name(&mut self) -> Option<Vec<String>> {
        let mut parts = Vec::new();
        loop {
            self.blanks(false);
            let part = match self.rest().as_bytes().first()? {
                b'"' | b'\'' => self.quoted()?,
                _ => self.bare()?.into(),
            };
            parts.push(part);
            self.blanks(false);
            if !self.takes(".") {
                return Some(parts);
            }
            if parts.len() > DEEPEST {
                return None;
            }
        }
    }

    fn bare(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.bytes().position(|byte| !is_bare(byte)).unwrap_or(rest.len());
        self.at += end;
        (end > 0).then(|| &rest[..end])
    }

    /// A name with its value, below this table.
    fn pair(&mut self, table: &str, start: usize, depth: usize) -> Option<()> {
        let name = self.name()?.join(".");
        if !self.takes("=") {
            return None;
        }
        let whole = if table.is_empty() { name } else { format!("{table}.{name}") };
        self.value(&whole, start, depth)
    }

    fn value(&mut self, name: &str, start: usize, depth: usize) -> Option<()> {
        if depth > DEEPEST || name.len() > LONGEST_NAME {
            return None;
        }
        self.blanks(false);
        let at = if depth > 0 { self.at } else { start };
        match self.rest().as_bytes().first()? {
            b'"' | b'\'' => {
                let text = self.quoted()?;
                self.add(name, &text, at..self.at);
            }
            b'[' => {
                self.at += 1;
                let mut place = 0;
                self.blanks(true);
                while !self.takes("]") {
                    self.value(&format!("{name}[{place}]"), self.at, depth + 1)?;
                    place += 1;
                    self.separator(']')?;
                }
            }
            b'{' => {
                self.at += 1;
                self.blanks(false);
                if self.takes("}") {
                    // A middleware without options is there all the same.
                    self.add(name, "", at..self.at);
                    return Some(());
                }
                loop {
                    self.pair(name, self.at, depth + 1)?;
                    self.blanks(false);
                    if self.takes("}") {
                        return Some(());
                    }
                    if !self.takes(",") {
                        return None;
                    }
                    self.blanks(false);
                }
            }
            _ => {
                let word = self.word()?;
                self.add(name, word, at..self.at);
            }
        }
        Some(())
    }

    /// What stands between the values of a list: a comma, or its end ahead.
    fn separator(&mut self, close: char) -> Option<()> {
        self.blanks(true);
        let more = self.takes(",");
        self.blanks(true);
        (more || self.rest().starts_with(close)).then_some(())
    }

    /// A number, a date, true or false.
    fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-._:".contains(c));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        let value = matches!(word, "true" | "false" | "inf" | "nan")
            || word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
        value.then_some(word)
    }

    /// A text in quotes of either kind, of one line or, in three of them, of several.
    fn quoted(&mut self) -> Option<String> {
        for (mark, escapes) in [("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)] {
            if self.takes(mark) {
                return self.until(mark, escapes);
            }
        }
        None
    }

    fn until(&mut self, mark: &str, escapes: bool) -> Option<String> {
        let several = mark.len() == 3;
        if several && !self.takes("\r\n") {
            self.takes("\n");
        }
        let mut text = String::new();
        loop {
            if self.takes(mark) {
                return Some(text);
            }
            let c = self.rest().chars().next().filter(|c| several || *c != '\n')?;
            self.at += c.len_utf8();
            if c != '\\' || !escapes {
                text.push(c);
                continue;
            }
            let c = self.rest().chars().next()?;
            self.at += c.len_utf8();
            match c {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                '"' | '\\' => text.push(c),
                'u' | 'U' => {
                    let digits = self.rest().get(..if c == 'u' { 4 } else { 8 })?;
                    self.at += digits.len();
                    text.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                }
                // A line that goes on below.
                '\r' | '\n' if several => self.blanks(true),
                _ => return None,
            }
        }
    }

    fn add(&mut self, name: &str, value: &str, at: Range<usize>) {
        add(self.entries, name, value, at);
    }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn told(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut entries, mut unread) = (Vec::new(), Vec::new());
        read(&Script::new(text), &mut entries, &mut unread);
        let entries = entries.iter().map(|entry| format!("{}={}", entry.name, entry.value));
        (entries.collect(), unread.iter().map(|one| one.lines.to_string()).collect())
    }

    #[test]
    fn tables_lists_and_values_are_named_as_labels_are() {
        let text = "# a comment\ntop = 1\n[http.routers.Chat] # one\n  rule = \"Host(`a\\u00e9`)\"\n  middlewares = [\"a\", # first\n    'b',\n  ]\n[http.services]\n[[http.services.chat.loadBalancer.servers]]\nurl = '''http://a'''\n[[http.services.chat.loadBalancer.servers]]\nurl = \"\"\"\nhttp://b\"\"\"\n[http.services.chat.loadBalancer.servers.more]\nx.\"y z\" = true\n[http.middlewares]\nm = { compress = {}, headers = { customRequestHeaders = { Upgrade = \"\" } } }\n";
        let expected = [
            "top=1",
            "http.routers.chat=",
            "http.routers.chat.rule=Host(`aé`)",
            "http.routers.chat.middlewares[0]=a",
            "http.routers.chat.middlewares[1]=b",
            "http.services=",
            "http.services.chat.loadbalancer.servers[0]=",
            "http.services.chat.loadbalancer.servers[0].url=http://a",
            "http.services.chat.loadbalancer.servers[1]=",
            "http.services.chat.loadbalancer.servers[1].url=http://b",
            "http.services.chat.loadbalancer.servers[1].more=",
            "http.services.chat.loadbalancer.servers[1].more.x.y z=true",
            "http.middlewares=",
            "http.middlewares.m.compress=",
            "http.middlewares.m.headers.customrequestheaders.upgrade=",
        ];
        assert_eq!(told(text), (expected.map(String::from).to_vec(), Vec::new()));
    }

    #[test]
    fn what_is_no_toml_is_said_and_the_rest_is_read() {
        for (text, entries, lines) in [
            ("a = \nb = 1\n", &["b=1"][..], &["line 1"][..]),
            ("a = \"x\nb = 1", &["b=1"], &["line 1"]),
            ("[a\nb = 1", &["b=1"], &["line 1"]),
            ("a = [1, 2\nb = 1", &["a[0]=1", "a[1]=2", "b=1"], &["line 1"]),
            ("a = nothing", &[], &["line 1"]),
            ("a = 1 2\n\nb: 1", &["a=1"], &["line 1", "line 3"]),
            ("é", &[], &["line 1"]),
        ] {
            let (all, unread) = told(text);
            assert_eq!(all, entries, "{text}");
            assert!(!unread.is_empty() && unread[0] == lines[0], "{text}: {unread:?}");
        }
        let deep = format!("a = {}", "[".repeat(10_000));
        assert_eq!(told(&deep).1, ["line 1"]);
    }

    #[test]
    fn toml_is_known_by_its_first_line() {
        for (text, expected) in [
            ("# a\n\n[http.routers]\n", true),
            ("defaultEntryPoints = [\"http\"]", true),
            ("http:\n  routers:\n", false),
            ("- \"traefik.http.routers.a.rule=Host(`a`)\"", false),
            ("traefik.http.routers.a.rule=Host(`a`)", false),
            ("", false),
        ] {
            assert_eq!(is_toml(text), expected, "{text}");
        }
    }
}
