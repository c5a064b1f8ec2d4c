//! The check that runs on the application's own page: a script for its console, and the line that it
//! prints.
//!
//! It follows the plan of a quick check as far as two kilobytes go: one handshake, two plain requests
//! for its path and two for the root, and the handshake once more where it failed. What it prints holds
//! times, codes, statuses and the beginning of error pages.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::RUNBOOK;
use crate::address::is_private;
use crate::evidence::{
    After, Close, Evidence, Fetch, FetchEnd, Fetches, Marred, Observation, Opened, Outcome,
    PageFacts, Probe, Refusal, Source, Throw, Variant, Via,
};
use crate::ingest::words::Pairs;
use crate::ingest::{Kind, Way};
use crate::percent::decoded;
use crate::probe::ask;
use crate::session::Response;
use crate::target::{Place, Target};
use crate::text::Text;
use crate::time::Millis;

const SCRIPT: &str = include_str!("snippet.js");
/// What the line begins with: its version.
const MARK: &str = "ws-doctor:1 ";
/// What it ends with: without it, the line was cut short.
const END: &str = " .";
/// Longer than any that the script prints: four error pages of 512 characters, encoded.
const LONGEST: usize = 16_384;
/// No step of the script takes longer.
const LONGEST_STEP: u32 = 60_000;

/// The script for this target. Where the record leaves parts of the address out, it asks for them.
pub fn script(target: &Target) -> String {
    let url = target.url();
    let whole = target.query_names.is_empty() && !url.contains('…');
    let address = if whole {
        format!("\"{url}\"")
    } else {
        format!("prompt(\"The chat’s WebSocket address\", \"{url}\")")
    };
    format!("{}(new URL({address}))", SCRIPT.trim_end())
}

/// The same with a box to copy its line from instead of a console. Of error pages it takes less, because
/// browsers cut long texts there.
fn boxed(target: &Target) -> String {
    script(target)
        .replace("console.log(", "prompt(\"Copy this line\", ")
        .replace(".slice(0, 512)", ".slice(0, 99)")
}

/// That as the address of a bookmark, for browsers without a console.
pub fn bookmark(target: &Target) -> String {
    let script = boxed(target);
    let mut address = String::from("javascript:");
    for line in script.lines().map(str::trim_start) {
        // An address holds no line breaks; where a statement goes on, none is needed.
        let goes_on = address.ends_with(['{', '(', ',', ':']) || line.starts_with(['}', ')']);
        let line = line.replace('%', "%25").replace('#', "%23");
        address.extend([if goes_on { "" } else { "%0A" }, &line]);
    }
    address
}

/// Why a line of the script can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is about another address.
    OtherAddress,
    /// It was cut short or changed.
    Damaged,
}

impl Unread {
    /// What a reader is told.
    pub fn text(self) -> Text {
        match self {
            Unread::OtherAddress => Text(
                "The line that begins with “ws-doctor:1” is about another address than this report: nothing was taken from it.",
            ),
            Unread::Damaged => Text(
                "The line that begins with “ws-doctor:1” is not whole: copy it to its end, or run the script once more.",
            ),
        }
    }
}

/// The evidence of the last line of the script in `text`, measured by the browser of `report`.
///
/// # Errors
/// Why the line can't be read.
pub fn read(text: &str, report: &Evidence) -> Option<Result<Evidence, Unread>> {
    let line = text.lines().rev().find_map(|line| Some(line.split_once(MARK)?.1))?;
    Some(evidence(line, report))
}

pub(super) static KIND: Kind = Kind {
    id: "own-page",
    name: Text("the check on the chat’s own page"),
    // It is evidence of its own, by `read`.
    way: Way::Lines(|line, _| is_own(line)),
    signs: &[Pairs::of(MARK)],
};

/// Whether a line is the script's own.
pub fn is_own(line: &str) -> bool {
    line.contains(MARK)
}

fn evidence(line: &str, report: &Evidence) -> Result<Evidence, Unread> {
    let (line, _) = line.get(..LONGEST).unwrap_or(line).split_once(END).ok_or(Unread::Damaged)?;
    let words: Vec<&str> = line.split(' ').collect();
    let [began, origin, trace, url, handshake, shadow, reach, rest @ ..] = &words[..] else {
        return Err(Unread::Damaged);
    };
    if rest.len() > 1 {
        return Err(Unread::Damaged);
    }
    let began: u64 = began.parse().map_err(|_| Unread::Damaged)?;
    let trace = u32::from_str_radix(trace, 16).map_err(|_| Unread::Damaged)?;
    if report.target.locate(url) == Place::OtherHost {
        return Err(Unread::OtherAddress);
    }
    let seen = |probe, variant, steps: Option<(Millis, Millis, Outcome)>| {
        let (started, ended, outcome) = steps?;
        let (via, marred, source) = (Via::Front, Marred::default(), Source::Pasted);
        Some(Observation { probe, via, variant, started, ended, outcome, marred, source })
    };
    let page = Outcome::Page(PageFacts {
        secure: origin.starts_with("https:"),
        same_origin: *origin == report.target.origin(),
        online: true,
        private: is_private(&report.target.host),
        own: true,
        ..PageFacts::default()
    });
    let mut all = [
        seen(Probe::Page, Variant::AsIs, Some((Millis::ZERO, Millis::ZERO, page))),
        seen(Probe::Handshake, Variant::AsIs, dialled(handshake)),
        seen(Probe::Shadow, Variant::AsIs, asked(shadow)),
        seen(Probe::Reach, Variant::AsIs, asked(reach)),
    ]
    .into_iter()
    .collect::<Option<Vec<Observation>>>()
    .ok_or(Unread::Damaged)?;
    for again in rest {
        let again = dialled(again).ok_or(Unread::Damaged)?;
        all.extend(seen(Probe::Again, Variant::Warm, Some(again)));
    }
    all.sort_by_key(|seen| seen.ended);
    Ok(Evidence {
        target: report.target.clone(),
        agent: report.agent,
        minute: u32::try_from(began / 60_000).unwrap_or(0),
        trace: Some(trace),
        observations: all,
        runbook: RUNBOOK,
        quotes: Vec::new(),
    })
}

/// A handshake: `from,until,R,code,error,…`, `…,T,name`, `…,N`, `…,H,open`, `…,S,open` or
/// `…,D,code,error,clean,open`.
fn dialled(step: &str) -> Option<(Millis, Millis, Outcome)> {
    let parts: Vec<&str> = step.split(',').collect();
    let (from, until) = (time(parts.first()?)?, time(parts.get(1)?)?);
    let part = |at: usize| parts.get(at).copied();
    let flag = |at: usize| match part(at)? {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    };
    let opened = |open: &str, after| {
        let took = time(open)?.0.checked_sub(from.0)?;
        Some(Outcome::Opened(Opened {
            took: Millis(took),
            subprotocol: false,
            extensions: false,
            after,
        }))
    };
    let outcome = match part(2)? {
        "R" => {
            let code = part(3)?;
            let code = if code.is_empty() { None } else { Some(code.parse().ok()?) };
            Outcome::Refused(Refusal { code, error: flag(4)? })
        }
        "T" => Outcome::Threw(match part(3)? {
            "SecurityError" => Throw::Security,
            "SyntaxError" => Throw::Syntax,
            name if name.contains("NS_ERROR_CONTENT_BLOCKED") => Throw::Policy,
            _ => Throw::Other,
        }),
        "N" => Outcome::TimedOut,
        "H" => opened(part(3)?, After::Held)?,
        "S" => opened(part(3)?, After::Swallowed)?,
        "D" => {
            let close = Close { code: part(3)?.parse().ok()?, error: flag(4)?, clean: flag(5)? };
            let stayed = until.0.checked_sub(time(part(6)?)?.0)?;
            opened(part(6)?, After::Dropped(close, Millis(stayed)))?
        }
        _ => return None,
    };
    (until >= from).then_some((from, until, outcome))
}

/// Two requests for one URL: `from,opaque,manual,until`.
fn asked(step: &str) -> Option<(Millis, Millis, Outcome)> {
    let parts: Vec<&str> = step.split(',').collect();
    let [from, opaque, manual, until] = parts[..] else { return None };
    let (from, until) = (time(from)?, time(until)?);
    let (opaque, manual) = (fetched(opaque)?, fetched(manual)?);
    // A redirect was not followed; any other answer is the same in both modes.
    let redirected = manual.end == FetchEnd::Redirect;
    let cors = if redirected { Fetch::NOT_RUN } else { manual.clone() };
    let fetches = Fetches { opaque, cors, manual };
    (until >= from).then(|| (from, until, Outcome::Fetched(Box::new(fetches))))
}

/// One request: how long it took, and `a` with status, server and body, a kind of answer, or the name
/// of the error.
fn fetched(text: &str) -> Option<Fetch> {
    let (took, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let end = match rest {
        "opaque" => FetchEnd::Opaque,
        "opaqueredirect" => FetchEnd::Redirect,
        "TimeoutError" | "AbortError" => FetchEnd::TimedOut,
        _ => match rest.strip_prefix('a') {
            Some(answer) => answered(answer)?,
            None if rest.ends_with("Error") => FetchEnd::Failed,
            None => return None,
        },
    };
    Some(Fetch { took: time(took)?, end })
}

fn answered(text: &str) -> Option<FetchEnd> {
    let mut parts = text.splitn(3, ':');
    let status = parts.next()?.parse().ok().filter(|status| (100..600).contains(status))?;
    let (server, body) = (decoded(parts.next()?), decoded(parts.next()?));
    let headers = [("server".to_string(), server)].to_vec();
    Some(ask::read(&Response::Readable { status, headers, body }))
}

fn time(text: &str) -> Option<Millis> {
    text.parse().ok().filter(|time| *time <= LONGEST_STEP).map(Millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Agent, Body, Family};
    use crate::product::Product;

    fn report(target: Target) -> Evidence {
        Evidence {
            target,
            agent: Agent { family: Family::Firefox, major: 153 },
            minute: 7,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        }
    }

    fn target() -> Target {
        Target::new(true, "chat.example.com", 443, "/ws", "")
    }

    fn line(steps: &str) -> String {
        format!(
            "ws-doctor:1 1795600000000 https://app.example.com 80abcdef wss://chat.example.com {steps} ."
        )
    }

    const REFUSED: &str = "1,12,R,1006,1,0, 1,9a426:nginx%2F1.22.1:Upgrade%20Required,8opaque,30 \
        1,11TypeError,12opaqueredirect,14 40,55,R,1006,1,0,";

    #[test]
    fn the_script_is_small_and_names_the_address_or_asks_for_it() {
        let plain = script(&target());
        assert!(plain.ends_with("(new URL(\"wss://chat.example.com/ws\"))"), "{plain}");
        assert!(plain.len() <= 2000, "{} bytes", plain.len());
        let masked = script(&Target::new(true, "chat.example.com", 443, "/ws", "token=x"));
        assert!(masked.ends_with(
            "(new URL(prompt(\"The chat’s WebSocket address\", \"wss://chat.example.com/ws?token=…\")))"
        ));
    }

    #[test]
    fn as_a_bookmark_it_is_the_same_script_and_as_small() {
        let masked = Target::new(true, "chat.example.com", 443, "/ws/a%20b", "token=x");
        for target in [target(), masked] {
            let address = bookmark(&target);
            let body = address.strip_prefix("javascript:").expect("it is run");
            assert!(!body.contains(['\n', '#']), "{address}");
            let bare = |text: &str| text.replace(['\n', ' '], "");
            let same = boxed(&target);
            assert!(same.contains("prompt(\"Copy this line\", ") && same.contains(".slice(0, 99)"));
            assert_eq!(bare(&decoded(body)), bare(&same));
            // No statement runs into the next one.
            for line in same.lines().map(str::trim).filter(|line| line.starts_with("const ")) {
                let at = body.find(&line[..20]).expect("it is there");
                assert!(body[..at].ends_with("%0A") || body[..at].ends_with('{'), "{line}");
            }
        }
        assert!(bookmark(&target()).len() <= 2000, "{}", bookmark(&target()).len());
    }

    #[test]
    fn its_line_is_evidence_of_the_own_page() {
        let text = format!("some log\n[log] \"{}\" VM12:40\nmore", line(REFUSED));
        let own = read(&text, &report(target())).expect("there is a line").expect("it is whole");
        assert_eq!((own.minute, own.trace), (29_926_666, Some(0x80ab_cdef)));
        let page = own.page().expect("it says where it ran");
        assert!(page.own && page.secure && page.online && !page.same_origin);
        let probes: Vec<(Probe, Variant)> =
            own.observations.iter().map(|seen| (seen.probe, seen.variant)).collect();
        assert_eq!(
            probes,
            [
                (Probe::Page, Variant::AsIs),
                (Probe::Handshake, Variant::AsIs),
                (Probe::Reach, Variant::AsIs),
                (Probe::Shadow, Variant::AsIs),
                (Probe::Again, Variant::Warm),
            ]
        );
        let Outcome::Fetched(reach) = &own.observations[2].outcome else { panic!("requests") };
        assert_eq!(reach.opaque.end, FetchEnd::Failed);
        assert_eq!((&reach.manual.end, &reach.cors.end), (&FetchEnd::Redirect, &FetchEnd::NotRun));
        let Outcome::Fetched(shadow) = &own.observations[3].outcome else { panic!("requests") };
        let FetchEnd::Answered(answer) = &shadow.opaque.end else { panic!("an answer") };
        assert_eq!((answer.status, answer.body), (426, Body::AsksForUpgrade));
        assert_eq!(answer.marks, [Product::Nginx]);
    }

    #[test]
    fn each_end_of_a_handshake_is_read() {
        let opened = |took, after| {
            let (subprotocol, extensions) = (false, false);
            Outcome::Opened(Opened { took: Millis(took), subprotocol, extensions, after })
        };
        let close = Close { code: 1011, clean: true, error: false };
        for (step, expected) in [
            ("1,12,R,1006,1,0,", Outcome::Refused(Refusal { code: Some(1006), error: true })),
            ("1,12,R,,1", Outcome::Refused(Refusal { code: None, error: true })),
            ("1,1,T,SecurityError", Outcome::Threw(Throw::Security)),
            ("1,4001,N", Outcome::TimedOut),
            ("2,815,H,12", opened(10, After::Held)),
            ("2,2815,S,12", opened(10, After::Swallowed)),
            ("2,112,D,1011,0,1,12", opened(10, After::Dropped(close, Millis(100)))),
        ] {
            assert_eq!(dialled(step).map(|(.., outcome)| outcome), Some(expected), "{step}");
        }
        for step in ["", "1", "1,2", "1,2,X", "2,1,N", "1,99999,N", "1,2,R,x,1", "5,9,H,4", "1,2,D"]
        {
            assert_eq!(dialled(step), None, "{step}");
        }
    }

    #[test]
    fn what_is_not_whole_or_of_another_address_is_said() {
        let whole = line(REFUSED);
        let own = report(target());
        assert!(read("no such line", &own).is_none());
        for end in 12..whole.len() - 1 {
            assert_eq!(read(&whole[..end], &own), Some(Err(Unread::Damaged)), "{}", &whole[..end]);
        }
        let other = report(Target::new(true, "other.example.com", 443, "/ws", ""));
        assert_eq!(read(&whole, &other), Some(Err(Unread::OtherAddress)));
    }
}
