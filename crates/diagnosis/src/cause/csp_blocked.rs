//! The content security policy of the page that this check runs on forbids the connection.
//!
//! Seen: Chromium gives an error event and no close event, Firefox and WebKit throw; nothing leaves the
//! browser. It is a fault of this page and says nothing about the chat.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Family, Hop, Line, Outcome, Probe, Refusal, Throw};
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
    let webkit = reading.evidence.agent.family == Family::WebKit;
    match first {
        Some(Outcome::Threw(Throw::Policy)) => {
            case.supports(
                reading.handshake,
                Weight::Strong,
                Text("the browser says that a policy forbids it"),
            );
        }
        // It asks the policy before it looks at the address, which it would refuse as well.
        Some(Outcome::Threw(Throw::Security)) if webkit => {
            let weight = if reading.insecure() { Weight::Weak } else { Weight::Strong };
            let text =
                Text("the browser refused it with a SecurityError, as WebKit does for a policy");
            case.supports(reading.handshake, weight, text);
        }
        Some(Outcome::Refused(Refusal { code: None, .. })) if !webkit => {
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
    use crate::evidence::PageFacts;

    #[test]
    fn it_is_told_by_the_events_of_a_browser_that_refuses() {
        let alone = || Outcome::Refused(Refusal { code: None, error: true });
        let secure =
            || Seen::page(PageFacts { secure: true, online: true, ..PageFacts::default() });
        for (seen, expected) in [
            (Seen::other().forbidden(alone()), "likely"),
            (Seen::other().forbidden(Outcome::Threw(Throw::Policy)), "likely"),
            (
                Seen::other().forbidden(Outcome::Threw(Throw::Policy)).line(Line::ContentPolicy),
                "confirmed",
            ),
            (Seen::other().forbidden(Outcome::Threw(Throw::Security)), "none"),
            (Seen::other().forbidden(Outcome::Threw(Throw::Security)).webkit(), "likely"),
            (secure().forbidden(Outcome::Threw(Throw::Security)).webkit(), "possible"),
            (Seen::other().forbidden(alone()).webkit(), "none"),
            (Seen::other().refused().blind().line(Line::ContentPolicy), "none"),
            (Seen::other().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
