//! What the page and the program that runs a check tell each other, as bytes.
//!
//! Both are of one build, as with the sheet, whose way of writing they use.

use diagnosis::evidence::Quote;
use diagnosis::time::Millis;
use sheet::saying::Saying;
use sheet::wire::{Reader, number, quotes, text};

use crate::request::{Draft, Field, Problem};

/// So long an address that was typed, or that a link has filled in, is left alone after a check.
pub const REST: Millis = Millis::seconds(30);

/// A check that is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The form's fields.
    pub draft: Draft,
    /// Whether its addresses may be private.
    pub private: bool,
    /// Whether requests carry the run's trace id.
    pub trace: bool,
    /// The patterns of what may be typed, a line each and none for all, where its address was typed
    /// or a link filled it in.
    pub typed: Option<String>,
    /// A link filled it in, and the visitor has not confirmed it yet.
    pub asked: bool,
}

/// Why a check does not begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Its program could not be loaded, or is of another build.
    Absent,
    /// For the reason that this says.
    Said(Saying),
    /// What is wrong with the form's fields, in their order.
    Refused(Vec<Problem>),
    /// The visitor must confirm the place to which it leads.
    Confirm(Told),
}

/// What a visitor is told before an address from a link is confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Host and port.
    pub place: Saying,
    /// What an eye can mistake in it; empty where there is nothing.
    pub trap: Saying,
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
    pub title: Saying,
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

const ABSENT: u8 = 0;
const SAID: u8 = 1;
const REFUSED: u8 = 2;
const CONFIRM: u8 = 3;

/// A start as bytes.
pub fn write_start(start: &Start) -> Vec<u8> {
    let flags = [start.private, start.trace, start.asked, start.typed.is_some()];
    let mut out = flags.map(u8::from).to_vec();
    text(&mut out, start.typed.as_deref().unwrap_or_default());
    for field in Field::ALL {
        text(&mut out, start.draft.get(field));
    }
    out
}

/// A start from bytes.
pub fn read_start(bytes: &[u8]) -> Option<Start> {
    let mut from = Reader(bytes);
    let (private, trace, asked) = (from.flag()?, from.flag()?, from.flag()?);
    let (typed, hosts) = (from.flag()?, from.text()?);
    let typed = typed.then_some(hosts);
    let mut draft = Draft::default();
    for field in Field::ALL {
        draft.set(field, from.text()?);
    }
    Some(Start { draft, private, trace, typed, asked })
}

/// A hindrance as bytes.
pub fn write_hindrance(hindrance: &Hindrance) -> Vec<u8> {
    let mut out = Vec::new();
    match hindrance {
        Hindrance::Absent => out.push(ABSENT),
        Hindrance::Said(said) => {
            out.push(SAID);
            text(&mut out, &said.0);
        }
        Hindrance::Refused(problems) => {
            out.push(REFUSED);
            number(&mut out, problems.len());
            for problem in problems {
                out.push(problem.field as u8);
                text(&mut out, &problem.message.0);
                text(&mut out, problem.offer.as_deref().unwrap_or_default());
            }
        }
        Hindrance::Confirm(told) => {
            out.push(CONFIRM);
            text(&mut out, &told.place.0);
            text(&mut out, &told.trap.0);
        }
    }
    out
}

/// A hindrance from bytes; what can't be read is of another build.
pub fn read_hindrance(bytes: &[u8]) -> Hindrance {
    let mut from = Reader(bytes);
    let mut read = || {
        Some(match from.byte()? {
            SAID => Hindrance::Said(Saying(from.text()?)),
            REFUSED => Hindrance::Refused(from.list(|from| {
                let field = *Field::ALL.get(usize::from(from.byte()?))?;
                let (message, offer) = (Saying(from.text()?), from.text()?);
                Some(Problem { field, message, offer: Some(offer).filter(|own| !own.is_empty()) })
            })?),
            CONFIRM => {
                let (place, trap) = (Saying(from.text()?), Saying(from.text()?));
                Hindrance::Confirm(Told { place, trap })
            }
            _ => return None,
        })
    };
    read().unwrap_or(Hindrance::Absent)
}

/// A snapshot as bytes.
pub fn write_snapshot(snapshot: &Snapshot) -> Vec<u8> {
    let mut out = vec![u8::from(snapshot.finished)];
    number(&mut out, snapshot.steps.len());
    for step in &snapshot.steps {
        text(&mut out, &step.id);
        text(&mut out, &step.title.0);
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
    let steps = from.list(|from| {
        Some(Step { id: from.text()?, title: Saying(from.text()?), over: from.flag()? })
    })?;
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
        let step =
            |id: &str, over| Step { id: id.into(), title: Saying("Opening it".into()), over };
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
        for typed in [None, Some(String::new()), Some("*.example\n*".to_owned())] {
            let draft = draft.clone();
            let (private, asked) = (true, true);
            let start = Start { draft, private, trace: false, typed, asked };
            assert_eq!(read_start(&write_start(&start)), Some(start));
        }
        let message = Saying("expected".into());
        let problem = |offer| Problem { field: Field::Control, message: message.clone(), offer };
        for hindrance in [
            Hindrance::Absent,
            Hindrance::Said(Saying("another page".into())),
            Hindrance::Refused(vec![problem(None), problem(Some("wss://a.example/".into()))]),
            Hindrance::Confirm(Told {
                place: Saying("a.example, port 443".into()),
                trap: Saying("It".into()),
            }),
        ] {
            assert_eq!(read_hindrance(&write_hindrance(&hindrance)), hindrance);
        }
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
