//! nginx's language: directives of words, each ended by `;` or opening a block; files as `nginx -T` puts
//! them one behind the other.
//!
//! Nothing here knows what a directive means. Whatever the text, something is read: what is out of
//! place is said with its line, and the reading goes on.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::ops::Range;

use crate::ingest::config::pattern::glob;
use crate::ingest::config::script::Script;
use crate::ingest::config::{Unread, note_unread};
use crate::text::Text;

/// A part of a directive, without its quotes.
pub(super) struct Word<'a> {
    pub(super) text: Cow<'a, str>,
    /// With its quotes.
    pub(super) at: Range<usize>,
}

/// A directive.
pub(super) struct Node<'a> {
    pub(super) words: Vec<Word<'a>>,
    /// From its first word to behind its `;` or `{`.
    pub(super) at: Range<usize>,
    /// Of a block: where its `}` is.
    pub(super) close: Option<usize>,
    pub(super) is_block: bool,
    children: Vec<usize>,
}

impl Node<'_> {
    pub(super) fn name(&self) -> &str {
        self.words.first().map_or("", |word| &word.text)
    }

    /// The words behind the name.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.words.iter().skip(1).map(|word| &*word.text)
    }

    pub(super) fn value(&self, place: usize) -> Option<&str> {
        self.words.get(place + 1).map(|word| &*word.text)
    }

    /// From its first word to the end of its block.
    pub(super) fn whole(&self) -> Range<usize> {
        self.at.start..self.close.map_or(self.at.end, |close| close + 1)
    }
}

struct File<'a> {
    path: &'a str,
    nodes: Vec<usize>,
}

/// A program's version.
pub(super) type Version = (u32, u32, u32);

/// All directives of a text.
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) version: Option<Version>,
    pub(super) unread: Vec<Unread>,
    files: Vec<File<'a>>,
    /// How many more directives of included files are put in their place.
    left: Cell<usize>,
}

/// More than any real configuration has; it bounds the memory.
const MOST_NODES: usize = 250_000;
const DEEPEST: usize = 100;
const MOST_IN_BLOCK: usize = 50_000;
const MOST_INCLUDED: usize = 1_000_000;

impl<'a> Tree<'a> {
    pub(super) fn read(script: &Script<'a>) -> Tree<'a> {
        let first = File { path: "", nodes: Vec::new() };
        let tree = Tree {
            nodes: Vec::new(),
            version: None,
            unread: Vec::new(),
            files: [first].into(),
            left: Cell::new(MOST_INCLUDED),
        };
        let mut parser = Parser { script, at: 0, words: Vec::new(), open: Vec::new(), tree };
        parser.run();
        parser.tree
    }

    /// The directives of a block, or of the whole; those of included files in their place.
    pub(super) fn body(&self, of: Option<usize>) -> Vec<usize> {
        let mut body = Vec::new();
        match of {
            Some(node) => self.expand(&self.nodes[node].children, 0, &mut body),
            None => {
                // The first file is the main one, and includes the others.
                let marked = self.files.iter().skip(1).take(1);
                for file in self.files.iter().take(1).chain(marked) {
                    self.expand(&file.nodes, 0, &mut body);
                }
            }
        }
        body
    }

    fn expand(&self, nodes: &[usize], depth: usize, body: &mut Vec<usize>) {
        for node in nodes {
            if body.len() >= MOST_IN_BLOCK {
                return;
            }
            body.push(*node);
            for file in self.included(*node).filter(|_| depth < 8) {
                let Some(left) = self.left.get().checked_sub(file.nodes.len() + 1) else { return };
                self.left.set(left);
                self.expand(&file.nodes, depth + 1, body);
            }
        }
    }

    fn included(&self, node: usize) -> impl Iterator<Item = &File<'a>> {
        let node = &self.nodes[node];
        let pattern = (node.name() == "include").then(|| node.value(0)).flatten();
        let directory = self.files.get(1).and_then(|main| main.path.rsplit_once('/'));
        let pattern = pattern.map(|pattern| match directory {
            Some((directory, _)) if !pattern.starts_with('/') => [directory, "/", pattern].concat(),
            _ => String::from(pattern),
        });
        self.files.iter().skip(2).filter(move |file| {
            pattern
                .as_ref()
                .is_some_and(|pattern| *pattern == file.path || glob(pattern, file.path))
        })
    }

    /// Whether this `include` names nothing that was pasted.
    pub(super) fn is_missing(&self, node: usize) -> bool {
        self.nodes[node].name() == "include" && self.included(node).next().is_none()
    }
}

struct Parser<'a, 's> {
    script: &'s Script<'a>,
    at: usize,
    words: Vec<Word<'a>>,
    open: Vec<usize>,
    tree: Tree<'a>,
}

impl<'a> Parser<'a, '_> {
    fn run(&mut self) {
        while let Some(byte) = self.byte(self.at) {
            if self.tree.nodes.len() >= MOST_NODES || self.open.len() > DEEPEST {
                let expected = Text("at most 250,000 directives, nested at most 100 deep");
                self.unread(self.at..self.script.text.len(), expected, "more");
                break;
            }
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' => self.comment(),
                b';' => {
                    self.at += 1;
                    self.end(false);
                }
                b'{' => {
                    self.at += 1;
                    self.end(true);
                }
                b'}' => self.close(),
                _ if self.words.is_empty() && self.is_foreign() => self.at = self.line_end(),
                b'"' | b'\'' => self.quoted(byte),
                _ => self.word(),
            }
        }
        if let (Some(first), Some(last)) = (self.words.first(), self.words.last()) {
            let (at, found) = (first.at.start..last.at.end, first.text.clone());
            self.unread(at, Text("“;” behind the directive"), &found);
        }
        while let Some(open) = self.open.pop() {
            let (at, name) = (self.tree.nodes[open].at.clone(), self.tree.nodes[open].name());
            let found = [name, " {"].concat();
            self.unread(at, Text("“}” that closes the block"), &found);
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.script.text.as_bytes().get(at).copied()
    }

    fn line_end(&self) -> usize {
        let rest = &self.script.text[self.at..];
        rest.find('\n').map_or(self.script.text.len(), |end| self.at + end)
    }

    fn unread(&mut self, at: Range<usize>, expected: Text, found: &str) {
        note_unread(&mut self.tree.unread, self.script.lines(&at), expected, found);
    }

    /// What nginx and the terminal say around a configuration.
    fn is_foreign(&mut self) -> bool {
        if self.at > 0 && self.byte(self.at - 1) != Some(b'\n') {
            return false;
        }
        if self.at > 0 && self.byte(self.at - 1) != Some(b'\n') {
            return false;
        }
        const FOREIGN: [&str; 6] =
            ["nginx: ", "built by ", "built with ", "TLS SNI ", "configure arguments:", "```"];
        let line = self.script.text[self.at..self.line_end()].trim_end();
        if let Some(version) = line.strip_prefix("nginx version: ") {
            self.tree.version = self.tree.version.or_else(|| read_version(version));
            return true;
        }
        // The line of a prompt, on which the configuration was asked for.
        let asked = line.ends_with("nginx -T") || line.ends_with("nginx -V");
        asked || FOREIGN.iter().any(|start| line.starts_with(start))
    }

    fn comment(&mut self) {
        let end = self.line_end();
        let line = &self.script.text[self.at..end];
        let path = line.strip_prefix("# configuration file ");
        if let Some(path) = path.and_then(|path| path.trim_end().strip_suffix(':')) {
            while let Some(open) = self.open.pop() {
                let at = self.tree.nodes[open].at.clone();
                self.unread(at, Text("“}” that closes the block"), "the next file");
            }
            self.words.clear();
            self.tree.files.push(File { path, nodes: Vec::new() });
        }
        self.at = end;
    }

    fn word(&mut self) {
        let bytes = self.script.text.as_bytes();
        let start = self.at;
        let mut escaped = false;
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b';' => break,
                b'{' if bytes[self.at - 1] != b'$' || self.at == start => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.boundary(self.at);
        self.push(start..self.at, start..self.at, escaped);
    }

    fn quoted(&mut self, quote: u8) {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            match self.byte(self.at) {
                None => {
                    self.unread(start..start + 1, Text("the second quotation mark"), "the end");
                    return;
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                }
                Some(byte) if byte == quote => break,
                Some(_) => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.push(start + 1..self.at - 1, start..self.at, escaped);
    }

    /// The end of a character, if this is amidst one, or behind the text.
    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.script.text.len());
        while !self.script.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    fn push(&mut self, inner: Range<usize>, at: Range<usize>, escaped: bool) {
        let text = &self.script.text[inner];
        let text = if escaped { Cow::Owned(unescaped(text)) } else { Cow::Borrowed(text) };
        self.words.push(Word { text, at });
    }

    /// Ends the directive that was read, at its `;` or `{`.
    fn end(&mut self, is_block: bool) {
        let mut words = core::mem::take(&mut self.words);
        while let Some(at) = self.unended(&words) {
            let rest = words.split_off(at);
            let (last, next) = (&words[words.len() - 1], rest[0].text.clone());
            self.unread(last.at.clone(), Text("“;” at the end of the line"), &next);
            let end = last.at.end;
            self.add(words, end, false);
            words = rest;
        }
        if words.is_empty() {
            let at = self.at - 1..self.at;
            let found = if is_block { "{" } else { ";" };
            self.unread(at, Text("the name of a directive"), found);
            if !is_block {
                return;
            }
        }
        let code =
            is_block && words.first().is_some_and(|name| name.text.ends_with("_by_lua_block"));
        let node = self.add(words, self.at, is_block);
        match (code, is_block) {
            (true, _) => self.pass_code(node),
            (_, true) => self.open.push(node),
            _ => {}
        }
    }

    /// The place of the first word that must be the next directive, behind one without its `;`.
    fn unended(&self, words: &[Word<'_>]) -> Option<usize> {
        (1..words.len()).find(|at| {
            let between = &self.script.text[words[at - 1].at.end..words[*at].at.start];
            between.contains('\n') && KNOWN.contains(&&*words[*at].text)
        })
    }

    fn add(&mut self, words: Vec<Word<'a>>, end: usize, is_block: bool) -> usize {
        let start = words.first().map_or(end.saturating_sub(1), |word| word.at.start);
        let node = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            words,
            at: start..end,
            close: None,
            is_block,
            children: Vec::new(),
        });
        match self.open.last() {
            Some(open) => self.tree.nodes[*open].children.push(node),
            None => {
                let file = self.tree.files.last_mut().expect("there is a first file");
                file.nodes.push(node);
            }
        }
        node
    }

    fn close(&mut self) {
        if let Some(first) = self.words.first() {
            let at = first.at.start..self.at;
            self.unread(at, Text("“;” before “}”"), "}");
            let words = core::mem::take(&mut self.words);
            let end = words[words.len() - 1].at.end;
            self.add(words, end, false);
        }
        match self.open.pop() {
            Some(open) => self.tree.nodes[open].close = Some(self.at),
            None => self.unread(self.at..self.at + 1, Text("a block that “}” closes"), "}"),
        }
        self.at += 1;
    }

    /// Passes over a block of Lua, which has braces of its own.
    fn pass_code(&mut self, node: usize) {
        let mut depth = 1_usize;
        while let Some(byte) = self.byte(self.at) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.tree.nodes[node].close = Some(self.at);
                self.at += 1;
                return;
            }
            self.at += 1;
        }
        let at = self.tree.nodes[node].at.clone();
        self.unread(at, Text("“}” that closes the block"), "the end");
    }
}

/// Directives whose names are no values of others: where one begins a line, the one before ended.
const KNOWN: [&str; 22] = [
    "add_header",
    "auth_basic",
    "include",
    "listen",
    "location",
    "proxy_buffering",
    "proxy_cache_bypass",
    "proxy_connect_timeout",
    "proxy_http_version",
    "proxy_pass",
    "proxy_read_timeout",
    "proxy_redirect",
    "proxy_send_timeout",
    "proxy_set_header",
    "rewrite",
    "root",
    "server_name",
    "ssl_certificate",
    "ssl_certificate_key",
    "try_files",
    "upstream",
    "access_log",
];

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            // nginx takes these for their meaning, and leaves a backslash before anything else.
            '\\' => match chars.next() {
                Some(c @ ('"' | '\'' | '\\')) => plain.push(c),
                Some('t') => plain.push('\t'),
                Some('r') => plain.push('\r'),
                Some('n') => plain.push('\n'),
                Some(other) => plain.extend(['\\', other]),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// `1.29.7` of `nginx/1.29.7 (Ubuntu)` or `openresty/1.25.3.1`.
fn read_version(text: &str) -> Option<Version> {
    let digits = text.split_once('/')?.1;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let mut parts = digits[..end].split('.').map_while(|part| part.parse().ok());
    Some((parts.next()?, parts.next()?, parts.next().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn outline(text: &str) -> String {
        let tree = Tree::read(&Script::new(text));
        let mut told = String::new();
        let mut open: Vec<(usize, usize)> =
            tree.body(None).into_iter().rev().map(|node| (node, 0)).collect();
        while let Some((at, depth)) = open.pop() {
            let node = &tree.nodes[at];
            let words: Vec<&str> = node.words.iter().map(|word| &*word.text).collect();
            told += &format!("{}{}\n", "  ".repeat(depth), words.join("|"));
            if node.is_block {
                open.extend(tree.body(Some(at)).into_iter().rev().map(|node| (node, depth + 1)));
            }
        }
        for unread in &tree.unread {
            told += &format!("{}: {}, not {}\n", unread.lines, unread.expected.0, unread.found);
        }
        told
    }

    #[test]
    fn words_quotes_comments_and_blocks_are_told_apart() {
        for (text, expected) in [
            ("a b;c {d e;}", "a|b\nc\n  d|e\n"),
            ("a 'b c' \"d;\" e\\;f;", "a|b c|d;|e\\;f\n"),
            ("a b#c; # d\ne;", "a|b#c\ne\n"),
            ("location ~ \"^/a{2}$\" { x; }", "location|~|^/a{2}$\n  x\n"),
            ("set $a ${b}c;", "set|$a|${b}c\n"),
            ("a\n  b\n  c;", "a|b|c\n"),
            ("content_by_lua_block { if a then { } end } b;", "content_by_lua_block\nb\n"),
            ("location ~ \\.php$ { }", "location|~|\\.php$\n"),
        ] {
            assert_eq!(outline(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_out_of_place_is_said_and_the_rest_is_read() {
        for (text, expected) in [
            ("a {\n b;\n", "a\n  b\nline 1: “}” that closes the block, not a {\n"),
            ("a;\n}\nb;", "a\nb\nline 2: a block that “}” closes, not }\n"),
            ("a b", "line 1: “;” behind the directive, not a\n"),
            ("{ a; }", "\n  a\nline 1: the name of a directive, not {\n"),
            (";", "line 1: the name of a directive, not ;\n"),
            (
                "a 'b",
                "line 1: the second quotation mark, not the end\nline 1: “;” behind the directive, not a\n",
            ),
            (
                "proxy_http_version 1.1\nproxy_pass http://a;\n",
                "proxy_http_version|1.1\nproxy_pass|http://a\nline 1: “;” at the end of the line, not proxy_pass\n",
            ),
            ("x { root /a }", "x\n  root|/a\nline 1: “;” before “}”, not }\n"),
        ] {
            assert_eq!(outline(text), expected, "{text}");
        }
    }

    #[test]
    fn files_stand_where_they_are_included() {
        let text = "root@web:~# nginx -T\n\
            nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n\
            nginx: configuration file /etc/nginx/nginx.conf test is successful\n\
            # configuration file /etc/nginx/nginx.conf:\n\
            http { include conf.d/*.conf; b; include none; }\n\
            # configuration file /etc/nginx/conf.d/a.conf:\n\
            include /etc/nginx/c.inc;\n\
            # configuration file /etc/nginx/c.inc:\n\
            c;\n\
            include c.inc;\n";
        let deep = (0..7).map(|depth| {
            let pad = "  ";
            let _ = depth;
            format!("{pad}c\n{pad}include|c.inc\n")
        });
        let expected = format!(
            "http\n  include|conf.d/*.conf\n  include|/etc/nginx/c.inc\n{}  b\n  include|none\n",
            deep.collect::<String>()
        );
        assert_eq!(outline(text), expected);
    }

    #[test]
    fn its_version_is_read_where_it_is_told() {
        for (text, expected) in [
            ("nginx version: nginx/1.29.7 (Ubuntu)\nbuilt by gcc 13\na;", Some((1, 29, 7))),
            ("nginx version: openresty/1.25.3.1\n", Some((1, 25, 3))),
            ("a;", None),
        ] {
            assert_eq!(Tree::read(&Script::new(text)).version, expected, "{text}");
        }
    }

    #[test]
    fn hostile_nesting_ends_early() {
        for text in ["a{".repeat(200_000), "a;".repeat(300_000), "'".repeat(100_001)] {
            let tree = Tree::read(&Script::new(&text));
            assert!(!tree.unread.is_empty() && tree.unread.len() <= 20);
        }
    }
}
