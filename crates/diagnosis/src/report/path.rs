//! What is known of each hop between the visitor and the application.
//!
//! A hop is only said to work where something was seen to pass it: the handshake itself, a handshake
//! from behind it, or for the visitor's own side one to somewhere else.

use crate::diagnose::Verdict;
use crate::evidence::Hop;
use crate::reading::{At, Opening, Reading};
use crate::report::Report;
use crate::text::Text;

/// What is known of a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A handshake got through it.
    Passed,
    /// The surest findings point at it.
    Suspected,
    /// Nothing is known of it.
    Unknown,
}

impl State {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            State::Passed => Text("a connection got through"),
            State::Suspected => Text("it may break here"),
            State::Unknown => Text("not known"),
        }
    }
}

/// Each hop from the visitor inwards, with what is known of it; `None` where nothing was tried.
pub fn path(report: &Report) -> Option<[(Hop, State); 6]> {
    let reading = Reading::new(&report.evidence);
    let verdict = report.diagnosis.verdict;
    if verdict == Verdict::Inconclusive || !reading.measured() {
        return None;
    }
    let findings = &report.diagnosis.findings;
    let surest = findings.first().filter(|_| verdict != Verdict::Healthy);
    let suspected = |hop| {
        surest.is_some_and(|first| {
            let equals = findings.iter().filter(|one| one.confidence == first.confidence);
            equals.into_iter().any(|finding| finding.cause.hop == hop)
        })
    };
    let elsewhere = reading.control().is_some_and(|control| control.fact.opened());
    let inwards = reading.bypasses();
    let passed = |hop| {
        let behind = |(way, at): &(Hop, At<Opening>)| at.fact.opened() && hop > *way;
        reading.opening.opened()
            || elsewhere && hop <= Hop::ClientNetwork
            || inwards.iter().any(behind)
    };
    Some(Hop::ALL.map(|hop| {
        let state = match (suspected(hop), passed(hop)) {
            (true, _) => State::Suspected,
            (false, true) => State::Passed,
            (false, false) => State::Unknown,
        };
        (hop, state)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};

    fn states(seen: Seen) -> Option<[State; 6]> {
        path(&Report::new(seen.evidence())).map(|hops| hops.map(|(_, state)| state))
    }

    use State::{Passed, Suspected, Unknown};

    #[test]
    fn a_hop_passed_only_what_was_seen_to_pass_it() {
        let refused = || Seen::same().refused().plain(502, 502);
        assert_eq!(states(Seen::same().opened().plain(426, 200)), Some([Passed; 6]));
        let down = [Unknown, Unknown, Unknown, Unknown, Unknown, Suspected];
        assert_eq!(states(refused()), Some(down));
        let control = [Passed, Passed, Unknown, Unknown, Unknown, Suspected];
        assert_eq!(states(refused().control(true)), Some(control));
    }

    #[test]
    fn what_lets_the_handshake_through_may_still_end_the_connection() {
        let dropped = Seen::same().opened().plain(426, 200).idle(60_000, DROPPED);
        let states = states(dropped).expect("it was tried");
        assert!(states.contains(&Suspected) && states.contains(&Passed), "{states:?}");
        assert!(!states.contains(&Unknown), "{states:?}");
    }
}
