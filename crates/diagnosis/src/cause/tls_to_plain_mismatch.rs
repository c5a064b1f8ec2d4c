//! One side speaks TLS and the other does not.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line, Setting};
use crate::reading::{At, Opening, Reading};
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "tls-to-plain-mismatch",
    number: 34,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("wss:// to a port without TLS, or ws:// to one with it"),
    plain: Text(
        "The chat’s address and the service do not agree on whether the connection is encrypted.",
    ),
    now: None,
    why: Text(
        "A port either speaks TLS or it does not. wss:// sends a TLS greeting that a plain server can’t read; ws:// sends a request that a TLS server can’t read.",
    ),
    assess,
    neighbours: &[
        (
            "tls-certificate",
            Text(
                "A certificate that is not trusted fails as early: open the https address in a tab.",
            ),
        ),
        (
            "http2-only",
            Text(
                "A listener that refuses HTTP/1.1 gives the same line, but answers plain requests.",
            ),
        ),
    ],
    remedies: &[&app::BROWSER_ADDRESS, &nginx::CHAIN, &haproxy::CHAIN],
    checks: &[&check::SPEAKS, &check::CERTIFICATE, &check::TAB],
    sources: &[source::WSS, source::NGINX_CHAIN],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    let secure = reading.evidence.target.secure;
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    if !reading.opening.failed() {
        return;
    }
    if secure {
        encrypted(reading, case);
    } else {
        plain(reading, case);
    }
}

fn encrypted(reading: &Reading<'_>, case: &mut Case) {
    if let Some(at) = reading.answered() {
        let text = Text("plain requests over the same TLS port are answered");
        case.contradicts(at, Weight::Decisive, text);
    } else if let Some(at) = reading.line(|line| line == Line::TlsProtocol) {
        let text = Text("the browser’s console says that the answer is no TLS");
        case.supports(at, Weight::Strong, text);
    } else if reading.told() {
        let text = Text("the browser’s console gives another reason");
        case.contradicts(reading.handshake, Weight::Strong, text);
    } else if reading.opening == Opening::Tls {
        case.supports(reading.handshake, Weight::Weak, Text("Firefox says that TLS failed (1015)"));
    } else if reading.gave_up() && reading.host_silent() {
        case.supports(
            reading.handshake,
            Weight::Weak,
            Text("nothing on this host answers over TLS"),
        );
    }
}

fn plain(reading: &Reading<'_>, case: &mut Case) {
    match reading.over_tls() {
        Some(At { at, fact }) if fact.opened() => {
            let text = Text("the same port opens the WebSocket over TLS, as wss:// asks for it");
            case.supports(at, Weight::Strong, text);
        }
        Some(At { at, fact: Opening::Tls }) => {
            let text = Text("the port speaks no TLS either");
            case.contradicts(at, Weight::Strong, text);
        }
        _ => {}
    }
    if let Some(at) = reading.cut_unasked() {
        let text = Text("the connection is cut before anything is asked, and TLS waits for that");
        case.contradicts(at, Weight::Strong, text);
    }
    let garbled = |line| matches!(line, Line::NotHttp | Line::ClosedUnanswered | Line::Reset);
    match (reading.status, reading.line(garbled)) {
        // nginx's and Apache's word for it is 400, for every path.
        (Some(At { at, fact: 400 }), _) if reading.agrees() || reading.blind() => {
            let text = Text(
                "the handshake got 400, as plain requests do, and as a TLS port answers to http",
            );
            case.supports(at, Weight::Weak, text);
        }
        (None, Some(at)) if reading.answered().is_none() => {
            let text = Text("the connection ended without an HTTP answer, as at a TLS port");
            case.supports(at, Weight::Weak, text);
        }
        (None, None) if reading.answers_400() && !reading.told() => {
            let text = Text("plain requests get 400, as a TLS port answers to http");
            case.supports(reading.get_at, Weight::Weak, text);
        }
        (None, None) if reading.unreadable() => {
            let text = Text(
                "the handshake was refused at once, and a TLS port answers any plain request so",
            );
            case.supports(reading.handshake, Weight::Weak, text);
        }
        (None, None) if !reading.told() && reading.gave_up() && reading.host_silent() => {
            let text = Text("nothing on this host answers without TLS");
            case.supports(reading.handshake, Weight::Weak, text);
        }
        _ => {}
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    if let Some(set) = reading.configured(|setting| setting == Setting::TlsDoubtful)
        && (reading.opening.failed() || reading.unmeasured())
    {
        let text = Text("{product}’s configuration has it the other way around at this port");
        case.supports(set.at, Weight::Weak, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn it_is_told_by_the_console_where_no_plain_request_is_answered() {
        for (seen, expected) in [
            (Seen::same().secure().refused().unreachable().line(Line::TlsProtocol), "likely"),
            (Seen::same().secure().refused().plain(200, 200).line(Line::TlsProtocol), "ruled-out"),
            (Seen::other().secure().refused().unreachable(), "possible"),
            (Seen::other().secure().refused_after(1200).unreachable(), "possible"),
            (Seen::other().secure().firefox().tls_refused().unreachable(), "possible"),
            (Seen::same().refused().plain(400, 400).line(Line::Status(400)), "possible"),
            (Seen::other().refused().plain(400, 400), "possible"),
            (Seen::other().refused().plain(400, 200), "none"),
            (Seen::other().refused().unreachable().line(Line::ClosedUnanswered), "possible"),
            (
                Seen::same().refused().plain(400, 400).line(Line::Status(400)).over_tls(true),
                "likely",
            ),
            (
                Seen::same().refused().plain(400, 400).line(Line::Status(400)).over_tls(false),
                "none",
            ),
            (Seen::other().refused().unreachable().line(Line::ClosedUnanswered).mute(true), "none"),
            (
                Seen::other().refused().unreachable().line(Line::ClosedUnanswered).mute(false),
                "possible",
            ),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
