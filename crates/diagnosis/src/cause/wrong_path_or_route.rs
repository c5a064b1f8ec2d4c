//! The path is not the one that the application or its proxy serves WebSockets at.
//!
//! Seen: 404 for the handshake and for plain requests, or the single-page application's start page
//! with 200 whatever the path.
//! Not this: backends such as Django Channels answer 404 to every plain request of a WebSocket path,
//! so that a lost Upgrade looks the same; a way in behind the proxy splits the two.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Probe, Setting};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, haproxy, nginx, server, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "wrong-path-or-route",
    number: 8,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("The path is not routed to a WebSocket"),
    plain: Text("The chat connects to an address that the service does not serve."),
    now: None,
    why: Text(
        "No rule of the proxy or the application claims this path, so a default answers: 404, or the start page of a single-page application.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text(
                "A lost Upgrade also gives 404 or the start page: try the way in behind the proxy.",
            ),
        ),
        (
            "redirect-on-handshake",
            Text(
                "A path that only lacks its final slash is often redirected: the console line shows 301.",
            ),
        ),
    ],
    remedies: &[
        &nginx::ROUTE,
        &haproxy::ROUTE,
        &server::CADDY,
        &app::DJANGO_ROUTE,
        &app::NODE_UPGRADE,
        &server::TRAEFIK,
        &app::SOCKETIO,
        &app::PHOENIX,
        &app::RAILS,
    ],
    checks: &[&check::INWARDS, &check::APP_LOG, &check::NGINX_SETTINGS, &check::PAIR],
    sources: &[
        source::STATUS_404,
        source::NGINX_PASS,
        source::lab("lab:answer-404"),
        source::lab("lab:answer-200"),
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
            Text("the handshake succeeded at this path"),
        );
        return;
    }
    case.got_through(reading);
    case.logged(reading, |logged| logged.entry == Entry::NoRoute);
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    match reading.status {
        Some(At { at, fact: status @ (404 | 200) }) => {
            case.supports(
                at,
                Weight::Weak,
                Text("the handshake got {status}, as from a path that nobody serves")
                    .with("status", status),
            );
        }
        // Node's ws says so at a path that is not its own.
        Some(At { at, fact: 400 }) if matches!(reading.get, Get::Status(404) | Get::Opaque) => {
            let text = Text("the handshake got 400, as from Node’s ws at a path not its own");
            case.supports(at, Weight::Weak, text);
        }
        // Django Channels' word for a path without a route, beside 404 for plain requests.
        Some(At { at, fact: 500 }) if matches!(reading.get, Get::Status(404) | Get::Opaque) => {
            let text = Text("the handshake got 500, as from Django Channels without a route");
            case.supports(at, Weight::Weak, text);
        }
        // Socket.IO hangs up after a second at a path that is not its own.
        Some(At { at, fact: 502 }) if hangs_up(reading) => {
            let text = Text(
                "the handshake got 502 after a second, as from Socket.IO at a path not its own",
            );
            case.supports(at, Weight::Weak, text);
        }
        Some(At { at, fact: status }) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake got {status}, and not 404 or a page").with("status", status),
            );
            return;
        }
        None if reading.told() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the browser’s console gives another reason"),
            );
            return;
        }
        None if hangs_up(reading) => {
            let text = Text(
                "the handshake was refused after a second or two, as at a path that Socket.IO or Channels has no route for",
            );
            case.supports(reading.handshake, Weight::Weak, text);
        }
        None => {}
    }
    match reading.get {
        Get::Status(404) => case.supports(
            reading.get_at,
            Weight::Weak,
            Text("a plain request for the path gets 404"),
        ),
        Get::Status(200) if reading.same_page() => {
            case.supports(
                reading.get_at,
                Weight::Weak,
                Text("the path gets the same page as the root"),
            );
        }
        Get::Status(200) => {
            case.supports(reading.get_at, Weight::Weak, Text("the path gets a normal page"))
        }
        Get::Opaque if reading.refused() => {
            case.supports(reading.handshake, Weight::Weak, Text("the handshake was refused at once, and what plain requests get can’t be read from here"));
        }
        Get::Status(426) => {
            case.contradicts(
                reading.get_at,
                Weight::Strong,
                Text("the path asks plain requests for an upgrade, so a WebSocket is served there"),
            );
        }
        _ => {}
    }
    if let Some(behind) = reading.routed_elsewhere() {
        let text = Text(
            "behind the {hop} the path asks plain requests for an upgrade, and in front they get something else: the {hop} sends them elsewhere",
        );
        case.supports(behind.at, Weight::Strong, text.with("hop", behind.hop.title()));
        return;
    }
    // Weak: the application may know a path that its proxy does not route.
    if let Some((hop, at)) = reading.opens_behind() {
        case.contradicts(
            at,
            Weight::Weak,
            Text("the path is served behind the {hop}").with("hop", hop.title()),
        );
    }
}

/// Slower than a plain request for the same path, and not by so much as a timeout would be.
fn hangs_up(reading: &Reading<'_>) -> bool {
    let slow = |opening| matches!(opening, Opening::Slow(took) if took < Millis(2500));
    slow(reading.opening) && reading.sooner(Probe::Shadow)
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    if !(reading.gave_up() || reading.unmeasured()) {
        return;
    }
    let missing = |setting| matches!(setting, Setting::RouteMissing | Setting::Answers(200 | 404));
    if let Some(set) = reading.configured(missing) {
        // The application may give the same answers.
        let seen = reading.status.is_some_and(|status| matches!(status.fact, 200 | 404));
        let sure = seen && reading.agrees() && set.named;
        let weight = if sure { Weight::Decisive } else { Weight::Strong };
        let text = Text("{product}’s configuration leads this path to no application");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    } else if let Some(set) = reading.configured(|setting| setting == Setting::PathChanged) {
        let text = Text("{product}’s configuration asks the application for another path");
        case.supports(set.at, Weight::Weak, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_never_more_than_possible_without_the_proxy_s_routes() {
        for (seen, expected) in [
            (Seen::same().opened().plain(404, 200), "ruled-out"),
            (Seen::same().refused().plain(404, 200), "possible"),
            (Seen::same().refused().plain(200, 200), "possible"),
            (Seen::same().refused().plain(404, 200).line(Line::Status(404)), "possible"),
            (Seen::same().refused().plain(404, 200).line(Line::Status(502)), "none"),
            (Seen::same().refused().plain(404, 200).line(Line::Status(400)), "possible"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(400)), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().hung().silent(), "none"),
            (Seen::same().refused().plain(404, 200).bypass(Hop::Proxy, true), "possible"),
            (
                Seen::same()
                    .refused()
                    .plain(404, 200)
                    .line(Line::Status(404))
                    .bypass(Hop::Proxy, true)
                    .plain_behind(Hop::Proxy, Some(426)),
                "likely",
            ),
            (
                Seen::same()
                    .refused()
                    .plain(404, 200)
                    .line(Line::Status(404))
                    .bypass(Hop::Proxy, true)
                    .plain_behind(Hop::Proxy, Some(404)),
                "possible",
            ),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
