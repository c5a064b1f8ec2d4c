//! A secure page may not open an insecure ws:// connection.
//!
//! Seen: the constructor throws a `SecurityError`, where WebKit gives an error event and no close event;
//! nothing leaves the browser. The application has the same fault if its own page is secure and uses
//! this address.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Family, Hop, Line, Outcome, Probe, Refusal, Throw};
use crate::reading::Reading;
use crate::remedy::{check, network, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "mixed-content",
    number: 37,
    hop: Hop::Browser,
    side: Some(Side::Service),
    title: Text("A secure page may not open an insecure ws:// connection"),
    plain: Text(
        "The chat’s address is an insecure one, which browsers do not allow from a secure page.",
    ),
    now: None,
    why: Text(
        "Browsers refuse ws:// from a page that came over https, other than to the own device; the application needs a wss:// address.",
    ),
    assess,
    neighbours: &[(
        "csp-blocked",
        Text("A content policy refuses in a like way: look at the address."),
    )],
    remedies: &[&network::SECURE],
    checks: &[&check::POLICY],
    sources: &[source::WHATWG],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    let outcomes = || reading.evidence.of(Probe::Handshake).map(|(_, seen)| &seen.outcome);
    let threw = outcomes().any(|seen| *seen == Outcome::Threw(Throw::Security));
    let alone = outcomes().any(|seen| matches!(seen, Outcome::Refused(Refusal { code: None, .. })));
    let webkit = reading.evidence.agent.family == Family::WebKit;
    // WebKit throws where a policy forbids it as well, and gives the event for content blockers too.
    if webkit && reading.insecure() && (threw || alone) {
        let text = Text("WebKit refused it at once, an insecure address on a secure page");
        case.supports(reading.handshake, Weight::Strong, text);
    } else if threw && !webkit {
        let weight = if reading.insecure() { Weight::Decisive } else { Weight::Weak };
        let text = Text("the browser refused it with a SecurityError");
        case.supports(reading.handshake, weight, text);
    } else {
        return;
    }
    if let Some(at) = reading.line(|line| line == Line::MixedContent) {
        case.supports(at, Weight::Strong, Text("the browser’s console names mixed content"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::PageFacts;

    #[test]
    fn it_is_told_by_the_events_of_a_browser_that_refuses() {
        let secure =
            || Seen::page(PageFacts { secure: true, online: true, ..PageFacts::default() });
        let threw = || Outcome::Threw(Throw::Security);
        let alone = || Outcome::Refused(Refusal { code: None, error: true });
        for (seen, expected) in [
            (secure().forbidden(threw()), "confirmed"),
            (Seen::other().forbidden(threw()), "possible"),
            (secure().secure().forbidden(threw()), "possible"),
            (secure().forbidden(Outcome::Threw(Throw::Policy)), "none"),
            (secure().forbidden(alone()), "none"),
            (secure().forbidden(alone()).webkit(), "likely"),
            (secure().forbidden(threw()).webkit(), "likely"),
            (Seen::other().forbidden(threw()).webkit(), "none"),
            (Seen::other().forbidden(alone()).webkit(), "none"),
            (secure().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
