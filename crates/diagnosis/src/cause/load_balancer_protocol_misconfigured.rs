//! A load balancer is told to speak a protocol to the application that no handshake fits.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop};
use crate::product::Product;
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{check, cloud, haproxy, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "load-balancer-protocol-misconfigured",
    number: 18,
    hop: Hop::LoadBalancer,
    side: Some(Side::Service),
    title: Text("The load balancer’s protocol does not fit a WebSocket"),
    plain: Text("A distributor in front of the service is not set up for chat connections."),
    now: None,
    why: Text(
        "A target group of HTTP/2 or gRPC takes no HTTP/1.1 handshake: an ALB answers 464. A listener of the wrong kind, or one that ends TLS where the application expects it, fails in other ways.",
    ),
    assess,
    neighbours: &[
        (
            "http2-only",
            Text(
                "A hop that speaks HTTP/2 to the application without being an ALB gives 502 or 503.",
            ),
        ),
        ("upgrade-headers-missing", Text("A lost Upgrade gets the answer of a plain request.")),
    ],
    remedies: &[
        &cloud::ALB_HTTP1,
        &cloud::CLB_TCP,
        &haproxy::BACK_HTTP1,
        &cloud::CLOUD_RUN_HTTP1,
        &server::ENVOY_HTTP1,
        &server::GATEWAY,
        &cloud::CLOUDFLARE_TUNNEL,
    ],
    checks: &[&check::TARGET_GROUP, &check::MARKS, &check::HANDSHAKE],
    sources: &[source::ALB_ERRORS, source::CLB, source::GATEWAY_PROTOCOL],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    case.got_through(reading);
    let garbled = |entry| matches!(entry, Entry::Invalid | Entry::Tls);
    case.logged(reading, |logged| garbled(logged.entry));
    // What is set is not surely what this host's load balancer does.
    let set = |entry| entry == Entry::Http2Targets;
    if let Some((At { at, fact }, _)) = reading.logged(|logged| set(logged.entry)) {
        case.supports(at, Weight::Strong, fact.meaning());
    }
    match (reading.status, reading.get) {
        (Some(At { at, fact: 464 }), _) => {
            let alb = reading.shows(Product::Alb);
            let weight = if alb { Weight::Decisive } else { Weight::Strong };
            let text = Text(
                "464 is AWS ALB’s word for a request that does not fit the target group’s protocol version",
            );
            case.supports(at, weight, text);
        }
        (Some(At { at, fact: status @ (502 | 503) }), _)
            if !reading.agrees() && reading.shows(Product::Alb) =>
        {
            let text = Text("the handshake got {status} from an ALB that answers plain requests");
            case.supports(at, Weight::Weak, text.with("status", status));
        }
        (Some(At { at, .. }), _) => {
            let text = Text("the handshake’s status is not one that this brings");
            case.contradicts(at, Weight::Strong, text);
        }
        (None, _) if reading.told() => {
            let text = Text("the browser’s console gives another reason");
            case.contradicts(reading.handshake, Weight::Strong, text);
        }
        (None, Get::Status(status)) if status < 500 && reading.shows(Product::Alb) => {
            let text = Text("an ALB answers plain requests, and the handshake was refused");
            case.supports(reading.get_at, Weight::Weak, text);
        }
        (None, Get::Status(_)) if reading.evidence.target.secure => {
            if let Some((at, text)) = reading.silent_refusal() {
                case.supports(at, Weight::Weak, text);
            }
        }
        (None, _) => {
            if let Some((at, text)) = reading.unread_refusal() {
                case.supports(at, Weight::Weak, text);
            }
        }
    }
    if let Some((Hop::LoadBalancer, at)) = reading.opens_behind() {
        case.supports(at, Weight::Weak, Text("behind the load balancer it opens"));
    } else if let Some((hop, at)) = reading.fails_behind() {
        let text = Text("it fails behind the {hop} as well").with("hop", hop.title());
        case.contradicts(at, Weight::Weak, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_464() {
        let alb = |seen: Seen| seen.plain_from(200, 200, &[Product::Alb]);
        for (seen, expected) in [
            (alb(Seen::same().refused()).line(Line::Status(464)), "confirmed"),
            (Seen::other().refused().blind().line(Line::Status(464)), "likely"),
            (alb(Seen::same().refused()), "possible"),
            (Seen::same().refused().plain(200, 200), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::FetchStatus(426)), "possible"),
            (Seen::other().refused().blind().line(Line::Status(426)), "none"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
