//! A hidden tab's timers are too slow for the limit, so that the chat's own heartbeat comes too late.
//!
//! Seen: a limit of silence that is shorter than the minute to which Chromium slows the timers of a
//! tab that was hidden for five minutes.
//! Not this: a limit that the heartbeat misses in a visible tab as well.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Marred, Outcome, Probe, Wait};
use crate::reading::Reading;
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "background-tab-heartbeat",
    number: 31,
    hop: Hop::Browser,
    side: Some(Side::Service),
    title: Text("In a background tab the client’s heartbeat is too slow for the idle limit"),
    plain: Text(
        "While its tab is in the background, the chat’s signs of life come too seldom, and the service ends the connection.",
    ),
    now: Some(Text(
        "Keep the chat’s tab in front, or load its page again when you come back to it.",
    )),
    why: Text(
        "Browsers slow the timers of hidden tabs: to once a second at first, and in Chromium to once a minute after five minutes. A heartbeat from such a timer misses any limit of a minute or less; one from the server, or from a worker, does not.",
    ),
    assess,
    neighbours: &[
        ("heartbeat-mismatch", Text("There the interval is too long in a visible tab as well.")),
        (
            "mobile-or-nat-timeout",
            Text(
                "Phones stop background pages altogether: then the connection is lost whatever the limit.",
            ),
        ),
    ],
    remedies: &[
        &app::NODE_BEAT,
        &app::DJANGO_BEAT,
        &app::UVICORN,
        &app::GO_BEAT,
        &app::ASPNET,
        &nginx::READ_TIMEOUT,
        &haproxy::TUNNEL,
    ],
    checks: &[&check::HIDDEN, &check::BEATS, &check::HOLD, &check::NGINX_SETTINGS],
    sources: &[source::TIMERS],
};

/// Chromium's timers of a tab that was hidden for five minutes come once in this time.
const SLOWED: Millis = Millis::seconds(60);

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let waits = &reading.waits;
    for (at, seen) in reading.evidence.of(Probe::Beat) {
        let Outcome::Waited(wait) = &seen.outcome else { continue };
        let Marred { hidden, frozen, interrupted, .. } = seen.marred;
        let late = hidden && frozen && !interrupted && wait.interval < Some(wait.quiet());
        if late && wait.dropped().is_some() && !ended_otherwise(reading, wait) {
            let text = Text(
                "while the page was hidden, a message each {interval} came late, and it was dropped after {quiet}",
            );
            let interval = wait.interval.unwrap_or_default();
            case.supports(
                at,
                Weight::Strong,
                text.with("interval", interval).with("quiet", wait.quiet()),
            );
        }
    }
    let (_, Some(fatal)) = waits.bracket() else { return };
    let Some(held) = waits.all().iter().find(|held| held.wait.fatal() == Some(fatal)) else {
        return;
    };
    if waits.drops().next().is_some() && waits.silences().is_empty() {
        let text = Text("it is not silence that ends the connection");
        case.contradicts(held.at, Weight::Strong, text);
    } else if fatal > SLOWED + Millis::seconds(5) {
        let text = Text("{quiet} of silence are allowed, more than the slowest timer takes");
        case.contradicts(held.at, Weight::Strong, text.with("quiet", fatal));
    } else {
        let text = Text(
            "only {quiet} of silence are allowed; a hidden tab’s timers may come once a minute",
        );
        case.supports(held.at, Weight::Weak, text.with("quiet", fatal));
    }
}

/// Another socket ended after a clearly longer or shorter silence, frozen page or not: closes are
/// seen in time.
fn ended_otherwise(reading: &Reading<'_>, beat: &Wait) -> bool {
    let others = reading.evidence.observations.iter().filter_map(|seen| match &seen.outcome {
        Outcome::Waited(wait) if !seen.marred.interrupted => wait.dropped().map(|_| wait.quiet()),
        _ => None,
    });
    let near = beat.quiet().scale(1, 10) + Millis::seconds(1);
    others.into_iter().any(|quiet| quiet > beat.quiet() + near || beat.quiet() > quiet + near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, word};
    use crate::evidence::WaitEnd;

    #[test]
    fn it_is_possible_where_the_limit_is_shorter_than_the_slowest_timer() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Survived), "possible"),
            (open().idle(60_000, DROPPED), "possible"),
            (open().idle(100_000, DROPPED), "none"),
            (open().idle(3000, DROPPED).beat(3000, DROPPED).later(700), "none"),
            (open().slow_beat(1000, 20_000).frozen(), "likely"),
            (open().idle(400_000, DROPPED).slow_beat(1000, 20_000).frozen(), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
