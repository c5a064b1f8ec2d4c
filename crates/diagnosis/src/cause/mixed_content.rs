//! A secure page may not open an insecure ws:// connection.
//!
//! Seen: the constructor throws a `SecurityError`; nothing leaves the browser. The application has the
//! same fault if its own page is secure and uses this address.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line, Outcome, Probe, Throw};
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
    let threw = |seen: &Outcome| *seen == Outcome::Threw(Throw::Security);
    if !reading.evidence.of(Probe::Handshake).any(|(_, seen)| threw(&seen.outcome)) {
        return;
    }
    let insecure = reading.page.secure && !reading.evidence.target.secure;
    let weight = if insecure { Weight::Decisive } else { Weight::Weak };
    case.supports(reading.handshake, weight, Text("the browser refused it with a SecurityError"));
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
    fn it_is_told_by_the_security_error() {
        let secure =
            || Seen::page(PageFacts { secure: true, online: true, ..PageFacts::default() });
        let threw = Outcome::Threw(Throw::Security);
        for (seen, expected) in [
            (secure().forbidden(threw.clone()), "confirmed"),
            (Seen::other().forbidden(threw.clone()), "possible"),
            (secure().secure().forbidden(threw), "possible"),
            (secure().forbidden(Outcome::Threw(Throw::Policy)), "none"),
            (secure().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
