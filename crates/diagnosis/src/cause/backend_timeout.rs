//! The application accepts the connection and never answers, until a hop gives up.
//!
//! Seen: 504 after a round time, or nothing by our own deadline while the rest of the host answers.
//! Not this: a whole host that is silent, which can't be reached at all.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Probe};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "backend-timeout",
    number: 7,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The application does not answer the handshake in time"),
    plain: Text("The chat server takes the call but never answers."),
    now: None,
    why: Text(
        "The proxy reached the application and waited; when its read timeout came it answered 504 itself.",
    ),
    assess,
    neighbours: &[
        (
            "backend-down",
            Text(
                "A server that is down gives 502 or 503, mostly at once; HAProxy’s retries take 3 s.",
            ),
        ),
        (
            "host-unreachable",
            Text("A host that can’t be reached answers nothing at all, the root neither."),
        ),
    ],
    remedies: &[&app::DJANGO_ACCEPT, &nginx::CONNECT, &haproxy::TIMEOUTS],
    checks: &[&check::INWARDS, &check::NGINX_ERRORS, &check::HAPROXY_STATES, &check::APP_LOG],
    sources: &[
        source::STATUS_504,
        source::NGINX_TIMEOUT,
        source::lab("lab:nginx-hanging"),
        source::lab("lab:answer-504"),
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if !reading.opening.opened() {
        case.got_through(reading);
        case.logged(reading, |logged| logged.entry == Entry::Silent);
    }
    match reading.opening {
        opening if opening.opened() => {
            case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        }
        Opening::Hung if !reading.root_works() => {}
        Opening::Hung if reading.get == Get::TimedOut => {
            case.supports(reading.get_at, Weight::Strong, Text("neither the handshake nor a plain request for the path is answered, while the root is"));
        }
        Opening::Hung => {
            case.supports(
                reading.handshake,
                Weight::Weak,
                Text("the handshake is not answered, while the host is there"),
            );
        }
        Opening::Slow(_) | Opening::Refused => gave_up(reading, case),
        _ => {}
    }
    // What the page reads now weighs against a line that may be from another day.
    if let (Some(_), Get::Status(status @ (502 | 503))) = (reading.status, reading.get)
        && (!slow(reading) || reading.sooner(Probe::Shadow))
    {
        let text = Text("a plain request for the path gets {status}, and no timeout");
        case.contradicts(reading.get_at, Weight::Strong, text.with("status", status));
    }
    if let Some((hop, at)) = reading.opens_behind() {
        let text = Text("the application answers in time behind the {hop}");
        case.contradicts(at, Weight::Strong, text.with("hop", hop.title()));
    }
}

fn gave_up(reading: &Reading<'_>, case: &mut Case) {
    let slow = slow(reading);
    let waited_alike = slow && !reading.sooner(Probe::Shadow);
    match reading.status {
        // A gateway that gives up at once has not waited for anybody.
        Some(At { at, fact: 504 }) if slow => {
            case.supports(
                at,
                Weight::Decisive,
                Text("the handshake got 504 after {took}").with("took", reading.took),
            );
        }
        // Cloudflare has two words for it.
        Some(At { at, fact: status @ (504 | 522 | 524) }) => {
            let text = Text("the handshake got {status}, the word for a timeout");
            case.supports(at, Weight::Strong, text.with("status", status));
        }
        // Apache says 502 when it has waited in vain, Heroku 503, Envoy sometimes 408.
        Some(At { at, fact: status @ (408 | 502 | 503) }) if slow && !reading.retried() => {
            let text = Text("the handshake got {status}, and only after {took}");
            case.supports(at, Weight::Weak, text.with("status", status).with("took", reading.took));
        }
        Some(At { at, fact: status }) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake got {status} and not 504").with("status", status),
            );
        }
        None if reading.told() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the browser’s console gives another reason"),
            );
        }
        None => match reading.get {
            Get::Status(status @ (504 | 522 | 524)) => {
                let text =
                    Text("a plain request for the path gets {status}, the word for a timeout");
                case.supports(reading.get_at, Weight::Strong, text.with("status", status));
            }
            // Apache says 502 when it has waited in vain, Varnish 503.
            Get::Status(502 | 503) if waited_alike => {
                let text = Text("a plain request for the path waited in vain as well, {took}");
                case.supports(reading.get_at, Weight::Weak, text.with("took", reading.took));
            }
            Get::Status(_) | Get::Opaque if slow && alone(reading) => {
                let text = Text(
                    "the handshake was refused only after {took}, where a plain request is answered at once",
                );
                case.supports(reading.handshake, Weight::Weak, text.with("took", reading.took));
            }
            Get::Status(_) => {}
            Get::Opaque
                if slow && reading.sooner(Probe::Reach) && !reading.sooner(Probe::Shadow) =>
            {
                // HAProxy's retries to a server that is down take 3 s as well.
                let weight = if reading.retried() { Weight::Weak } else { Weight::Strong };
                let text = Text(
                    "the path is refused after {took}, while the root answers at once: somebody waited in vain",
                );
                case.supports(reading.handshake, weight, text.with("took", reading.took));
            }
            _ => {}
        },
    }
}

/// The handshake failed late. A time that the browser or the device may have stretched says nothing of
/// the server.
fn slow(reading: &Reading<'_>) -> bool {
    let spoiled = reading.evidence.observations[reading.handshake].marred.any();
    matches!(reading.opening, Opening::Slow(_)) && !spoiled
}

/// The handshake alone had to wait, and for longer than Socket.IO and Channels take to refuse a path
/// that is not theirs; for HAProxy's retries there are other reasons.
fn alone(reading: &Reading<'_>) -> bool {
    reading.sooner(Probe::Shadow) && reading.took > Millis(2500) && !reading.retried()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_504_and_by_silence_on_one_path() {
        for (seen, expected) in [
            (Seen::same().opened().plain(426, 200), "ruled-out"),
            (Seen::same().refused_after(2000).plain(504, 200), "likely"),
            (Seen::same().refused().plain(524, 200), "likely"),
            (Seen::same().refused_after(2600).plain(426, 200), "possible"),
            (Seen::same().refused_after(1000).plain(426, 200), "none"),
            (Seen::other().refused_after(2600).blind(), "possible"),
            // Beside a slow network, the time of HAProxy's retries.
            (Seen::other().refused_after(3700).blind_after(3700, 500), "possible"),
            (Seen::same().refused_after(2000).plain(504, 200).line(Line::Status(504)), "confirmed"),
            (Seen::same().refused_after(3000).plain(503, 503).line(Line::Status(504)), "possible"),
            (Seen::same().refused_after(20).plain(426, 200).line(Line::Status(504)), "likely"),
            (Seen::same().hung().path_silent(200), "likely"),
            (
                Seen::same()
                    .refused_after(2000)
                    .plain(504, 200)
                    .line(Line::Status(504))
                    .bypass(Hop::Proxy, true),
                "possible",
            ),
            (Seen::other().hung().silent(), "none"),
            (Seen::other().refused_after(2000).blind_after(2000, 30), "likely"),
            (Seen::other().refused_after(3000).blind_after(3000, 30), "possible"),
            (Seen::other().refused_after(3000).blind_after(3000, 3000), "none"),
            (
                Seen::other().refused_after(2000).blind_after(2000, 30).line(Line::Status(502)),
                "possible",
            ),
            (Seen::other().refused().blind(), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
