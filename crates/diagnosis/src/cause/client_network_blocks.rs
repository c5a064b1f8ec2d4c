//! The visitor's network, or what inspects its traffic, does not let WebSockets through.
//!
//! Seen: a WebSocket to another service fails as well, while normal pages load.
//! Not this: no network at all; and a control endpoint that is down itself, which is why a failing
//! control alone confirms nothing.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::{Get, Likeness, Opening, Reading};
use crate::remedy::{check, network, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "client-network-blocks",
    number: 33,
    hop: Hop::ClientNetwork,
    side: Some(Side::Network),
    title: Text("The visitor’s network does not let WebSockets through"),
    plain: Text("The network that you are on seems not to let chat connections through."),
    now: None,
    why: Text(
        "Company proxies, filters and virus scanners that read web traffic often know pages but not WebSockets: they strip the Upgrade from ws://, or end wss:// connections that they inspect.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text("The service’s own proxy may lose the Upgrade: try from another network."),
        ),
        ("host-unreachable", Text("A host that can’t be reached fails for normal pages as well.")),
    ],
    remedies: &[&network::ALLOW, &server::SQUID, &network::SECURE],
    checks: &[&check::OTHER_NETWORK, &check::ISSUER, &check::HANDSHAKE],
    sources: &[source::HANDSHAKE, source::SQUID, source::lab("lab:network-blocks-websocket")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded from this network"),
        );
        return;
    }
    let pages_load = reading.answered().is_some();
    if let Some(at) = reading.line(|line| line == Line::ForwardProxy) {
        // Such a proxy refuses as well where it can't reach the server itself.
        let weight = if pages_load { Weight::Strong } else { Weight::Weak };
        case.supports(at, weight, Text("the network’s own proxy refused the connection"));
        return;
    }
    match reading.control() {
        Some(control) if control.fact.opened() => {
            case.contradicts(
                control.at,
                Weight::Strong,
                Text("a WebSocket to another service opens from this network"),
            );
        }
        Some(control) if control.fact.failed() && reading.opening.failed() && pages_load => {
            let doubtful = reading.may_be_throttled() || told_otherwise(reading);
            let weight = if doubtful { Weight::Weak } else { Weight::Strong };
            let text =
                Text("a WebSocket to another service fails as well, while normal pages load");
            case.supports(control.at, weight, text);
        }
        Some(_) => {}
        None if fits(reading, pages_load) => {
            case.supports(reading.handshake, Weight::Weak, Text("normal pages load and the WebSocket does not open; whether another would is not known"));
        }
        None => {}
    }
    if let Some((hop, at)) = reading.opens_behind() {
        case.contradicts(
            at,
            Weight::Weak,
            Text("a WebSocket opens behind the {hop} from this network").with("hop", hop.title()),
        );
    }
}

/// Whether the handshake failed as it does when something on the way knows pages only.
fn fits(reading: &Reading<'_>, pages_load: bool) -> bool {
    // A gateway's error or a redirect for plain requests says enough.
    let plain_works = matches!(reading.get, Get::Opaque | Get::Status(200 | 400 | 404 | 426));
    pages_load
        && plain_works
        && !told_otherwise(reading)
        && matches!(reading.opening, Opening::Refused | Opening::Hung)
}

/// Whether the console says what no such network does.
fn told_otherwise(reading: &Reading<'_>) -> bool {
    match reading.status {
        // An inspected wss:// never reaches the server as a plain request.
        Some(_) => {
            reading.evidence.target.secure || matches!(reading.likeness(), Likeness::Differs(_))
        }
        // A hop that inspects the traffic may hang up as well.
        None => {
            reading.told()
                && reading
                    .line(|line| matches!(line, Line::Reset | Line::ClosedUnanswered))
                    .is_none()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn it_is_told_by_a_websocket_elsewhere() {
        for (seen, expected) in [
            (Seen::same().opened().control(true), "ruled-out"),
            (Seen::same().refused().plain(426, 200).control(false), "likely"),
            (Seen::same().hung().plain(426, 200).control_hung(), "possible"),
            (Seen::same().hung().plain(426, 200).control_hung().firefox(), "likely"),
            (
                Seen::same()
                    .secure()
                    .refused()
                    .plain(426, 200)
                    .line(Line::Status(426))
                    .control(false),
                "possible",
            ),
            (Seen::same().refused().plain(426, 200).control(true), "none"),
            (Seen::same().refused().plain(426, 200), "possible"),
            (Seen::same().refused().plain(502, 502), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::Status(426)), "possible"),
            (Seen::other().secure().refused().blind().line(Line::Status(426)), "none"),
            (Seen::other().refused().blind().line(Line::Status(502)), "possible"),
            (Seen::other().refused().blind().line(Line::Status(403)), "none"),
            (Seen::other().refused().blind().line(Line::ClosedUnanswered), "possible"),
            (Seen::other().refused().blind().line(Line::ForwardProxy), "likely"),
            (Seen::other().refused().unreachable().line(Line::ForwardProxy), "possible"),
            (Seen::other().refused().unreachable().control(false), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
