//! A reverse proxy does not pass the Upgrade and Connection headers on.
//!
//! Seen: the handshake fails at once, and gets what a plain request for the same path gets: 426, 400,
//! 404 or 200 from the backend; 502 only where the backend drops plain HTTP without an answer.
//! Not this: the same fault at a CDN or at one of several known hops has its own cause; a server that
//! saw the Upgrade answers otherwise than to a plain request.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::Hop;
use crate::reading::{Likeness, Reading};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "upgrade-headers-missing",
    hop: Hop::Proxy,
    side: Side::Service,
    title: Text("A proxy does not pass the Upgrade header on"),
    plain: Text("The service’s own gateway does not let chat connections through."),
    why: Text(
        "Upgrade and Connection are hop-by-hop headers: each proxy must set them anew, or the application sees a normal page request and answers that instead of opening a WebSocket.",
    ),
    assess,
    neighbours: &[
        (
            "multi-hop-strip",
            Text("The same loss at another of several hops: try the way in behind each hop."),
        ),
        ("cdn-websocket-disabled", Text("The same loss at a CDN: try the way in behind the CDN.")),
        (
            "origin-rejected",
            Text(
                "A server that refuses the page’s origin answers 403: the console line shows the status.",
            ),
        ),
        (
            "wrong-path-or-route",
            Text(
                "A path that nobody serves also gives 404 or the start page: try the way in behind the proxy.",
            ),
        ),
    ],
    remedies: &[],
    checks: &[],
    sources: &[],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded, so no hop lost it"),
        );
        return;
    }
    // With a CDN or several hops in sight, the loss may be at any of them.
    let alone = reading.cdn().is_none() && reading.bypasses().len() < 2;
    match reading.likeness() {
        Likeness::Same(at) if alone => {
            case.supports(at, Weight::Strong, Text("the handshake got the answer of a plain request: the application never saw an Upgrade"));
        }
        Likeness::Same(at) => {
            case.supports(at, Weight::Weak, Text("the handshake got the answer of a plain request, but more than one hop may have lost the Upgrade"));
        }
        Likeness::Fits(at) => {
            case.supports(
                at,
                Weight::Weak,
                Text("the handshake was refused at once where plain requests are answered"),
            );
        }
        Likeness::Differs(at) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake did not get the answer of a plain request"),
            );
            return;
        }
    }
    if let Some((hop, at)) = reading.opens_behind()
        && alone
        && hop != Hop::Cdn
    {
        case.supports(
            at,
            Weight::Strong,
            Text("behind the {hop} it opens").with("hop", hop.title().0),
        );
    }
    if let Some((hop, at)) = reading.fails_behind() {
        case.contradicts(
            at,
            Weight::Strong,
            Text("it fails behind the {hop} as well").with("hop", hop.title().0),
        );
    }
    if reading.answered_in_front() {
        case.contradicts(
            reading.handshake,
            Weight::Weak,
            Text("the refusal came sooner than the application answers"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;
    use crate::product::Product;

    #[test]
    fn it_is_told_by_the_answer_of_a_plain_request() {
        let status = Line::Status;
        for (seen, expected) in [
            (Seen::same().opened().plain(426, 200), "ruled-out"),
            (Seen::same().refused().plain(426, 200), "possible"),
            (Seen::same().refused().plain(404, 200), "possible"),
            (Seen::same().refused().plain(502, 200), "possible"),
            (Seen::same().refused().plain(502, 502), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().unreachable(), "none"),
            (Seen::same().hung().path_silent(200), "none"),
            (Seen::same().refused().plain(426, 200).line(status(426)), "likely"),
            (Seen::other().refused().blind().line(status(426)), "likely"),
            (Seen::other().refused().blind().line(status(404)), "possible"),
            (Seen::same().refused().plain(400, 200).line(status(400)), "likely"),
            (Seen::same().refused().plain(404, 200).line(status(404)), "possible"),
            (
                Seen::same().refused().plain(404, 200).line(status(404)).bypass(Hop::Proxy, true),
                "likely",
            ),
            (Seen::same().refused().plain(426, 200).line(status(403)), "none"),
            (Seen::same().refused().plain(426, 200).line(status(502)), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::ConnectionRefused), "none"),
            (Seen::same().refused().plain(426, 200).bypass(Hop::Proxy, true), "likely"),
            (Seen::same().refused().plain(426, 200).bypass(Hop::Proxy, false), "possible"),
            (
                Seen::same()
                    .refused()
                    .plain_from(426, 200, &[Product::Cloudflare])
                    .line(status(426)),
                "possible",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(426, 200)
                    .bypass(Hop::LoadBalancer, true)
                    .bypass(Hop::Proxy, true),
                "possible",
            ),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
