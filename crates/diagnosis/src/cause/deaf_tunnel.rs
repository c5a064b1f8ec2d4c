//! The handshake succeeds, but frames don't get through.
//!
//! Seen: our close frame is never answered, and a message of the application neither.
//! Not this: an application that has nothing to say, which answers a close frame all the same.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Outcome, Probe};
use crate::reading::{Get, Opening, Reading, opening_of};
use crate::remedy::{check, haproxy, network, nginx, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "deaf-tunnel",
    number: 32,
    hop: Hop::Proxy,
    side: Some(Side::Service),
    title: Text("The handshake succeeds, but frames don’t get through"),
    plain: Text("The connection opens, but nothing that is sent gets through."),
    now: None,
    why: Text(
        "A hop passes the 101 on and then buffers or filters: it treats what follows as the body of an answer, or inspects what it can’t read.",
    ),
    assess,
    neighbours: &[(
        "mobile-or-nat-timeout",
        Text("A connection that was forgotten worked before its silence."),
    )],
    remedies: &[&nginx::UPGRADE, &haproxy::ROUTE, &server::MODSECURITY, &network::ALLOW],
    checks: &[&check::TALK, &check::INWARDS, &check::APP_LOG, &check::FIREWALL, &check::SIZES],
    sources: &[source::CORAZA, source::lab("lab:deaf-after-101"), source::MODSECURITY],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if !reading.opening.opened() {
        return;
    }
    if reading.opening == Opening::Swallowed {
        // Where no plain request is answered either, the line or the browser may be all that is busy.
        let busy = reading.get == Get::TimedOut && reading.root == Get::TimedOut;
        let weight = if busy { Weight::Weak } else { Weight::Strong };
        let asked = [Probe::Handshake, Probe::Again].map(|probe| reading.evidence.of(probe));
        for (at, seen) in asked.into_iter().flatten() {
            if opening_of(reading.evidence, seen) == Opening::Swallowed {
                case.supports(at, weight, Text("our close frame was never answered"));
            }
        }
    }
    for (at, seen) in reading.evidence.of(Probe::First) {
        match &seen.outcome {
            Outcome::Heard(_) => {
                case.contradicts(at, Weight::Strong, Text("a message came through"));
            }
            Outcome::Quiet { sent: true } if reading.opening == Opening::Swallowed => {
                case.supports(at, Weight::Weak, Text("a message was sent, and nothing came back"));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn it_is_told_by_a_close_that_is_never_answered() {
        assert_eq!(word(&CAUSE, Seen::same().swallowed()), "likely");
        assert_eq!(word(&CAUSE, Seen::same().swallowed().silent()), "possible");
        assert_eq!(word(&CAUSE, Seen::same().opened()), "none");
        assert_eq!(word(&CAUSE, Seen::same().refused()), "none");
    }
}
