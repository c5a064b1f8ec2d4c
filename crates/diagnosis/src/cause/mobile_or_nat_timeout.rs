//! A network device on the way forgets silent connections without telling anybody.
//!
//! Seen: the socket looks open, but a message on it is not answered, although the endpoint answers.
//! Not this: a proxy's idle timeout, which closes the connection where the browser can see it.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Probe, WaitEnd};
use crate::reading::Reading;
use crate::reading::waits::Held;
use crate::remedy::{app, check, cloud, haproxy, source};
use crate::text::Text;
use crate::time::Millis;

pub(super) static CAUSE: Cause = Cause {
    id: "mobile-or-nat-timeout",
    number: 27,
    hop: Hop::ClientNetwork,
    side: Some(Side::Network),
    title: Text("A device on the way forgets silent connections"),
    plain: Text("The connection looks open, but after a silence nothing gets through any more."),
    now: Some(Text(
        "When the chat goes quiet, load its page again; what you wrote last may have to be sent again.",
    )),
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
        &cloud::AZURE_IDLE,
        &app::UVICORN,
        &app::GO_BEAT,
    ],
    checks: &[&check::OTHER_NETWORK, &check::STAYS, &check::BEATS],
    sources: &[
        source::NAT,
        source::PING,
        source::NLB_TIMEOUT,
        source::lab("lab:silent-drop"),
        source::AZURE_IDLE,
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let waits = &reading.waits;
    let Some(deaf) = waits.deaf() else {
        if let Some(drop) = waits.drops().next() {
            let text = Text("the end of the connection was seen");
            case.contradicts(drop.at, Weight::Strong, text);
        } else if let Some(silent) = waits.silent().filter(|held| held.wait.end == WaitEnd::Alive) {
            let text = Text("a message was answered after {quiet} of silence");
            let text = text.with("quiet", silent.wait.survived());
            case.contradicts(silent.at, Weight::Decisive, text);
        }
        return;
    };
    let fatal = deaf.wait.fatal().unwrap_or_default();
    let (survived, shortest) = waits.bracket();
    let answered = |beat: &&Held| beat.wait.received > 0 && beat.wait.end != WaitEnd::Deaf;
    let busy = waits.of(Probe::Beat).find(answered);
    // Without an answer on any of the sockets, silence need not be why there is none.
    let answered = busy.is_some() || survived > Millis::ZERO;
    let weight = if answered { Weight::Strong } else { Weight::Weak };
    let text = Text("after {quiet} of silence a message was not answered, and no end was seen");
    case.supports(deaf.at, weight, text.with("quiet", fatal));
    if let Some(beat) = busy {
        let text = Text("with a message every {interval} the answers kept coming");
        let interval = beat.wait.interval.unwrap_or_default();
        case.supports(beat.at, Weight::Weak, text.with("interval", interval));
    }
    if let Some(other) = waits.all().iter().find(|held| held.wait.survived() > fatal) {
        let text = Text("another socket answered after {quiet} of silence");
        case.contradicts(other.at, Weight::Strong, text.with("quiet", other.wait.survived()));
    } else if let Some(shortest) = shortest.filter(|shortest| *shortest < fatal) {
        let text = Text("{quiet} of silence were enough").with("quiet", shortest);
        case.supports(deaf.at, Weight::Weak, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, word};

    #[test]
    fn it_is_told_by_a_silence_that_never_ends() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open().idle(6000, WaitEnd::Deaf), "possible"),
            (open().idle(6000, WaitEnd::Deaf).beat(6000, WaitEnd::Survived), "likely"),
            (open().idle(6000, WaitEnd::Deaf).recur(9000, WaitEnd::Alive), "possible"),
            (open().idle(6000, WaitEnd::Alive), "ruled-out"),
            (open().idle(6000, WaitEnd::Survived), "none"),
            (open().idle(3000, DROPPED), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
