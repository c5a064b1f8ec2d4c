//! The content security policy of the page that this check runs on forbids the connection.
//!
//! Seen: Chromium gives an error event and no close event, Firefox throws; nothing leaves the browser.
//! It is a fault of this page and says nothing about the chat.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line, Outcome, Probe, Refusal, Throw};
use crate::reading::Reading;
use crate::remedy::{check, network, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "csp-blocked",
    number: 36,
    hop: Hop::Browser,
    side: Some(Side::Service),
    title: Text("This page’s own content security policy forbids the connection"),
    plain: Text(
        "This test page is not allowed to connect to the chat; the chat itself may be fine.",
    ),
    now: None,
    why: Text(
        "A page may only connect to what connect-src of its policy names. The browser refuses before anything is sent, and tells the page no reason.",
    ),
    assess,
    neighbours: &[(
        "mixed-content",
        Text("An insecure ws:// address from a secure page is refused too: look at the address."),
    )],
    remedies: &[&network::CONNECT_SRC],
    checks: &[&check::POLICY],
    sources: &[source::CSP],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    let first = reading.evidence.of(Probe::Handshake).map(|(_, seen)| &seen.outcome).next();
    match first {
        Some(Outcome::Threw(Throw::Policy)) => {
            case.supports(
                reading.handshake,
                Weight::Strong,
                Text("the browser says that a policy forbids it"),
            );
        }
        Some(Outcome::Refused(Refusal { code: None, .. })) => {
            case.supports(
                reading.handshake,
                Weight::Strong,
                Text("an error event came and no close event, as when the browser itself refuses"),
            );
        }
        _ => return,
    }
    if let Some(at) = reading.line(|line| line == Line::ContentPolicy) {
        case.supports(at, Weight::Decisive, Text("the browser’s console names connect-src"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn it_is_told_by_the_events_of_a_browser_that_refuses() {
        for (seen, expected) in [
            (
                Seen::other().forbidden(Outcome::Refused(Refusal { code: None, error: true })),
                "likely",
            ),
            (Seen::other().forbidden(Outcome::Threw(Throw::Policy)), "likely"),
            (
                Seen::other().forbidden(Outcome::Threw(Throw::Policy)).line(Line::ContentPolicy),
                "confirmed",
            ),
            (Seen::other().forbidden(Outcome::Threw(Throw::Security)), "none"),
            (Seen::other().refused().blind().line(Line::ContentPolicy), "none"),
            (Seen::other().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
