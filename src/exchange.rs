//! What the page and the program that runs a check tell each other, as bytes.
//!
//! Both are of one build, as with the sheet, whose way of writing they use.

use diagnosis::evidence::Quote;
use sheet::wire::{Reader, number, quotes, text};

use crate::request::{Draft, Field};

/// A check that is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The form's fields.
    pub draft: Draft,
    /// Whether its addresses may be private.
    pub private: bool,
    /// Whether requests carry the run's trace id.
    pub trace: bool,
}

/// How a run stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The probes that are under way or over.
    pub steps: Vec<Step>,
    /// What was seen so far, once the verdict on the handshake stands.
    pub seen: Option<Seen>,
    /// Nothing more will come.
    pub finished: bool,
}

/// How far one probe is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The probe's id.
    pub id: String,
    /// What it does.
    pub title: String,
    /// It has come to an end.
    pub over: bool,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The evidence, as the text of a report link.
    pub evidence: String,
    /// What applications said when they closed, which no link carries.
    pub quotes: Vec<Quote>,
}

/// A start as bytes.
pub fn write_start(start: &Start) -> Vec<u8> {
    let mut out = vec![u8::from(start.private), u8::from(start.trace)];
    for field in Field::ALL {
        text(&mut out, start.draft.get(field));
    }
    out
}

/// A start from bytes.
pub fn read_start(bytes: &[u8]) -> Option<Start> {
    let mut from = Reader(bytes);
    let (private, trace) = (from.flag()?, from.flag()?);
    let mut draft = Draft::default();
    for field in Field::ALL {
        draft.set(field, from.text()?);
    }
    Some(Start { draft, private, trace })
}

/// A snapshot as bytes.
pub fn write_snapshot(snapshot: &Snapshot) -> Vec<u8> {
    let mut out = vec![u8::from(snapshot.finished)];
    number(&mut out, snapshot.steps.len());
    for step in &snapshot.steps {
        text(&mut out, &step.id);
        text(&mut out, &step.title);
        out.push(u8::from(step.over));
    }
    out.push(u8::from(snapshot.seen.is_some()));
    if let Some(seen) = &snapshot.seen {
        text(&mut out, &seen.evidence);
        quotes(&mut out, &seen.quotes);
    }
    out
}

/// A snapshot from bytes.
pub fn read_snapshot(bytes: &[u8]) -> Option<Snapshot> {
    let mut from = Reader(bytes);
    let finished = from.flag()?;
    let steps =
        from.list(|from| Some(Step { id: from.text()?, title: from.text()?, over: from.flag()? }))?;
    let seen = if from.flag()? {
        Some(Seen { evidence: from.text()?, quotes: from.quotes()? })
    } else {
        None
    };
    Some(Snapshot { steps, seen, finished })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Snapshot {
        let step = |id: &str, over| Step { id: id.into(), title: "Opening it".into(), over };
        Snapshot {
            steps: vec![step("handshake", true), step("idle", false)],
            seen: Some(Seen {
                evidence: "v1.nonsense".into(),
                quotes: vec![Quote { observation: 3, reason: "token expired".into() }],
            }),
            finished: true,
        }
    }

    #[test]
    fn both_programs_read_what_the_other_wrote() {
        let mut draft = Draft::default();
        draft.set(Field::Address, "wss://chat.example.com/ws?token=x".into());
        draft.set(Field::Message, "ping".into());
        let start = Start { draft, private: true, trace: false };
        assert_eq!(read_start(&write_start(&start)), Some(start));
        for snapshot in [snapshot(), Snapshot::default()] {
            assert_eq!(read_snapshot(&write_snapshot(&snapshot)), Some(snapshot));
        }
    }

    #[test]
    fn bytes_that_were_cut_short_are_refused() {
        let bytes = write_snapshot(&snapshot());
        for length in 0..bytes.len() {
            assert_eq!(read_snapshot(&bytes[..length]), None, "{length} bytes");
        }
    }
}
