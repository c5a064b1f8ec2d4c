//! A listener, or a load balancer's side towards the application, speaks HTTP/2 only.
//!
//! Seen in front: a cold Chromium fails and a warm one opens by extended CONNECT (RFC 8441), or the
//! console names TLS while plain requests over TLS work; Firefox gives 1015. Seen behind: the
//! handshake gets 502, 503 after 3 s, or 464 while plain requests work.
//! Not this: HTTP/2 beside HTTP/1.1, which is normal and works.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Family, Hop, Line, Probe, Setting, Variant};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, cloud, haproxy, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "http2-only",
    number: 13,
    hop: Hop::LoadBalancer,
    side: Some(Side::Service),
    title: Text("A hop speaks HTTP/2 only"),
    plain: Text(
        "A part of the service speaks only a newer language, in which this chat can’t start.",
    ),
    now: None,
    why: Text(
        "A WebSocket handshake is an HTTP/1.1 request, or an extended CONNECT where both sides announce it (RFC 8441). A hop that speaks HTTP/2 only and does not announce it can’t take it.",
    ),
    assess,
    neighbours: &[
        (
            "backend-crash-or-reset",
            Text(
                "An application that dies on the handshake also gives 502: the proxy’s error log tells.",
            ),
        ),
        (
            "tls-certificate",
            Text(
                "A port without TLS gives the same console line, but then plain https requests fail as well.",
            ),
        ),
        (
            "upgrade-headers-missing",
            Text(
                "A lost Upgrade gets the answer of a plain request: the console line shows the status.",
            ),
        ),
    ],
    remedies: &[
        &haproxy::FRONT_HTTP1,
        &haproxy::BACK_HTTP1,
        &cloud::ALB_HTTP1,
        &cloud::CLOUD_RUN_HTTP1,
        &app::NODE_HTTP1,
        &server::ENVOY_HTTP1,
        &cloud::CLOUDFLARE_TUNNEL,
    ],
    checks: &[&check::ALPN, &check::HANDSHAKE, &check::TARGET_GROUP, &check::HAPROXY_STATES],
    sources: &[
        source::EXTENDED_CONNECT,
        source::ALB_ERRORS,
        source::lab("lab:http2-only"),
        source::lab("lab:haproxy-h2-only-front"),
        source::lab("lab:haproxy-h2-to-h1-backend"),
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening == Opening::OnlyAgain {
        warmed(reading, case);
        return;
    }
    if reading.opening.opened() {
        // It may be so and work for this browser all the same, which is then no fault.
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    if !reading.opening.failed() || !reading.root_works() {
        return;
    }
    case.got_through(reading);
    if let Some(below) = reading.answered_below() {
        // Weak: a hop may send this path alone to another server.
        let text = Text("a handshake for a path below it gets an answer by the same way in");
        case.contradicts(below.at, Weight::Weak, text);
    }
    match (reading.status, of_tls(reading), reading.line(|line| line == Line::Http2Stream)) {
        (Some(At { at, fact: 464 }), ..) => {
            let text = Text("464 is AWS ALB’s word for it, if the target group takes HTTP/2 only");
            case.supports(at, Weight::Weak, text);
        }
        (Some(At { at, fact: status @ (502 | 503 | 520) }), ..) if !reading.agrees() => {
            let text = Text(
                "the handshake got {status}, as from a load balancer that speaks HTTP/2 to the application",
            );
            case.supports(at, Weight::Weak, text.with("status", status));
        }
        (Some(At { at, .. }), ..) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake’s status is not one that this brings"),
            );
        }
        (None, Some((at, weight)), _) if reading.evidence.target.secure => {
            case.supports(at, weight, Text("the handshake ended before an HTTP answer, while plain requests over the same TLS port work"));
        }
        (None, _, Some(at)) => {
            case.supports(at, Weight::Strong, Text("the WebSocket’s stream inside HTTP/2 failed"));
        }
        (None, ..) if reading.told() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the browser’s console gives another reason"),
            );
        }
        (None, ..) => from_events(reading, case),
    }
}

/// It failed cold, and opened once an HTTP/2 session was there: because of that, or by chance.
fn warmed(reading: &Reading<'_>, case: &mut Case) {
    let Some(At { at, fact: Opening::Opened }) = reading.again(Variant::Warm) else { return };
    if reading.evidence.agent.family == Family::Firefox {
        let text = Text("Firefox would have opened it the first time");
        case.contradicts(reading.handshake, Weight::Strong, text);
    } else if reading.evidence.agent.family == Family::Native {
        let text = Text("it opened over HTTP/1.1, which is all that the command line tries");
        case.contradicts(at, Weight::Decisive, text);
    } else if reading.page.same_origin {
        let text = Text("this page came over such a session, so that there was one from the start");
        case.contradicts(reading.page_at, Weight::Strong, text);
    } else if let Some((at, _)) = reading.repeated().find(|(_, opening)| opening.failed()) {
        let text = Text("another handshake failed although an HTTP/2 session was there");
        case.contradicts(at, Weight::Strong, text);
    } else {
        let text = Text("it failed cold, and opened once an HTTP/2 session was there");
        let weight = if reading.stays_warm() { Weight::Strong } else { Weight::Weak };
        case.supports(at, weight, text);
    }
}

/// A line about the time before HTTP. A server that hangs up may have other reasons.
fn of_tls(reading: &Reading<'_>) -> Option<(usize, Weight)> {
    let told = |wanted, weight| reading.line(|line| line == wanted).map(|at| (at, weight));
    told(Line::TlsProtocol, Weight::Strong).or_else(|| told(Line::ClosedUnanswered, Weight::Weak))
}

fn from_events(reading: &Reading<'_>, case: &mut Case) {
    match (reading.opening, reading.get) {
        (Opening::Tls, _) => {
            case.supports(
                reading.handshake,
                Weight::Strong,
                Text("TLS failed for the WebSocket (1015), while plain requests over TLS work"),
            );
        }
        (Opening::Slow(_), Get::Opaque | Get::Status(200 | 400 | 426))
            if reading.sooner(Probe::Shadow) =>
        {
            case.supports(
                reading.handshake,
                Weight::Weak,
                Text("the handshake failed late where plain requests are answered, as when HAProxy retries in HTTP/2"),
            );
        }
        (Opening::Slow(_), Get::Status(404)) if reading.retried() => {
            let text = Text(
                "the refusal took 3 s, the time of HAProxy’s retries, and plain requests are answered",
            );
            case.supports(reading.handshake, Weight::Weak, text);
        }
        (Opening::Refused, Get::Opaque | Get::Status(200 | 400 | 404 | 426)) => {
            case.supports(
                reading.handshake,
                Weight::Weak,
                Text("the handshake was refused at once where plain requests are answered"),
            );
        }
        _ => {}
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    let only = |setting| matches!(setting, Setting::Http2Backend | Setting::Http2Only);
    let unmeasured = reading.unmeasured();
    if let Some(set) = reading.configured(only)
        && (reading.opening.failed() || unmeasured)
    {
        let text = match set.setting {
            Setting::Http2Only => {
                Text("{product}’s configuration speaks nothing but HTTP/2 to browsers")
            }
            _ => Text("{product}’s configuration speaks HTTP/2 to the application"),
        };
        case.supports(set.at, Weight::Strong, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn a_path_below_that_is_answered_speaks_against_it() {
        for (below, expected) in [(Some(404), Some(Weight::Weak)), (Some(502), None), (None, None)]
        {
            let seen = Seen::same().refused().plain(426, 200).line(Line::Status(502));
            let evidence = seen.below(below, 404).evidence();
            let mut case = Case::default();
            assess(&Reading::new(&evidence), &mut case);
            assert_eq!(case.worst(), expected, "{below:?}");
        }
    }

    #[test]
    fn it_is_told_by_tls_and_by_warmth() {
        let cold = || Seen::other().secure().refused().blind();
        let warmed = |opened| (0..opened).fold(cold().warm(true), |seen, _| seen.repeat(true));
        for (seen, expected) in [
            (Seen::same().opened().plain(426, 200), "ruled-out"),
            // One broken node of two looks the same, until enough handshakes opened.
            (warmed(0), "possible"),
            (warmed(4), "possible"),
            (warmed(5), "likely"),
            (warmed(5).repeat(false), "none"),
            (warmed(5).firefox(), "none"),
            (warmed(5).native(), "ruled-out"),
            (Seen::same().secure().refused().plain(426, 200).warm(true), "none"),
            (Seen::same().secure().refused().plain(426, 200).warm(false), "possible"),
            (Seen::other().secure().firefox().tls_refused().blind(), "likely"),
            (Seen::other().secure().refused().blind().line(Line::TlsProtocol), "likely"),
            (Seen::other().secure().refused().unreachable().line(Line::TlsProtocol), "none"),
            (Seen::other().refused().blind().line(Line::ClosedUnanswered), "none"),
            (Seen::other().secure().refused().blind().line(Line::ClosedUnanswered), "possible"),
            (Seen::same().refused().plain(200, 200).line(Line::Status(464)), "possible"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(502)), "possible"),
            (Seen::same().refused_after(3000).plain(426, 200), "possible"),
            (Seen::same().refused_after(3000).plain(404, 200), "possible"),
            // At a path not its own, Socket.IO takes a second.
            (Seen::same().refused_after(1000).plain(404, 200), "none"),
            (Seen::same().refused().plain(404, 200), "possible"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(520)), "possible"),
            (Seen::same().refused_after(3000).plain(426, 200).line(Line::Status(503)), "possible"),
            (Seen::same().refused_after(3000).plain(503, 503).line(Line::Status(503)), "none"),
            (Seen::same().refused().plain(502, 200).line(Line::Status(502)), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(426)), "none"),
            (Seen::other().refused().blind(), "possible"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
