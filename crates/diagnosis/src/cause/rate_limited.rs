//! A limit of requests or connections refuses the handshake for a while.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Setting};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, cloud, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "rate-limited",
    number: 19,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("A rate or connection limit refuses the handshake"),
    plain: Text("The service got too many requests from here and refuses new ones for a while."),
    now: Some(Text("Wait a few minutes, and close other windows of the same chat.")),
    why: Text(
        "Each reconnect is a request. Clients that retry without waiting, or many visitors behind one address, reach a limit that was meant for pages.",
    ),
    assess,
    neighbours: &[(
        "waf-or-challenge-blocked",
        Text("A firewall may answer 429 too: its log names the rule."),
    )],
    remedies: &[
        &app::BROWSER_RECONNECT,
        &nginx::LIMIT,
        &haproxy::LIMIT,
        &cloud::CLOUDFLARE_SKIP,
        &cloud::FLY,
    ],
    checks: &[&check::REPEAT, &check::MARKS, &check::LIMITS, &check::TRACE],
    sources: &[source::STATUS_429, source::NGINX_LIMIT, source::CLOUDFLARE_SKIP],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Strong, Text("the handshake succeeded"));
        return;
    }
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    case.logged(reading, |logged| logged.entry == Entry::Limited);
    match (reading.status, reading.get) {
        (Some(At { at, fact: 429 }), _) => {
            case.supports(at, Weight::Strong, Text("the handshake got 429 Too Many Requests"));
        }
        (Some(At { at, fact: 503 }), _) => {
            let text =
                Text("the handshake got 503, nginx’s word for a limit unless told otherwise");
            case.supports(at, Weight::Weak, text);
        }
        (Some(At { at, fact: status }), _) => {
            let text = Text("the handshake got {status} and not 429").with("status", status);
            case.contradicts(at, Weight::Strong, text);
        }
        (None, Get::Status(429)) if !reading.told() => {
            case.supports(
                reading.get_at,
                Weight::Strong,
                Text("a plain request for the path gets 429 as well"),
            );
        }
        (None, Get::Status(503))
            if reading.refused() && reading.root_works() && !reading.told() =>
        {
            let text = Text("a plain request for the path gets 503 at once, and the root works");
            case.supports(reading.get_at, Weight::Weak, text);
        }
        (None, _) if reading.unreadable() => {
            case.supports(reading.handshake, Weight::Weak, Text("the handshake was refused at once, and what plain requests get can’t be read from here"));
        }
        _ => {}
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    if !(reading.gave_up() || reading.unmeasured()) {
        return;
    }
    if let Some(set) = reading.configured(|setting| setting == Setting::Limited) {
        // Never more: the application may have a limit of its own, and nginx says 503 unless told.
        let told = reading.status.is_some_and(|status| matches!(status.fact, 429 | 503));
        let weight = if told { Weight::Strong } else { Weight::Weak };
        let text = Text("{product}’s configuration has a limit for this path");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_429() {
        for (seen, expected) in [
            (Seen::other().refused().blind().line(Line::Status(429)), "likely"),
            (Seen::same().refused().plain(429, 200), "likely"),
            (Seen::same().refused().plain(503, 200), "possible"),
            (Seen::same().refused().plain(503, 503), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::Status(426)), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::same().opened(), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
