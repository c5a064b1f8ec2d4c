//! A platform or a route that has WebSockets switched off.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Writer};
use crate::product::Product;
use crate::reading::{At, Get, Opening, Reading};
use crate::remedy::{app, check, cloud, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "platform-websocket-disabled",
    number: 20,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("The platform or route has WebSockets switched off"),
    plain: Text("The place where the service runs is not set up for chat connections."),
    now: None,
    why: Text(
        "Some platforms and meshes refuse an Upgrade until it is allowed: Azure App Service by a setting of the application, Envoy by upgrade_configs of the route, IIS by a feature; an ALB never passes one to a Lambda function.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text(
                "There the application answers as to a plain request; here the platform itself refuses.",
            ),
        ),
        (
            "origin-rejected",
            Text("The application may refuse with 403 too: its log shows the request."),
        ),
    ],
    remedies: &[
        &server::ENVOY,
        &server::CONTOUR,
        &cloud::APP_SERVICE,
        &server::IIS,
        &app::ASPNET,
        &cloud::API_GATEWAY,
    ],
    checks: &[&check::MARKS, &check::INWARDS, &check::HANDSHAKE, &check::TRACE],
    sources: &[source::ENVOY, source::APP_SERVICE, source::IIS, source::ALB_LAMBDA],
};

/// Products that refuse an Upgrade by themselves unless they are told to pass it.
const GATED: [Product; 3] = [Product::Envoy, Product::Iis, Product::Alb];

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
        return;
    }
    if reading.opening != Opening::Refused {
        return;
    }
    case.logged(reading, |logged| {
        logged.entry == Entry::UpgradeOff && logged.by == Writer::Application
    });
    let gated = GATED.into_iter().find(|product| reading.shows(*product));
    match (reading.status, gated) {
        // 403 and 501 are such platforms' own words, and the hop in front may hide them.
        (Some(At { at, fact: status @ (400 | 403 | 500..=503) }), gated)
            if !reading.agrees()
                && (gated.is_some() || !reading.sees_headers() || matches!(status, 403 | 501)) =>
        {
            let text =
                Text("the handshake got {status}, as from a platform that has it switched off");
            case.supports(at, Weight::Weak, text.with("status", status));
        }
        (Some(At { at, .. }), _) => {
            let text = Text("the handshake’s status is not one that this brings here");
            case.contradicts(at, Weight::Strong, text);
        }
        (None, _) if reading.told() => {
            let text = Text("the browser’s console gives another reason");
            case.contradicts(reading.handshake, Weight::Strong, text);
        }
        (None, Some(product)) if matches!(reading.get, Get::Status(status) if status < 500) => {
            let text = Text(
                "the handshake was refused at once, and {product} refuses an Upgrade unless told otherwise",
            );
            case.supports(reading.get_at, Weight::Weak, text.with("product", product.name()));
        }
        // From another origin the headers that would show it can’t be read, even if the answer can.
        (None, None)
            if reading.refused()
                && !reading.sees_headers()
                && matches!(reading.get, Get::Status(status) if status < 500) =>
        {
            let text = Text(
                "the handshake was refused at once, and what stands in front can’t be seen from here",
            );
            case.supports(reading.handshake, Weight::Weak, text);
        }
        (None, _) if reading.unreadable() => {
            case.supports(reading.handshake, Weight::Weak, Text("the handshake was refused at once, and what plain requests get can’t be read from here"));
        }
        _ => {}
    }
    if let Some((hop, at)) = reading.fails_behind() {
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
    fn it_is_possible_where_such_a_platform_shows_itself() {
        let envoy = |seen: Seen| seen.plain_from(426, 200, &[Product::Envoy]);
        for (seen, expected) in [
            (envoy(Seen::same().refused()), "possible"),
            (envoy(Seen::same().refused()).line(Line::Status(403)), "possible"),
            (envoy(Seen::same().refused()).line(Line::Status(426)), "none"),
            (Seen::same().refused().plain(426, 200), "none"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(403)), "possible"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(502)), "none"),
            (Seen::other().refused().plain(426, 200), "possible"),
            (Seen::other().refused().blind(), "possible"),
            (Seen::other().refused().blind().line(Line::FetchStatus(426)), "possible"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
