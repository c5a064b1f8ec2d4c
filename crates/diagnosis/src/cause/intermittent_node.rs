//! Some handshakes fail and some open: one of several nodes is broken.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::Hop;
use crate::reading::{Opening, Reading};
use crate::remedy::{app, check, cloud, haproxy, nginx, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "intermittent-node",
    number: 23,
    hop: Hop::LoadBalancer,
    side: Some(Side::Service),
    title: Text("Some handshakes fail: one of several nodes is broken"),
    plain: Text("The service works only now and then: some of its machines answer wrongly."),
    now: Some(Text("Try again a few times: part of the service works.")),
    why: Text(
        "A load balancer spreads connections over several nodes. One that was deployed differently, or is overloaded, fails its share, and a health check that asks for a page does not notice.",
    ),
    assess,
    neighbours: &[
        (
            "http2-only",
            Text("There the first, cold handshake fails, and every later, warm one opens."),
        ),
        (
            "rate-limited",
            Text("A limit refuses more the more one asks; a broken node refuses its share."),
        ),
    ],
    remedies: &[
        &haproxy::PROBE,
        &nginx::UPSTREAM,
        &cloud::ALB_HEALTH,
        &server::POD_PROBE,
        &app::BROWSER_RECONNECT,
    ],
    checks: &[&check::REPEAT, &check::INWARDS, &check::TRACE, &check::HEALTH],
    sources: &[source::HAPROXY_EXPECT, source::NGINX_UPSTREAM, source::ALB_HEALTH],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if let Some(at) = reading.lost_once() {
        let text = Text("one connection was lost as soon as it was open, and the next was not");
        case.supports(at, Weight::Weak, text);
        return;
    }
    let tries = reading.tries();
    let (Some(opened), Some(refused)) = (tries.opened, tries.refused) else {
        if tries.count() > 1 && reading.opening != Opening::Unseen {
            let text = Text("{count} handshakes with this address went the same way");
            case.contradicts(reading.handshake, Weight::Strong, text.with("count", tries.count()));
        }
        return;
    };
    // Twice each, and there and back, is no chance of one moment and no outage of some time.
    let back = tries.opens > 1 && tries.refusals > 1 && tries.turns > 2;
    let weight = if back { Weight::Strong } else { Weight::Weak };
    let (low, high) = tries.share();
    let text = Text(
        "{refusals} of {count} handshakes failed: between {low} and {high} in a hundred, as likely as not to err one time in twenty",
    );
    let text = text
        .with("refusals", tries.refusals)
        .with("count", tries.count())
        .with("low", low)
        .with("high", high);
    case.supports(refused.max(opened), weight, text);
    if reading.stays_warm() {
        let text = Text("once an HTTP/2 session was there, every handshake opened");
        case.contradicts(opened, Weight::Strong, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::WaitEnd;

    #[test]
    fn it_is_told_by_handshakes_that_go_both_ways() {
        let served = || Seen::same().opened().plain(426, 200).idle_served(9000, WaitEnd::Survived);
        let flaky = |seen: Seen| seen.repeat(true).repeat(false).repeat(true);
        for (seen, expected) in [
            (flaky(Seen::same().refused()), "likely"),
            // An outage of some time.
            (Seen::same().refused().repeat(false).repeat(true).repeat(true), "possible"),
            // A warm one is a handshake as well.
            (Seen::other().refused().warm(true).repeat(false).repeat(true), "likely"),
            (Seen::same().dropped(false).again(true), "possible"),
            (Seen::same().dropped(false).again(false), "none"),
            (Seen::same().refused().repeat(true), "possible"),
            (Seen::same().refused().repeat(false), "none"),
            (Seen::same().refused(), "none"),
            (Seen::same().opened().repeat(true), "none"),
            (Seen::same().opened().repeat(false), "possible"),
            (Seen::same().opened().plain(426, 200).repeat_hung(), "possible"),
            (Seen::same().opened().silent().repeat_hung(), "none"),
            (served().repeat_hung(), "possible"),
            (served().flooded().repeat_hung(), "none"),
            (Seen::same().dropped(false).repeat_unseen(), "none"),
            // Only the first one failed, before an HTTP/2 session was there.
            ((0..6).fold(Seen::other().refused().warm(true), |seen, _| seen.repeat(true)), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
