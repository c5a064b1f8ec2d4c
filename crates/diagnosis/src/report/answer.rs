//! The visitor's answer: one sentence, whose side, and what to do now.

use alloc::vec::Vec;

use crate::cause::Side;
use crate::diagnose::{Confidence, Verdict};
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

/// The answer to a report.
pub fn answer(report: &Report) -> Answer {
    let diagnosis = &report.diagnosis;
    let sure =
        diagnosis.findings.first().filter(|finding| finding.confidence >= Confidence::Likely);
    let headline = match (diagnosis.verdict, sure) {
        (Verdict::Healthy, _) => Text("The chat’s connection works from here.").phrase(),
        (Verdict::Inconclusive, _) => {
            Text("The check did not get far enough to give an answer.").phrase()
        }
        (_, Some(finding)) => finding.cause.plain.phrase(),
        (Verdict::Degraded, None) => {
            Text("The connection opens, but it does not stay usable.").phrase()
        }
        (Verdict::Broken, None) => {
            Text("The connection does not open, and from here more than one reason is possible.")
                .phrase()
        }
    };
    let side = match (diagnosis.verdict, diagnosis.side) {
        (Verdict::Healthy, _) => Text("Nothing to mend was seen"),
        (Verdict::Inconclusive, _) | (_, None) => Text("Whose side it is on can’t be told yet"),
        (_, Some(Side::You)) => Text("On your side: this device or browser"),
        (_, Some(Side::Network)) => Text("Your network"),
        (_, Some(Side::Service)) => Text("The service, not you"),
    };
    let now = match (diagnosis.verdict, diagnosis.side) {
        (Verdict::Healthy, _) => alloc::vec![Text(
            "If the chat still fails, run this check again while it fails, and send the report to support."
        ),],
        (Verdict::Inconclusive, _) => {
            alloc::vec![Text("Run the check again and leave this page open until it ends.")]
        }
        (_, Some(Side::Service)) => alloc::vec![
            Text("There is nothing to mend on your device. Send the report to support."),
            Text(
                "Until it is mended, use another way to reach the service, such as email or phone."
            ),
        ],
        (_, Some(Side::Network)) => alloc::vec![
            Text("Try another network: switch off Wi-Fi and use mobile data, or disconnect a VPN."),
            Text("At work, send the report to whoever looks after the network."),
        ],
        (_, Some(Side::You)) => alloc::vec![Text(
            "Check that this device is online, that its clock is right, and try another browser."
        ),],
        (_, None) => alloc::vec![
            Text(
                "Try once from another network, such as mobile data: if it works there, it is the network."
            ),
            Text("Send the report to support."),
        ],
    };
    Answer { headline, side, now }
}
