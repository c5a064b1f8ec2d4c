//! What was read of what somebody brought, as one text: the program that reads writes it, the page
//! keeps it, and the sheet shows it.

use std::iter;

use crate::saying::Saying;

/// The id of the field for text that somebody brings.
pub const PASTE: &str = "paste";
/// The id of the button that has it read.
pub const READ: &str = "paste-apply";
/// That of the choice of what it is, and what chosen files are.
pub const KIND: &str = "paste-kind";
/// Under this id the page keeps what was read.
pub const BROUGHT: &str = "brought";
/// Under this one, how far reading is, in percent; nothing if it failed.
pub const PART: &str = "brought-part";

/// They begin each thing that is told, and each part of one; elsewhere they are blanks.
const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1f}';

/// What one reading brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// What speaks of the target: evidence, as the text of a report link.
    pub observations: String,
    /// The check on the application's own page.
    pub own: Own,
    /// The pieces that were recognised.
    pub read: Vec<Piece>,
    /// What is said of configurations, line by line.
    pub remarks: Vec<Remark>,
    /// What was not read.
    pub unread: Vec<Left>,
    /// What was recognised and left out.
    pub left_out: LeftOut,
    /// Every kind that is read: its id, and its name.
    pub kinds: Vec<(String, Saying)>,
}

/// What became of a line of the script for the application's own page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Own {
    /// There was none.
    #[default]
    Absent,
    /// Its evidence, as the text of a report link.
    Read(String),
    /// Why it can't be read.
    Unread(Saying),
}

/// A piece that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The file that it stands in; empty for text that was pasted.
    pub source: String,
    /// What it is.
    pub name: Saying,
    /// Its first and last line, from 1.
    pub lines: (usize, usize),
    /// What it says of the target.
    pub says: Vec<Saying>,
}

/// What is said of some lines of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The file that they stand in; empty for text that was pasted.
    pub source: String,
    /// The first and the last of them, from 1.
    pub lines: (usize, usize),
    /// How they bear on the WebSocket: `wrong`, `mind` or `right`.
    pub bearing: String,
    /// What is so.
    pub title: Saying,
    /// Why that matters.
    pub why: Saying,
    /// How the lines should be instead, as a unified diff; empty if there is nothing to change.
    pub diff: String,
}

/// Lines that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The file that they stand in; empty for text that was pasted.
    pub source: String,
    /// The first and the last of them, from 1.
    pub lines: (usize, usize),
    /// What was expected.
    pub expected: Saying,
    /// What was found.
    pub found: Saying,
}

/// How many lines were recognised and left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// They are about another address.
    pub other_address: usize,
    /// They are about another run.
    pub other_run: usize,
    /// A later line of the same log overrules them.
    pub outdated: usize,
    /// Pieces and unread places beyond those that are listed.
    pub unlisted: usize,
}

impl Brought {
    /// As text; several of them can stand one after the other.
    pub fn write(&self) -> String {
        let mut out = String::new();
        let mut record = |fields: &[&str]| {
            out.push(RECORD);
            let fields = fields.iter().map(|field| field.replace([RECORD, FIELD], " "));
            out.push_str(&fields.collect::<Vec<_>>().join(&FIELD.to_string()));
        };
        let numbers = |(from, to): (usize, usize)| [from.to_string(), to.to_string()];
        record(&["begin", &self.observations]);
        match &self.own {
            Own::Absent => {}
            Own::Read(evidence) => record(&["own", evidence]),
            Own::Unread(why) => record(&["damaged", &why.0]),
        }
        for piece in &self.read {
            let [from, to] = numbers(piece.lines);
            let head = ["read", &piece.source, &piece.name.0, &from, &to];
            let says = piece.says.iter().map(|say| say.0.as_str());
            record(&head.into_iter().chain(says).collect::<Vec<_>>());
        }
        for remark in &self.remarks {
            let [from, to] = numbers(remark.lines);
            let Remark { source, bearing, title, why, diff, .. } = remark;
            record(&["remark", source, &from, &to, bearing, &title.0, &why.0, diff]);
        }
        for left in &self.unread {
            let [from, to] = numbers(left.lines);
            record(&["unread", &left.source, &from, &to, &left.expected.0, &left.found.0]);
        }
        let LeftOut { other_address, other_run, outdated, unlisted } = self.left_out;
        let counts = [other_address, other_run, outdated, unlisted].map(|count| count.to_string());
        let counts = iter::once("left-out").chain(counts.iter().map(String::as_str));
        record(&counts.collect::<Vec<_>>());
        for (id, name) in &self.kinds {
            record(&["kind", id, &name.0]);
        }
        out
    }

    /// All that stand in a text, in its order.
    pub fn read(text: &str) -> Vec<Brought> {
        let mut all: Vec<Brought> = Vec::new();
        for record in text.split(RECORD).skip(1) {
            let fields: Vec<&str> = record.split(FIELD).collect();
            let number = |text: &str| text.parse().unwrap_or_default();
            let said = |text: &str| Saying(text.to_owned());
            if let ["begin", evidence] = fields[..] {
                all.push(Brought { observations: evidence.into(), ..Brought::default() });
            }
            let Some(last) = all.last_mut() else { continue };
            match fields[..] {
                ["own", evidence] => last.own = Own::Read(evidence.into()),
                ["damaged", why] => last.own = Own::Unread(said(why)),
                ["read", source, name, from, to, ref says @ ..] => last.read.push(Piece {
                    source: source.into(),
                    name: said(name),
                    lines: (number(from), number(to)),
                    says: says.iter().map(|say| said(say)).collect(),
                }),
                ["remark", source, from, to, bearing, title, why, diff] => {
                    last.remarks.push(Remark {
                        source: source.into(),
                        lines: (number(from), number(to)),
                        bearing: bearing.into(),
                        title: said(title),
                        why: said(why),
                        diff: diff.into(),
                    });
                }
                ["unread", source, from, to, expected, found] => last.unread.push(Left {
                    source: source.into(),
                    lines: (number(from), number(to)),
                    expected: said(expected),
                    found: said(found),
                }),
                ["left-out", address, run, outdated, unlisted] => {
                    last.left_out = LeftOut {
                        other_address: number(address),
                        other_run: number(run),
                        outdated: number(outdated),
                        unlisted: number(unlisted),
                    };
                }
                ["kind", id, name] => last.kinds.push((id.into(), said(name))),
                _ => {}
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_comes_through_and_adds_up() {
        let said = |text: &str| Saying(text.to_owned());
        let one = Brought {
            observations: "v1.A".into(),
            own: Own::Read("v1.B".into()),
            read: vec![Piece {
                source: "error.log".into(),
                name: said("nginx’s error log"),
                lines: (3, 9),
                says: vec![said("one"), said("two, and a\ttab")],
            }],
            remarks: vec![Remark {
                source: "nginx.conf".into(),
                lines: (4, 6),
                bearing: "wrong".into(),
                title: said("the Upgrade header is lost"),
                why: said("because"),
                diff: "@@ -4 +4 @@\n-a\n+b\n".into(),
            }],
            unread: vec![Left {
                source: String::new(),
                lines: (10, 10),
                expected: said("a line"),
                found: said("a stone"),
            }],
            left_out: LeftOut { other_address: 1, other_run: 2, outdated: 3, unlisted: 4 },
            kinds: vec![("har".into(), said("HAR"))],
        };
        let other = Brought { own: Own::Unread(said("cut short")), ..Brought::default() };
        let text = one.write() + &other.write();
        assert_eq!(Brought::read(&text), [one, other]);
        assert_eq!(Brought::read("anything"), []);
    }
}
