//! What the tables of the readers' tests share.

use alloc::vec::Vec;

use crate::evidence::{Entry, Line, Logged, Outcome, Writer};
use crate::ingest::{Kind, read};
use crate::target::{Place, Target};

/// The target of the tables.
pub(crate) fn target() -> Target {
    Target::new(true, "chat.example.com", 443, "/ws/chat", "")
}

/// An entry without the own run.
pub(crate) fn line(by: Writer, entry: Entry, place: Place) -> Outcome {
    Outcome::Logged(Logged { by, entry, place, own: false, untimely: false })
}

/// What says the same as a console line.
pub(crate) fn told(line: Line, place: Place) -> Outcome {
    Outcome::Line(line, place)
}

/// Reads a text of this kind alone: no line is left over, and it says this and nothing else.
#[track_caller]
pub(crate) fn assert_reads(text: &str, kind: &Kind, expected: &[Outcome]) {
    let brought = read(text, &target(), None, None);
    let kinds: Vec<&str> = brought.read.iter().map(|read| read.kind.id).collect();
    assert_eq!(kinds, [kind.id], "{text}");
    assert_eq!(brought.unread, [], "{text}");
    let seen: Vec<&Outcome> = brought.observations.iter().map(|seen| &seen.outcome).collect();
    assert_eq!(seen, expected.iter().collect::<Vec<_>>(), "{text}");
}

/// A text that no reader may take for its own.
#[track_caller]
pub(crate) fn assert_leaves(text: &str) {
    let brought = read(text, &target(), None, None);
    let kinds: Vec<&str> = brought.read.iter().map(|read| read.kind.id).collect();
    assert!(kinds.is_empty() && brought.observations.is_empty(), "{text}: {kinds:?}");
}
