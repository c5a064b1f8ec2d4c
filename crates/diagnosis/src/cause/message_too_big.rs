//! Messages above a certain size are refused, or lost on the way.

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Entry, Growth, Hop, Outcome, Probe};
use crate::reading::logged::Worth;
use crate::reading::{At, Reading};
use crate::remedy::{app, check, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "message-too-big",
    number: 30,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("A limit of message size ends the connection"),
    plain: Text("The connection works, but a long message ends it."),
    now: Some(Text("Send long texts in parts, and files another way.")),
    why: Text(
        "Servers and proxies limit the size of a message or frame and close with 1009 above it; a box that inspects the traffic drops the connection without a word.",
    ),
    assess,
    neighbours: &[(
        "server-closed",
        Text("A server may close for what a message says; this one closes for its size."),
    )],
    remedies: &[
        &app::BROWSER_UPLOAD,
        &app::NODE_OPTIONS,
        &app::SOCKETIO,
        &app::SIGNALR,
        &app::SPRING,
        &app::UVICORN,
        &app::PHOENIX,
    ],
    checks: &[&check::SIZES, &check::CLOSES, &check::APP_LOG],
    sources: &[source::CLOSE_CODES, source::SIZE, source::API_GATEWAY],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    if let Some((At { at, fact }, worth)) = reading.logged(|logged| logged.entry == Entry::TooBig) {
        let weight = if worth > Worth::Loose { Weight::Strong } else { Weight::Weak };
        case.supports(at, weight, fact.meaning());
    }
    if let Some(close) = reading.closes().find(|close| close.fact.code == 1009) {
        let text = Text("closed with 1009: a message was too big");
        case.supports(close.at, Weight::Strong, text);
    }
    for (at, seen) in reading.evidence.of(Probe::Size) {
        let Outcome::Grew(Growth { passed, failed, close }) = seen.outcome else { continue };
        let text = match (failed, close) {
            (None, _) => {
                let text = Text("a message of {passed} bytes was answered").with("passed", passed);
                case.contradicts(at, Weight::Strong, text);
                continue;
            }
            (Some(_), Some(_)) => {
                Text("{passed} bytes were answered, and {failed} bytes ended the connection")
            }
            (Some(_), None) => Text("{passed} bytes were answered, and {failed} bytes were not"),
        };
        let weight = if close.is_some() && passed > 0 { Weight::Strong } else { Weight::Weak };
        let text = text.with("passed", passed).with("failed", failed.unwrap_or_default());
        case.supports(at, weight, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, closed, word};

    #[test]
    fn it_is_told_by_1009_or_by_growing_messages() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, closed(1009)), "likely"),
            (open().idle(3000, closed(1000)), "none"),
            (open().grew(1024, Some((65_537, true))), "likely"),
            (open().grew(1024, Some((65_537, false))), "possible"),
            (open().grew(1 << 20, None), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
