//! A network device on the way forgets silent connections without telling anybody.
//!
//! Seen: the socket looks open, but a message on it is not answered, although the endpoint answers.
//! Not this: a proxy's idle timeout, which closes the connection where the browser can see it.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, WaitEnd};
use crate::reading::Reading;
use crate::remedy::{app, check, cloud, haproxy, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "mobile-or-nat-timeout",
    hop: Hop::ClientNetwork,
    side: Some(Side::Network),
    title: Text("A device on the way forgets silent connections"),
    plain: Text("The connection looks open, but after a silence nothing gets through any more."),
    why: Text(
        "Home routers, mobile carriers and some cloud load balancers keep a table of connections and drop silent entries without a word; both ends go on believing in it.",
    ),
    assess,
    neighbours: &[(
        "deaf-tunnel",
        Text("A tunnel that carries nothing does so from the start, and not after a silence only."),
    )],
    remedies: &[
        &app::NODE_BEAT,
        &app::DJANGO_BEAT,
        &app::BROWSER_BEAT,
        &haproxy::KEEPALIVE,
        &cloud::NLB_IDLE,
    ],
    checks: &[&check::OTHER_NETWORK, &check::STAYS],
    sources: &[source::NAT, source::PING, source::NLB_TIMEOUT, source::lab("lab:silent-drop")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let Some(idle) = reading.idle() else { return };
    let quiet = idle.fact.quiet;
    match idle.fact.end {
        WaitEnd::Deaf => {
            case.supports(
                idle.at,
                Weight::Strong,
                Text("after {quiet} of silence a message was not answered, and no end was seen")
                    .with("quiet", quiet),
            );
        }
        WaitEnd::Alive => {
            case.contradicts(
                idle.at,
                Weight::Decisive,
                Text("a message was answered after {quiet} of silence").with("quiet", quiet),
            );
        }
        WaitEnd::Dropped(_) => {
            case.contradicts(idle.at, Weight::Strong, Text("the end of the connection was seen"));
        }
        WaitEnd::Survived | WaitEnd::Stopped => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, word};

    #[test]
    fn it_is_told_by_a_silence_that_never_ends() {
        for (seen, expected) in [
            (Seen::same().opened().idle(6000, WaitEnd::Deaf), "likely"),
            (Seen::same().opened().idle(6000, WaitEnd::Alive), "ruled-out"),
            (Seen::same().opened().idle(6000, WaitEnd::Survived), "none"),
            (Seen::same().opened().idle(3000, DROPPED), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
