//! What would tell most next, so that an answer that is not sure says how to become sure.

use crate::diagnose::{Confidence, Verdict};
use crate::evidence::{Outcome, Probe, Why};
use crate::reading::Reading;
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
}

impl Next {
    /// What to do, in one sentence.
    pub fn title(self) -> Text {
        match self {
            Next::Console => Text("Paste what the browser’s console says"),
            Next::Control => Text("Compare with a WebSocket elsewhere"),
            Next::Bypass => Text("Try the way around the proxy"),
            Next::Message => Text("Give a harmless message that the service answers or ignores"),
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
        }
    }
}

/// What would tell most next; nothing where the answer is confirmed or there is no fault.
pub fn next(report: &Report) -> Option<Next> {
    let reading = Reading::new(&report.evidence);
    match report.diagnosis.verdict {
        Verdict::Healthy | Verdict::Inconclusive => None,
        _ if report.confidence() == Some(Confidence::Confirmed) => None,
        Verdict::Degraded if reading.waits.drop().is_some() => {
            reading.waits.of(Probe::Beat).next().is_none().then_some(Next::Message)
        }
        Verdict::Degraded => None,
        Verdict::Broken if !reading.told() => Some(Next::Console),
        Verdict::Broken => [(Probe::Bypass, Next::Bypass), (Probe::Control, Next::Control)]
            .into_iter()
            .find(|(probe, _)| not_given(report, *probe))
            .map(|(_, next)| next),
    }
}

fn not_given(report: &Report, probe: Probe) -> bool {
    report.evidence.of(probe).any(|(_, seen)| seen.outcome == Outcome::Skipped(Why::NotGiven))
}
