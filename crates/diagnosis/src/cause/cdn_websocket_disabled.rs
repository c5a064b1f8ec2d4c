//! A CDN does not pass WebSockets on, because the feature is off or the route caches.
//!
//! Seen: as with any lost Upgrade, with the marks of a CDN in the answers that a page may read; the
//! way in behind the CDN opens.
//! Not this: a proxy behind the CDN; marks alone say that a CDN is there, not that it is at fault.

use crate::cause::{Case, Cause, Side, Weight, upgrade_headers_missing};
use crate::evidence::{Entry, Hop};
use crate::reading::{Likeness, Reading};
use crate::remedy::{check, cloud, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "cdn-websocket-disabled",
    number: 11,
    hop: Hop::Cdn,
    side: Some(Side::Service),
    title: Text("The CDN does not pass WebSockets on"),
    plain: Text(
        "The network that speeds up the service’s website does not let chat connections through.",
    ),
    now: None,
    why: Text(
        "A CDN whose WebSocket switch is off, or whose route caches, treats the handshake as a page request and drops the Upgrade header.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text("A proxy behind the CDN loses it in the same way: try the way in behind the CDN."),
        ),
        ("multi-hop-strip", Text("Another of several hops: try the way in behind each.")),
    ],
    remedies: &[&cloud::CLOUDFLARE, &cloud::CLOUDFRONT, &cloud::FRONT_DOOR],
    checks: &[&check::BEHIND_CDN, &check::CLOUDFLARE_SWITCH, &check::PAIR],
    sources: &[
        source::CLOUDFLARE,
        source::CLOUDFRONT,
        source::FRONT_DOOR,
        source::lab("lab:cdn-strips"),
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
            Text("the handshake succeeded through whatever stands in front"),
        );
        return;
    }
    // Whoever asked got through the CDN as well.
    if reading.answered_within().is_none() {
        case.got_through(reading);
    }
    // The setting names no zone: strong, and not more.
    let set = |entry| reading.logged(|logged| logged.entry == entry).map(|(logged, _)| logged);
    if let Some(off) = set(Entry::SwitchedOff) {
        case.supports(off.at, Weight::Strong, off.fact.meaning());
        return;
    }
    if let (Some(at), Some(cdn)) = (reading.answered_within(), reading.cdn()) {
        let text = Text("a hop behind {cdn} answered this handshake with 101");
        case.supports(at, Weight::Strong, text.with("cdn", cdn.fact.name()));
        return;
    }
    if let Some(on) = set(Entry::SwitchedOn) {
        case.contradicts(on.at, Weight::Strong, on.fact.meaning());
    }
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
    if let Some(cdn) = reading.cdn() {
        case.supports(
            cdn.at,
            Weight::Weak,
            Text("{cdn} stands in front").with("cdn", cdn.fact.name()),
        );
    } else if reading.answer().is_none() {
        // Without headers to read, no CDN can be seen, nor excluded.
        case.supports(at, Weight::Weak, Text("it fits the loss of the Upgrade, and whether a CDN stands in front can’t be seen from here"));
    }
    for (hop, way) in reading.bypasses() {
        if hop == Hop::Cdn && way.fact.opened() {
            // Without the status it may as well be the CDN's firewall.
            let weight = if same { Weight::Strong } else { Weight::Weak };
            case.supports(way.at, weight, Text("behind the CDN it opens"));
        } else if hop == Hop::Cdn {
            // A way around may fail for reasons of its own.
            case.contradicts(way.at, Weight::Weak, Text("it fails behind the CDN as well"));
        }
    }
    upgrade_headers_missing::rarely_502(reading, case);
}

/// Behind the CDN all is right, as far as a configuration tells.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    if let Some(passed) = reading.passes_on()
        && reading.cdn().is_some()
        && matches!(reading.likeness(), Likeness::Same(_))
    {
        let text = Text("the Upgrade is lost although {product}’s configuration passes it on");
        case.supports(passed.at, Weight::Strong, text.with("product", passed.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;
    use crate::product::Product;

    #[test]
    fn it_needs_a_cdn_or_a_blind_page() {
        let cloudflare = || Seen::same().refused().plain_from(426, 200, &[Product::Cloudflare]);
        for (seen, expected) in [
            (cloudflare(), "possible"),
            (cloudflare().line(Line::Status(426)), "possible"),
            (cloudflare().bypass(Hop::Cdn, true), "possible"),
            (cloudflare().line(Line::Status(426)).bypass(Hop::Cdn, true), "likely"),
            (cloudflare().bypass(Hop::Cdn, false), "possible"),
            (cloudflare().line(Line::Status(502)), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::same().refused().plain_from(426, 200, &[Product::Nginx]), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
