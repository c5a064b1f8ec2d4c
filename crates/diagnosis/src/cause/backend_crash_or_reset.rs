//! The application, or what stands before it, hangs up instead of answering.
//!
//! Seen: 502 on the handshake while plain requests work (it dies on upgrades only), a reset or an
//! end without an answer where nothing stands between, or a socket that dies right after opening.
//! Not this: an application that is down, which refuses plain requests as well.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Line, Logged};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "backend-crash-or-reset",
    number: 6,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The application hangs up on the handshake"),
    plain: Text("The chat server hangs up as soon as the chat connects."),
    now: None,
    why: Text(
        "An application that crashes on upgrades, or can’t take them, closes the connection; a proxy in front turns that into 502.",
    ),
    assess,
    neighbours: &[
        (
            "backend-down",
            Text(
                "A server that is down refuses plain requests as well: the proxy’s error log says which.",
            ),
        ),
        (
            "http2-only",
            Text(
                "A load balancer that speaks HTTP/2 to the application gives the same 502: look at its protocol version.",
            ),
        ),
        (
            "http-version-1.0-upstream",
            Text(
                "One kind of application opens and dies at once over HTTP/1.0: look at proxy_http_version.",
            ),
        ),
    ],
    remedies: &[
        &app::NODE_UPGRADE,
        &app::DJANGO_ASGI,
        &nginx::BUFFER,
        &haproxy::BACK_HTTP1,
        &nginx::BACK_TLS,
        &haproxy::BACK_TLS,
    ],
    checks: &[&check::NGINX_ERRORS, &check::APP_LOG, &check::INWARDS, &check::HAPROXY_STATES],
    sources: &[
        source::STATUS_502,
        source::lab("lab:nginx-closing-early"),
        source::lab("lab:crash"),
        source::lab("lab:close-after-101"),
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    match reading.opening {
        Opening::Opened if reading.broke_off().is_some_and(|close| !close.fact.framed()) => {
            let at = reading.broke_off().map_or(reading.handshake, |close| close.at);
            let text = Text("at the first messages the connection ended without a close frame");
            case.supports(at, Weight::Weak, text);
            return;
        }
        Opening::Opened if reading.logged(lost).is_some() => {
            if let Some((lost, _)) = reading.logged(lost) {
                case.supports(lost.at, Weight::Weak, lost.fact.meaning());
            }
            return;
        }
        Opening::Opened | Opening::Swallowed => {
            case.contradicts(
                reading.handshake,
                Weight::Decisive,
                Text("the handshake succeeded and the socket stayed"),
            );
        }
        Opening::Dropped { clean: false } => {
            let text = Text("it opened, and the connection ended at once without a close frame");
            // What does not come again may have been a restart.
            let once = reading.lost_once();
            let weight = if once.is_some() { Weight::Weak } else { Weight::Strong };
            case.supports(reading.handshake, weight, text);
        }
        Opening::Dropped { clean: true } => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the application closed it properly, with a code of its own"),
            );
        }
        Opening::Refused | Opening::Slow(_) => {
            case.got_through(reading);
            let hung_up = |entry| matches!(entry, Entry::Closed | Entry::Reset | Entry::AppFailed);
            case.logged(reading, |logged| hung_up(logged.entry));
            refused(reading, case);
        }
        _ => {}
    }
    if let Some(at) = reading.elsewhere_fails() {
        case.contradicts(at, Weight::Strong, Text("a WebSocket to another service fails as well"));
    }
    if let Some((hop, at)) = reading.opens_behind() {
        case.contradicts(
            at,
            Weight::Strong,
            Text("the application opens it behind the {hop}").with("hop", hop.title()),
        );
    }
}

/// A proxy lost an open connection to the application.
fn lost(logged: Logged) -> bool {
    logged.entry == Entry::Lost
}

fn refused(reading: &Reading<'_>, case: &mut Case) {
    alone(reading, case);
    let hung_up = |line| matches!(line, Line::Reset | Line::ClosedUnanswered);
    match (reading.status, reading.line(hung_up)) {
        // 520 is Cloudflare's word for it.
        (Some(At { at, fact: status @ (502 | 520) }), _) => {
            let text = Text("the handshake got {status}: a proxy got no usable answer");
            case.supports(at, Weight::Weak, text.with("status", status));
        }
        // Envoy and Heroku say so; from HAProxy it takes 3 s and means something else.
        (Some(At { at, fact: 503 }), _) if reading.refused() => {
            case.supports(
                at,
                Weight::Weak,
                Text("the handshake got 503, as from some gateways when the application hangs up"),
            );
        }
        (Some(At { at, fact: 500 }), _) if reading.get != Get::Status(500) => {
            let text = Text("the handshake got 500: the application failed on it");
            case.supports(at, Weight::Weak, text);
            if matches!(reading.get, Get::Status(404) | Get::Opaque) {
                let text = Text("Django Channels says 500 as well, where no route has the path");
                case.contradicts(at, Weight::Weak, text);
            }
        }
        (Some(At { at, fact: status }), _) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake got a whole answer, {status}").with("status", status),
            );
        }
        (None, Some(at)) => {
            // Over TLS an HTTP/2-only listener hangs up in the same way, and so does a network that
            // inspects the traffic, unless another WebSocket gets through it; Varnish hangs up where
            // nobody answers behind it.
            let passes = reading.control().is_some_and(|control| control.fact.opened());
            let gateway = matches!(reading.get, Get::Status(500..));
            let alone = passes && !gateway && !reading.evidence.target.secure;
            let weight = if alone { Weight::Strong } else { Weight::Weak };
            case.supports(at, weight, Text("the connection was cut before an answer"));
        }
        (None, None) if reading.told() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the browser’s console gives another reason"),
            );
        }
        (None, None) => match (reading.get, reading.root) {
            (Get::Status(status @ (502 | 520)), root) if root != reading.get => {
                let text = Text(
                    "a plain request for the path gets {status}: a proxy got no usable answer",
                );
                case.supports(reading.get_at, Weight::Weak, text.with("status", status));
            }
            (Get::Opaque | Get::Status(200 | 400 | 404 | 426), _) if reading.refused() => {
                case.supports(
                    reading.handshake,
                    Weight::Weak,
                    Text("the handshake was refused at once where plain requests are answered"),
                );
            }
            (Get::Failed, _) if reading.root_works() => {
                let text = Text(
                    "a plain request for the path gets no answer that the page may see, while the root works",
                );
                case.supports(reading.get_at, Weight::Weak, text);
            }
            (Get::Failed, Get::Failed) => {
                case.supports(
                    reading.handshake,
                    Weight::Weak,
                    Text("nothing on this host gives an answer that the page may see"),
                );
            }
            _ => {}
        },
    }
}

/// Whether it is this path's handshake that fails, or every one.
fn alone(reading: &Reading<'_>, case: &mut Case) {
    if let Some(at) = reading.cut_unasked() {
        let text = Text("the connection is cut before anything is asked");
        case.supports(at, Weight::Strong, text);
    }
    if let Some(at) = reading.refused_anywhere() {
        let text = Text("handshakes are refused alike at paths that nobody serves");
        case.contradicts(at, Weight::Weak, text);
    }
    let hung_up = |line| matches!(line, Line::Reset | Line::ClosedUnanswered);
    let failed = match reading.status {
        Some(At { fact, .. }) => matches!(fact, 500 | 502 | 520),
        None => reading.line(hung_up).is_some(),
    };
    // The plain request shows that the application is there.
    let plain = matches!(reading.get, Get::Status(status) if status < 500);
    if let Some(below) = reading.answered_below().filter(|_| failed && plain) {
        let text =
            Text("a handshake for a path below it gets {status}, so that only this one fails");
        case.supports(below.at, Weight::Strong, text.with("status", below.fact));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn what_is_refused_at_any_path_is_hardly_its_doing() {
        for (elsewhere, expected) in [(502, Some(Weight::Weak)), (404, None)] {
            let seen = Seen::same().refused().plain(426, 200).line(Line::Status(502));
            let evidence = seen.below(Some(502), 404).elsewhere(elsewhere).evidence();
            let mut case = Case::default();
            assess(&Reading::new(&evidence), &mut case);
            assert_eq!(case.worst(), expected, "{elsewhere}");
        }
    }

    #[test]
    fn it_is_told_by_hanging_up() {
        for (seen, expected) in [
            (Seen::same().opened(), "ruled-out"),
            (Seen::same().dropped(false), "likely"),
            (Seen::same().dropped_unseen(), "likely"),
            (Seen::same().dropped(false).again(false), "likely"),
            (Seen::same().dropped(false).again(true), "possible"),
            (Seen::same().dropped(true), "none"),
            (Seen::same().refused().plain(426, 200), "possible"),
            (Seen::same().refused().plain(404, 200), "possible"),
            (Seen::same().refused().plain(404, 200).line(Line::Status(500)), "possible"),
            (Seen::same().refused().plain(500, 200).line(Line::Status(500)), "none"),
            (Seen::same().refused().plain(520, 200), "possible"),
            (Seen::same().refused().path_failed(200), "possible"),
            (
                Seen::same().refused().plain(503, 200).line(Line::ClosedUnanswered).control(true),
                "possible",
            ),
            (Seen::same().refused().plain(502, 200), "possible"),
            (Seen::same().refused().plain(502, 502), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(502)), "possible"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(426)), "none"),
            // This path's handshake alone, or every one.
            (
                Seen::same()
                    .refused()
                    .plain(426, 200)
                    .line(Line::Status(502))
                    .below(Some(404), 404),
                "likely",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(426, 200)
                    .line(Line::Status(502))
                    .below(Some(502), 404),
                "possible",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(426, 200)
                    .line(Line::ClosedUnanswered)
                    .below(Some(404), 404),
                "likely",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(426, 200)
                    .line(Line::ClosedUnanswered)
                    .below(None, 404),
                "possible",
            ),
            // Where plain requests fail as well, it is not the handshake.
            (
                Seen::same()
                    .refused()
                    .plain(502, 200)
                    .line(Line::Status(502))
                    .below(Some(404), 404),
                "possible",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(404, 200)
                    .line(Line::Status(500))
                    .below(Some(404), 404),
                "likely",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(426, 200)
                    .line(Line::Status(426))
                    .below(Some(404), 404),
                "none",
            ),
            (Seen::other().refused().unreachable().line(Line::Reset).mute(true), "likely"),
            (Seen::other().refused().unreachable().line(Line::Reset).mute(false), "possible"),
            (Seen::other().refused().blind().line(Line::ClosedUnanswered), "possible"),
            (Seen::other().refused().blind().line(Line::ClosedUnanswered).control(true), "likely"),
            (Seen::other().secure().refused().blind().line(Line::ClosedUnanswered), "possible"),
            (Seen::other().refused().unreachable(), "possible"),
            (Seen::other().refused().unreachable().line(Line::Reset), "possible"),
            (Seen::other().refused().unreachable().line(Line::Reset).control(true), "likely"),
            (Seen::other().refused().unreachable().line(Line::NameNotResolved), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
