//! Each observation in one sentence, for the evidence table; and what a report's head says.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::cause::Clue;
use crate::close_code::meaning;
use crate::evidence::{
    After, Agent, Evidence, Family, Fetch, FetchEnd, Fetches, Growth, Observation, Outcome, Probe,
    Setting, Source, Throw, WaitEnd, Why,
};
use crate::ingest::console;
use crate::target::Place;
use crate::text::{Phrase, Text, Value};
use crate::time::{Millis, utc};

/// The browser: `Chromium 156`.
pub fn browser(agent: Agent) -> String {
    match agent.major {
        0 => agent.family.name().to_string(),
        major => [agent.family.name(), " ", &major.to_string()].concat(),
    }
}

/// Where the page of the check stood.
pub fn page(evidence: &Evidence) -> Text {
    if evidence.agent.family == Family::Native {
        return Text("no page: measured by ws-doctor itself, not from a browser");
    }
    match evidence.page().map(|page| (page.same_origin, page.secure)) {
        None => Text("on a page that is not known"),
        Some((true, true)) => Text("on the target’s own origin, over https"),
        Some((true, false)) => Text("on the target’s own origin, over http"),
        Some((false, true)) => Text("on another origin than the target, over https"),
        Some((false, false)) => Text("on another origin than the target, over http"),
    }
}

/// The minute in which a run began: `2026-11-20 14:05 UTC`.
pub fn when(minute: u32) -> Phrase {
    match minute {
        0 => Text("not known").phrase(),
        _ => Phrase::plain(utc(minute)),
    }
}

/// What was asked, as a heading.
pub fn question(probe: Probe) -> Text {
    match probe {
        Probe::Page => Text("This page"),
        Probe::Handshake => Text("Handshake"),
        Probe::Shadow => Text("Plain request, same path"),
        Probe::Reach => Text("Plain request, root"),
        Probe::Again => Text("Second handshake"),
        Probe::Elsewhere => Text("Handshake, unknown path"),
        Probe::Bypass => Text("Handshake behind a hop"),
        Probe::Control => Text("Handshake elsewhere"),
        Probe::First => Text("First message"),
        Probe::Echo => Text("Round trips"),
        Probe::Idle => Text("Silent wait"),
        Probe::Beat => Text("Wait with heartbeat"),
        Probe::Console => Text("Console line"),
        Probe::Served => Text("Wait while the server speaks"),
        Probe::Recur => Text("Silent wait again"),
        Probe::Pace => Text("Silence of a chosen length"),
        Probe::Repeat => Text("More handshakes"),
        Probe::Size => Text("Growing messages"),
        Probe::Edge => Text("Plain request, the CDN’s own page"),
        Probe::Origin => Text("Handshake with another Origin, or none"),
        Probe::Secure => Text("Handshake over TLS"),
        Probe::Whole => Text("Handshake once more, its answer read whole"),
        Probe::Below => Text("A path below it that nobody serves"),
        Probe::Mute => Text("Connection on which nothing is said"),
        Probe::Engine => Text("Plain request, Socket.IO’s usual path"),
        Probe::Ping => Text("Wait with pings"),
        Probe::Brought => Text("What was brought"),
        Probe::Config => Text("Configuration"),
    }
}

/// What a clue says; of the command line, which has no console and reads the answer itself.
pub fn clue(agent: Agent, clue: &Clue) -> Phrase {
    let itself = ITSELF.iter().find(|(told, _)| *told == clue.text.text);
    match itself {
        Some((_, text)) if agent.family == Family::Native => {
            Phrase { text: *text, ..clue.text.clone() }
        }
        _ => clue.text.clone(),
    }
}

/// What a browser's console says, and the same seen by oneself.
const ITSELF: [(Text, Text); 10] = [
    (
        Text("the browser’s console gives another reason"),
        Text("the handshake ended in another way"),
    ),
    (
        Text("the browser’s console says that nothing answers at this address and port"),
        Text("nothing answers at this address and port"),
    ),
    (
        Text("the browser’s console says that the name was not found"),
        Text("the name was not found"),
    ),
    (
        Text("the browser’s console names the subprotocol of the answer"),
        Text("the answer chose no subprotocol, or none that was offered"),
    ),
    (
        Text("the browser’s console names the extensions of the answer"),
        Text("the answer agreed to extensions that were not offered"),
    ),
    (
        Text("the browser’s console names a fault of the certificate or of TLS"),
        Text("the certificate or TLS has a fault"),
    ),
    (
        Text("the browser’s console names TLS, as with a port that speaks none"),
        Text("TLS failed at its start, as with a port that speaks none"),
    ),
    (
        Text("the browser’s console says that the answer is no TLS"),
        Text("the answer to TLS was no TLS"),
    ),
    (
        Text("the check ran on the application’s own page"),
        Text("the check sent the Origin of the application’s pages"),
    ),
    (
        Text("the handshake succeeded with this page’s origin"),
        Text("the handshake succeeded with the Origin that was sent"),
    ),
];

/// What an observation answers, as a heading: a line that was measured is no console's.
pub fn asked(seen: &Observation) -> Text {
    match (seen.probe, seen.source) {
        (Probe::Console, Source::Measured) => Text("Why it failed"),
        (probe, _) => question(probe),
    }
}

/// What was seen, in one sentence; `agent` is who saw it.
pub fn sentence(agent: Agent, seen: &Observation) -> Phrase {
    let took = seen.took();
    match &seen.outcome {
        Outcome::Page(facts) if agent.family == Family::Native => {
            if facts.own {
                Text("no page: the command line, which sent the Origin that it was given").phrase()
            } else {
                Text("no page: the command line, which sent the endpoint’s own Origin").phrase()
            }
        }
        Outcome::Page(facts) => {
            let mut parts = Vec::new();
            if facts.own {
                parts.push(Text("on the application’s own page"));
            }
            parts.push(if facts.same_origin { Text("on the endpoint’s own origin") } else { Text("on another origin") });
            parts.push(if facts.secure { Text("over https") } else { Text("over http") });
            if !facts.online {
                parts.push(Text("the browser says that it is offline"));
            }
            if facts.private {
                parts.push(Text("the address is private"));
            }
            Text("{parts}").with("parts", Value::row(parts.into_iter().map(Phrase::from).collect()))
        }
        // A tool's answer tells that it opened, and not how long that took.
        Outcome::Opened(_) if seen.source == Source::Pasted => Text("a handshake got 101: it opened").phrase(),
        Outcome::Opened(opened) => {
            let phrase = match opened.after {
                After::Held => Text("opened after {took}, stayed, and closed when asked"),
                After::Dropped(..) => Text("opened after {took}, and was closed {stayed} later with code {code}"),
                After::Swallowed => Text("opened after {took}, but our close was never answered"),
                After::Unknown => Text("opened after {took}"),
            };
            let phrase = phrase.with("took", opened.took);
            match opened.after {
                After::Dropped(close, stayed) => phrase.with("stayed", stayed).with("code", coded(close.code)),
                _ => phrase,
            }
        }
        Outcome::Refused(_) if agent.family == Family::Native => {
            Text("failed after {took}").with("took", took)
        }
        Outcome::Refused(refusal) => match (refusal.code, refusal.error) {
            (None, _) => Text("failed after {took} with an error event and no close event: the browser itself refused")
                .with("took", took),
            (Some(code), true) => Text("failed after {took}: error event, then close code {code}").with("took", took).with("code", code),
            (Some(code), false) => Text("closed after {took} with code {code}, without an error event").with("took", took).with("code", code),
        },
        Outcome::Threw(throw) => Text("the browser threw {name}").with("name", throw_name(*throw)),
        Outcome::TimedOut if seen.probe == Probe::Mute => {
            Text("still open after {took}").with("took", took)
        }
        Outcome::TimedOut => Text("no answer within {took}").with("took", took),
        Outcome::Fetched(fetches) if seen.probe == Probe::Brought => shown(fetches),
        // One request answers for all modes, and its redirect is shown as one.
        Outcome::Fetched(fetches) if agent.family == Family::Native => {
            let fetch = match &fetches.manual.end {
                FetchEnd::NotRun => &fetches.cors,
                _ => &fetches.manual,
            };
            let end = match fetch.end {
                FetchEnd::Failed => Text("no answer").phrase(),
                _ => end(fetch),
            };
            Text("{end} after {took}").with("end", end).with("took", fetch.took)
        }
        Outcome::Fetched(fetches) => {
            Text("{ends}").with("ends", Value::List(ends(fetches), Text("; ")))
        }
        Outcome::Waited(wait) => {
            let phrase = match wait.end {
                WaitEnd::Dropped(_) => Text("closed with code {code} at an age of {age}, {quiet} after the last traffic"),
                WaitEnd::Survived => Text("still open after {age}"),
                WaitEnd::Alive => Text("still open after {age}, and a message was answered"),
                WaitEnd::Deaf => Text("looked open after {age}, but a message was not answered"),
                WaitEnd::Stopped => Text("still open when stopped, after {age}"),
            };
            let phrase = phrase.with("age", wait.age).with("quiet", wait.quiet());
            let phrase = match wait.end {
                WaitEnd::Dropped(close) => phrase.with("code", coded(close.code)),
                _ => phrase,
            };
            match wait.interval {
                Some(length) if seen.probe == Probe::Pace => {
                    Text("{length} of silence: {rest}").with("length", length).with("rest", phrase)
                }
                Some(interval) if seen.probe == Probe::Ping => {
                    Text("a ping every {interval}: {rest}").with("interval", interval).with("rest", phrase)
                }
                Some(interval) => Text("a heartbeat every {interval}: {rest}").with("interval", interval).with("rest", phrase),
                None => phrase,
            }
        }
        Outcome::Heard(times) => match &times[..] {
            [] => Text("nothing was received").phrase(),
            [one] => Text("a message came after {time}").with("time", *one),
            all => Text("{count} answers, the middle one after {time}").with("count", all.len()).with("time", middle(all)),
        },
        Outcome::Quiet { sent: true } => Text("a message was sent, and nothing came back").phrase(),
        Outcome::Quiet { sent: false } => Text("nothing was sent, and nothing came").phrase(),
        Outcome::Grew(growth) => {
            let phrase = match growth {
                Growth { failed: None, .. } => Text("a message of {passed} bytes was answered"),
                Growth { close: Some(_), .. } => Text("{passed} bytes were answered; at {failed} bytes it closed with code {code}"),
                Growth { close: None, .. } => Text("{passed} bytes were answered; {failed} bytes were not"),
            };
            let phrase = phrase.with("passed", growth.passed).with("failed", growth.failed.unwrap_or_default());
            match growth.close {
                Some(close) => phrase.with("code", coded(close.code)),
                None => phrase,
            }
        }
        Outcome::Line(line, Place::OtherPath) if seen.source == Source::Measured => {
            Text("{line} (for a path that nobody serves)").with("line", console::meaning(*line))
        }
        Outcome::Line(line, _) => console::meaning(*line),
        Outcome::Cancelled => Text("stopped before its end").phrase(),
        Outcome::Skipped(why) => why_text(*why).phrase(),
        Outcome::Logged(logged) => logged.meaning(),
        Outcome::Setting(setting, product, _) => {
            said(*setting).with("product", product.name())
        }
    }
}

/// Who shows itself in an answer that was brought.
fn shown(fetches: &Fetches) -> Phrase {
    match &fetches.cors.end {
        FetchEnd::Answered(answer) => {
            let marks: Vec<&str> = answer.marks.iter().map(|mark| mark.name()).collect();
            Text("an answer with {status} shows {marks}")
                .with("status", answer.status)
                .with("marks", marks.join(", "))
        }
        _ => Text("an answer that shows nobody").phrase(),
    }
}

/// What a configuration says; `{product}` is left open.
fn said(setting: Setting) -> Phrase {
    match setting {
        Setting::UpgradePassed => Text("{product}’s configuration passes the handshake on as it must").phrase(),
        Setting::UpgradeLost => Text("{product}’s configuration does not pass Upgrade and Connection on for this path").phrase(),
        Setting::Http10 => Text("{product}’s configuration speaks HTTP/1.0 to the next hop").phrase(),
        Setting::Http10IfOld => Text("{product}’s configuration speaks HTTP/1.0 to the next hop, if it is nginx before 1.29.7").phrase(),
        Setting::Http2Backend => Text("{product}’s configuration speaks HTTP/2 to the next hop").phrase(),
        Setting::Http2Only => Text("{product}’s configuration speaks nothing but HTTP/2 to browsers").phrase(),
        Setting::Idle(limit) => Text("{product}’s configuration closes what is silent for {limit}").with("limit", limit),
        Setting::ServerIdle(limit) => Text("{product}’s configuration closes what the application is silent on for {limit}").with("limit", limit),
        Setting::Lifetime(limit) => Text("{product}’s configuration closes every connection at an age of {limit}").with("limit", limit),
        Setting::ReloadCuts(limit) => Text("{product}’s configuration closes open connections {limit} after a reload").with("limit", limit),
        Setting::RouteMissing => Text("{product}’s configuration leads this path to no application").phrase(),
        Setting::PathChanged => Text("{product}’s configuration asks the application for another path").phrase(),
        Setting::Answers(status) => Text("{product}’s configuration answers this path itself, with {status}").with("status", status),
        Setting::HostReplaced => Text("{product}’s configuration does not pass the browser’s Host on").phrase(),
        Setting::Limited => Text("{product}’s configuration limits connections or requests for this path").phrase(),
        Setting::TlsDoubtful => Text("{product}’s configuration takes TLS at this port where the address comes without, or the other way around").phrase(),
        Setting::NotSticky => Text("{product}’s configuration spreads visitors over several servers, and keeps none with the same").phrase(),
    }
}

/// `1012 (Service Restart)`.
fn coded(code: u16) -> Phrase {
    Text("{code} ({name})").with("code", code).with("name", meaning(code).name)
}

fn why_text(why: Why) -> Text {
    match why {
        Why::NotGiven => Text("not run: nothing was given for it"),
        Why::NotNeeded => Text("not run: not needed after what was seen"),
        Why::WouldQueue => Text("not run: it would have waited behind the handshake that hangs"),
        Why::Budget => Text("not run: the limit of connections for one check was reached"),
        Why::NoTime => Text("not run: it would have lasted longer than the time to watch"),
    }
}

fn throw_name(throw: Throw) -> Text {
    match throw {
        Throw::Security => Text(
            "SecurityError: an insecure ws:// address from a secure page, or in WebKit what the page’s policy forbids",
        ),
        Throw::Syntax => Text("SyntaxError: the address or a subprotocol is malformed"),
        Throw::Policy => {
            Text("a content policy error: the page’s own policy forbids the connection")
        }
        Throw::Other => Text("an error of its own"),
    }
}

fn ends(fetches: &Fetches) -> Vec<Phrase> {
    [
        (Text("no-cors: {end} after {took}"), &fetches.opaque),
        (Text("cors: {end} after {took}"), &fetches.cors),
        (Text("redirects left alone: {end} after {took}"), &fetches.manual),
    ]
    .into_iter()
    .filter(|(_, fetch)| fetch.end != FetchEnd::NotRun)
    .map(|(text, fetch)| text.with("end", end(fetch)).with("took", fetch.took))
    .collect()
}

fn end(fetch: &Fetch) -> Phrase {
    match &fetch.end {
        FetchEnd::NotRun => Text("not run").phrase(),
        FetchEnd::Answered(answer) => {
            let marks: Vec<&str> = answer.marks.iter().map(|mark| mark.name()).collect();
            let text = match marks.is_empty() {
                true => Text("status {status}"),
                false => Text("status {status} ({marks})"),
            };
            text.with("status", answer.status).with("marks", marks.join(", "))
        }
        FetchEnd::Opaque => Text("an answer that the page may not read").phrase(),
        FetchEnd::Redirect => Text("a redirect").phrase(),
        FetchEnd::Failed => Text("no answer that the page may see").phrase(),
        FetchEnd::TimedOut => Text("no answer").phrase(),
    }
}

fn middle(times: &[Millis]) -> Millis {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}
