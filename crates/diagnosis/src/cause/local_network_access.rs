//! The browser does not let this page reach an address of the local network.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::Reading;
use crate::remedy::{check, network, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "local-network-access",
    number: 38,
    hop: Hop::Browser,
    side: Some(Side::You),
    title: Text("The browser denies this page access to the local network"),
    plain: Text("Your browser does not let this page connect to a device in your own network."),
    now: Some(Text(
        "If the browser asks whether this page may reach devices in your network, allow it.",
    )),
    why: Text(
        "Chromium asks before a public page may connect to a private or loopback address, and denies it to pages that did not come over https. The chat’s own page may have the permission that this one lacks.",
    ),
    assess,
    neighbours: &[(
        "host-unreachable",
        Text("A device that is off fails as well: open its address in a tab."),
    )],
    remedies: &[&network::LOCAL],
    checks: &[&check::PERMISSION, &check::POLICY, &check::TAB],
    sources: &[source::LOCAL_NETWORK],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let page = reading.page;
    let text = Text("this page reaches the host otherwise");
    let otherwise = page.same_origin || reading.answered().is_some();
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
    } else if let Some(at) = reading.line(|line| line == Line::LocalNetwork) {
        let says = Text("the browser’s console says that local network access was denied");
        case.supports(at, Weight::Decisive, says);
        // The browser would deny plain requests as well: the line is of another time.
        if otherwise {
            case.contradicts(reading.page_at, Weight::Strong, text);
        }
    } else if reading.told() {
        let text = Text("the browser’s console gives another reason");
        case.contradicts(reading.handshake, Weight::Strong, text);
    } else if otherwise {
        case.contradicts(reading.page_at, Weight::Strong, text);
    } else if page.private && page.local_denied && reading.opening.failed() {
        let text = Text("the address is local, and the browser denies this page local networks");
        case.supports(reading.page_at, Weight::Strong, text);
    } else if page.private && page.local_asked && reading.opening.failed() && reading.host_silent()
    {
        let text = Text(
            "the address is local and this page is not: the browser asks before it lets one reach the other",
        );
        case.supports(reading.page_at, Weight::Weak, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::PageFacts;

    #[test]
    fn it_is_told_by_the_console_or_the_permission() {
        let private = PageFacts { online: true, private: true, ..PageFacts::default() };
        let local = |denied| Seen::page(PageFacts { local_denied: denied, ..private }).refused();
        let asked = || Seen::page(PageFacts { local_asked: true, ..private });
        for (seen, expected) in [
            (local(false).unreachable().line(Line::LocalNetwork), "confirmed"),
            (local(false).blind().line(Line::LocalNetwork), "possible"),
            (Seen::same().refused().plain(426, 200).line(Line::LocalNetwork), "possible"),
            (local(true).unreachable(), "likely"),
            (local(false).unreachable(), "none"),
            (local(true).blind(), "none"),
            // Nobody has answered yet, or somebody has closed the question.
            (asked().hung().silent(), "possible"),
            (asked().refused().unreachable(), "possible"),
            (asked().refused().unreachable().line(Line::ConnectionRefused), "none"),
            (asked().refused().blind(), "none"),
            (Seen::other().refused().unreachable(), "none"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
