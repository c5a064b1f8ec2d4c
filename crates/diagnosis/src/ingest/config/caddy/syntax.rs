//! The Caddyfile: lines of words, blocks in braces, snippets that others import.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use core::ops::Range;

use crate::ingest::config::script::Script;
use crate::ingest::config::{Unread, note_unread};
use crate::text::Text;

pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A line, and the block that it opens.
pub(super) struct Node {
    pub(super) words: Vec<Word>,
    /// From its first word to its last, the opening brace included.
    pub(super) at: Range<usize>,
    /// Of a block: where its `}` is.
    pub(super) close: Option<usize>,
    pub(super) is_block: bool,
    children: Vec<usize>,
}

impl Node {
    pub(super) fn name(&self) -> &str {
        self.word(0)
    }

    pub(super) fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| &word.text)
    }

    pub(super) fn texts(&self, from: usize) -> Vec<&str> {
        self.words.iter().skip(from).map(|word| &*word.text).collect()
    }

    pub(super) fn whole(&self) -> Range<usize> {
        self.at.start..self.close.map_or(self.at.end, |close| close + 1)
    }
}

/// All lines of a Caddyfile.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    top: Vec<usize>,
    /// How many more lines of snippets are put in their place.
    left: Cell<usize>,
}

const MOST_NODES: usize = 200_000;
const DEEPEST: usize = 50;
const MOST_IMPORTED: usize = 500_000;

impl Tree {
    pub(super) fn read(script: &Script<'_>, unread: &mut Vec<Unread>) -> Tree {
        let mut tree = Tree { nodes: Vec::new(), top: Vec::new(), left: Cell::new(MOST_IMPORTED) };
        let mut open: Vec<usize> = Vec::new();
        // Addresses go on behind a comma.
        let mut heading: Vec<Word> = Vec::new();
        let mut offset = 0;
        for row in script.text.split_inclusive('\n') {
            let start = offset;
            offset += row.len();
            let mut words = core::mem::take(&mut heading);
            words.extend(split(row, start));
            let Some(last) = words.last() else { continue };
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
            if words[0].text == "}" {
                match open.pop() {
                    Some(node) => tree.nodes[node].close = Some(words[0].at.start),
                    None => note_unread(
                        unread,
                        script.lines(&words[0].at),
                        Text("a block that “}” closes"),
                        "}",
                    ),
                }
                continue;
            }
            if open.is_empty() && last.text.ends_with(',') {
                heading = words;
                continue;
            }
            tree.add(words, &mut open);
        }
        for node in open {
            let node = &tree.nodes[node];
            note_unread(
                unread,
                script.lines(&node.at),
                Text("“}” that closes the block"),
                node.name(),
            );
        }
        tree
    }

    /// Adds a line that stands elsewhere in other words, below `parent`.
    pub(super) fn put(
        &mut self,
        parent: Option<usize>,
        words: &[&str],
        at: &Range<usize>,
    ) -> usize {
        let words = words.iter().map(|word| Word { text: (*word).into(), at: at.clone() });
        let (words, node) = (words.collect(), self.nodes.len());
        let (close, is_block, children) = (None, true, Vec::new());
        self.nodes.push(Node { words, at: at.clone(), close, is_block, children });
        match parent {
            Some(parent) => self.nodes[parent].children.push(node),
            None => self.top.push(node),
        }
        node
    }

    fn add(&mut self, mut words: Vec<Word>, open: &mut Vec<usize>) {
        let (first, last) = (words[0].at.start, words[words.len() - 1].at.end);
        // `respond "a" { }` on one line is no block to go into.
        let is_block = words.last().is_some_and(|word| word.text == "{");
        if is_block {
            words.pop();
        }
        let node = self.nodes.len();
        self.nodes.push(Node {
            words,
            at: first..last,
            close: None,
            is_block,
            children: Vec::new(),
        });
        match open.last() {
            Some(parent) => self.nodes[*parent].children.push(node),
            None => self.top.push(node),
        }
        if is_block {
            open.push(node);
        }
    }

    /// The lines of a block, or of the whole; those of snippets in their place.
    pub(super) fn body(&self, of: Option<usize>) -> Vec<usize> {
        let mut body = Vec::new();
        self.expand(of.map_or(&self.top, |node| &self.nodes[node].children), 0, &mut body);
        body
    }

    fn expand(&self, nodes: &[usize], depth: usize, body: &mut Vec<usize>) {
        for at in nodes {
            let node = &self.nodes[*at];
            let snippet =
                (node.name() == "import" && depth < 8).then(|| self.snippet(node.word(1)));
            let Some(snippet) = snippet.flatten() else {
                body.push(*at);
                continue;
            };
            let lines = &self.nodes[snippet].children;
            let Some(left) = self.left.get().checked_sub(lines.len() + 1) else { return };
            self.left.set(left);
            self.expand(lines, depth + 1, body);
        }
    }

    fn snippet(&self, name: &str) -> Option<usize> {
        let spent = self.left.get().checked_sub(self.top.len())?;
        self.left.set(spent);
        self.top.iter().copied().find(|at| {
            let head = self.nodes[*at].name();
            head.strip_prefix('(').and_then(|head| head.strip_suffix(')')) == Some(name)
        })
    }
}

fn split(row: &str, offset: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = row.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        if first == '#' {
            break;
        }
        let quote = matches!(first, '"' | '`').then_some(first);
        let mut text = String::new();
        if quote.is_none() {
            text.push(first);
        }
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = chars.peek().copied() {
            if quote.is_none() && c.is_whitespace() || matches!(c, '\r' | '\n') {
                break;
            }
            chars.next();
            end = at + c.len_utf8();
            match (quote, c) {
                (Some(open), c) if c == open => break,
                (Some('"'), '\\') if chars.peek().is_some_and(|(_, next)| *next == '"') => {
                    text.extend(chars.next().map(|(_, c)| c));
                }
                (_, c) => text.push(c),
            }
        }
        words.push(Word { text, at: offset + start..offset + end });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec;

    #[test]
    fn words_blocks_and_snippets_are_read() {
        let text = "{\n  debug\n}\n(proxy) {\n  reverse_proxy app:80 # here\n}\na.example,\nb.example {\n  import proxy\n  respond \"a b\" `c`\n  import files/*\n}\n}\nc {\n";
        let mut unread = Vec::new();
        let tree = Tree::read(&Script::new(text), &mut unread);
        let told = |of| -> Vec<String> {
            tree.body(of).into_iter().map(|at| tree.nodes[at].texts(0).join("|")).collect()
        };
        assert_eq!(told(None), ["", "(proxy)", "a.example,|b.example", "c"]);
        assert_eq!(told(Some(4)), vec!["reverse_proxy|app:80", "respond|a b|c", "import|files/*"]);
        let said: Vec<String> = unread.iter().map(|one| format!("{}", one.lines)).collect();
        assert_eq!(said, ["line 13", "line 14"]);
    }

    #[test]
    fn what_imports_itself_ends() {
        let text = "(a) {\nimport a\nimport a\n}\nb {\nimport a\n}\n";
        let tree = Tree::read(&Script::new(text), &mut Vec::new());
        assert!(tree.body(Some(3)).len() <= 256);
    }
}
