//! There is a heartbeat, but it comes less often than the shortest limit on the way allows.
//!
//! Seen: with the given interval the socket was dropped between two messages; with a shorter one it
//! lived on.
//! Not this: a limit of age, which no interval cures.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::Hop;
use crate::reading::Reading;
use crate::reading::waits::Kind;
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "heartbeat-mismatch",
    number: 25,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The heartbeat is slower than the shortest idle limit"),
    plain: Text(
        "The chat does send signs of life, but so seldom that the service ends the connection between two of them.",
    ),
    now: Some(Text(
        "When the chat goes quiet, load its page again; what you wrote last may have to be sent again.",
    )),
    why: Text(
        "A heartbeat keeps a connection only if its interval is shorter than the smallest limit of all hops, with room for a late one: half of that limit is a good interval.",
    ),
    assess,
    neighbours: &[
        (
            "idle-timeout-proxy",
            Text("The limit is the same; here a heartbeat exists, and only its interval is wrong."),
        ),
        (
            "background-tab-heartbeat",
            Text("In the background a browser slows the heartbeat: then it breaks only there."),
        ),
    ],
    remedies: &[
        &app::BROWSER_BEAT,
        &app::NODE_BEAT,
        &app::DJANGO_BEAT,
        &app::UVICORN,
        &app::SOCKETIO,
        &app::SIGNALR,
        &app::ASPNET,
        &app::SPRING,
        &app::GO_BEAT,
        &app::PHOENIX,
        &nginx::READ_TIMEOUT,
        &haproxy::TUNNEL,
    ],
    checks: &[&check::BEATS, &check::BUSY, &check::HOLD, &check::NGINX_SETTINGS],
    sources: &[source::PING, source::NGINX_TIMEOUT],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let waits = &reading.waits;
    let Some(slow) = waits.too_slow() else {
        if let Some(beat) = waits.kept() {
            let text = Text("with a message every {interval} it was still open at {age}");
            let interval = beat.wait.interval.unwrap_or_default();
            let text = text.with("interval", interval).with("age", beat.wait.age);
            case.contradicts(beat.at, Weight::Strong, text);
        }
        return;
    };
    let interval = slow.wait.interval.unwrap_or_default();
    let fatal = slow.wait.fatal().unwrap_or_default();
    let text = Text("with a message every {interval} the connection died after {quiet} of silence");
    case.supports(slow.at, Weight::Weak, text.with("interval", interval).with("quiet", fatal));
    let silence =
        slow.wait.dropped().is_none() || waits.kinds(slow).into_iter().all(Kind::is_silence);
    if let Some(fast) = waits.kept().filter(|_| silence) {
        let text = Text("with a message every {interval} it was still open at {age}");
        let interval = fast.wait.interval.unwrap_or_default();
        let text = text.with("interval", interval).with("age", fast.wait.age);
        case.supports(fast.at, Weight::Strong, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, word};
    use crate::evidence::WaitEnd;

    #[test]
    fn it_is_told_by_a_faster_heartbeat_that_cures() {
        let open = || Seen::same().opened().idle(3000, DROPPED);
        let late = |seen: Seen| seen.slow_beat(5000, 3000).later(700);
        for (seen, expected) in [
            (open(), "none"),
            (open().beat(7000, WaitEnd::Survived), "none"),
            (late(open()), "none"),
            (late(open()).beat(7000, WaitEnd::Survived), "likely"),
            (late(open()).beat(3000, DROPPED).later(3700), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
