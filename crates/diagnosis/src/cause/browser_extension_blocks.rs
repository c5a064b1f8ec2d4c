//! An extension of the browser, or a rule of its administrator, blocks the connection.
//!
//! Seen: Chromium’s console says so. WebKit gives an error event and no close event, as for little else.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Family, Hop, Line, Outcome, Probe, Refusal};
use crate::reading::Reading;
use crate::remedy::{check, network, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "browser-extension-blocks",
    number: 39,
    hop: Hop::Browser,
    side: Some(Side::You),
    title: Text("An extension of the visitor’s browser blocks the connection"),
    plain: Text("Something in your browser, such as an ad blocker, blocks the chat."),
    now: Some(Text("Try a private window, or switch off ad blockers for this page.")),
    why: Text(
        "Content blockers know WebSockets by their address, and may take a chat for tracking. The browser refuses before anything is sent.",
    ),
    assess,
    neighbours: &[
        (
            "client-network-blocks",
            Text(
                "A network that blocks does so in every browser: try a private window without extensions.",
            ),
        ),
        (
            "csp-blocked",
            Text(
                "A page’s own policy blocks in every browser too: the console line names connect-src.",
            ),
        ),
    ],
    remedies: &[&network::UNBLOCK],
    checks: &[&check::PRIVATE, &check::POLICY],
    sources: &[source::WEB_REQUEST, source::FILTERS],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
    } else if let Some(at) = reading.line(|line| line == Line::BlockedByClient) {
        // An administrator's rule gets the same line.
        let text = Text("the browser’s console says that the browser itself blocked it");
        case.supports(at, Weight::Strong, text);
    } else if reading.told() {
        let text = Text("the browser’s console gives another reason");
        case.contradicts(reading.handshake, Weight::Strong, text);
    } else if reading.refused_early() {
        let text = Text("it was refused long before the service could answer");
        case.supports(reading.handshake, Weight::Weak, text);
    } else if refused_by_webkit(reading) {
        let text =
            Text("an error event came and no close event, as where a content blocker refuses");
        case.supports(reading.handshake, Weight::Weak, text);
    }
}

/// WebKit gives this for content blockers, insecure addresses and ports that no browser opens, which
/// this page does not either.
fn refused_by_webkit(reading: &Reading<'_>) -> bool {
    let alone = |seen: &Outcome| matches!(seen, Outcome::Refused(Refusal { code: None, .. }));
    reading.evidence.agent.family == Family::WebKit
        && !reading.insecure()
        && reading.evidence.of(Probe::Handshake).any(|(_, seen)| alone(&seen.outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::PageFacts;

    #[test]
    fn it_is_told_by_the_console_or_by_the_events_of_webkit() {
        let alone = || Outcome::Refused(Refusal { code: None, error: true });
        let secure =
            || Seen::page(PageFacts { secure: true, online: true, ..PageFacts::default() });
        for (seen, expected) in [
            (Seen::same().refused().plain(426, 200).line(Line::BlockedByClient), "likely"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(426)), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::other().refused().blind_after(80, 80), "possible"),
            (Seen::other().forbidden(alone()), "none"),
            (Seen::other().forbidden(alone()).webkit(), "possible"),
            (secure().forbidden(alone()).webkit(), "none"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
