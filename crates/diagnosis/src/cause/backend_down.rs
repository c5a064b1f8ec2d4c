//! The application, or what serves this path, is not running or not reachable for its proxy.
//!
//! Seen: 502 or 503 for the handshake and for plain requests alike; HAProxy answers 503 after three
//! seconds of retries. The runbook's headline symptom is this far more often than a lost header.
//! Not this: an application that accepts and then hangs up, which looks the same from outside.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Line, Probe};
use crate::probe::retries;
use crate::product::Product;
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, cloud, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "backend-down",
    number: 2,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The application behind the proxy is down"),
    plain: Text(
        "The chat server is probably not running, or the web server in front of it can’t reach it.",
    ),
    now: None,
    why: Text(
        "A proxy that gets no connection to the application answers itself: nginx and Caddy with 502, HAProxy, Apache and Envoy with 503.",
    ),
    assess,
    neighbours: &[
        (
            "backend-crash-or-reset",
            Text(
                "An application that hangs up gives the same 502: the proxy’s error log says refused, or closed.",
            ),
        ),
        (
            "backend-timeout",
            Text("An application that does not answer gives 504, and only after a while."),
        ),
    ],
    remedies: &[&app::START, &nginx::UPSTREAM, &haproxy::CHECKED, &cloud::ALB_HEALTH],
    checks: &[&check::NGINX_ERRORS, &check::LISTENS, &check::HAPROXY_STATES, &check::INWARDS],
    sources: &[
        source::STATUS_502,
        source::lab("lab:nginx-backend-down"),
        source::lab("lab:haproxy-backend-down"),
        source::lab("lab:answer-503"),
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded, so the application answers"),
        );
        return;
    }
    case.got_through(reading);
    let down = |entry| {
        matches!(entry, Entry::Refused | Entry::NoServer | Entry::Unresolved | Entry::Unreached)
    };
    let logged = case.logged(reading, |logged| down(logged.entry));
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    if let Some((hop, at)) = reading.opens_behind() {
        // Weak: the proxy may look for it in the wrong place.
        case.contradicts(
            at,
            Weight::Weak,
            Text("the application answers behind the {hop}").with("hop", hop.title()),
        );
    }
    if let Some(At { at, fact: status }) = reading.status
        && !is_gateways(status)
    {
        case.contradicts(
            at,
            Weight::Strong,
            Text("the handshake got {status}, and not a gateway’s 502 or 503")
                .with("status", status),
        );
        return;
    }
    // Varnish hangs up on a handshake where nobody answers behind it.
    let hung_up = reading.line(|line| line == Line::ClosedUnanswered).is_some()
        && matches!(reading.get, Get::Status(status) if is_gateways(status));
    if reading.status.is_none() && reading.told() && !hung_up {
        case.contradicts(
            reading.handshake,
            Weight::Strong,
            Text("the browser’s console gives another reason"),
        );
        return;
    }
    match (reading.get, reading.root) {
        (Get::Status(path), Get::Status(root)) if is_gateways(path) && is_gateways(root) => {
            case.supports(
                reading.get_at,
                Weight::Strong,
                Text("plain requests get a gateway’s error too, for this path and for the root"),
            );
        }
        (Get::Status(status), _) if is_gateways(status) => {
            case.supports(
                reading.get_at,
                Weight::Weak,
                Text("a plain request for the path gets {status}").with("status", status),
            );
        }
        // Upgrades may be routed to servers of their own.
        (Get::Status(_), _) if reading.retried() => {
            case.supports(
                reading.handshake,
                Weight::Weak,
                Text("the refusal took 3 s, the time of HAProxy’s three retries to connect"),
            );
        }
        // Upgrades go to servers of their own where the log and the handshake's status say the same.
        (Get::Status(_), _) if logged && reading.status.is_some() => {}
        (Get::Status(status), _) if status < 500 => {
            case.contradicts(
                reading.get_at,
                Weight::Strong,
                Text("a plain request for the path gets {status}, so something answers there")
                    .with("status", status),
            );
        }
        (Get::Opaque, _) if reading.refused() || reading.retried() => {
            let at = reading.status.map_or(reading.handshake, |status| status.at);
            case.supports(at, Weight::Weak, Text("the handshake was refused, and what plain requests get can’t be read from here"));
        }
        _ => {}
    }
    haproxy(reading, case);
}

/// A gateway's word for a station behind it that does not answer; those from 520 on are Cloudflare's.
fn is_gateways(status: u16) -> bool {
    matches!(status, 502 | 503 | 520 | 521 | 523)
}

fn haproxy(reading: &Reading<'_>, case: &mut Case) {
    if !reading.retried() {
        return;
    }
    let plain =
        |probe| reading.fetches(probe).is_some_and(|(_, fetches)| retries(fetches.opaque.took));
    // A resolver that waits in vain takes as long, and then nothing answers.
    let answers = reading.get.answered() && reading.root.answered();
    if answers && plain(Probe::Shadow) && plain(Probe::Reach) {
        case.supports(
            reading.handshake,
            Weight::Strong,
            Text("every answer took 3 s, the time of HAProxy’s three retries to connect"),
        );
    } else if reading.get == Get::Opaque || reading.shows(Product::Haproxy) {
        case.supports(
            reading.handshake,
            Weight::Weak,
            Text("the refusal took 3 s, the time of HAProxy’s three retries to connect"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_a_gateway_error_everywhere() {
        for (seen, expected) in [
            (Seen::same().opened().plain(426, 200), "ruled-out"),
            (Seen::same().refused().plain(502, 502), "likely"),
            (Seen::same().refused().plain(521, 521), "likely"),
            (Seen::same().refused().plain(503, 503).line(Line::ClosedUnanswered), "likely"),
            (Seen::same().refused().plain(426, 200).line(Line::ClosedUnanswered), "none"),
            // A resolver may take three seconds as well.
            (Seen::other().refused_after(3000).failed_after(3000), "none"),
            (Seen::other().refused_after(3000).blind_after(3000, 3000), "likely"),
            (Seen::same().refused_after(3000).plain(503, 503), "likely"),
            (Seen::same().refused_after(3000).plain(426, 200), "possible"),
            (Seen::same().refused().plain(502, 200), "possible"),
            (Seen::same().refused().plain(502, 200).line(Line::Status(502)), "possible"),
            (Seen::same().refused().plain(502, 502).bypass(Hop::Proxy, true), "likely"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(502)), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::Status(502)), "possible"),
            (Seen::other().refused().blind().line(Line::Status(426)), "none"),
            (Seen::other().refused().unreachable(), "none"),
            (Seen::same().refused_after(2000).plain(504, 200), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
