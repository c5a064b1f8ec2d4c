//! One of several hops loses the Upgrade header.
//!
//! Seen: as with one proxy; ways in behind the hops tell which: the outermost way that opens lies
//! behind the hop that loses it.
//! Not this: with a single hop it is that hop's missing headers.

use crate::cause::{Case, Cause, Side, Weight, upgrade_headers_missing};
use crate::evidence::Hop;
use crate::reading::{Likeness, Reading};
use crate::remedy::{check, cloud, haproxy, nginx, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "multi-hop-strip",
    number: 10,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("One of several hops strips the Upgrade header"),
    plain: Text("One of the service’s entrances does not let chat connections through."),
    now: None,
    why: Text(
        "The header holds for one connection only (RFC 9110, section 7.6.1), so a chain of CDN, load balancer and proxies works only if each of them sets it anew.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text("The same loss where there is one proxy only: try the way in behind each hop."),
        ),
        ("cdn-websocket-disabled", Text("The same loss at a CDN: try the way in behind the CDN.")),
    ],
    remedies: &[
        &nginx::UPGRADE,
        &haproxy::ROUTE,
        &cloud::CLOUDFRONT,
        &cloud::FRONT_DOOR,
        &server::VARNISH,
        &server::APACHE,
    ],
    checks: &[&check::INWARDS, &check::TRACE, &check::PAIR, &check::BEHIND_CDN],
    sources: &[
        source::HOP_BY_HOP,
        source::lab("lab:nginx-nginx-outer-strips"),
        source::lab("lab:nginx-nginx-inner-strips"),
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
    let (at, same) = match reading.likeness() {
        Likeness::Same(at) => (at, true),
        Likeness::Fits(at) => (at, false),
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
    };
    case.supports(at, Weight::Weak, Text("it fits the loss of the Upgrade at any hop"));
    let known = reading.bypasses().len();
    if let Some((hop, way)) = reading.opens_behind()
        && known > 1
    {
        // 400 has other reasons at the front, such as cookies that are too long.
        let asked = same && reading.status.is_some_and(|status| status.fact == 426);
        // A network of the visitor's that strips plain ws:// looks the same, unless it lets another pass.
        let network_passes = reading.control().is_some_and(|control| control.fact.opened());
        let weight = match same {
            true if asked && network_passes => Weight::Decisive,
            true => Weight::Strong,
            // Something is wrong at that hop, which may be anything else.
            false => Weight::Weak,
        };
        let text = Text(
            "of {known} ways in, the outermost that opens is the one behind the {hop}: the Upgrade is lost at that hop or before it",
        );
        case.supports(way, weight, text.with("known", known).with("hop", hop.title()));
    }
    upgrade_headers_missing::fails_behind(reading, case);
    upgrade_headers_missing::rarely_502(reading, case);
}

/// A hop whose configuration is right leaves the others.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    if let Some(passed) = reading.passes_on()
        && matches!(reading.likeness(), Likeness::Same(_))
    {
        let text = Text(
            "the Upgrade is lost although {product}’s configuration passes it on: at another hop, if that is what runs",
        );
        case.supports(passed.at, Weight::Strong, text.with("product", passed.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_sure_only_between_two_ways_in() {
        let lost = || Seen::same().refused().plain(426, 200);
        let told = || lost().line(Line::Status(426));
        for (seen, expected) in [
            (Seen::same().opened(), "ruled-out"),
            (lost(), "possible"),
            (told(), "possible"),
            (told().bypass(Hop::Proxy, true), "possible"),
            (lost().bypass(Hop::LoadBalancer, false).bypass(Hop::Proxy, true), "possible"),
            (told().bypass(Hop::LoadBalancer, false).bypass(Hop::Proxy, true), "likely"),
            (
                told().control(false).bypass(Hop::LoadBalancer, false).bypass(Hop::Proxy, true),
                "likely",
            ),
            (
                told().control(true).bypass(Hop::LoadBalancer, false).bypass(Hop::Proxy, true),
                "confirmed",
            ),
            (
                told().control(true).bypass(Hop::LoadBalancer, true).bypass(Hop::Proxy, true),
                "confirmed",
            ),
            (
                lost().control(true).bypass(Hop::LoadBalancer, true).bypass(Hop::Proxy, true),
                "possible",
            ),
            (told().bypass(Hop::LoadBalancer, false).bypass(Hop::Proxy, false), "possible"),
            (
                lost()
                    .line(Line::Status(403))
                    .bypass(Hop::LoadBalancer, false)
                    .bypass(Hop::Proxy, true),
                "none",
            ),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
