//! HAProxy's language: sections of lines of words; each proxy inherits from the `defaults` before it.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::ingest::config::script::Script;
use crate::ingest::config::{Unread, note_unread};
use crate::text::Text;

/// A part of a line, without its quotes.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

pub(super) struct Line {
    pub(super) words: Vec<Word>,
}

impl Line {
    pub(super) fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| &word.text)
    }

    pub(super) fn texts(&self, from: usize) -> Vec<&str> {
        self.words.iter().skip(from).map(|word| &*word.text).collect()
    }

    pub(super) fn at(&self) -> Range<usize> {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => first.at.start..last.at.end,
            _ => 0..0,
        }
    }

    /// Whether it begins with these words.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(place, word)| self.word(place) == *word)
    }
}

pub(super) struct Section {
    pub(super) head: Line,
    pub(super) lines: Vec<Line>,
    /// The `defaults` that it inherits from.
    pub(super) defaults: Option<usize>,
}

impl Section {
    pub(super) fn kind(&self) -> &str {
        self.head.word(0)
    }

    pub(super) fn name(&self) -> &str {
        self.head.word(1)
    }

    pub(super) fn at(&self) -> Range<usize> {
        let head = self.head.at();
        head.start..self.lines.last().map_or(head.end, |line| line.at().end)
    }
}

const SECTIONS: [&str; 17] = [
    "global",
    "defaults",
    "frontend",
    "backend",
    "listen",
    "userlist",
    "resolvers",
    "peers",
    "cache",
    "program",
    "mailers",
    "http-errors",
    "ring",
    "fcgi-app",
    "crt-store",
    "traces",
    "log-forward",
];
/// More than any real configuration has; it bounds the memory.
const MOST_LINES: usize = 100_000;
const MOST_WORDS: usize = 500_000;
const MOST_NAMED: usize = 1000;

/// All sections of a text.
pub(super) fn sections(script: &Script<'_>, unread: &mut Vec<Unread>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let (mut offset, mut lines, mut words) = (0, 0, 0);
    let mut last = None;
    for row in script.text.split_inclusive('\n') {
        let start = offset;
        offset += row.len();
        if lines >= MOST_LINES || words >= MOST_WORDS {
            let at = script.lines(&(start..script.text.len()));
            note_unread(unread, at, Text("at most 100,000 lines and 500,000 words"), "more");
            break;
        }
        let (found, closed) = split(row, start);
        if !closed {
            let at = script.lines(&(start..start + 1));
            note_unread(unread, at, Text("the second quotation mark"), row);
        }
        if found.is_empty() {
            continue;
        }
        lines += 1;
        words += found.len();
        let line = Line { words: found };
        if SECTIONS.contains(&line.word(0)) {
            let defaults = inherited(&sections, &line, last);
            if line.word(0) == "defaults" {
                last = Some(sections.len());
            }
            sections.push(Section { head: line, lines: Vec::new(), defaults });
        } else if let Some(section) = sections.last_mut() {
            section.lines.push(line);
        } else {
            let at = script.lines(&line.at());
            note_unread(unread, at, Text("a section, such as frontend or backend"), line.word(0));
        }
    }
    sections
}

/// The section that this one inherits from: the one it names, or the last one before it.
fn inherited(sections: &[Section], head: &Line, last: Option<usize>) -> Option<usize> {
    if !["frontend", "backend", "listen"].contains(&head.word(0)) {
        return None;
    }
    let texts = head.texts(2);
    let Some(pair) = texts.windows(2).find(|pair| pair[0] == "from") else { return last };
    // Names are few; a text with very many of them says nothing that could be followed.
    let mut named = sections.iter().take(MOST_NAMED).enumerate();
    named
        .find(|(_, section)| section.kind() == "defaults" && section.name() == pair[1])
        .map(|(at, _)| at)
}

/// The words of a line, and whether its quotes are closed.
fn split(row: &str, offset: usize) -> (Vec<Word>, bool) {
    let mut words = Vec::new();
    let mut word: Option<(String, usize)> = None;
    let mut quote = None;
    let mut chars = row.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert((String::new(), at));
            }
            (None | Some('"'), '\\') => {
                let next = chars.next().map(|(_, c)| c);
                let text = &mut word.get_or_insert((String::new(), at)).0;
                text.extend(next.filter(|c| !matches!(c, '\r' | '\n')));
            }
            (None, '#') => break,
            (None, c) if c.is_whitespace() => end(&mut words, &mut word, offset, at),
            (_, '\n') => {}
            (_, c) => word.get_or_insert((String::new(), at)).0.push(c),
        }
    }
    let last = chars.offset();
    let last = row[..last].trim_end_matches(['\r', '\n']);
    // A comment is no part of the word before it.
    let stop = if quote.is_none() && last.ends_with('#') { last.len() - 1 } else { last.len() };
    end(&mut words, &mut word, offset, stop);
    (words, quote.is_none())
}

fn end(words: &mut Vec<Word>, word: &mut Option<(String, usize)>, offset: usize, at: usize) {
    if let Some((text, start)) = word.take() {
        words.push(Word { text, at: offset + start..offset + at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn words_have_quotes_escapes_and_comments() {
        for (row, expected) in [
            ("  bind :80 # plain\n", vec!["bind", ":80"]),
            ("acl a path_beg '/a b' \"c\"\n", vec!["acl", "a", "path_beg", "/a b", "c"]),
            ("a b\\ c d\\#e\n", vec!["a", "b c", "d#e"]),
            ("a b#c\r\n", vec!["a", "b"]),
            ("# all\n", vec![]),
            ("a \"\" b", vec!["a", "", "b"]),
        ] {
            let (words, closed) = split(row, 0);
            let texts: Vec<&str> = words.iter().map(|word| &*word.text).collect();
            assert_eq!((texts, closed), (expected, true), "{row}");
        }
        assert!(!split("a 'b\n", 0).1);
    }

    #[test]
    fn each_word_knows_its_place() {
        let text = "a\nserver s 'x y' proto h2#c\n";
        let script = Script::new(text);
        let mut unread = Vec::new();
        let sections =
            sections(&Script::new("backend b\nserver s 'x y' proto h2#c\n"), &mut unread);
        let places: Vec<Range<usize>> =
            sections[0].lines[0].words.iter().map(|word| word.at.clone()).collect();
        assert_eq!(places, [10..16, 17..18, 19..24, 25..30, 31..33]);
        assert_eq!(script.line(3), 2);
    }

    #[test]
    fn sections_inherit_from_the_defaults_before_them() {
        let text = "frontend a\ndefaults\ndefaults two\nfrontend b\nbackend c from two\nglobal\n";
        let sections = sections(&Script::new(text), &mut Vec::new());
        let defaults: Vec<_> = sections.iter().map(|section| section.defaults).collect();
        assert_eq!(defaults, [None, None, None, Some(2), Some(2), None]);
    }
}
