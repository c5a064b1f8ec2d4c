//! A hop closes connections on which nothing was said for a while.
//!
//! Seen: the socket opens, stays silent and is dropped after a steady time; with a regular message it
//! lives on.
//! Not this: a limit of age, which kills a busy socket at the same age; a restart, which kills all at
//! one instant; a pause of the device or the network.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Probe, Setting};
use crate::reading::logged::Worth;
use crate::reading::waits::{Held, Kind, Waits};
use crate::reading::{At, Reading, as_long};
use crate::remedy::{app, check, cloud, haproxy, nginx, server, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "idle-timeout-proxy",
    number: 24,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("A hop closes the connection when it is idle"),
    plain: Text("The connection works, but the service ends it when nobody writes for a while."),
    now: Some(Text(
        "When the chat goes quiet, load its page again; what you wrote last may have to be sent again.",
    )),
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
        &app::UVICORN,
        &app::SOCKETIO,
        &app::SIGNALR,
        &app::ASPNET,
        &app::SPRING,
        &app::GO_BEAT,
        &server::INGRESS_IDLE,
        &server::KONG,
        &server::CONTOUR,
        &cloud::APP_GATEWAY,
        &cloud::FLY,
        &cloud::AZURE_IDLE,
    ],
    checks: &[
        &check::HOLD,
        &check::IDLE_LOG,
        &check::HAPROXY_STATES,
        &check::NGINX_SETTINGS,
        &check::BUSY,
        &check::BEATS,
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

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    logged(reading, case);
    let waits = &reading.waits;
    let Some(drop) = waits.maybe(Kind::is_silence).or(waits.drop()) else {
        if let Some(silent) = waits.silent() {
            let survived = silent.wait.survived();
            if survived > Millis::ZERO {
                let text = Text("still open after {quiet} of silence").with("quiet", survived);
                case.contradicts(silent.at, Weight::Strong, text);
            }
        }
        return;
    };
    said_goodbye(drop, case);
    case.supports(
        drop.at,
        Weight::Weak,
        Text("dropped after {quiet} of silence").with("quiet", drop.wait.quiet()),
    );
    if waits.silences().is_empty() {
        refute(waits, drop, case);
        return;
    }
    if let Some(beat) = waits.too_slow() {
        let text = Text("there is a heartbeat, but only every {interval}");
        let interval = beat.wait.interval.unwrap_or_default();
        case.contradicts(beat.at, Weight::Weak, text.with("interval", interval));
    }
    let Some(drop) = waits.sure(Kind::is_silence) else { return };
    if let Some(other) = waits.outlives(Kind::Age, drop) {
        let text = match (other.wait.dropped(), other.wait.sent, other.wait.received) {
            (Some(_), ..) => Text("another socket lived longer, {age}"),
            (None, 0, 0) => Text("another socket was still open at {age}"),
            (None, 0, _) => Text("where the server speaks, it was still open at {age}"),
            _ if other.probe == Probe::Ping => {
                Text("with a ping every {interval} it was still open at {age}")
            }
            _ => Text("with a message every {interval} it was still open at {age}"),
        };
        let interval = other.wait.interval.unwrap_or(other.wait.age);
        let text = text.with("interval", interval).with("age", other.wait.age);
        case.supports(other.at, Weight::Strong, text);
    } else if let Some(other) = waits.differs(Kind::Age, drop) {
        let text = Text("another socket was dropped after an equal silence, but at {age}");
        case.supports(other.at, Weight::Strong, text.with("age", other.wait.age));
    }
    let counts = match waits.silences()[..] {
        [Kind::ServerSilence] => Text("only what the server says counts"),
        [Kind::ClientSilence] => Text("only what the client says counts"),
        _ => return,
    };
    case.supports(drop.at, Weight::Weak, counts);
}

/// What a hop's log or settings say. Weak where they name no address, or where no drop was measured
/// that they would explain.
fn logged(reading: &Reading<'_>, case: &mut Case) {
    if let Some((At { at, fact }, worth)) = reading.logged(|logged| logged.entry == Entry::Idle) {
        let weight = if worth > Worth::Loose { Weight::Strong } else { Weight::Weak };
        case.supports(at, weight, fact.meaning());
    }
    let Some(drop) = reading.waits.drop() else { return };
    let quiet = drop.wait.quiet();
    let set = reading.logged(|logged| matches!(logged.entry, Entry::IdleLimit(_)));
    let Some((At { at, fact }, _)) = set else { return };
    if let Entry::IdleLimit(seconds) = fact.entry {
        let limit = Millis(seconds.saturating_mul(1000));
        if limit.max(quiet) - limit.min(quiet) <= SAME_LIMIT {
            case.supports(at, Weight::Strong, fact.meaning());
        } else {
            case.contradicts(at, Weight::Weak, fact.meaning());
        }
    }
}

/// A limit and a drop that far apart may still be the same.
const SAME_LIMIT: Millis = Millis(1500);

/// A proxy just ends the connection; who closes properly has a reason of its own.
fn said_goodbye(drop: &Held, case: &mut Case) {
    if let Some(close) = drop.wait.dropped().filter(|close| close.framed()) {
        let weight = if close.is_general() { Weight::Weak } else { Weight::Strong };
        let text = Text("closed properly, with code {code}").with("code", close.code);
        case.contradicts(drop.at, weight, text);
    }
}

/// Why no limit of silence explains what was seen.
fn refute(waits: &Waits, drop: &Held, case: &mut Case) {
    if let Some(other) = waits.outlives(Kind::Silence, drop) {
        let text = Text("another socket came through {quiet} of silence");
        case.contradicts(other.at, Weight::Strong, text.with("quiet", other.wait.survived()));
    } else if let Some(other) = waits.differs(Kind::Silence, drop) {
        // Some hops count only what the server says: without answers a heartbeat proves less.
        let weight = if other.wait.received > 0 { Weight::Decisive } else { Weight::Strong };
        let text = Text("{quiet} after the last message another socket was dropped, at {age}");
        let text = text.with("quiet", other.wait.quiet()).with("age", other.wait.age);
        case.contradicts(other.at, weight, text);
    }
}

/// A limit on a disk that is the one measured.
fn configured(reading: &Reading<'_>, case: &mut Case) {
    let waits = &reading.waits;
    let idle = |setting| matches!(setting, Setting::Idle(_) | Setting::ServerIdle(_));
    let drop = waits.maybe(Kind::is_silence);
    let fits = |setting: Setting| match (setting, drop) {
        (Setting::Idle(limit), Some(drop)) => as_long(limit, drop.wait.quiet()),
        (Setting::ServerIdle(limit), Some(drop)) => as_long(limit, drop.wait.unheard),
        _ => false,
    };
    if let Some(set) = reading.configured(fits) {
        // Another limit may be as long by chance; that it is one of silence must have been seen.
        let sure = waits.sure(Kind::is_silence).is_some() && case.best() == Some(Weight::Strong);
        let weight = if sure && set.named { Weight::Decisive } else { Weight::Strong };
        let text = Text("{product}’s configuration has this limit of silence");
        case.supports(set.at, weight, text.with("product", set.product.name()));
    } else if let Some(set) = reading.configured(idle)
        && reading.unmeasured()
        && let Setting::Idle(limit) | Setting::ServerIdle(limit) = set.setting
        && limit <= Millis::seconds(60)
    {
        let text = Text("{product}’s configuration closes what is silent for {limit}");
        let text = text.with("product", set.product.name()).with("limit", limit);
        case.supports(set.at, Weight::Weak, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, closed, word};
    use crate::evidence::WaitEnd;

    #[test]
    fn it_is_told_by_a_heartbeat_that_cures() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, DROPPED), "possible"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Survived), "likely"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Stopped), "likely"),
            (open().idle(3000, DROPPED).beat(3100, WaitEnd::Stopped), "possible"),
            (open().idle(3000, DROPPED).beat(3050, DROPPED).later(700), "ruled-out"),
            (open().idle(3000, DROPPED).interrupted(), "none"),
            (open().idle(3000, closed(1000)).beat(7000, WaitEnd::Survived), "likely"),
            (open().idle(3000, closed(4408)).beat(7000, WaitEnd::Survived), "possible"),
            (open().idle(60_000, WaitEnd::Survived), "none"),
            // Something else ends the busy one, but not before.
            (open().idle(10_000, DROPPED).beat(18_000, DROPPED).later(1000), "likely"),
            // No limit of silence is that short.
            (open().idle(1000, DROPPED).beat(7000, WaitEnd::Survived), "possible"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }

    #[test]
    fn two_silent_sockets_alone_can_not_tell_it_from_age() {
        let open = || Seen::same().opened().idle(3000, DROPPED);
        assert_eq!(word(&CAUSE, open().recur(3010, DROPPED).later(600)), "possible");
        assert_eq!(word(&CAUSE, open().recur(3600, WaitEnd::Survived)), "none");
    }
}
