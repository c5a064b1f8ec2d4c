//! A reverse proxy does not pass the Upgrade and Connection headers on.
//!
//! Seen: the handshake fails at once, and gets what a plain request for the same path gets: 426, 400,
//! 404 or 200 from the backend; 502 only where the backend drops plain HTTP without an answer.
//! Not this: the same fault at a CDN or at one of several known hops has its own cause; a server that
//! saw the Upgrade answers otherwise than to a plain request.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Line, Logged, Setting, Writer};
use crate::product::Product;
use crate::reading::{Get, Likeness, Reading};
use crate::remedy::{check, haproxy, nginx, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "upgrade-headers-missing",
    number: 1,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("A proxy does not pass the Upgrade header on"),
    plain: Text("The entrance of the service does not let chat connections through."),
    now: None,
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
    remedies: &[
        &nginx::UPGRADE,
        &haproxy::ROUTE,
        &server::APACHE,
        &server::CADDY,
        &server::VARNISH,
        &server::ENVOY,
    ],
    checks: &[
        &check::PAIR,
        &check::INWARDS,
        &check::NGINX_SETTINGS,
        &check::TRACE,
        &check::HANDSHAKE,
    ],
    sources: &[
        source::HOP_BY_HOP,
        source::HANDSHAKE,
        source::NGINX_WEBSOCKET,
        source::lab("lab:nginx-no-upgrade-426"),
        source::lab("lab:nginx-no-upgrade-404"),
        source::lab("lab:strip-upgrade-400"),
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded, so no hop lost it"),
        );
        return;
    }
    case.got_through(reading);
    if case.logged(reading, lost) {
        several(reading, case);
        return;
    }
    if let Some(at) = reading.line(|line| line == Line::DamagedUpgrade) {
        let text = Text("the answer was 101, but a hop lost or changed one of its headers");
        case.supports(at, Weight::Strong, text);
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
        // Envoy refuses an Upgrade that it is not told to take, and does not pass it on as anything else.
        Likeness::Differs(_) if refused_by_envoy(reading) => return,
        // Nothing was measured: only what was pasted speaks.
        Likeness::Differs(_) if reading.unmeasured() => return,
        Likeness::Differs(at) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake did not get the answer of a plain request"),
            );
            return;
        }
    }
    match reading.opens_behind() {
        Some((Hop::Cdn, at)) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("behind the CDN it opens, so the proxies there pass it on"),
            );
        }
        Some((hop, at)) if alone => {
            // Without the status this says which hop it is, and not what it does: it may refuse the
            // path, or each Upgrade.
            let lost = matches!(reading.likeness(), Likeness::Same(_));
            let weight = if lost { Weight::Strong } else { Weight::Weak };
            case.supports(at, weight, Text("behind the {hop} it opens").with("hop", hop.title()));
        }
        _ => {}
    }
    plain_behind(reading, case);
    fails_behind(reading, case);
    if let Some(at) = reading.elsewhere_fails() {
        case.contradicts(at, Weight::Strong, Text("a WebSocket to another service fails as well"));
    }
    rarely_502(reading, case);
}

/// What plain requests behind a hop say of those in front.
fn plain_behind(reading: &Reading<'_>, case: &mut Case) {
    if let Some(behind) = reading.drops_plain() {
        let text = Text(
            "behind the {hop} the handshake opens and a plain request is dropped: 502 is what a lost Upgrade gets here",
        );
        case.supports(behind.at, Weight::Strong, text.with("hop", behind.hop.title()));
    } else if let Some(behind) = reading.routed_elsewhere() {
        let text =
            Text("in front even a plain request does not get to where it gets behind the {hop}");
        case.contradicts(behind.at, Weight::Strong, text.with("hop", behind.hop.title()));
    }
}

/// The application saw a handshake without its headers, or a proxy says that it passes none on.
fn lost(logged: Logged) -> bool {
    match logged.entry {
        Entry::UpgradeMissing => true,
        // The application's own word for it is about itself.
        Entry::UpgradeOff => logged.by != Writer::Application,
        _ => false,
    }
}

/// That it was lost is certain then; where it was is not, with more than one hop in sight.
fn several(reading: &Reading<'_>, case: &mut Case) {
    if let Some(cdn) = reading.cdn() {
        let text = Text("{cdn} stands in front, and may have lost it as well");
        case.contradicts(cdn.at, Weight::Strong, text.with("cdn", cdn.fact.name()));
    } else if let [_, (_, way), ..] = reading.bypasses()[..] {
        let text = Text("more than one hop may have lost it");
        case.contradicts(way.at, Weight::Strong, text);
    }
}

/// Weak: a way around may fail for reasons of its own, as with another Host or a local address.
pub(super) fn fails_behind(reading: &Reading<'_>, case: &mut Case) {
    if let Some((hop, at)) = reading.fails_behind() {
        let text = Text("it fails behind the {hop} as well").with("hop", hop.title());
        case.contradicts(at, Weight::Weak, text);
    }
}

/// Files the doubt that 502 casts on any lost Upgrade.
pub(super) fn rarely_502(reading: &Reading<'_>, case: &mut Case) {
    if reading.get == Get::Status(502) || reading.status.is_some_and(|status| status.fact == 502) {
        case.contradicts(
            reading.get_at,
            Weight::Weak,
            Text("502 comes from a lost Upgrade only where the application drops plain requests"),
        );
    }
}

/// What is on a disk need not run: it takes a loss that was seen, at the only hop that is known, to
/// make it sure.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        return;
    }
    let passed = reading.configured(|setting| setting == Setting::UpgradePassed);
    if let Some(lost) = reading.configured(|setting| setting == Setting::UpgradeLost) {
        let alone = reading.cdn().is_none() && reading.bypasses().len() < 2;
        let seen = matches!(reading.likeness(), Likeness::Same(_)) || refused_by_envoy(reading);
        let nothing_else = reading.fails_behind().is_none() && reading.elsewhere_fails().is_none();
        let sure = seen && alone && nothing_else && passed.is_none() && lost.named;
        let text = Text("{product}’s configuration does not pass Upgrade and Connection on");
        let weight = if sure { Weight::Decisive } else { Weight::Strong };
        case.supports(lost.at, weight, text.with("product", lost.product.name()));
    } else if let Some(passed) = passed {
        let weight = if passed.named { Weight::Strong } else { Weight::Weak };
        let text = Text("{product}’s configuration passes both headers on");
        case.contradicts(passed.at, weight, text.with("product", passed.product.name()));
    }
}

/// The status is the one with which Envoy refuses, and its configuration says that it does.
fn refused_by_envoy(reading: &Reading<'_>) -> bool {
    let lost = reading.configured(|setting| setting == Setting::UpgradeLost);
    lost.is_some_and(|lost| lost.product == Product::Envoy)
        && reading.status.is_some_and(|status| status.fact == 403)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

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
            // A TLS port answers so to everything, and a node that does not know the session.
            (Seen::same().refused().plain(400, 400).line(status(400)), "possible"),
            (Seen::other().refused().told_plain(400).line(status(400)), "likely"),
            (
                Seen::other().refused().told_plain(400).at("/socket.io/").line(status(400)),
                "possible",
            ),
            // Daphne's word for a lost Connection header.
            (Seen::same().refused().plain(404, 200).line(status(400)), "possible"),
            (Seen::same().refused().plain(404, 200).line(status(404)), "possible"),
            (
                Seen::same().refused().plain(404, 200).line(status(404)).bypass(Hop::Proxy, true),
                "possible",
            ),
            (Seen::same().refused().plain(426, 200).line(Line::DamagedUpgrade), "likely"),
            (Seen::same().refused().plain(426, 200).line(status(403)), "none"),
            (Seen::same().refused().plain(426, 200).line(status(502)), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::ConnectionRefused), "none"),
            (Seen::same().refused().plain(426, 200).bypass(Hop::Proxy, true), "possible"),
            (Seen::same().refused().plain(426, 200).bypass(Hop::Proxy, false), "possible"),
            (
                Seen::same()
                    .refused()
                    .plain(502, 200)
                    .line(status(502))
                    .bypass(Hop::Proxy, true)
                    .plain_behind(Hop::Proxy, None),
                "likely",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(200, 200)
                    .line(status(200))
                    .bypass(Hop::Proxy, true)
                    .plain_behind(Hop::Proxy, Some(426)),
                "none",
            ),
            (Seen::same().refused().plain(426, 200).control(false), "none"),
            (Seen::same().refused().plain(426, 200).bypass(Hop::Cdn, true), "none"),
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
