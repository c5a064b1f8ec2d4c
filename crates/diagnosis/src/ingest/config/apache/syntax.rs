//! Apache's language: lines of words, containers in angle brackets, a backslash that joins lines.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::ingest::config::script::Script;
use crate::ingest::config::{Unread, note_unread};
use crate::text::Text;

pub(super) struct Word {
    pub(super) text: String,
    /// With its quotes.
    pub(super) at: Range<usize>,
}

pub(super) struct Node {
    /// The name, in lower case.
    pub(super) name: String,
    /// What follows the name.
    pub(super) words: Vec<Word>,
    /// The line, of a container its first one.
    pub(super) at: Range<usize>,
    /// Of a container: the end of its last line.
    pub(super) close: Option<usize>,
    pub(super) is_block: bool,
    children: Vec<usize>,
}

impl Node {
    pub(super) fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| &word.text)
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &*word.text)
    }

    pub(super) fn whole(&self) -> Range<usize> {
        self.at.start..self.close.unwrap_or(self.at.end)
    }
}

/// All directives of a text.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    top: Vec<usize>,
    pub(super) version: Option<(u32, u32, u32)>,
}

const MOST_NODES: usize = 200_000;
const DEEPEST: usize = 50;

impl Tree {
    pub(super) fn read(script: &Script<'_>, unread: &mut Vec<Unread>) -> Tree {
        let mut tree = Tree::default();
        let mut open: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < script.text.len() {
            let end = line_end(script.text, at);
            let line = at..at + script.text[at..end].trim_end().len();
            at = end;
            let text = &script.text[line.clone()];
            let bare = text.trim_start();
            let start = line.end - bare.len();
            if let Some(version) = bare.strip_prefix("Server version: Apache/") {
                tree.version = version_of(version);
                continue;
            }
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            if tree.nodes.len() >= MOST_NODES || open.len() > DEEPEST {
                let at = script.lines(&(start..script.text.len()));
                note_unread(
                    unread,
                    at,
                    Text("at most 200,000 lines, nested at most 50 deep"),
                    "more",
                );
                break;
            }
            if let Some(name) = bare.strip_prefix("</") {
                tree.close(name, &line, &mut open, script, unread);
                continue;
            }
            tree.add(start..line.end, &mut open, script, unread);
        }
        for node in open {
            let node = &tree.nodes[node];
            note_unread(
                unread,
                script.lines(&node.at),
                Text("the end of the container"),
                &node.name,
            );
        }
        tree
    }

    /// A line with a directive, or the first one of a container.
    fn add(
        &mut self,
        at: Range<usize>,
        open: &mut Vec<usize>,
        script: &Script<'_>,
        unread: &mut Vec<Unread>,
    ) {
        let text = &script.text[at.clone()];
        let is_block = text.starts_with('<');
        let closed = text.ends_with('>');
        if is_block && !closed {
            note_unread(unread, script.lines(&at), Text("“>” at the end of the line"), text);
        }
        let inner = match is_block {
            true => at.start + 1..(at.end - usize::from(closed)).max(at.start + 1),
            false => at.clone(),
        };
        let mut words = words(&script.text[inner.clone()], inner.start);
        if words.is_empty() {
            return;
        }
        let name = words.remove(0).text.to_ascii_lowercase();
        let node = self.nodes.len();
        self.nodes.push(Node { name, words, at, close: None, is_block, children: Vec::new() });
        match open.last() {
            Some(parent) => self.nodes[*parent].children.push(node),
            None => self.top.push(node),
        }
        if is_block {
            open.push(node);
        }
    }

    fn close(
        &mut self,
        name: &str,
        line: &Range<usize>,
        open: &mut Vec<usize>,
        script: &Script<'_>,
        unread: &mut Vec<Unread>,
    ) {
        let name = name.trim_end_matches('>').trim().to_ascii_lowercase();
        let Some(depth) = open.iter().rposition(|node| self.nodes[*node].name == name) else {
            note_unread(unread, script.lines(line), Text("a container that this line ends"), &name);
            return;
        };
        for node in open.drain(depth..) {
            if self.nodes[node].name != name {
                let lines = script.lines(&self.nodes[node].at);
                note_unread(
                    unread,
                    lines,
                    Text("the end of the container"),
                    &self.nodes[node].name,
                );
            }
            self.nodes[node].close = Some(line.end);
        }
    }

    /// The directives of a container, or outside of all; those under a condition that most machines
    /// meet are taken as if it were not there.
    pub(super) fn body(&self, of: Option<usize>) -> Vec<usize> {
        let mut body = Vec::new();
        let mut open: Vec<usize> = match of {
            Some(node) => self.nodes[node].children.iter().rev().copied().collect(),
            None => self.top.iter().rev().copied().collect(),
        };
        while let Some(at) = open.pop() {
            let node = &self.nodes[at];
            match node.name.as_str() {
                "ifmodule" | "ifdefine" if node.word(0).starts_with('!') => {}
                "ifmodule" | "ifversion" | "ifdefine" => open.extend(node.children.iter().rev()),
                _ => body.push(at),
            }
        }
        body
    }
}

/// The end of a line, behind its line feed, with the lines that a backslash joins to it.
fn line_end(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let Some(feed) = text[at..].find('\n').map(|feed| at + feed) else { return text.len() };
        let line = text[at..feed].trim_end_matches('\r');
        at = feed + 1;
        if !line.ends_with('\\') {
            return at;
        }
    }
}

fn words(text: &str, offset: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace()
            || (first == '\\' && matches!(chars.peek(), Some((_, '\n' | '\r'))))
        {
            continue;
        }
        let quote = matches!(first, '"' | '\'').then_some(first);
        let mut word = String::new();
        if quote.is_none() {
            word.push(first);
        }
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.peek().copied() {
            if quote.is_none() && c.is_whitespace() {
                break;
            }
            chars.next();
            end = at + c.len_utf8();
            match (quote, c) {
                (Some(open), c) if c == open => break,
                (Some(open), '\\') if chars.peek().is_some_and(|(_, next)| *next == open) => {
                    word.extend(chars.next().map(|(_, c)| c));
                }
                (_, c) => word.push(c),
            }
        }
        words.push(Word { text: word, at: offset + start..offset + end });
    }
    words
}

fn version_of(text: &str) -> Option<(u32, u32, u32)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let mut parts = text[..end].split('.').map_while(|part| part.parse().ok());
    Some((parts.next()?, parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec;

    #[test]
    fn words_and_joined_lines_are_read() {
        for (text, expected) in [
            ("ProxyPass \"/ws/\" 'http://a b/'", vec!["ProxyPass", "/ws/", "http://a b/"]),
            (
                "RewriteRule ^/ws/(.*)$ ws://a/$1 [P,L]",
                vec!["RewriteRule", "^/ws/(.*)$", "ws://a/$1", "[P,L]"],
            ),
            ("A \\\n  b", vec!["A", "b"]),
            ("A \"b\\\"c\"", vec!["A", "b\"c"]),
            ("A %{HTTP:Upgrade} \\.php$", vec!["A", "%{HTTP:Upgrade}", "\\.php$"]),
        ] {
            let words = words(text, 0);
            let texts: Vec<&str> = words.iter().map(|word| &*word.text).collect();
            assert_eq!(texts, expected, "{text}");
        }
    }

    #[test]
    fn containers_hold_their_lines_and_what_is_open_is_said() {
        let text = "Listen 80\n<VirtualHost *:80>\n  <IfModule mod_proxy.c>\n    ProxyPass / a\n  </IfModule>\n<Location /x>\n</VirtualHost>\n</Proxy>\n<If a\n";
        let mut unread = Vec::new();
        let tree = Tree::read(&Script::new(text), &mut unread);
        let names = |of| -> Vec<&str> {
            tree.body(of).into_iter().map(|node| tree.nodes[node].name.as_str()).collect()
        };
        assert_eq!(
            (names(None), names(Some(1))),
            (vec!["listen", "virtualhost", "if"], vec!["proxypass", "location"])
        );
        let said: Vec<String> =
            unread.iter().map(|one| format!("{}: {}", one.lines, one.found)).collect();
        assert_eq!(said, ["line 6: location", "line 8: proxy", "line 9: <If a", "line 9: if"]);
    }
}
