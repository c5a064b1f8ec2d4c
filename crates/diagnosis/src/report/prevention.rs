//! What prevents these faults, as a checklist that a report ticks where it was measured.

use crate::evidence::{Hop, Outcome, Probe};
use crate::reading::Reading;
use crate::text::Text;
use crate::time::Millis;

/// One point of the checklist.
pub struct Prevention {
    /// What is to be so.
    pub text: Text,
    /// Whether it was seen to be so; `None` where a check from outside can't tell.
    pub kept: fn(&Reading<'_>) -> Option<bool>,
}

const fn unseen(text: Text) -> Prevention {
    Prevention { text, kept: |_| None }
}

const fn seen(text: Text, kept: fn(&Reading<'_>) -> Option<bool>) -> Prevention {
    Prevention { text, kept }
}

/// The checklist; the first four are the runbook's own.
pub static PREVENTIONS: &[Prevention] = &[
    seen(
        Text(
            "The handshake succeeds through the proxy: its template has Upgrade, Connection, HTTP/1.1 and Host for WebSockets from the first day.",
        ),
        |reading| {
            (reading.opening.opened() || reading.opening.failed()).then(|| reading.opened_first())
        },
    ),
    seen(
        Text(
            "The idle limit has headroom: twice the heartbeat’s interval, or more, passes in silence.",
        ),
        |reading| {
            let interval = interval(reading)?;
            let (survived, fatal) = reading.waits.bracket();
            match fatal {
                Some(fatal) => Some(fatal >= interval.scale(2, 1)),
                None => (survived >= interval.scale(2, 1)).then_some(true),
            }
        },
    ),
    seen(
        Text(
            "Every layer is tested: the handshake succeeds by each way in, with the Origin of the page and over HTTP/1.1.",
        ),
        |reading| {
            let ways = reading.bypasses();
            let known = [Hop::Cdn, Hop::LoadBalancer, Hop::Proxy];
            let all = known.iter().all(|hop| ways.iter().any(|(own, _)| own == hop));
            let open = reading.opened_first() && ways.iter().all(|(_, way)| way.fact.opened());
            if !open && !ways.is_empty() { Some(false) } else { (open && all).then_some(true) }
        },
    ),
    seen(
        Text(
            "A heartbeat every 20 to 30 s, below the smallest idle limit of all hops, keeps the connection; whoever misses two answers is let go.",
        ),
        |reading| {
            let interval = interval(reading)?;
            let beat = reading.waits.of(Probe::Beat).next()?;
            let (_, fatal) = reading.waits.bracket();
            Some(fatal.is_none_or(|fatal| interval < fatal) && beat.wait.fatal().is_none())
        },
    ),
    unseen(Text("Where traffic passes CloudFront the server speaks: only its bytes count there.")),
    unseen(Text(
        "The page connects anew by itself, at a random moment within a growing span of up to 30 s, and gives a handshake 10 s.",
    )),
    unseen(Text(
        "Where a hop limits age, the page opens the next connection at nine tenths of the limit.",
    )),
    seen(Text("The page uses wss://, the final address, and no redirect."), |reading| {
        let target = &reading.evidence.target;
        let asked = reading.fetches(Probe::Shadow).is_some();
        asked.then_some(target.secure && reading.get != crate::reading::Get::Redirect)
    }),
    unseen(Text(
        "The health check asks a path that answers plain requests with 200, not the WebSocket’s.",
    )),
    unseen(Text("A test in staging holds a silent connection for longer than the smallest limit.")),
    unseen(Text(
        "Deployments drain: nginx with worker_shutdown_timeout, Caddy with stream_close_delay; the server closes with 1001 or 1012.",
    )),
    unseen(Text(
        "Access logs hold the status, the upstream’s status and the query, so that a trace can be followed.",
    )),
    seen(Text("Certificates renew and reload by themselves, with their chain."), |reading| {
        let secure = reading.evidence.target.secure;
        (secure && reading.answered().is_some()).then_some(true)
    }),
];

/// The heartbeat's interval as it was meant, before any faster one was tried.
fn interval(reading: &Reading<'_>) -> Option<Millis> {
    reading.evidence.of(Probe::Beat).find_map(|(_, seen)| match &seen.outcome {
        Outcome::Waited(wait) => wait.interval,
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};
    use crate::evidence::WaitEnd;
    use alloc::vec::Vec;

    /// What the runbook's own four come to.
    fn ticks(seen: Seen) -> Vec<Option<bool>> {
        let evidence = seen.evidence();
        let reading = Reading::new(&evidence);
        PREVENTIONS.iter().take(4).map(|one| (one.kept)(&reading)).collect()
    }

    #[test]
    fn only_what_was_measured_is_ticked_or_crossed() {
        let open = || Seen::same().opened();
        let kept = Some(true);
        let broken = Some(false);
        assert_eq!(ticks(Seen::same()), [None; 4]);
        assert_eq!(ticks(Seen::same().refused()), [broken, None, None, None]);
        assert_eq!(ticks(open()), [kept, None, None, None]);
        assert_eq!(
            ticks(open().idle(3000, DROPPED).beat(7000, WaitEnd::Survived)),
            [kept, kept, None, kept]
        );
        assert_eq!(
            ticks(open().idle(3000, DROPPED).slow_beat(5000, 3000).beat(7000, WaitEnd::Survived)),
            [kept, broken, None, broken]
        );
        let all = [Hop::Cdn, Hop::LoadBalancer, Hop::Proxy];
        let ways = |seen: Seen, opens| all.iter().fold(seen, |seen, hop| seen.bypass(*hop, opens));
        assert_eq!(ticks(ways(open(), true)), [kept, None, kept, None]);
        assert_eq!(ticks(ways(Seen::same().refused(), true)), [broken, None, broken, None]);
    }
}
