//! What would tell most next, so that an answer that is not sure says how to become sure.

use crate::diagnose::{Confidence, Verdict};
use crate::evidence::{Family, Outcome, Probe, Why};
use crate::reading::{Opening, Reading};
use crate::report::Report;
use crate::text::Text;

/// Evidence that would split what is still possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A line of the browser's console.
    Console,
    /// A WebSocket elsewhere that is known to work.
    Control,
    /// A way around a hop.
    Bypass,
    /// A harmless message of the application.
    Message,
    /// The same check once more, left alone until its end.
    Again,
    /// The handshake made by hand, hop by hop.
    ByHand,
}

impl Next {
    /// What to do, in one sentence.
    pub fn title(self) -> Text {
        match self {
            Next::Console => Text("Paste what the browser’s console says"),
            Next::Control => Text("Compare with a WebSocket elsewhere"),
            Next::Bypass => Text("Try the way around the proxy"),
            Next::Message => Text("Give a harmless message that the service answers or ignores"),
            Next::Again => Text("Run the check once more, and leave this page alone until it ends"),
            Next::ByHand => Text("Make the handshake by hand, at each hop inwards"),
        }
    }

    /// Why it would tell.
    pub fn why(self) -> Text {
        match self {
            Next::Console => Text(
                "A page can’t read why a handshake failed, but the browser writes it into its console: one line there tells more than all tests here together.",
            ),
            Next::Control => Text(
                "If a WebSocket to another service fails as well, it is this browser or network and not the service.",
            ),
            Next::Bypass => Text(
                "If it opens behind a proxy and fails in front of it, that proxy is the hop to mend.",
            ),
            Next::Message => Text(
                "With a regular message the check can tell whether silence or age ends the connection.",
            ),
            Next::Again => Text(
                "What was seen was stopped, disturbed or happened once: a second run tells a rule from a chance.",
            ),
            Next::ByHand => Text(
                "A terminal shows the status and headers that a page never sees; the fault lies between the last hop that fails and the first that gives 101.",
            ),
        }
    }
}

/// What would tell most next; nothing where the answer is confirmed or there is no fault. Where no
/// cause is at least likely, there is always something.
pub fn next(report: &Report) -> Option<Next> {
    let reading = Reading::new(&report.evidence);
    let likely = report.confidence() >= Some(Confidence::Likely);
    match report.diagnosis.verdict {
        Verdict::Healthy => None,
        Verdict::Inconclusive => Some(Next::Again),
        _ if report.confidence() == Some(Confidence::Confirmed) => None,
        Verdict::Degraded if reading.waits.drop().is_some() && !likely => {
            let beaten = reading.waits.of(Probe::Beat).next().is_some();
            Some(if beaten { Next::Again } else { Next::Message })
        }
        Verdict::Degraded => (!likely).then_some(Next::Again),
        Verdict::Broken if !reading.told() && may_tell(report, &reading) => Some(Next::Console),
        Verdict::Broken => [(Probe::Bypass, Next::Bypass), (Probe::Control, Next::Control)]
            .into_iter()
            .find(|(probe, _)| not_given(report, *probe))
            .map(|(_, next)| next)
            .or_else(|| (!likely).then_some(Next::ByHand)),
    }
}

/// Whether the console may say more than is known: of a handshake that hangs it says nothing, what it
/// said once it says again, Firefox’s says only what plain requests got, and the command line has none.
fn may_tell(report: &Report, reading: &Reading<'_>) -> bool {
    let pasted = report.evidence.of(Probe::Console).next().is_some();
    let read = match report.evidence.agent.family {
        Family::Firefox => reading.answer().is_some(),
        Family::Native => true,
        _ => false,
    };
    reading.opening != Opening::Hung && !pasted && !read
}

fn not_given(report: &Report, probe: Probe) -> bool {
    report.evidence.of(probe).any(|(_, seen)| seen.outcome == Outcome::Skipped(Why::NotGiven))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::Seen;
    use crate::evidence::Line;

    #[test]
    fn the_console_is_asked_for_where_it_may_tell_more() {
        let refused = || Seen::other().refused().blind();
        for (seen, expected) in [
            (refused(), Some(Next::Console)),
            // Firefox gives no reason.
            (refused().line(Line::CannotConnect), Some(Next::ByHand)),
            (Seen::same().refused().plain(426, 200), Some(Next::Console)),
            (Seen::same().refused().plain(426, 200).firefox(), Some(Next::ByHand)),
            (refused().firefox(), Some(Next::Console)),
            (refused().line(Line::Status(404)), Some(Next::ByHand)),
            (refused().line(Line::Status(301)), None),
            (Seen::other().hung().blind(), Some(Next::ByHand)),
            (Seen::other().opened(), None),
        ] {
            assert_eq!(next(&Report::new(seen.evidence())), expected);
        }
    }
}
