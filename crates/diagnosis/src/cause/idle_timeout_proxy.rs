//! A hop closes connections on which nothing was said for a while.
//!
//! Seen: the socket opens, stays silent and is dropped after a steady time; with a regular message it
//! lives on.
//! Not this: a limit of age, which kills a busy socket at the same age; a restart, which kills all at
//! one instant; a pause of the device or the network.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Wait, WaitEnd};
use crate::reading::{At, Reading};
use crate::remedy::{app, check, cloud, haproxy, nginx, server, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "idle-timeout-proxy",
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("A hop closes the connection when it is idle"),
    plain: Text("The connection works, but the service ends it when nobody writes for a while."),
    why: Text(
        "Between messages nothing crosses the proxy, so its read timeout expires; the smallest limit of all hops wins. nginx, AWS ALB, Apache and Varnish wait 60 s unless told otherwise.",
    ),
    assess,
    neighbours: &[
        (
            "max-lifetime",
            Text(
                "A limit of age kills a busy connection too: give a harmless message, so that both can be compared.",
            ),
        ),
        (
            "mobile-or-nat-timeout",
            Text(
                "A network that forgets silent connections sends no end at all; the drop shows at the next message.",
            ),
        ),
    ],
    remedies: &[
        &app::NODE_BEAT,
        &app::DJANGO_BEAT,
        &nginx::READ_TIMEOUT,
        &haproxy::TUNNEL,
        &cloud::ALB_IDLE,
        &server::APACHE_TIMEOUT,
        &server::VARNISH_TIMEOUT,
        &server::ENVOY_TIMEOUT,
        &app::BROWSER_BEAT,
    ],
    checks: &[
        &check::HOLD,
        &check::IDLE_LOG,
        &check::HAPROXY_STATES,
        &check::NGINX_SETTINGS,
        &check::BUSY,
    ],
    sources: &[
        source::NGINX_TIMEOUT,
        source::HAPROXY_TUNNEL,
        source::ALB_TIMEOUT,
        source::CLOSE,
        source::lab("lab:nginx-idle-3s"),
        source::lab("lab:haproxy-idle-3s"),
    ],
};

/// Timers of servers and browsers together are this exact.
const EXACT: Millis = Millis(400);

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let Some(idle) = reading.idle() else { return };
    let Wait { age, quiet, end, .. } = idle.fact;
    match end {
        WaitEnd::Survived | WaitEnd::Alive => {
            case.contradicts(
                idle.at,
                Weight::Strong,
                Text("still open after {quiet} of silence").with("quiet", quiet),
            );
            return;
        }
        WaitEnd::Dropped(close) if close.clean => {
            // The application said goodbye itself; some proxies do so too when they restart.
            case.contradicts(
                idle.at,
                Weight::Strong,
                Text("closed properly, with code {code}").with("code", close.code),
            );
            return;
        }
        WaitEnd::Dropped(_) => {}
        WaitEnd::Deaf | WaitEnd::Stopped => return,
    }
    if reading.idle_drop().is_none() {
        return;
    }
    if idle.fact.received > 0 && quiet.scale(2, 1) < age {
        case.contradicts(
            idle.at,
            Weight::Strong,
            Text("the server had spoken {quiet} before the drop").with("quiet", quiet),
        );
        return;
    }
    case.supports(
        idle.at,
        Weight::Weak,
        Text("dropped without a close frame after {quiet} of silence").with("quiet", quiet),
    );
    match reading.beat() {
        Some(At { at, fact: beat }) if outlived(&beat, age) => {
            let text = Text("with a message every {interval} it was still open at {age}");
            case.supports(
                at,
                Weight::Strong,
                text.with("interval", beat.interval.unwrap_or_default()).with("age", beat.age),
            );
        }
        Some(At { at, fact: beat }) if matches!(beat.end, WaitEnd::Dropped(_)) && beat.sent > 0 => {
            // Some hops count only what the server says: without answers the heartbeat proves less.
            let weight = if beat.received > 0 { Weight::Decisive } else { Weight::Strong };
            case.contradicts(
                at,
                weight,
                Text("with regular messages it was dropped as well, at {age}")
                    .with("age", beat.age),
            );
        }
        _ => {}
    }
}

/// Clearly older than the silent one became.
fn outlived(beat: &Wait, age: Millis) -> bool {
    beat.sent > 0 && beat.age > age.scale(3, 2) + EXACT && !matches!(beat.end, WaitEnd::Dropped(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, word};

    #[test]
    fn it_is_told_by_a_heartbeat_that_cures() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, DROPPED), "possible"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Survived), "likely"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Stopped), "likely"),
            (open().idle(3000, DROPPED).beat(3500, WaitEnd::Stopped), "possible"),
            (open().idle(3000, DROPPED).beat(3000, DROPPED), "ruled-out"),
            (open().idle(3000, DROPPED).interrupted(), "none"),
            (open().idle_served(3000, DROPPED), "none"),
            (open().idle(60_000, WaitEnd::Survived), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
