//! What logs say of the handshake, and how much that is worth.
//!
//! A log line is decisive only where nothing else can be meant: it carries this run's own trace, it is
//! about the handshake and not about a plain request for the same path, no line says otherwise, and
//! what the browser got fits. All other lines may be from another day or another visitor; one whose
//! time shows that it is weighs least.

use crate::evidence::{Entry, Line, Logged, Outcome, Probe, Writer};
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
        // The first of equals, but for the time.
        let rank = |(at, worth): &(At<Logged>, Worth)| (*worth, !at.fact.untimely);
        weighed.reduce(|best, next| if rank(&next) > rank(&best) { next } else { best })
    }

    /// A tool's handshake with the endpoint that succeeded, or this run's own by the log of a hop,
    /// where the browser's failed.
    pub fn got_through(&self) -> Option<usize> {
        let tool = self.evidence.of(Probe::Brought);
        let mut tool = tool.filter(|(_, seen)| matches!(seen.outcome, Outcome::Opened(_)));
        let tool = tool.next().map(|(at, _)| at).filter(|_| self.opening.failed());
        tool.or_else(|| self.answered_within())
    }

    /// This run's own handshake succeeded by the log of a hop, and failed in the browser.
    pub fn answered_within(&self) -> Option<usize> {
        let mut own = self.evidence.logged().filter(|(_, logged)| {
            logged.own && logged.by != Writer::Tool && logged.entry.tells_opened()
        });
        own.next().map(|(at, _)| at).filter(|_| self.opening.failed())
    }

    /// A tool, which may stand in another network than the visitor, says that it got no answer.
    pub fn told_elsewhere(&self) -> bool {
        self.evidence.of(Probe::Brought).any(|(_, seen)| match seen.outcome {
            Outcome::Line(Line::Status(_), _) => false,
            Outcome::Line(line, _) => line.tells_why(),
            _ => false,
        })
    }

    /// A log names the endpoint and says why its handshake failed.
    pub fn logged_clearly(&self) -> bool {
        let why = self.logged(|logged| logged.entry.tells_why());
        why.is_some_and(|(_, worth)| worth > Worth::Loose)
    }

    /// The log of a hop says of the endpoint how an open connection was ended.
    pub fn cut_short(&self) -> bool {
        let cut = self.logged(|logged| ends(logged.entry));
        cut.is_some_and(|(_, worth)| worth > Worth::Loose)
    }

    fn worth(&self, logged: Logged) -> Worth {
        if logged.untimely {
            return Worth::Loose;
        }
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
                    && other.untimely <= logged.untimely
                    && other.by == logged.by
                    && other.entry.tells_why()
                    && !matches!(other.entry, Entry::Handshake(_))
                    && group(other.entry) != group(logged.entry)
            })
    }
}

/// Whether it says how an open connection ended.
fn ends(entry: Entry) -> bool {
    matches!(entry, Entry::Idle | Entry::Lost | Entry::TooBig)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::Seen;
    use crate::diagnose::{Verdict, diagnose};
    use crate::evidence::{Evidence, Hop};
    use crate::product::Product;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    /// The first finding and how sure it is.
    fn first(seen: Seen) -> String {
        first_of(&seen.evidence())
    }

    fn first_of(evidence: &Evidence) -> String {
        let told = diagnose(evidence);
        let one = told.findings.first();
        one.map_or("none".into(), |one| [one.cause.id, " ", one.confidence.id()].concat())
    }

    fn refused() -> Seen {
        Seen::same().refused().plain(426, 200)
    }

    #[test]
    fn a_line_of_this_run_decides_where_it_can_only_be_about_the_handshake() {
        let bad = Line::Status(502);
        for (seen, expected) in [
            // The plain requests with the same trace were served, so that the line is not about them.
            (refused().logged(Entry::Closed, true), "backend-crash-or-reset confirmed"),
            (refused().logged(Entry::Closed, false), "backend-crash-or-reset likely"),
            // It may be about the plain request, and the handshake was refused by somebody else.
            (
                Seen::same().refused().plain(502, 502).logged(Entry::Refused, true),
                "backend-down likely",
            ),
            (
                Seen::same().refused().plain(502, 502).line(bad).logged(Entry::Refused, true),
                "backend-down confirmed",
            ),
            (
                Seen::same().refused().plain(502, 502).line(bad).logged(Entry::Refused, false),
                "backend-down likely",
            ),
            (Seen::other().refused().blind().logged(Entry::Silent, true), "backend-timeout likely"),
            // The browser got something else.
            (
                refused().line(Line::Status(426)).logged(Entry::Refused, true),
                "upgrade-headers-missing likely",
            ),
            (
                refused().line(Line::Status(403)).logged(Entry::OriginRefused, true),
                "origin-rejected confirmed",
            ),
            (
                Seen::other()
                    .refused()
                    .told_plain(200)
                    .line(Line::Status(403))
                    .logged(Entry::OriginRefused, true),
                "foreign-origin confirmed",
            ),
        ] {
            assert_eq!(first(seen), expected);
        }
    }

    #[test]
    fn lines_that_say_otherwise_leave_nothing_certain() {
        for (seen, expected) in [
            (
                refused().logged(Entry::Closed, true).logged(Entry::Silent, true),
                "upgrade-headers-missing possible",
            ),
            // A line of this run overrules one of none.
            (
                refused().logged(Entry::Silent, false).logged(Entry::Closed, true),
                "backend-crash-or-reset confirmed",
            ),
        ] {
            assert_eq!(first(seen), expected);
        }
    }

    #[test]
    fn a_line_without_an_address_needs_what_was_seen_to_fit() {
        let apache = |seen: Seen| seen.wrote(Writer::Apache, Entry::Refused, Place::Unnamed, false);
        for (seen, expected) in [
            (apache(Seen::same().refused().plain(503, 503)), "backend-down likely"),
            (apache(refused().line(Line::Status(503))), "backend-down likely"),
            (apache(refused()), "upgrade-headers-missing possible"),
            (apache(Seen::nothing()), "backend-down possible"),
        ] {
            assert_eq!(first(seen), expected);
        }
    }

    #[test]
    fn where_nothing_was_measured_what_was_brought_has_its_say() {
        for (seen, expected, verdict) in [
            (Seen::nothing().logged(Entry::Refused, false), "backend-down likely", Verdict::Broken),
            (
                Seen::nothing().line(Line::Status(426)),
                "upgrade-headers-missing likely",
                Verdict::Broken,
            ),
            (Seen::nothing().line(Line::Status(403)), "origin-rejected possible", Verdict::Broken),
            (
                Seen::nothing().logged(Entry::Idle, false),
                "idle-timeout-proxy likely",
                Verdict::Degraded,
            ),
            (Seen::nothing().logged(Entry::Handshake(101), false), "none", Verdict::Healthy),
            (Seen::nothing().tool_opened(), "none", Verdict::Healthy),
            (Seen::nothing(), "none", Verdict::Inconclusive),
        ] {
            let evidence = seen.evidence();
            assert_eq!(diagnose(&evidence).verdict, verdict, "{expected}");
            assert_eq!(first_of(&evidence), expected);
        }
    }

    #[test]
    fn what_a_tool_did_not_reach_confirms_nothing_for_the_visitor() {
        let unreachable = || Seen::other().refused().unreachable();
        for (seen, expected) in [
            (unreachable().line(Line::NameNotResolved), "dns-failure likely"),
            (unreachable().line(Line::ConnectionRefused), "host-unreachable likely"),
            // The front answers everybody alike.
            (
                Seen::other().refused().blind().line(Line::Status(301)),
                "redirect-on-handshake confirmed",
            ),
        ] {
            let mut evidence = seen.evidence();
            evidence.observations.last_mut().expect("the line").probe = Probe::Brought;
            assert_eq!(first_of(&evidence), expected);
        }
    }

    #[test]
    fn a_line_of_another_time_weighs_less_than_any_other() {
        let untimely = |seen: Seen, entry| seen.logged(entry, false).untimely();
        let bad = |seen: Seen| seen.line(Line::Status(502));
        for (seen, expected) in [
            (bad(refused()).logged(Entry::Closed, false), "backend-crash-or-reset likely"),
            (untimely(bad(refused()), Entry::Closed), "backend-crash-or-reset possible"),
            (untimely(refused(), Entry::Closed), "upgrade-headers-missing possible"),
            // It contradicts none that fits the time.
            (
                untimely(bad(refused()).logged(Entry::Closed, true), Entry::Silent),
                "backend-crash-or-reset confirmed",
            ),
            (
                untimely(bad(refused()), Entry::Silent).logged(Entry::Closed, false),
                "backend-crash-or-reset likely",
            ),
        ] {
            assert_eq!(first(seen), expected);
        }
        let evidence = untimely(refused(), Entry::Closed).evidence();
        let told = diagnose(&evidence);
        let clues = told.findings.iter().flat_map(|one| &one.case.supports);
        let said: Vec<String> = clues.map(|clue| clue.text.to_string()).collect();
        let reason = "nginx: the next hop closed the connection before an answer, but at another time than this run";
        assert!(said.iter().any(|text| text == reason), "{said:?}");
    }

    #[test]
    fn several_pieces_add_up() {
        let off =
            |seen: Seen| seen.wrote(Writer::Cloudflare, Entry::SwitchedOff, Place::Unnamed, false);
        for (seen, expected) in [
            // It opens behind the proxy, and the application never saw an Upgrade at the front.
            (
                refused().bypass(Hop::Proxy, true).logged(Entry::UpgradeMissing, true),
                "upgrade-headers-missing confirmed",
            ),
            (off(refused().line(Line::Status(426))), "upgrade-headers-missing likely"),
            (
                off(refused().line(Line::Status(400)).logged(Entry::Handshake(101), true)),
                "cdn-websocket-disabled likely",
            ),
            // What stands in front lost the answer that the proxy gave to this run.
            (
                Seen::same()
                    .refused()
                    .plain_from(426, 200, &[Product::Cloudflare])
                    .logged(Entry::Handshake(101), true),
                "cdn-websocket-disabled likely",
            ),
        ] {
            assert_eq!(first(seen), expected);
        }
    }

    #[test]
    fn a_handshake_that_opened_is_not_explained_by_why_one_failed() {
        let opened = || Seen::same().opened().plain(426, 200);
        assert_eq!(first(opened().logged(Entry::Refused, true)), "none");
        assert_eq!(first(refused().logged(Entry::Idle, false)), first(refused()));
    }
}
