//! The application closed the connection itself, with a close frame and a code.
//!
//! Not this: a proxy's limit, which mostly ends the connection without a word (1006).

use alloc::vec::Vec;

use crate::cause::{Case, Cause, Side, Weight};
use crate::evidence::{Close, Hop};
use crate::reading::Reading;
use crate::remedy::{app, check, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "server-closed",
    number: 29,
    hop: Hop::Backend,
    side: Some(Side::Service),
    title: Text("The application closed the connection itself"),
    plain: Text("The connection works, but the service ends it on purpose."),
    now: Some(Text("Load the chat’s page again, and sign in again if it asks.")),
    why: Text(
        "A close frame comes from the application, and its code says why: a login that ended, a rule that was broken, an error of its own. Codes from 4000 are its own words.",
    ),
    assess,
    neighbours: &[
        (
            "idle-timeout-proxy",
            Text(
                "Some platforms announce their limits with a close frame as well, mostly 1000 or 1001.",
            ),
        ),
        (
            "auth-rejected",
            Text(
                "Many applications accept first and then close with a code of their own, such as 4401.",
            ),
        ),
    ],
    remedies: &[&app::BROWSER_RECONNECT, &app::DJANGO_LOGIN],
    checks: &[&check::CLOSES, &check::APP_LOG, &check::TALK],
    sources: &[source::CLOSE_CODES, source::RECONNECT],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let mut codes = Vec::new();
    for close in reading.closes().filter(|close| close.fact.framed()) {
        if !codes.contains(&close.fact.code) {
            codes.push(close.fact.code);
            said(close.at, close.fact, case);
        }
    }
    let silent = reading.closes().find(|close| !close.fact.framed());
    if let Some(silent) = silent.filter(|_| !case.supports.is_empty()) {
        let text = Text("another socket ended without a close frame");
        case.contradicts(silent.at, Weight::Weak, text);
    }
}

fn said(at: usize, close: Close, case: &mut Case) {
    let text = Text("closed with a close frame, code {code}").with("code", close.code);
    // A restart says so itself, and a general code leaves open who said it and why.
    let weight = match close.code {
        1012 | 1013 => Weight::Weak,
        _ if close.is_general() => Weight::Weak,
        _ => Weight::Strong,
    };
    case.supports(at, weight, text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen, closed, cut_short, word};

    #[test]
    fn it_is_told_by_a_code_of_the_application() {
        let open = || Seen::same().opened();
        for (seen, expected) in [
            (open(), "none"),
            (open().idle(3000, DROPPED), "none"),
            (open().idle(3000, closed(4408)), "likely"),
            (open().idle(3000, closed(1011)), "likely"),
            (open().idle(3000, cut_short(1011)), "likely"),
            (open().idle(3000, closed(1000)), "possible"),
            (open().idle(3000, closed(1012)), "possible"),
            (Seen::same().dropped(true), "likely"),
            (Seen::same().dropped(false), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
