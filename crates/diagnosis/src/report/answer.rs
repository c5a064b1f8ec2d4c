//! The visitor's answer: one sentence, whose side, and what to do now.
//!
//! Words that everybody knows, and no blame. Where only the page of this check may have been refused,
//! nothing here says that the service is broken.

use alloc::vec::Vec;

use crate::cause::Side;
use crate::diagnose::{Confidence, Diagnosis, Verdict};
use crate::evidence::Family;
use crate::report::Report;
use crate::text::{Phrase, Text};

/// The answer in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// One sentence.
    pub headline: Phrase,
    /// You, your network, the service, or not known.
    pub side: Text,
    /// What to do now, the first thing first.
    pub now: Vec<Text>,
}

const SEND: Text = Text("Send the report to support: it shows them what was seen.");
const OTHER_NETWORK: Text = Text(
    "Try once from another network, such as mobile data: if the chat works there, it is the network.",
);

/// The answer to a report.
pub fn answer(report: &Report) -> Answer {
    let diagnosis = &report.diagnosis;
    let only_here = only_here(diagnosis);
    let native = report.evidence.agent.family == Family::Native;
    let sure =
        diagnosis.findings.first().filter(|finding| finding.confidence >= Confidence::Likely);
    let headline = match (diagnosis.verdict, sure) {
        (Verdict::Healthy, _) => Text("The chat’s connection works from here."),
        (Verdict::Inconclusive, _) => Text("The check did not get far enough to give an answer."),
        (_, Some(finding)) => finding.cause.plain,
        (Verdict::Degraded, None) => Text("The chat connects, but the connection does not last."),
        (Verdict::Broken, None) if only_here && !native => {
            Text("This test page could not connect to the chat. There can be several reasons.")
        }
        (Verdict::Broken, None) => {
            Text("The chat could not connect. There can be several reasons.")
        }
    };
    let confirmed = report.confidence() == Some(Confidence::Confirmed);
    let side = match (diagnosis.verdict, diagnosis.side) {
        (Verdict::Healthy, _) => Text("Nothing to mend was found"),
        (Verdict::Inconclusive, _) => Text("Not known yet"),
        _ if only_here && native => Text("Not known yet: it may be this check’s Origin only"),
        _ if only_here => Text("Not known yet: it may be this test page only"),
        (_, None) => Text("Not known yet"),
        (_, Some(Side::You)) if confirmed => Text("Your side: this device or browser"),
        (_, Some(Side::You)) => Text("Most likely your side: this device or browser"),
        (_, Some(Side::Network)) if confirmed => Text("Your network"),
        (_, Some(Side::Network)) => Text("Most likely your network"),
        (_, Some(Side::Service)) if confirmed => Text("The service, not you"),
        (_, Some(Side::Service)) => Text("Most likely the service, not you"),
    };
    Answer { headline: headline.phrase(), side, now: now(diagnosis, only_here) }
}

/// Whether one of the surest findings is that this page alone was refused.
pub(super) fn only_here(diagnosis: &Diagnosis) -> bool {
    let best = diagnosis.findings.first().map(|finding| finding.confidence);
    diagnosis.findings.iter().any(|finding| {
        Some(finding.confidence) == best
            && matches!(finding.cause.id, "foreign-origin" | "csp-blocked")
    })
}

fn now(diagnosis: &Diagnosis, only_here: bool) -> Vec<Text> {
    let mut now = Vec::new();
    // What helps against one cause may be wrong for another that fits as well.
    let best = diagnosis.findings.first().filter(|one| one.confidence >= Confidence::Likely);
    if !only_here {
        now.extend(best.and_then(|one| one.cause.now));
    }
    match (diagnosis.verdict, diagnosis.side) {
        (Verdict::Healthy, _) => now.push(Text(
            "If the chat still fails, run this check again at that moment, and send the report to support.",
        )),
        (Verdict::Inconclusive, _) => {
            now.push(Text("Run the check again, and leave this page open until it ends."));
        }
        _ if only_here => now.extend([
            Text("Open the chat on its own website. If it works there, nothing is wrong."),
            Text("If it fails there too, send the report to support."),
        ]),
        (verdict, Some(Side::Service)) => {
            now.push(SEND);
            if verdict == Verdict::Broken {
                now.push(Text("Until it works, use another way, such as email or phone."));
            }
        }
        (_, Some(Side::Network)) => now.extend([
            Text(
                "Try another network: turn Wi-Fi off and use mobile data, or the other way round.",
            ),
            Text("If you use a VPN or a virus scanner that checks websites, try once without it."),
            Text("At work or school, send the report to those who look after the network."),
        ]),
        (_, Some(Side::You)) => {
            if now.is_empty() {
                now.push(Text("Check that this device is online: open any other website."));
            }
            now.push(Text("Then run the check again. If it still fails, try another browser."));
        }
        (_, None) => now.extend([OTHER_NETWORK, SEND]),
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};
    use crate::evidence::Line;
    use alloc::string::ToString;

    fn of(seen: Seen) -> Answer {
        answer(&Report::new(seen.evidence()))
    }

    #[test]
    fn a_service_that_may_refuse_this_page_only_is_not_called_broken() {
        for seen in [
            Seen::other().refused().blind(),
            Seen::other().refused().plain(200, 200).line(Line::Status(403)),
        ] {
            let answer = of(seen);
            assert_eq!(answer.side, Text("Not known yet: it may be this test page only"));
            assert!(answer.now[0].0.starts_with("Open the chat on its own website"));
        }
    }

    #[test]
    fn a_service_that_is_at_fault_is_named_and_the_visitor_is_not() {
        let answer = of(Seen::same().refused().plain(502, 502));
        assert_eq!(
            answer.headline.to_string(),
            "The chat server is probably not running, or the web server in front of it can’t reach it."
        );
        assert_eq!(answer.side, Text("Most likely the service, not you"));
        assert_eq!(answer.now[0], SEND);
    }

    #[test]
    fn a_drop_after_silence_says_how_to_go_on() {
        let beat = crate::evidence::WaitEnd::Survived;
        let answer =
            of(Seen::same().opened().plain(426, 200).idle(60_000, DROPPED).beat(130_000, beat));
        assert!(answer.now[0].0.starts_with("When the chat goes quiet"));
    }

    #[test]
    fn a_check_that_found_nothing_says_so() {
        let answer = of(Seen::same().opened().plain(426, 200));
        assert_eq!(answer.side, Text("Nothing to mend was found"));
    }
}
