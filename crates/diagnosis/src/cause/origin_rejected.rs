//! The server refuses the Origin that the application's own pages send.
//!
//! Seen: the handshake gets 403 (404 from Action Cable) while plain requests get something else.
//! Not this: a server that only refuses *this* page's origin; where this page stands on another
//! origin than the application, the two can't be told apart.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Setting};
use crate::reading::{At, Get, Reading};
use crate::remedy::{app, check, nginx, source};
use crate::text::{Phrase, Text};

pub(super) static CAUSE: Cause = Cause {
    id: "origin-rejected",
    number: 15,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The application refuses the page’s Origin"),
    plain: Text("The chat server does not accept visitors of this website."),
    now: None,
    why: Text(
        "Servers check the Origin header against a list, or against Host; a proxy that does not pass Host on makes every page look foreign.",
    ),
    assess,
    neighbours: &[
        (
            "foreign-origin",
            Text(
                "The server may refuse only this check’s own page: run the check from a page of the application.",
            ),
        ),
        (
            "upgrade-headers-missing",
            Text(
                "A lost Upgrade gets the answer of a plain request: the console line shows the status.",
            ),
        ),
    ],
    remedies: &[
        &nginx::HOST,
        &app::DJANGO_ORIGIN,
        &app::NODE_ORIGIN,
        &app::SOCKETIO,
        &app::SPRING,
        &app::ASPNET,
        &app::PHOENIX,
        &app::RAILS,
        &app::GO,
    ],
    checks: &[&check::ORIGINS, &check::FROM_THE_APP, &check::APP_LOG, &check::NGINX_SETTINGS],
    sources: &[source::ORIGIN, source::CHANNELS_ORIGIN, source::lab("lab:reject-origin")],
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
            Text("the handshake succeeded with this page’s origin"),
        );
        return;
    }
    // What this page's own run was told is about this page's origin.
    if case.logged(reading, |logged| {
        logged.entry == Entry::OriginRefused && (!logged.own || reading.page.same_origin)
    }) {
        return;
    }
    accepted_behind(reading, case);
    other_origin(reading, case);
    if let Some((at, text)) = refusal(reading) {
        // Never more: a login or a firewall refuses with the same status.
        case.supports(at, Weight::Weak, text);
    } else if let Some(At { at, fact: status }) = reading.status {
        case.contradicts(
            at,
            Weight::Strong,
            Text("the handshake got {status} and not 403").with("status", status),
        );
    }
}

/// What the handshake with another Origin says of it. Where that is refused too, a third may be wanted.
pub(super) fn other_origin(reading: &Reading<'_>, case: &mut Case) {
    if let Some(At { at, .. }) = reading.other_origin().filter(|asked| asked.fact.opened()) {
        let text = Text(
            "without an Origin, or with the endpoint’s own, it opens: the one it had is refused",
        );
        case.supports(at, Weight::Strong, text);
    }
}

/// Weak: behind a hop the same Origin may stand beside another Host.
pub(super) fn accepted_behind(reading: &Reading<'_>, case: &mut Case) {
    if let Some((hop, at)) = reading.opens_behind() {
        let text = Text("behind the {hop} the same Origin is accepted");
        case.contradicts(at, Weight::Weak, text.with("hop", hop.title()));
    }
}

/// What speaks for a refused Origin, whoever's it is.
pub(super) fn refusal(reading: &Reading<'_>) -> Option<(usize, Phrase)> {
    if !reading.refused() {
        return None;
    }
    match (reading.status, reading.get) {
        // 404 is Action Cable's word for it, 401 that of Node's ws.
        (Some(At { at, fact: status @ (401 | 403 | 404) }), Get::Status(plain))
            if plain != status =>
        {
            let text = Text("the handshake got {status}, where a plain request gets {plain}");
            Some((at, text.with("status", status).with("plain", plain)))
        }
        (Some(At { at, fact: 403 }), Get::Opaque | Get::Failed | Get::TimedOut | Get::Unseen) => {
            Some((at, Text("the handshake got 403").phrase()))
        }
        (Some(_), _) => None,
        (None, _) if reading.told() => None,
        // The same start page at every path says that the handshake was taken for a page request.
        (None, Get::Status(200)) if reading.same_page() => None,
        (None, Get::Status(200 | 400 | 404 | 426) | Get::Opaque) => {
            let text = Text("the handshake was refused at once where plain requests are answered");
            Some((reading.handshake, text.phrase()))
        }
        _ => None,
    }
}

/// A server that compares Origin with Host refuses every page where the Host is not the browser's.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    if let Some(set) = reading.configured(|setting| setting == Setting::HostReplaced)
        && refusal(reading).is_some()
    {
        let told = reading.status.is_some_and(|status| status.fact == 403);
        let weight = if told { Weight::Strong } else { Weight::Weak };
        let text = Text("{product}’s configuration does not pass the browser’s Host on");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_is_told_by_403_from_the_own_origin() {
        let status = Line::Status;
        for (seen, expected) in [
            (Seen::same().opened(), "ruled-out"),
            (Seen::same().refused().plain(426, 200), "possible"),
            (Seen::same().refused().plain(426, 200).line(status(403)), "possible"),
            (Seen::same().refused().plain(403, 200).line(status(403)), "none"),
            (Seen::same().refused().plain(426, 200).line(status(426)), "none"),
            (Seen::other().refused().blind().line(status(403)), "possible"),
            (Seen::other().refused().unreachable(), "none"),
            (Seen::same().refused().plain(426, 200).other_origin(true), "likely"),
            (Seen::same().refused().plain(426, 200).other_origin(false), "possible"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
