//! The host's name can't be found.
//!
//! Seen: nothing answers, at once; only the console tells a name that is not found from a host that
//! can't be reached.
//! Not this: a device without any network, where no name is found.

use crate::cause::{Case, Cause, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::Reading;
use crate::remedy::{check, network, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "dns-failure",
    number: 4,
    hop: Hop::ClientNetwork,
    // The server's, or the visitor's network or device: from here that can't be told.
    side: None,
    title: Text("The host’s name does not resolve"),
    plain: Text("The service’s address can’t be found."),
    now: None,
    why: Text(
        "The name is misspelt, no longer registered, known inside a company’s network only, or the visitor’s DNS filters it.",
    ),
    assess,
    neighbours: &[
        (
            "host-unreachable",
            Text("A host that can’t be reached fails in the same way: open its address in a tab."),
        ),
        (
            "tls-certificate",
            Text("A failing TLS connection looks the same: open the https address in a tab."),
        ),
    ],
    remedies: &[&network::ZONE],
    checks: &[&check::NAME, &check::REACH, &check::TAB],
    sources: &[source::NAME_ERROR, source::lab("lab:unresolvable")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let host = &reading.evidence.target.host;
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded, so the name was found"),
        );
    } else if let Some(at) = reading.answered() {
        case.contradicts(
            at,
            Weight::Decisive,
            Text("the host answers plain requests, so the name was found"),
        );
    } else if host.starts_with('[') || host.parse::<core::net::Ipv4Addr>().is_ok() {
        case.contradicts(
            reading.page_at,
            Weight::Decisive,
            Text("the address is a number and needs no DNS"),
        );
    } else if !reading.opening.failed() {
        // Nobody was asked.
        return;
    } else if let Some(at) = reading.line(|line| line == Line::NameNotResolved) {
        case.supports(
            at,
            Weight::Decisive,
            Text("the browser’s console says that the name was not found"),
        );
    } else if reading.told() {
        case.contradicts(
            reading.handshake,
            Weight::Strong,
            Text("the browser’s console gives another reason"),
        );
    } else if reading.host_silent() {
        case.supports(
            reading.handshake,
            Weight::Weak,
            Text("nothing on this host gives an answer that the page may see"),
        );
    }
    if let Some(control) = reading.control().filter(|control| control.fact.failed()) {
        case.contradicts(
            control.at,
            Weight::Strong,
            Text("a WebSocket to another service fails as well"),
        );
    }
    if !reading.page.online && !reading.page.private {
        case.contradicts(
            reading.page_at,
            Weight::Strong,
            Text("the browser says that it is offline"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::PageFacts;
    use crate::evidence::{Outcome, Throw};

    #[test]
    fn it_is_told_by_the_console_alone() {
        let offline = Seen::page(PageFacts::default()).refused().unreachable();
        for (seen, expected) in [
            (offline.line(Line::NameNotResolved), "possible"),
            (Seen::other().opened(), "ruled-out"),
            (Seen::other().refused().unreachable(), "possible"),
            (
                Seen::other().forbidden(Outcome::Threw(Throw::Policy)).line(Line::NameNotResolved),
                "none",
            ),
            (Seen::other().refused().unreachable().line(Line::NameNotResolved), "confirmed"),
            (Seen::other().refused().unreachable().line(Line::ConnectionRefused), "none"),
            (Seen::other().refused().blind().line(Line::NameNotResolved), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
