//! What logs say of the handshake, and how much that is worth.
//!
//! A log line is decisive only where nothing else can be meant: it carries this run's own trace, it is
//! about the handshake and not about a plain request for the same path, no line says otherwise, and
//! what the browser got fits. All other lines may be from another day or another visitor.

use crate::evidence::{Entry, Logged, Outcome, Probe, Writer};
use crate::reading::{At, Get, Reading};
use crate::target::Place;

/// How much a log line or a setting is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// It may be about anything.
    Loose,
    /// It is about the endpoint, perhaps at another time.
    Named,
    /// It is about this handshake.
    Sure,
}

/// Entries that say the same of the station behind the hop that wrote them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Down,
    HungUp,
    Silent,
    Garbled,
    Other(Entry),
}

fn group(entry: Entry) -> Group {
    match entry {
        Entry::Refused | Entry::NoServer | Entry::Unresolved | Entry::Unreached => Group::Down,
        Entry::Closed | Entry::Reset | Entry::AppFailed => Group::HungUp,
        Entry::Silent => Group::Silent,
        Entry::Invalid | Entry::Tls => Group::Garbled,
        other => Group::Other(other),
    }
}

/// Whether a hop that writes this answers with that status.
fn fits(entry: Entry, status: u16) -> bool {
    match entry {
        Entry::Refused | Entry::NoServer | Entry::Unresolved | Entry::Unreached => {
            matches!(status, 502..=504 | 520..=523)
        }
        Entry::Closed | Entry::Reset | Entry::Invalid | Entry::Tls | Entry::HeaderTooBig => {
            matches!(status, 502 | 503 | 520 | 525)
        }
        Entry::Silent => matches!(status, 408 | 502..=504 | 522 | 524),
        Entry::AppFailed => matches!(status, 500 | 502),
        Entry::NoRoute => matches!(status, 404 | 500),
        Entry::UpgradeOff => matches!(status, 200 | 400 | 403 | 404 | 426 | 500..=502),
        Entry::UpgradeMissing => matches!(status, 200 | 400 | 404 | 426 | 505),
        Entry::Limited => matches!(status, 429 | 503),
        Entry::AuthWanted => matches!(status, 401 | 403 | 404 | 407),
        Entry::Forbidden => status == 403,
        Entry::OriginRefused => matches!(status, 401 | 403 | 404),
        Entry::SessionUnknown => matches!(status, 400 | 404),
        Entry::Subprotocol => status == 400,
        Entry::Handshake(other) | Entry::Answered(other) => status == other,
        _ => false,
    }
}

impl Reading<'_> {
    /// The entry about the endpoint that is worth most of those for which `wanted` holds. Of a
    /// handshake that opened nothing says why it failed, and of one that failed nothing how it ended.
    pub fn logged(&self, wanted: impl Fn(Logged) -> bool) -> Option<(At<Logged>, Worth)> {
        let opened = self.opening.opened();
        let fitting = self.evidence.logged().filter(|(_, logged)| {
            let timely = if opened { !logged.entry.tells_why() } else { !ends(logged.entry) };
            timely && wanted(*logged)
        });
        let weighed = fitting.map(|(at, fact)| (At { at, fact }, self.worth(fact)));
        // The first of equals.
        weighed.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// A tool's handshake with the endpoint that succeeded, or this run's own by the log of a hop,
    /// where the browser's failed.
    pub fn got_through(&self) -> Option<usize> {
        let tool = self.evidence.of(Probe::Brought);
        let tool = tool.filter(|(_, seen)| matches!(seen.outcome, Outcome::Opened(_)));
        let own = self.evidence.logged().filter(|(_, logged)| {
            logged.own && logged.by != Writer::Tool && logged.entry.tells_opened()
        });
        let mut all = tool.map(|(at, _)| at).chain(own.map(|(at, _)| at));
        all.next().filter(|_| self.opening.failed())
    }

    /// The log of a hop says of the endpoint how an open connection was ended.
    pub fn cut_short(&self) -> bool {
        let cut = self.logged(|logged| ends(logged.entry));
        cut.is_some_and(|(_, worth)| worth > Worth::Loose)
    }

    fn worth(&self, logged: Logged) -> Worth {
        let known = match (self.status.map(|status| status.fact), self.get) {
            (Some(status), _) => Some(fits(logged.entry, status)),
            _ => None,
        };
        if self.contradicted(logged) || known == Some(false) {
            return Worth::Loose;
        }
        let plain = matches!(self.get, Get::Status(status) if fits(logged.entry, status));
        match (logged.place, logged.own) {
            (Place::Endpoint, true) if self.is_of_handshake(known) => Worth::Sure,
            (Place::Endpoint, _) => Worth::Named,
            // A line without an address that explains what was seen.
            (Place::Unnamed, _) if known == Some(true) || (plain && self.opening.failed()) => {
                Worth::Named
            }
            _ => Worth::Loose,
        }
    }

    /// The trace stands in plain requests for the same path as well: the line is about the handshake
    /// where its status fits, or where the plain requests were served.
    fn is_of_handshake(&self, known: Option<bool>) -> bool {
        let served = matches!(self.get, Get::Status(status) if status < 500 && status != 404);
        self.opening.failed() && (known == Some(true) || (served && !self.told()))
    }

    /// Another entry of the same worth says that it failed otherwise.
    fn contradicted(&self, logged: Logged) -> bool {
        logged.entry.tells_why()
            && self.evidence.logged().any(|(_, other)| {
                other.place == Place::Endpoint
                    && other.own >= logged.own
                    && other.by == logged.by
                    && other.entry.tells_why()
                    && group(other.entry) != group(logged.entry)
            })
    }
}

/// Whether it says how an open connection ended.
fn ends(entry: Entry) -> bool {
    matches!(entry, Entry::Idle | Entry::Lost | Entry::TooBig)
}
