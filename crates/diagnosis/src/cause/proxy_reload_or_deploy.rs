//! A restart, reload or deploy ends all connections at one instant.
//!
//! Seen: sockets of different ages that end together, or a close frame that says so (1012).
//! Not this: a limit of silence or age, which ends each socket at its own time.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Setting};
use crate::reading::Reading;
use crate::reading::waits::Kind;
use crate::remedy::{app, check, cloud, haproxy, nginx, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "proxy-reload-or-deploy",
    number: 28,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("A restart, reload or deploy ends all connections at once"),
    plain: Text("The service was restarted while the connection was open, which ends it."),
    now: Some(Text("Load the chat’s page again; a restart is mostly over within a minute.")),
    why: Text(
        "A proxy that is reloaded keeps old connections for a while at most, and a deploy ends the old application: whoever was connected is dropped, all at the same moment.",
    ),
    assess,
    neighbours: &[
        (
            "idle-timeout-proxy",
            Text("A timer comes back at the same time after each opening; a restart does not."),
        ),
        (
            "backend-crash-or-reset",
            Text("A crash ends all at once too; the application’s log tells it from a restart."),
        ),
    ],
    remedies: &[
        &app::BROWSER_RECONNECT,
        &app::NODE_STOP,
        &nginx::RELOAD,
        &haproxy::RELOAD,
        &server::CADDY_RELOAD,
        &server::INGRESS_RELOAD,
        &server::TRAEFIK_STOP,
        &server::POD_STOP,
        &cloud::ALB_STOP,
        &cloud::GKE,
    ],
    checks: &[&check::RESTARTS, &check::RELOAD, &check::CLOSES, &check::RENEWS],
    sources: &[
        source::RESTART,
        source::NGINX_RELOAD,
        source::CADDY,
        source::lab("lab:nginx-reload"),
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    said(reading, case);
    if let Some((lost, _)) = reading.logged(|logged| logged.entry == Entry::Lost) {
        case.supports(lost.at, Weight::Weak, lost.fact.meaning());
    }
    if let Some(close) = reading.broke_off().filter(|close| !close.fact.framed()) {
        let text = Text("a connection was lost at the first messages");
        case.supports(close.at, Weight::Weak, text);
    }
    if let Some(at) = reading.outage() {
        let text = Text("handshakes failed for some time only, as when a service restarts");
        case.supports(at, Weight::Weak, text);
    }
    if let Some(at) = reading.lost_once() {
        let text = Text("one connection was lost as soon as it was open, and the next was not");
        case.supports(at, Weight::Weak, text);
    }
    let waits = &reading.waits;
    let instant = |kind| kind == Kind::Instant;
    let Some(drop) = waits.maybe(instant) else {
        let Some(drop) = waits.drop() else { return };
        if let Some(other) = waits.outlives(Kind::Instant, drop) {
            let text = Text("another socket was open at that moment, and lived on");
            case.contradicts(other.at, Weight::Strong, text);
        } else {
            let text = Text("sockets ended at different moments, but after equal times");
            case.contradicts(drop.at, Weight::Strong, text);
        }
        return;
    };
    match waits.together() {
        Some((one, other)) => {
            let sure = waits.sure(instant).is_some();
            let weight = if sure { Weight::Strong } else { Weight::Weak };
            let text = Text("two sockets, {one} and {other} old, ended at the same moment");
            let text = text.with("one", one.wait.age).with("other", other.wait.age);
            case.supports(other.at, weight, text);
        }
        None => {
            let text = Text("it ended at some moment; no other socket was open then to compare");
            case.supports(drop.at, Weight::Weak, text);
        }
    }
}

/// What the close frames say themselves.
fn said(reading: &Reading<'_>, case: &mut Case) {
    for close in reading.closes().filter(|close| close.fact.framed()) {
        match close.fact.code {
            1012 => {
                let text = Text("closed with 1012: the service restarts");
                case.supports(close.at, Weight::Strong, text);
            }
            1001 => {
                let text = Text("closed with 1001: the server is going away");
                case.supports(close.at, Weight::Weak, text);
            }
            _ => {}
        }
    }
}

/// Only what was seen to end at one instant can have ended by a reload.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    let cuts = |setting| matches!(setting, Setting::ReloadCuts(_));
    if let Some(set) = reading.configured(cuts)
        && !case.supports.is_empty()
    {
        let text = Text("{product}’s configuration closes what is open after a reload");
        case.supports(set.at, Weight::Weak, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, closed, cut_short, word};
    use crate::evidence::WaitEnd;

    #[test]
    fn it_is_told_by_sockets_that_end_together() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (Seen::same().dropped(false), "none"),
            (Seen::same().dropped(false).again(true), "possible"),
            (Seen::same().refused().repeat(true), "possible"),
            (Seen::same().refused().repeat(true).repeat(false).repeat(true), "none"),
            (open().idle(4000, DROPPED), "possible"),
            (open().idle(4000, DROPPED).beat(3400, DROPPED).later(600), "likely"),
            (open().idle(4000, closed(1012)).beat(3400, closed(1012)).later(600), "likely"),
            (open().idle(4000, DROPPED).beat(7000, WaitEnd::Survived), "none"),
            (open().idle(4000, DROPPED).beat(4000, DROPPED).later(600), "none"),
            (open().idle(4000, closed(1011)).beat(4000, cut_short(1011)).later(600), "none"),
            (open().idle(4000, closed(1012)), "likely"),
            (
                open()
                    .idle(20_000, DROPPED)
                    .beat(14_000, DROPPED)
                    .later(6000)
                    .recur(9000, DROPPED)
                    .later(20_500),
                "likely",
            ),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
