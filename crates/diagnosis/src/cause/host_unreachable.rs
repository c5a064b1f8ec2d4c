//! Nothing answers at the host's address and port.
//!
//! Seen: refused at once, or silent until our deadline, for the handshake and for plain requests
//! alike. A filtered port, a dead host and a server that accepts and stays silent look the same.
//! Not this: a server that answers plain requests.

use crate::cause::{Case, Cause, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::{Get, Opening, Reading};
use crate::remedy::{app, check, network, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "host-unreachable",
    number: 3,
    hop: Hop::Proxy,
    // The server's, or the visitor's network or device: from here that can't be told.
    side: None,
    title: Text("Nothing answers at the host’s address and port"),
    plain: Text("The service’s server can’t be reached."),
    now: None,
    why: Text(
        "The server is down, listens at another port, or a firewall on the way refuses or swallows the connection.",
    ),
    assess,
    neighbours: &[
        (
            "dns-failure",
            Text("A name that can’t be found fails in the same way: open its address in a tab."),
        ),
        (
            "tls-certificate",
            Text("A failing TLS connection looks the same: open the https address in a tab."),
        ),
        (
            "client-network-blocks",
            Text("A firewall of the visitor’s network may do it: try from another network."),
        ),
    ],
    remedies: &[&network::OPEN_PORT, &app::START],
    checks: &[&check::REACH, &check::PORT, &check::TAB, &check::OTHER_NETWORK],
    sources: &[source::HANDSHAKE, source::lab("lab:refuse"), source::lab("lab:silent-host")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let unreachable = |line| matches!(line, Line::ConnectionRefused | Line::Unreachable);
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
    } else if let Some(at) = reading.answered() {
        case.contradicts(at, Weight::Decisive, Text("the host answers plain requests"));
    } else if !reading.opening.failed() {
        // Nobody was asked.
        return;
    } else if let Some(at) = reading.line(unreachable) {
        case.supports(
            at,
            Weight::Decisive,
            Text("the browser’s console says that nothing answers at this address and port"),
        );
    } else if reading.told() {
        case.contradicts(
            reading.handshake,
            Weight::Strong,
            Text("the browser’s console gives another reason"),
        );
    } else if reading.opening == Opening::Hung && reading.root == Get::TimedOut {
        case.supports(
            reading.handshake,
            Weight::Strong,
            Text("neither the handshake nor plain requests are answered, refused or closed"),
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
    fn it_is_told_by_silence_or_by_the_console() {
        let offline = Seen::page(PageFacts::default()).refused().unreachable();
        for (seen, expected) in [
            (offline.line(Line::Unreachable), "possible"),
            (Seen::other().opened(), "ruled-out"),
            (Seen::other().refused().unreachable(), "possible"),
            (
                Seen::other()
                    .forbidden(Outcome::Threw(Throw::Policy))
                    .line(Line::ConnectionRefused),
                "none",
            ),
            (Seen::other().hung().silent(), "likely"),
            (Seen::other().refused().unreachable().line(Line::ConnectionRefused), "confirmed"),
            (Seen::other().refused().unreachable().line(Line::Reset), "none"),
            (Seen::other().refused().blind(), "ruled-out"),
            (Seen::same().hung().path_silent(200), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
