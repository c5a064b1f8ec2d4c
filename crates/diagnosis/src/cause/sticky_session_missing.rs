//! Requests of one session reach different nodes, of which only one knows it.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Setting};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, cloud, haproxy, nginx, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "sticky-session-missing",
    number: 21,
    hop: Hop::LoadBalancer,
    side: Some(Side::Service),
    title: Text("Requests of one session reach different nodes"),
    plain: Text(
        "The service forgets who you are between two steps, because different machines answer.",
    ),
    now: Some(Text("Try again a few times: it may work by chance.")),
    why: Text(
        "Socket.IO, SockJS and SignalR begin with plain requests and then upgrade the session that these made. A load balancer that sends the handshake to another node finds no such session there.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text("A lost Upgrade fails each time; a wrong node only most times."),
        ),
        (
            "intermittent-node",
            Text("A broken node fails whoever comes; here each node works for its own sessions."),
        ),
    ],
    remedies: &[
        &app::SOCKETIO_STICKY,
        &app::SIGNALR_STICKY,
        &nginx::STICKY,
        &haproxy::STICKY,
        &cloud::ALB_STICKY,
        &server::APACHE_STICKY,
        &server::CADDY_STICKY,
        &server::TRAEFIK_STICKY,
        &server::INGRESS_STICKY,
        &server::ISTIO_STICKY,
        &cloud::GOOGLE_STICKY,
        &cloud::CLOUD_RUN_STICKY,
        &cloud::APP_SERVICE_STICKY,
        &cloud::APP_GATEWAY,
        &cloud::HEROKU_STICKY,
    ],
    checks: &[&check::SESSION, &check::REPEAT, &check::APP_LOG],
    sources: &[source::SOCKETIO_STICKY, source::SIGNALR_STICKY, source::ALB_STICKY],
};

/// Parts of the paths that protocols with sessions of their own use.
fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Strong, Text("the handshake succeeded"));
        return;
    }
    if reading.opening != Opening::Refused {
        return;
    }
    case.logged(reading, |logged| logged.entry == Entry::SessionUnknown);
    let sessions = reading.has_sessions();
    match (reading.status, reading.get) {
        (Some(At { at, fact: status }), _) if !matches!(status, 400 | 404) => {
            let text = Text("the handshake got {status}, and neither 400 nor 404");
            case.contradicts(at, Weight::Strong, text.with("status", status));
        }
        (None, _) if reading.told() => {
            let text = Text("the browser’s console gives another reason");
            case.contradicts(reading.handshake, Weight::Strong, text);
        }
        _ if reading.unknown_session() => {
            let text = Text("a plain request for the path is told that its session is unknown");
            case.supports(reading.get_at, Weight::Strong, text);
        }
        (Some(At { at, fact: status }), _) if sessions || reading.unread() => {
            let text =
                Text("the handshake got {status}, as at a node that does not know the session");
            case.supports(at, Weight::Weak, text.with("status", status));
        }
        (None, Get::Status(400 | 404)) if sessions => {
            let text = Text("the path is that of a protocol with sessions");
            case.supports(reading.get_at, Weight::Weak, text);
        }
        (None, Get::Status(400 | 404) | Get::Opaque) => {
            if let Some((at, text)) = reading.unread_refusal() {
                case.supports(at, Weight::Weak, text);
            }
        }
        _ => {}
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    if let Some(set) = reading.configured(|setting| setting == Setting::NotSticky)
        && (reading.refused() || reading.unmeasured())
    {
        let sure = reading.unknown_session() && set.named;
        let weight = if sure { Weight::Decisive } else { Weight::Strong };
        let text = Text("{product}’s configuration sends each request to another server");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_a_session_that_is_unknown() {
        for (seen, expected) in [
            (Seen::same().refused().unknown_session(), "likely"),
            (Seen::same().refused().unknown_session().line(Line::Status(502)), "none"),
            (Seen::same().refused().plain(400, 200), "none"),
            (Seen::same().at("/socket.io/").refused().plain(400, 200), "possible"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::FetchStatus(400)), "possible"),
            (Seen::other().refused().blind().line(Line::FetchStatus(426)), "none"),
            (Seen::same().opened(), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
