//! The handshake is answered with a redirect, which browsers never follow.
//!
//! Seen: a plain request with redirects left alone gets one; the console shows 301, 302, 307 or 308.
//! Not this: a redirect of the root only.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Setting};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "redirect-on-handshake",
    number: 9,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("The handshake is redirected"),
    plain: Text(
        "The service sends the chat to another address, which browsers don’t follow for chats.",
    ),
    now: None,
    why: Text(
        "The WHATWG standard makes a redirect an error for a WebSocket: to https, to a path with a slash at its end, or to a login page.",
    ),
    assess,
    neighbours: &[(
        "wrong-path-or-route",
        Text("A path that nobody serves gives 404: the console line shows the status."),
    )],
    remedies: &[&app::BROWSER_ADDRESS, &nginx::ROUTE, &haproxy::REDIRECT],
    checks: &[&check::REDIRECTS, &check::HANDSHAKE],
    sources: &[source::WHATWG, source::lab("lab:answer-301")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    match reading.status {
        Some(At { at, fact: status @ (301 | 302 | 303 | 307 | 308) }) => {
            case.supports(
                at,
                Weight::Decisive,
                Text("the handshake got {status}").with("status", status),
            );
        }
        Some(At { at, fact: status }) => {
            case.contradicts(
                at,
                Weight::Strong,
                Text("the handshake got {status} and no redirect").with("status", status),
            );
        }
        None if reading.told() => {
            case.contradicts(
                reading.handshake,
                Weight::Strong,
                Text("the browser’s console gives another reason"),
            );
        }
        None if reading.get == Get::Redirect => {
            case.supports(
                reading.get_at,
                Weight::Strong,
                Text("a plain request for the path is redirected"),
            );
        }
        None if reading.blind() && reading.refused() => {
            case.supports(reading.get_at, Weight::Weak, Text("the handshake was refused at once, and whether there is a redirect can’t be seen from here"));
        }
        None => {}
    }
    if let Get::Status(status) = reading.get {
        let text = Text("a plain request for the path gets {status} and no redirect");
        case.contradicts(reading.get_at, Weight::Strong, text.with("status", status));
    } else if reading.host_silent() {
        case.contradicts(reading.get_at, Weight::Strong, Text("plain requests get no answer"));
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    let redirects = |setting| matches!(setting, Setting::Answers(300..400));
    if let Some(set) = reading.configured(redirects)
        && (reading.gave_up() || reading.unmeasured())
    {
        let text = Text("{product}’s configuration answers this path with a redirect");
        case.supports(set.at, Weight::Strong, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_the_redirect() {
        for (seen, expected) in [
            (Seen::same().opened().redirects(), "ruled-out"),
            (Seen::same().refused().redirects(), "likely"),
            (Seen::same().refused().redirects().line(Line::Status(301)), "confirmed"),
            (Seen::other().refused().blind().line(Line::Status(302)), "confirmed"),
            (Seen::same().refused().redirects().line(Line::Status(403)), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(301)), "possible"),
            (Seen::other().refused().unreachable().line(Line::Status(301)), "possible"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::FetchStatus(301)), "likely"),
            (Seen::same().refused().plain(426, 200), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
