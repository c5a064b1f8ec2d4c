//! The server chose an extension that the browser did not offer.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::{Get, Reading};
use crate::remedy::{app, check, haproxy, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "extension-mismatch",
    number: 40,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The answer names an extension that was not offered"),
    plain: Text("The service answers the chat in a way that the browser must refuse."),
    now: None,
    why: Text(
        "Sec-WebSocket-Extensions of the answer may only name what the client offered. A hop that changes or adds it, or a server that assumes compression, makes every browser fail the connection.",
    ),
    assess,
    neighbours: &[(
        "upgrade-headers-missing",
        Text(
            "A hop that damages other headers of the answer fails alike: the console line names the header.",
        ),
    )],
    remedies: &[&app::NODE_OPTIONS, &app::UVICORN, &nginx::NO_EXTENSIONS, &haproxy::NO_EXTENSIONS],
    checks: &[&check::EXTENSIONS, &check::INWARDS],
    sources: &[source::EXTENSIONS],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if reading.opening.opened() {
        case.contradicts(reading.handshake, Weight::Decisive, Text("the handshake succeeded"));
    } else if let Some(at) = reading.line(|line| line == Line::Extension) {
        let text = Text("the browser’s console names the extensions of the answer");
        case.supports(at, Weight::Decisive, text);
    } else if reading.told() {
        let text = Text("the browser’s console gives another reason");
        case.contradicts(reading.handshake, Weight::Strong, text);
    } else if let Some((at, text)) = reading.silent_refusal()
        && reading.get != Get::Status(200)
    {
        // Where a normal page answers, mostly no WebSocket is served, so that none answered with one.
        case.supports(at, Weight::Weak, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn it_is_told_by_the_console() {
        for (seen, expected) in [
            (Seen::same().refused().plain(426, 200).line(Line::Extension), "confirmed"),
            (Seen::same().refused().plain(426, 200).line(Line::Status(426)), "none"),
            (Seen::same().refused().plain(426, 200), "possible"),
            (Seen::same().refused().plain(404, 200), "possible"),
            (Seen::same().refused().plain(200, 200), "none"),
            (Seen::same().refused().plain(502, 200), "none"),
            (Seen::same().opened(), "ruled-out"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
