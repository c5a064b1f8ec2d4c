//! The handshake is refused because it carries no valid login or token.
//!
//! Seen: 401, or a close code of the application that means it.
//! Not this: 403 alone, which an Origin rule or a firewall gives as well.

use crate::cause::{Case, Cause, Side, Weight, origin_rejected};
use crate::evidence::{Body, Entry, Hop, Setting};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, network, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "auth-rejected",
    number: 16,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The handshake lacks a login or token that is accepted"),
    plain: Text(
        "The service does not accept the login of this connection; signing in again may help.",
    ),
    now: Some(Text("Sign in again on the chat’s own page, and try once more.")),
    why: Text(
        "A page can set no header on a handshake: only cookies, the address and a subprotocol can carry a login. A cookie with SameSite or of another host stays behind, and tokens expire.",
    ),
    assess,
    neighbours: &[
        (
            "origin-rejected",
            Text(
                "An Origin rule may answer 401 or 403 too: run the check from a page of the application, signed in.",
            ),
        ),
        (
            "waf-or-challenge-blocked",
            Text("A firewall refuses before the application sees anything: look into its log."),
        ),
    ],
    remedies: &[
        &app::BROWSER_TICKET,
        &network::COOKIE,
        &app::DJANGO_LOGIN,
        &app::NODE_LOGIN,
        &app::BROWSER_RECONNECT,
        &nginx::NO_PASSWORD,
    ],
    checks: &[&check::LOGIN, &check::FROM_THE_APP, &check::APP_LOG, &check::CLOSES, &check::PAIR],
    sources: &[source::CLIENT_LOGIN, source::STATUS_401, source::COOKIE, source::TICKET],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    closed(reading, case);
    if reading.opening.opened() {
        if case.supports.is_empty() {
            let text = Text("the handshake succeeded without any login of this page");
            case.contradicts(reading.handshake, Weight::Strong, text);
        }
        return;
    }
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    case.logged(reading, |logged| logged.entry == Entry::AuthWanted);
    if reading.answer().is_some_and(|answer| answer.body == Body::Challenge) {
        let text = Text("a plain request for the path gets the page of a bot check");
        case.contradicts(reading.get_at, Weight::Strong, text);
        return;
    }
    if let Some(At { at, .. }) = reading.other_origin().filter(|asked| asked.fact.opened()) {
        let text = Text("with another Origin, or none, it opens without any login");
        case.contradicts(at, Weight::Strong, text);
    }
    if let Some((hop, at)) = reading.opens_behind() {
        // Weak: another host may get other cookies.
        let text = Text("behind the {hop} it opens without a login");
        case.contradicts(at, Weight::Weak, text.with("hop", hop.title()));
    }
    match (reading.status, reading.get) {
        (Some(At { at, fact: 401 }), _) => {
            case.supports(at, Weight::Strong, Text("the handshake got 401 Unauthorized"));
        }
        (Some(At { at, fact: 403 }), _) => {
            case.supports(at, Weight::Weak, Text("the handshake got 403 Forbidden"));
        }
        (Some(At { at, fact: status }), _) => {
            let text = Text("the handshake got {status}, and neither 401 nor 403");
            case.contradicts(at, Weight::Strong, text.with("status", status));
        }
        (None, Get::Status(401)) if !reading.told() => {
            case.supports(
                reading.get_at,
                Weight::Strong,
                Text("a plain request for the path gets 401 as well"),
            );
        }
        (None, Get::Status(403)) if !reading.told() => {
            case.supports(
                reading.get_at,
                Weight::Weak,
                Text("a plain request for the path gets 403 as well"),
            );
        }
        (None, _) => {
            if let Some((at, text)) = origin_rejected::refusal(reading) {
                case.supports(at, Weight::Weak, text);
            }
        }
    }
}

/// Applications that accept first say it with a close code.
fn closed(reading: &Reading<'_>, case: &mut Case) {
    let means = |code| matches!(code, 1008 | 3000 | 3003 | 4001 | 4003 | 4401 | 4403);
    let mut at_once = reading.closes().filter(|close| close.at == reading.handshake);
    if let Some(close) = at_once.find(|close| close.fact.framed() && means(close.fact.code)) {
        let text = Text("closed at once with {code}, a code that often means so");
        case.supports(close.at, Weight::Weak, text.with("code", close.fact.code));
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    if !(reading.gave_up() || reading.unmeasured()) {
        return;
    }
    if let Some(set) = reading.configured(|setting| setting == Setting::Answers(401)) {
        let told = reading.status.is_some_and(|status| status.fact == 401);
        let weight = if told && set.named { Weight::Decisive } else { Weight::Strong };
        let text = Text("{product}’s configuration asks for a password at this path");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    } else if let Some(set) = reading.configured(|setting| setting == Setting::Answers(403)) {
        let text = Text("{product}’s configuration turns everybody away at this path");
        case.supports(set.at, Weight::Strong, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_401() {
        for (seen, expected) in [
            (Seen::same().refused().plain(426, 200).line(Line::Status(401)), "likely"),
            (Seen::same().refused().plain(401, 200), "likely"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(403)), "possible"),
            (Seen::same().refused().challenged(), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::Status(426)), "none"),
            (Seen::same().refused().plain(502, 200), "none"),
            (
                Seen::same().refused().plain(426, 200).line(Line::Status(401)).other_origin(true),
                "possible",
            ),
            (Seen::same().opened(), "none"),
            (Seen::same().dropped(true), "possible"),
            (Seen::same().dropped(false), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
