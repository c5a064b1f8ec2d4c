//! The server refuses the Origin of the page that this check runs on, and not that of the application.
//!
//! Seen: only where this page stands on another origin than the endpoint; then as any refused Origin.
//! It is a false alarm of the check itself and must never be blamed on the service.

use crate::cause::{Case, Cause, Side, Weight, origin_rejected};
use crate::evidence::{Entry, Hop};
use crate::reading::Reading;
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "foreign-origin",
    number: 14,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The application refuses this check’s own page"),
    plain: Text("The chat server does not let this test page in; the chat itself may well work."),
    now: None,
    why: Text(
        "Many servers accept handshakes from pages of their own site only. This page is on another site, so they answer 403 although the application works.",
    ),
    assess,
    neighbours: &[(
        "origin-rejected",
        Text(
            "The server may refuse the application’s pages too: run the check from a page of the application.",
        ),
    )],
    remedies: &[&nginx::OWN_PAGE, &haproxy::OWN_PAGE, &app::DJANGO_ORIGIN, &app::NODE_ORIGIN],
    checks: &[&check::FROM_THE_APP, &check::ORIGINS],
    sources: &[source::ORIGIN, source::lab("lab:refuse-foreign-origin")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    // Where no page asked, no page's origin was refused.
    if !reading.measured() {
        return;
    }
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded with this page’s origin"),
        );
    } else if reading.page.same_origin {
        case.contradicts(
            reading.page_at,
            Weight::Decisive,
            Text("this page stands on the endpoint’s own origin"),
        );
    } else if case.logged(reading, |logged| logged.entry == Entry::OriginRefused && logged.own) {
        origin_rejected::accepted_behind(reading, case);
    } else if let Some((at, text)) = origin_rejected::refusal(reading) {
        origin_rejected::accepted_behind(reading, case);
        case.supports(at, Weight::Weak, text);
    } else if let Some(status) = reading.status {
        case.contradicts(
            status.at,
            Weight::Strong,
            Text("the handshake got {status} and not 403").with("status", status.fact),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::Line;

    #[test]
    fn it_can_only_be_on_another_origin() {
        let status = Line::Status;
        for (seen, expected) in [
            (Seen::same().refused().plain(426, 200), "ruled-out"),
            (Seen::other().opened(), "ruled-out"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(status(403)), "possible"),
            (Seen::other().refused().plain(426, 200).line(status(403)), "possible"),
            (Seen::other().refused().blind().line(status(426)), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
