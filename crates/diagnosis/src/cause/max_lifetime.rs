//! A hop ends connections at a certain age, whatever is said on them.
//!
//! Seen: the silent and the busy socket die at the same age, although they were opened apart.
//! Not this: a restart, which ends both at the same instant.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, WaitEnd};
use crate::reading::{At, Reading};
use crate::remedy::{app, check, cloud, server, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "max-lifetime",
    hop: Hop::LoadBalancer,
    side: Some(Side::Service),
    title: Text("A hop ends every connection at a certain age"),
    plain: Text("The connection works, but the service ends each one after a fixed time."),
    why: Text(
        "Some platforms limit a connection’s whole life: no heartbeat helps, only a new connection before the limit. Google’s classic load balancer does so after 30 s, Cloud Run after 5 min, unless told otherwise.",
    ),
    assess,
    neighbours: &[(
        "idle-timeout-proxy",
        Text(
            "A limit of silence spares a busy connection: give a harmless message, so that both can be compared.",
        ),
    )],
    remedies: &[
        &app::BROWSER_RENEW,
        &cloud::GOOGLE,
        &cloud::CLOUD_RUN,
        &server::CADDY_LIFETIME,
        &app::DAPHNE_AGE,
    ],
    checks: &[&check::BUSY, &check::HOLD],
    sources: &[source::GOOGLE_TIMEOUT, source::CLOUD_RUN, source::lab("lab:lifetime-close")],
};

/// Timers of servers and browsers together are this exact.
const EXACT: Millis = Millis(250);

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let Some(idle) = reading.idle() else { return };
    match idle.fact.end {
        WaitEnd::Survived | WaitEnd::Alive => {
            case.contradicts(
                idle.at,
                Weight::Strong,
                Text("still open at an age of {age}").with("age", idle.fact.age),
            );
            return;
        }
        WaitEnd::Dropped(_) => {}
        WaitEnd::Deaf | WaitEnd::Stopped => return,
    }
    if reading.idle_drop().is_none() {
        return;
    }
    let age = idle.fact.age;
    if idle.fact.received > 0 && idle.fact.quiet.scale(2, 1) < age {
        let text =
            Text("dropped at an age of {age}, although the server had spoken {quiet} before");
        case.supports(idle.at, Weight::Weak, text.with("age", age).with("quiet", idle.fact.quiet));
    } else {
        case.supports(idle.at, Weight::Weak, Text("dropped at an age of {age}").with("age", age));
    }
    let Some(At { at, fact: beat }) = reading.beat() else { return };
    let dropped = matches!(beat.end, WaitEnd::Dropped(_)) && beat.sent > 0;
    let (idle_end, beat_end) =
        (reading.evidence.observations[idle.at].ended, reading.evidence.observations[at].ended);
    if dropped
        && near(beat.age, age)
        && !near(beat_end, idle_end)
        && beat.quiet.scale(2, 1) < beat.age
    {
        let text = Text(
            "with regular messages it was dropped at the same age, {age}, {apart} after the silent one",
        );
        case.supports(
            at,
            Weight::Strong,
            text.with("age", beat.age).with("apart", beat_end - idle_end),
        );
    } else if beat.age > age + EXACT {
        case.contradicts(
            at,
            Weight::Decisive,
            Text("with regular messages it lived longer, {age}").with("age", beat.age),
        );
    }
}

fn near(one: Millis, other: Millis) -> bool {
    one.0.abs_diff(other.0) <= EXACT.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, word};

    #[test]
    fn it_is_told_by_equal_ages_at_different_instants() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, DROPPED), "possible"),
            (open().idle_served(3000, DROPPED), "possible"),
            (open().idle(3000, DROPPED).beat(3050, DROPPED).later(600), "likely"),
            // Both at one instant: a restart looks like that.
            (open().idle(3000, DROPPED).beat(3050, DROPPED), "possible"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Survived), "ruled-out"),
            (open().idle(60_000, WaitEnd::Survived), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
