//! A hop ends connections at a certain age, whatever is said on them.
//!
//! Seen: the silent and the busy socket die at the same age, although they were opened apart.
//! Not this: a restart, which ends both at the same instant.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Setting};
use crate::reading::waits::Kind;
use crate::reading::{Reading, as_long};
use crate::remedy::{app, check, cloud, server, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "max-lifetime",
    number: 26,
    hop: Hop::LoadBalancer,
    side: Some(Side::Service),
    title: Text("A hop ends every connection at a certain age"),
    plain: Text("The connection works, but the service ends each one after a fixed time."),
    now: Some(Text(
        "When the chat goes quiet, load its page again; what you wrote last may have to be sent again.",
    )),
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
        &cloud::GKE,
        &server::ENVOY_LIFETIME,
    ],
    checks: &[&check::BUSY, &check::HOLD],
    sources: &[
        source::GOOGLE_TIMEOUT,
        source::CLOUD_RUN,
        source::lab("lab:lifetime-close"),
        source::API_GATEWAY,
    ],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    measured(reading, case);
    configured(reading, case);
}

fn measured(reading: &Reading<'_>, case: &mut Case) {
    let waits = &reading.waits;
    let age = |kind| kind == Kind::Age;
    let Some(drop) = waits.maybe(age).or(waits.drop()) else {
        if let Some(oldest) = waits.all().iter().max_by_key(|held| held.wait.age) {
            let text = Text("still open at an age of {age}").with("age", oldest.wait.age);
            case.contradicts(oldest.at, Weight::Strong, text);
        }
        return;
    };
    if let Some(close) = drop.wait.dropped().filter(|close| close.framed()) {
        let weight = if close.is_general() { Weight::Weak } else { Weight::Strong };
        let text = Text("closed properly, with code {code}").with("code", close.code);
        case.contradicts(drop.at, weight, text);
    }
    let text = Text("dropped at an age of {age}").with("age", drop.wait.age);
    case.supports(drop.at, Weight::Weak, text);
    if let Some(other) = waits.outlives(Kind::Age, drop) {
        let text = Text("another socket lived longer, {age}").with("age", other.wait.age);
        case.contradicts(other.at, Weight::Decisive, text);
    } else if let Some(other) =
        waits.differs(Kind::Age, drop).filter(|_| waits.maybe(age).is_none())
    {
        let text = Text("another socket was dropped at another age, {age}");
        case.contradicts(other.at, Weight::Strong, text.with("age", other.wait.age));
    } else if waits.sure(age).is_some()
        && let Some((one, other)) = waits.twice(Kind::Age)
    {
        let text =
            Text("whatever was said, another was dropped at the same age, {age}, {apart} later");
        let text = text.with("age", other.wait.age).with("apart", other.ended - one.ended);
        case.supports(other.at, Weight::Strong, text);
    }
}

fn configured(reading: &Reading<'_>, case: &mut Case) {
    let drop = reading.waits.maybe(|kind| kind == Kind::Age);
    let fits = |setting| match (setting, drop) {
        (Setting::Lifetime(limit), Some(drop)) => as_long(limit, drop.wait.age),
        _ => false,
    };
    if let Some(set) = reading.configured(fits) {
        let text = Text("{product}’s configuration ends every connection at this age");
        case.supports(set.at, Weight::Strong, text.with("product", set.product.name()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, closed, word};
    use crate::evidence::WaitEnd;

    #[test]
    fn it_is_told_by_equal_ages_at_different_instants() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, DROPPED), "possible"),
            (open().idle_served(3000, DROPPED), "possible"),
            (open().idle(3000, DROPPED).beat(3050, DROPPED).later(600), "likely"),
            (open().idle(3000, closed(1000)).beat(3050, closed(1000)).later(600), "likely"),
            // Both at one instant: a restart looks like that.
            (open().idle(3000, DROPPED).beat(3050, DROPPED), "possible"),
            (open().idle(3000, DROPPED).beat(7000, WaitEnd::Survived), "ruled-out"),
            (open().idle(60_000, WaitEnd::Survived), "none"),
            // Silence ended the first, so that age may have ended the second.
            (open().idle(10_000, DROPPED).beat(18_000, DROPPED).later(1000), "possible"),
            // The stagger tells them apart, however long they lived.
            (open().idle(3_000_000, DROPPED).beat(2_993_000, DROPPED).later(7000), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
