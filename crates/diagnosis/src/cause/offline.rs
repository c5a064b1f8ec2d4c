//! The device has no network.
//!
//! Seen: the browser says that it is offline, and nothing answers. That it says so is trusted; that
//! it says the contrary is not, because a network without the internet counts as online.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::Reading;
use crate::remedy::{app, check, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "offline",
    number: 35,
    hop: Hop::Browser,
    side: Some(Side::You),
    title: Text("The device is offline"),
    plain: Text("This device is not connected to the internet."),
    now: None,
    why: Text(
        "Without a network nothing can be reached. The browser knows when it has none; it does not know when the network leads nowhere.",
    ),
    assess,
    neighbours: &[(
        "dns-failure",
        Text(
            "With a network but without working DNS no name is found either: try another website.",
        ),
    )],
    remedies: &[&app::BROWSER_ONLINE],
    checks: &[&check::ANY_PAGE],
    sources: &[source::ONLINE],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let elsewhere = reading.control().filter(|control| control.fact.opened());
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
    } else if let Some(control) = elsewhere {
        case.contradicts(
            control.at,
            Weight::Decisive,
            Text("a WebSocket to another service opened"),
        );
    } else if let Some(at) = reading.answered() {
        case.contradicts(at, Weight::Decisive, Text("the host answers plain requests"));
    } else if let Some(at) = reading.line(|line| line == Line::Disconnected)
        && reading.opening.failed()
    {
        case.supports(
            at,
            Weight::Decisive,
            Text("the browser’s console says that the device is offline"),
        );
    } else if let Some(control) = reading.control().filter(|_| reading.host_silent())
        && reading.opening.failed()
    {
        // A network that leads nowhere counts as online.
        let weight = if reading.may_be_throttled() { Weight::Weak } else { Weight::Strong };
        let text = Text("neither this host nor another service answers");
        case.supports(control.at, weight, text);
    } else if !reading.page.online && !reading.page.private && reading.opening.failed() {
        case.supports(
            reading.page_at,
            Weight::Strong,
            Text("the browser says that it is offline, and nothing answers"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::PageFacts;
    use crate::evidence::{Outcome, Throw};

    #[test]
    fn it_is_told_by_the_browser() {
        let off = || Seen::page(PageFacts::default());
        let private = Seen::page(PageFacts { private: true, ..PageFacts::default() });
        assert_eq!(word(&CAUSE, private.refused().unreachable()), "none");
        for (seen, expected) in [
            (off().refused().unreachable(), "likely"),
            (off().refused().unreachable().line(Line::Disconnected), "confirmed"),
            (off().refused().unreachable().control(true), "ruled-out"),
            (off().refused().blind(), "ruled-out"),
            (off().opened(), "ruled-out"),
            (Seen::other().refused().unreachable(), "none"),
            // A network that leads nowhere counts as online.
            (Seen::other().refused().unreachable().control(false), "likely"),
            (Seen::other().hung().silent().control_hung(), "likely"),
            (Seen::other().hung().unreachable().control_hung(), "possible"),
            (Seen::other().hung().unreachable().control_hung().firefox(), "likely"),
            (
                Seen::other().forbidden(Outcome::Threw(Throw::Policy)).line(Line::Disconnected),
                "none",
            ),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
