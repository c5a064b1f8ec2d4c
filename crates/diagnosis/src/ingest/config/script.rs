//! The pasted text as lines, and changes to it as a unified diff without its secrets.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv4Addr;
use core::ops::Range;

use crate::secret::{looks_secret, names_a_secret};
use crate::target::MASK;

/// Lines of a pasted text, counted from 1; both are part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lines {
    /// The first one.
    pub first: usize,
    /// The last one.
    pub last: usize,
}

impl core::fmt::Display for Lines {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.first == self.last {
            true => write!(f, "line {}", self.first),
            false => write!(f, "lines {} to {}", self.first, self.last),
        }
    }
}

/// A change: these bytes of the text give way to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub at: Range<usize>,
    /// What comes.
    pub with: String,
}

/// A text and where its lines begin.
pub(super) struct Script<'a> {
    pub(super) text: &'a str,
    starts: Vec<usize>,
}

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;
const LONGEST_LINE: usize = 200;

impl<'a> Script<'a> {
    pub(super) fn new(text: &'a str) -> Script<'a> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = core::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Script { text, starts }
    }

    /// The line, from 1, that holds this byte.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// The lines that these bytes touch.
    pub(super) fn lines(&self, at: &Range<usize>) -> Lines {
        let first = self.line(at.start);
        Lines { first, last: self.line(at.end.max(at.start + 1) - 1).max(first) }
    }

    /// How many lines there are; what follows the last line's end is none.
    fn count(&self) -> usize {
        self.starts.len() - usize::from(self.text.ends_with('\n'))
    }

    /// One line, from 1, without its end.
    pub(super) fn row(&self, line: usize) -> &'a str {
        let start = self.starts[line - 1];
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    /// The blanks before the first word of the line with this byte.
    pub(super) fn indent(&self, at: usize) -> &'a str {
        let row = self.row(self.line(at));
        &row[..row.len() - row.trim_start().len()]
    }

    /// A change that puts `added` lines behind the byte `at`, which ends a statement: on lines of their
    /// own if nothing but a comment follows there.
    pub(super) fn insert(&self, at: usize, indent: &str, added: &[String]) -> Edit {
        let line = self.line(at.max(1) - 1);
        let end = self.starts[line - 1] + self.row(line).len();
        let rest = self.text[at..end.max(at)].trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            let with = added.iter().map(|one| format!("\n{indent}{one}")).collect();
            return Edit { at: end.max(at)..end.max(at), with };
        }
        Edit { at: at..at, with: added.iter().map(|one| format!(" {one}")).collect() }
    }

    /// The text with these changes, which do not overlap.
    pub(super) fn changed(&self, edits: &[Edit]) -> String {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let mut changed = String::with_capacity(self.text.len() + 200);
        let mut at = 0;
        for edit in sorted.into_iter() {
            if edit.at.start < at {
                continue;
            }
            changed.push_str(&self.text[at..edit.at.start]);
            changed.push_str(&edit.with);
            at = edit.at.end;
        }
        changed.push_str(&self.text[at..]);
        changed
    }

    /// These changes as a unified diff.
    pub(super) fn diff(&self, edits: &[Edit]) -> String {
        let changes = self.changes(edits);
        let mut diff = String::new();
        let mut shift = 0_isize;
        let mut rest = &changes[..];
        while let Some(first) = rest.first() {
            let near = rest
                .windows(2)
                .take_while(|pair| pair[1].old.start <= pair[0].old.end + 2 * CONTEXT);
            let (hunk, others) = rest.split_at(near.count() + 1);
            rest = others;
            let last = &hunk[hunk.len() - 1];
            let from = first.old.start.saturating_sub(CONTEXT).max(1);
            let to = (last.old.end + CONTEXT).min(self.count() + 1);
            self.hunk(hunk, from..to, &mut shift, &mut diff);
        }
        diff
    }

    fn hunk(&self, hunk: &[Change], within: Range<usize>, shift: &mut isize, diff: &mut String) {
        let grown: isize = hunk.iter().map(Change::growth).sum();
        let new_start = within.start.saturating_add_signed(*shift);
        let new_length = within.len().saturating_add_signed(grown);
        *shift += grown;
        let (start, length) = (within.start, within.len());
        diff.push_str(&format!("@@ -{start},{length} +{new_start},{new_length} @@\n"));
        let mut line = within.start;
        let mut write = |sign: char, row: &str| {
            diff.push(sign);
            diff.push_str(&masked(row));
            diff.push('\n');
        };
        for change in hunk {
            (line..change.old.start).for_each(|line| write(' ', self.row(line)));
            change.old.clone().for_each(|line| write('-', self.row(line)));
            change.new.iter().for_each(|row| write('+', row));
            line = change.old.end;
        }
        (line..within.end).for_each(|line| write(' ', self.row(line)));
    }

    /// Which lines become which.
    fn changes(&self, edits: &[Edit]) -> Vec<Change> {
        let mut sorted: Vec<&Edit> = edits.iter().collect();
        sorted.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let mut groups: Vec<(Range<usize>, Vec<&Edit>)> = Vec::new();
        for edit in sorted {
            let lines = self.line(edit.at.start)..self.line(edit.at.end) + 1;
            match groups.last_mut() {
                Some((range, group)) if lines.start < range.end => {
                    range.end = range.end.max(lines.end);
                    group.push(edit);
                }
                _ => groups.push((lines, [edit].to_vec())),
            }
        }
        groups.into_iter().map(|(lines, edits)| self.change(lines, &edits)).collect()
    }

    fn change(&self, lines: Range<usize>, edits: &[&Edit]) -> Change {
        let start = self.starts[lines.start - 1];
        let end = self.starts.get(lines.end - 1).map_or(self.text.len(), |next| next - 1);
        let mut whole = String::new();
        let mut at = start;
        for edit in edits.iter().filter(|edit| edit.at.start >= start) {
            if edit.at.start >= at {
                whole.push_str(&self.text[at..edit.at.start]);
                whole.push_str(&edit.with);
                at = edit.at.end;
            }
        }
        whole.push_str(&self.text[at..end.max(at)]);
        let mut new: Vec<String> =
            whole.split('\n').map(|row| row.trim_end_matches('\r').into()).collect();
        let mut old = lines;
        while !old.is_empty() && new.first().is_some_and(|row| row == self.row(old.start)) {
            new.remove(0);
            old.start += 1;
        }
        while !old.is_empty() && new.last().is_some_and(|row| row == self.row(old.end - 1)) {
            new.pop();
            old.end -= 1;
        }
        Change { old, new }
    }
}

/// Lines, from 1, that give way to others.
struct Change {
    old: Range<usize>,
    new: Vec<String>,
}

impl Change {
    fn growth(&self) -> isize {
        let signed = |count: usize| isize::try_from(count).expect("lines of a text in memory");
        signed(self.new.len()) - signed(self.old.len())
    }
}

/// A line to show: without what looks like a token, a person or an address, and not too long.
pub(super) fn masked(row: &str) -> String {
    let mut shown = String::with_capacity(row.len());
    let mut secret = false;
    let mut rest = row;
    while !rest.is_empty() {
        let end = rest.find(divides).unwrap_or(rest.len());
        if end > 0 {
            let word = &rest[..end];
            let hidden = secret && !word.starts_with('$') && !names_a_scheme(word);
            shown.push_str(&if hidden { MASK.into() } else { piecewise(word) });
            secret = names(word) || secret && names_a_scheme(word);
        }
        let length = rest[end..].chars().next().map_or(0, char::len_utf8);
        shown.push_str(&rest[end..end + length]);
        rest = &rest[end + length..];
    }
    match shown.char_indices().nth(LONGEST_LINE) {
        Some((at, _)) => format!("{}{MASK}", &shown[..at]),
        None => shown,
    }
}

fn divides(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ';' | '{' | '}' | '"' | '\'' | '(' | ')' | ',' | '=' | '<' | '>')
}

/// Whether what follows this word is a secret.
fn names(word: &str) -> bool {
    const HEADERS: [&str; 5] =
        ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];
    let bare = word.trim_end_matches(':');
    // Paths of keys are no keys.
    let last = bare.rsplit(['-', '_']).next().filter(|_| !bare.starts_with("ssl_"));
    names_a_secret(bare)
        || last.is_some_and(names_a_secret)
        || HEADERS.contains(&bare.to_ascii_lowercase().as_str())
}

/// `Bearer` and `Basic` are no secrets; what comes behind them is.
fn names_a_scheme(word: &str) -> bool {
    ["bearer", "basic", "digest", "token"].contains(&word.to_ascii_lowercase().as_str())
}

/// A word with its secret parts masked.
fn piecewise(word: &str) -> String {
    if word.starts_with(['$', '@', '%', '#']) || is_local(word) {
        return word.into();
    }
    let parts = word.split_inclusive('/').map(|part| {
        let (bare, slash) = part.strip_suffix('/').map_or((part, ""), |bare| (bare, "/"));
        // Of a name with dots each label is looked at, of an address all of it.
        let secret = match bare.contains('.') && !is_address(bare) {
            true => bare.split('.').any(looks_secret),
            false => looks_secret(bare),
        };
        let shown = if secret && !is_local(bare) { MASK } else { bare };
        format!("{shown}{slash}")
    });
    parts.collect()
}

fn is_address(word: &str) -> bool {
    word.split(':').next().is_some_and(|host| host.parse::<Ipv4Addr>().is_ok())
}

/// The machine itself, which is no secret.
fn is_local(word: &str) -> bool {
    let host = word.split(':').next().unwrap_or_default();
    let address = host.parse::<Ipv4Addr>();
    word.starts_with("[::") || address.is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_diff_shows_what_changes_with_three_lines_around_it() {
        let text = "1\n2\n3\n4\n5;\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16";
        let script = Script::new(text);
        let at = text.find("5;").expect("it is there") + 2;
        let insert = script.insert(at, "  ", &["new".into()]);
        let replace = Edit { at: text.len() - 2..text.len(), with: "end".into() };
        let edits = [replace, insert];
        assert_eq!(
            script.diff(&edits),
            "@@ -3,6 +3,7 @@\n 3\n 4\n 5;\n+  new\n 6\n 7\n 8\n@@ -13,4 +14,4 @@\n 13\n 14\n 15\n-16\n+end\n"
        );
        assert_eq!(
            script.changed(&edits),
            text.replace("5;", "5;\n  new").replace("\n16", "\nend")
        );
    }

    #[test]
    fn what_stands_on_one_line_stays_on_it() {
        let text = "location / { proxy_pass http://a; }";
        let script = Script::new(text);
        let at = text.find("; }").expect("it is there") + 1;
        let edits = vec![script.insert(at, "", &["b;".into(), "c;".into()])];
        assert_eq!(script.changed(&edits), "location / { proxy_pass http://a; b; c; }");
        assert!(script.diff(&edits).contains("-location"));
    }

    #[test]
    fn secrets_are_not_shown() {
        for (row, expected) in [
            (
                "proxy_set_header Authorization \"Bearer abc\";",
                "proxy_set_header Authorization \"Bearer …\";",
            ),
            ("proxy_set_header Cookie a;", "proxy_set_header Cookie …;"),
            ("proxy_set_header X-Api-Key $key;", "proxy_set_header X-Api-Key $key;"),
            ("proxy_pass http://10.1.2.3:8000;", "proxy_pass http://…;"),
            ("proxy_pass http://127.0.0.1:8000/a/;", "proxy_pass http://127.0.0.1:8000/a/;"),
            ("header_up X-Token abc", "header_up X-Token …"),
            ("stats auth admin:eyJhbGciOiJIUzI1NiJ9abc", "stats auth …"),
            (
                "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
                "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
            ),
            (
                "ssl_certificate /etc/letsencrypt/live/chat.example.com/fullchain.pem;",
                "ssl_certificate /etc/letsencrypt/live/chat.example.com/fullchain.pem;",
            ),
            ("  server admin@example.com", "  server …"),
        ] {
            assert_eq!(masked(row), expected);
        }
    }
}
