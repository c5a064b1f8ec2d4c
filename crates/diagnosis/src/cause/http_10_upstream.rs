//! A proxy passes the Upgrade header on, but speaks HTTP/1.0 to the application.
//!
//! Seen: many backends open all the same; strict ones answer 505, 400 or 404, and one kind opens and
//! dies at once.
//! Not this: 426, which a backend gives that saw no Upgrade at all.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Setting};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{check, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "http-version-1.0-upstream",
    number: 12,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("A proxy speaks HTTP/1.0 to the application"),
    plain: Text(
        "Two parts of the service speak an old language to each other, in which a chat can’t start.",
    ),
    now: None,
    why: Text(
        "An upgrade needs HTTP/1.1 (RFC 6455, section 4.1). nginx before 1.29.7 speaks HTTP/1.0 to the application unless proxy_http_version says otherwise.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text(
                "A lost Upgrade gives 426 or 400, HTTP/1.0 often 505: the console line shows the status.",
            ),
        ),
        (
            "backend-crash-or-reset",
            Text(
                "An application that dies on its own also opens and closes at once: look into its log.",
            ),
        ),
    ],
    remedies: &[&nginx::VERSION, &nginx::UPGRADE],
    checks: &[&check::NGINX_VERSION, &check::INWARDS, &check::APP_LOG],
    sources: &[source::HANDSHAKE, source::NGINX_VERSION, source::lab("lab:nginx-http10")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    match (reading.opening, reading.status) {
        (Opening::Opened | Opening::Swallowed, _) => {
            case.contradicts(
                reading.handshake,
                Weight::Decisive,
                Text("the handshake succeeded and the socket stayed"),
            );
        }
        (Opening::Dropped { clean: false }, _) if reading.lost_once().is_some() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the next one went otherwise"),
            );
        }
        (Opening::Dropped { clean: false }, _) => {
            case.supports(
                reading.handshake,
                Weight::Weak,
                Text("it opened and was dropped at once, as some backends do over HTTP/1.0"),
            );
        }
        (_, Some(At { at, fact: 505 })) => {
            case.supports(
                at,
                Weight::Strong,
                Text("the handshake got 505 HTTP Version Not Supported"),
            );
        }
        (_, Some(At { at, fact: 400 | 404 })) if !reading.agrees() => {
            case.supports(at, Weight::Weak, Text("the handshake got another refusal than a plain request, as one strict backend gives over HTTP/1.0"));
        }
        (_, Some(At { at, .. })) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake’s status is not one that HTTP/1.0 brings"),
            );
        }
        (_, None) if reading.told() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the browser’s console gives another reason"),
            );
        }
        (Opening::Refused | Opening::Slow(_), None) if reading.get == Get::Status(505) => {
            case.supports(
                reading.get_at,
                Weight::Strong,
                Text("a plain request gets 505 HTTP Version Not Supported"),
            );
        }
        (Opening::Refused, None) if matches!(reading.get, Get::Opaque | Get::Status(404)) => {
            case.supports(
                reading.get_at,
                Weight::Weak,
                Text("the handshake was refused at once where plain requests are answered"),
            );
        }
        _ => {}
    }
}

/// Most applications take an upgrade over HTTP/1.0: alone this says little.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        return;
    }
    let old = |setting| matches!(setting, Setting::Http10 | Setting::Http10IfOld);
    if let Some(set) = reading.configured(old) {
        let refused = reading.status.is_some_and(|status| status.fact == 505);
        let weight = match set.setting {
            Setting::Http10 if refused && set.named => Weight::Decisive,
            Setting::Http10 if refused => Weight::Strong,
            _ => Weight::Weak,
        };
        let text = Text("{product}’s configuration speaks HTTP/1.0 to the application");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    } else if let Some(passed) = reading.passes_on().filter(|passed| passed.named) {
        let text = Text("{product}’s configuration speaks HTTP/1.1 to the application");
        case.contradicts(passed.at, Weight::Strong, text.with("product", passed.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_505() {
        for (seen, expected) in [
            (Seen::same().refused().plain(505, 200), "likely"),
            (Seen::same().refused_after(1200).plain(505, 200), "likely"),
            (Seen::other().refused().blind().line(Line::Status(400)), "possible"),
            (Seen::other().refused().blind().line(Line::Status(505)), "likely"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::same().dropped(false), "possible"),
            (Seen::same().dropped(false).again(true), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::other().refused().blind().line(Line::Status(426)), "none"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
