//! Client and server do not agree on a subprotocol.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Hop, Line, Variant};
use crate::reading::Reading;
use crate::remedy::{app, check, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "subprotocol-mismatch",
    number: 22,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("Client and server do not agree on a subprotocol"),
    plain: Text("The chat and the service do not agree on the language to speak."),
    now: None,
    why: Text(
        "A client that offers subprotocols needs an answer with exactly one of them. Chromium and Safari refuse a 101 without one, Firefox accepts it; a wrong one fails everywhere.",
    ),
    assess,
    neighbours: &[
        (
            "upgrade-headers-missing",
            Text("A lost Upgrade gets no 101 at all: the console line shows the status."),
        ),
        (
            "intermittent-node",
            Text("A second handshake may also open because another node took it."),
        ),
    ],
    remedies: &[&app::BROWSER_SUBPROTOCOL, &app::NODE_OPTIONS, &app::DJANGO_SUBPROTOCOL, &app::GO],
    checks: &[&check::SUBPROTOCOL, &check::INWARDS, &check::APP_LOG],
    sources: &[source::SUBPROTOCOL, source::WHATWG],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    case.logged(reading, |logged| logged.entry == Entry::Subprotocol);
    if let Some(at) = reading.line(|line| line == Line::Subprotocol) {
        let text = Text("the browser’s console names the subprotocol of the answer");
        case.supports(at, Weight::Decisive, text);
    } else if reading.told() {
        let text = Text("the browser’s console gives another reason");
        case.contradicts(reading.handshake, Weight::Strong, text);
    }
    match reading.again(Variant::Bare) {
        Some(bare) if bare.fact.opened() && !reading.opened_first() => {
            let text = Text("without subprotocols it opens");
            case.supports(bare.at, Weight::Strong, text);
        }
        Some(bare) if bare.fact.failed() => {
            // A server that names a subprotocol unasked fails both.
            let text = Text("without subprotocols it fails as well");
            case.contradicts(bare.at, Weight::Weak, text);
            if let Some((at, text)) = reading.silent_refusal() {
                case.supports(at, Weight::Weak, text);
            }
        }
        _ => {}
    }
    if reading.opened_first() {
        case.contradicts(reading.handshake, Weight::Strong, Text("the handshake succeeded"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};

    #[test]
    fn it_is_told_by_the_console_or_by_a_handshake_without() {
        for (seen, expected) in [
            (Seen::same().refused().plain(426, 200).line(Line::Subprotocol), "confirmed"),
            (Seen::same().refused().bare(true), "likely"),
            (Seen::same().refused().plain(426, 200).bare(false), "possible"),
            (Seen::same().refused().plain(502, 200).bare(false), "none"),
            (Seen::same().refused(), "none"),
            (Seen::same().refused().bare(true).line(Line::Status(502)), "possible"),
            (Seen::same().opened(), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
