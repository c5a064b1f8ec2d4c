//! A firewall or a bot filter refuses the handshake, or asks a riddle that no WebSocket can solve.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Body, Entry, Hop};
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{check, cloud, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "waf-or-challenge-blocked",
    number: 17,
    hop: Hop::Cdn,
    side: Some(Side::Service),
    title: Text("A firewall or bot check refuses the handshake"),
    plain: Text("A protection of the service takes this connection for an attack and blocks it."),
    now: None,
    why: Text(
        "A challenge is a page that a person or a script has to pass; a handshake can’t show it and just fails. Rules for web requests often know no WebSocket.",
    ),
    assess,
    neighbours: &[
        (
            "auth-rejected",
            Text("The application refuses with the same status: its own log shows the request."),
        ),
        (
            "origin-rejected",
            Text(
                "An Origin rule refuses with the same status: the application’s log shows the request.",
            ),
        ),
    ],
    remedies: &[&cloud::CLOUDFLARE_SKIP, &cloud::AWS_WAF, &server::MODSECURITY],
    checks: &[&check::MARKS, &check::FIREWALL, &check::BEHIND_CDN, &check::TRACE],
    sources: &[source::CLOUDFLARE_SKIP, source::AWS_WAF, source::MODSECURITY],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    if !matches!(reading.opening, Opening::Refused | Opening::Slow(_)) {
        return;
    }
    case.logged(reading, |logged| logged.entry == Entry::Forbidden);
    if let Some(At { at, fact: status }) = reading.status
        && !matches!(status, 403 | 406 | 429 | 503)
    {
        let text = Text("the handshake got {status}, which no firewall gives");
        case.contradicts(at, Weight::Strong, text.with("status", status));
        return;
    }
    if reading.status.is_none() && reading.told() {
        let text = Text("the browser’s console gives another reason");
        case.contradicts(reading.handshake, Weight::Strong, text);
        return;
    }
    let challenged = reading.answer().is_some_and(|answer| answer.body == Body::Challenge);
    match (reading.status, reading.get) {
        _ if challenged => {
            let text = Text("a plain request for the path gets the page of a bot check");
            case.supports(reading.get_at, Weight::Strong, text);
        }
        (Some(At { at, fact: status }), _) => {
            let text = Text("the handshake got {status}, as from a firewall");
            case.supports(at, Weight::Weak, text.with("status", status));
        }
        (None, Get::Status(status @ (403 | 406))) => {
            let text = Text("a plain request for the path gets {status} as well");
            case.supports(reading.get_at, Weight::Weak, text.with("status", status));
        }
        (None, Get::Status(_)) if reading.refused() && reading.cdn().is_some() => {
            let text =
                Text("the handshake was refused at once, and a CDN stands before the service");
            case.supports(reading.get_at, Weight::Weak, text);
        }
        (None, _) => {
            if let Some((at, text)) = reading.unread_refusal() {
                case.supports(at, Weight::Weak, text);
            }
        }
    }
    if reading.refused_early() && !case.supports.is_empty() {
        let text = Text("it was refused sooner than the application answers");
        case.supports(reading.handshake, Weight::Weak, text);
    }
    if let Some((Hop::Cdn, at)) = reading.opens_behind() {
        // The application takes it, so that it was the CDN that refused.
        let refused = reading.status.is_some_and(|status| status.fact == 403);
        let weight = if refused { Weight::Strong } else { Weight::Weak };
        case.supports(at, weight, Text("behind the CDN it opens"));
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
    use crate::product::Product;

    #[test]
    fn it_is_told_by_a_challenge_and_never_by_403_alone() {
        let cloudflare = |seen: Seen| seen.plain_from(426, 200, &[Product::Cloudflare]);
        for (seen, expected) in [
            (Seen::same().refused().challenged(), "likely"),
            (Seen::same().refused().plain(403, 200), "possible"),
            (Seen::same().refused().plain(406, 200), "possible"),
            (Seen::other().refused().blind().line(Line::Status(403)), "possible"),
            (
                Seen::other().refused().blind().line(Line::Status(403)).bypass(Hop::Cdn, true),
                "likely",
            ),
            (cloudflare(Seen::same().refused()), "possible"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::FetchStatus(426)), "possible"),
            (Seen::other().refused().blind().line(Line::Status(426)), "none"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
