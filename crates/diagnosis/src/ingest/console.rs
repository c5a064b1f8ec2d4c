//! Browser console lines: the one place where a browser says why a handshake failed.
//!
//! The texts are those of Chromium 156 and Firefox 153, as they were really printed; a Chromium line
//! carries the handshake's status, a Firefox line that of our plain requests. Safari's are from public
//! reports of people who saw them; of those only what can be meant in one way is read, and that a time
//! limit passed can be meant in several.

use alloc::format;
use alloc::vec::Vec;

use crate::evidence::{CertificateFault, Family, Line, Observation, Outcome, Probe, Via};
use crate::ingest::sink::{Sink, trace_in};
use crate::ingest::snippet;
use crate::ingest::stamp::minute_of_day;
use crate::ingest::words::{Pairs, pairs_of, told_of};
use crate::ingest::{Kind, Way};
use crate::target::{Place, TRACE, Target};
use crate::text::{Phrase, Text};

/// What a paste held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The lines that speak of the target, each once.
    pub observations: Vec<Observation>,
    /// Lines that speak of a WebSocket or request to another address, and so were left out.
    pub other_address: usize,
    /// Lines about a handshake of another run, left out as well.
    pub other_run: usize,
    /// Lines that are not about a connection, or that this reader does not know.
    pub unknown: usize,
}

/// More than a console ever shows of one run; what lies behind is counted as unknown.
const MOST_LINES: usize = 2000;
const MOST_OBSERVATIONS: usize = 24;

/// Reads console text for lines about this target. Of the lines that name a run, those of the run with
/// this trace count; where it is not known, those of the last one.
pub fn read(text: &str, target: &Target, own: Option<u32>) -> Pasted {
    let mut pasted = Pasted::default();
    let last =
        text.lines().rev().filter(|line| locate(line, target) != Place::OtherHost).find_map(trace);
    let own = own.map(|own| format!("{own:08x}"));
    let run = last.map(|last| own.as_deref().unwrap_or(last));
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !snippet::is_own(line));
    for (index, line) in lines.enumerate() {
        let Some(read) = (index < MOST_LINES).then(|| read_line(line)).flatten() else {
            pasted.unknown += 1;
            continue;
        };
        let place = locate(line, target);
        if place == Place::OtherHost {
            pasted.other_address += 1;
            continue;
        }
        // Why an earlier handshake failed may be over by now.
        let named = run.is_some() && place != Place::Unnamed && read.tells_why();
        if named && trace(line) != run {
            pasted.other_run += 1;
            continue;
        }
        let outcome = Outcome::Line(read, place);
        let known = pasted.observations.iter().any(|seen| seen.outcome == outcome);
        if !known && pasted.observations.len() < MOST_OBSERVATIONS {
            pasted.observations.push(Observation::pasted(Probe::Console, Via::Front, outcome));
        }
    }
    pasted
}

pub(super) static KIND: Kind = Kind {
    id: "console",
    name: Text("a browser’s console"),
    way: Way::Lines(read_into),
    signs: &[],
};

fn read_into(line: &str, sink: &mut Sink<'_>) -> bool {
    let pairs = sink.pairs(line);
    let Some(read) = read_with(line, &pairs) else { return false };
    let (place, run) = (locate(line, sink.target), find_url(line).and_then(trace_in));
    sink.console(read, place, run, minute_of_day(line));
    true
}

/// Parts of lines and what they say, in the order of looking; the first that is found counts.
///
/// `ERR_` names come before the sentences around them, because one sentence carries many.
const TEXTS: &[(&str, Line)] = &[
    ("WebSocket is closed before the connection is established", Line::OwnTimeout),
    ("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", Line::LocalNetwork),
    ("ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS", Line::LocalNetwork),
    ("ERR_BLOCKED_BY_CLIENT", Line::BlockedByClient),
    ("ERR_INTERNET_DISCONNECTED", Line::Disconnected),
    ("ERR_NETWORK_CHANGED", Line::Reset),
    ("ERR_CONNECTION_REFUSED", Line::ConnectionRefused),
    ("ERR_NAME_NOT_RESOLVED", Line::NameNotResolved),
    ("ERR_ADDRESS_UNREACHABLE", Line::Unreachable),
    ("ERR_ADDRESS_INVALID", Line::Unreachable),
    ("ERR_CONNECTION_TIMED_OUT", Line::Unreachable),
    ("ERR_TIMED_OUT", Line::Unreachable),
    ("ERR_UNSAFE_PORT", Line::UnsafePort),
    ("ERR_CERT_AUTHORITY_INVALID", Line::Certificate(CertificateFault::Authority)),
    ("ERR_CERT_COMMON_NAME_INVALID", Line::Certificate(CertificateFault::Name)),
    ("ERR_CERT_DATE_INVALID", Line::Certificate(CertificateFault::Date)),
    ("ERR_CERT_", Line::Certificate(CertificateFault::Other)),
    ("ERR_SSL_VERSION_OR_CIPHER_MISMATCH", Line::Certificate(CertificateFault::Other)),
    ("ERR_SSL_PROTOCOL_ERROR", Line::TlsProtocol),
    ("ERR_ALPN_NEGOTIATION_FAILED", Line::TlsProtocol),
    ("ERR_CONNECTION_RESET", Line::Reset),
    ("ERR_SOCKET_NOT_CONNECTED", Line::Reset),
    ("ERR_CONNECTION_CLOSED", Line::Reset),
    ("ERR_EMPTY_RESPONSE", Line::ClosedUnanswered),
    ("ERR_INVALID_HTTP_RESPONSE", Line::NotHttp),
    ("ERR_TUNNEL_CONNECTION_FAILED", Line::ForwardProxy),
    ("ERR_PROXY_CONNECTION_FAILED", Line::ForwardProxy),
    ("ERR_UNEXPECTED_PROXY_AUTH", Line::ForwardProxy),
    ("ERR_HTTP2_PROTOCOL_ERROR", Line::Http2Stream),
    ("Establishing a tunnel via proxy server failed", Line::ForwardProxy),
    ("HTTP Authentication failed; no valid credentials available", Line::Status(401)),
    ("Connection closed before receiving a handshake response", Line::ClosedUnanswered),
    ("'Upgrade' header", Line::DamagedUpgrade),
    ("'Connection' header", Line::DamagedUpgrade),
    ("'Sec-WebSocket-Accept' header", Line::DamagedUpgrade),
    ("'Sec-WebSocket-Protocol' header", Line::Subprotocol),
    ("'Sec-WebSocket-Extensions' header", Line::Extension),
    ("reserved bits are on", Line::DamagedFrame),
    ("must not mask any frames", Line::DamagedFrame),
    ("Invalid frame header", Line::DamagedFrame),
    ("Unrecognized frame opcode", Line::DamagedFrame),
    ("Could not decode a text frame as UTF-8", Line::DamagedFrame),
    ("broken close frame", Line::DamagedFrame),
    ("insecure WebSocket", Line::MixedContent),
    ("connect-src", Line::ContentPolicy),
    ("establish a connection to the server at ws", Line::CannotConnect),
    ("was interrupted while the page was loading", Line::Interrupted),
    ("CORS request did not succeed", Line::FetchFailed),
    // Safari, whose words are those of the system's network library.
    ("failed: There was a bad response from the server", Line::BadAnswer),
    ("OSStatus Error -9807", Line::Certificate(CertificateFault::Authority)),
    ("OSStatus error -9807", Line::Certificate(CertificateFault::Authority)),
    ("OSStatus Error -9812", Line::Certificate(CertificateFault::Authority)),
    ("OSStatus Error -9813", Line::Certificate(CertificateFault::Authority)),
    ("OSStatus Error -9814", Line::Certificate(CertificateFault::Date)),
    ("OSStatus Error -9843", Line::Certificate(CertificateFault::Name)),
    ("The certificate for this server is invalid", Line::Certificate(CertificateFault::Other)),
    ("be completed. Connection refused", Line::ConnectionRefused),
    ("failed: Could not connect to the server", Line::Unreachable),
    ("failed: The network connection was lost", Line::Reset),
    ("A server with the specified hostname could not be found", Line::NameNotResolved),
    ("The Internet connection appears to be offline", Line::Disconnected),
    ("was not allowed to run insecure content from ws", Line::MixedContent),
    ("was not allowed to display insecure content from ws", Line::MixedContent),
    ("due to access control checks", Line::FetchFailed),
];

static PAIRS: [Pairs; TEXTS.len()] = pairs_of(TEXTS);

pub(super) fn read_line(line: &str) -> Option<Line> {
    read_with(line, &Pairs::of(line))
}

/// What a line with a status says.
type Told = fn(u16) -> Line;

/// What stands before a status, and whose it is.
const STATUSES: [(&str, Told); 3] = [
    // Chromium: the handshake's status, and that of plain requests.
    ("Unexpected response code: ", Line::Status),
    ("the server responded with a status of ", Line::FetchStatus),
    // Firefox writes the status of plain requests at the end of its CORS lines.
    ("Status code: ", Line::FetchStatus),
];

static STATUS_PAIRS: [Pairs; STATUSES.len()] = pairs_of(&STATUSES);

fn read_with(line: &str, pairs: &Pairs) -> Option<Line> {
    let status = STATUSES.iter().zip(&STATUS_PAIRS).find_map(|((lead, read), own)| {
        own.within(pairs).then(|| status_after(line, lead)).flatten().map(read)
    });
    if status.is_some() {
        return status;
    }
    told_of(line, pairs, TEXTS, &PAIRS).map(|read| {
        // The same network errors end our plain requests; of those only a failure is known.
        let of_fetch = line.contains("Failed to load resource")
            || line.contains("Cross-Origin Request Blocked")
            || line.contains("Fetch API cannot load");
        if of_fetch { Line::FetchFailed } else { read }
    })
}

fn status_after(line: &str, lead: &str) -> Option<u16> {
    let rest = &line[line.find(lead)? + lead.len()..];
    let digits = rest.as_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
    rest[..digits].parse().ok().filter(|status| (100..600).contains(status))
}

/// The URL that a line names: for Firefox's lines the one after `at`, else the first of a socket,
/// else the first of all.
fn find_url(line: &str) -> Option<&str> {
    ["wss://", "ws://", "https://", "http://"]
        .iter()
        .filter_map(|scheme| line.find(scheme).map(|at| (*scheme, at)))
        .map(|(_, at)| {
            let rest = &line[at..];
            let end = rest
                .find(|c: char| {
                    c.is_whitespace()
                        || matches!(c, '\'' | '"' | '\u{2019}' | '\u{201d}' | '<' | '>' | ')')
                })
                .unwrap_or(rest.len());
            rest[..end].trim_end_matches(['.', ',', ':', ';'])
        })
        .next()
}

fn locate(line: &str, target: &Target) -> Place {
    find_url(line).map_or(Place::Unnamed, |url| target.locate(url))
}

/// The run that a line's URL names.
fn trace(line: &str) -> Option<&str> {
    let (_, query) = find_url(line)?.split_once('?')?;
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == TRACE)
        .map(|(_, run)| run)
}

/// Where the visitor finds the console in this browser.
pub fn where_to_find(family: Family) -> Text {
    match family {
        Family::Chromium => Text(
            "On a computer, press F12 (on a Mac: Option, Command and J), choose “Console”, and copy the red line that begins with “WebSocket connection to”.",
        ),
        Family::Firefox => Text(
            "On a computer, press F12 (on a Mac: Option, Command and K), choose “Console”, then copy everything that it shows: right-click a line and choose “Export Visible Messages To”, “Clipboard”.",
        ),
        Family::WebKit => Text(
            "Turn on “Show features for web developers” in Safari’s advanced settings, press Option, Command and C, and copy the red lines. Chrome’s or Edge’s console says more.",
        ),
        Family::Other | Family::Native => {
            Text("Open the browser’s developer tools, choose “Console”, and copy the red lines.")
        }
    }
}

/// What a line says, for the visitor who pasted it.
pub fn meaning(line: Line) -> Phrase {
    match line {
        Line::Status(status) => Text("The handshake was answered with {status}; success is 101.").with("status", status),
        Line::ClosedUnanswered => Text("The server closed the connection without an answer.").phrase(),
        Line::Reset => Text("The connection was cut before the answer was complete.").phrase(),
        Line::NotHttp => Text("What answered does not speak HTTP.").phrase(),
        Line::ConnectionRefused => Text("Nothing listens at this address and port.").phrase(),
        Line::NameNotResolved => Text("The host’s name can’t be found (DNS).").phrase(),
        Line::Unreachable => Text("The address can’t be reached, or does not answer.").phrase(),
        Line::Disconnected => Text("The device is offline.").phrase(),
        Line::UnsafePort => Text("Browsers refuse to connect to this port.").phrase(),
        Line::Certificate(CertificateFault::Authority) => Text("The certificate is signed by nobody that the browser trusts.").phrase(),
        Line::Certificate(CertificateFault::Name) => Text("The certificate is for another name.").phrase(),
        Line::Certificate(CertificateFault::Date) => Text("The certificate has expired, or the device’s clock is wrong.").phrase(),
        Line::Certificate(CertificateFault::Other) => Text("The secure connection failed: certificate, TLS version or cipher.").phrase(),
        Line::TlsProtocol => Text("The secure connection failed at its start: a port without TLS, or a listener that refuses HTTP/1.1.").phrase(),
        Line::LocalNetwork => Text("The browser forbids this page to reach a private address.").phrase(),
        Line::ForwardProxy => Text("The proxy of your own network refused the connection.").phrase(),
        Line::BlockedByClient => Text("An extension of the browser blocked the connection.").phrase(),
        Line::DamagedUpgrade => Text("The answer was 101, but headers of it were lost or changed on the way.").phrase(),
        Line::Subprotocol => Text("The server did not choose one of the offered subprotocols.").phrase(),
        Line::Extension => Text("The server chose an extension that was not offered.").phrase(),
        Line::Http2Stream => Text("The WebSocket inside an HTTP/2 connection failed.").phrase(),
        Line::DamagedFrame => Text("Frames arrived damaged after opening.").phrase(),
        Line::OwnTimeout => Text("This page gave up waiting; the line is no cause.").phrase(),
        Line::MixedContent => Text("A secure page may not open an insecure ws:// address.").phrase(),
        Line::ContentPolicy => Text("The page’s own content security policy forbids the connection.").phrase(),
        Line::CannotConnect => Text("Firefox could not connect; it does not say why.").phrase(),
        Line::Interrupted => Text("The connection was interrupted after it had opened.").phrase(),
        Line::FetchStatus(status) => Text("A normal request was answered with {status}.").with("status", status),
        Line::BadAnswer => Text("The handshake was answered, but not with 101; Safari does not tell the status.").phrase(),
        Line::FetchFailed => Text("A normal request got no answer that the page may see.").phrase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn target() -> Target {
        Target::new(true, "chat.example.com", 443, "/ws/chat", "")
    }

    fn lines(text: &str) -> Vec<(Line, Place)> {
        read(text, &target(), None)
            .observations
            .iter()
            .map(|seen| match seen.outcome {
                Outcome::Line(line, place) => (line, place),
                _ => panic!("the console reader writes lines only"),
            })
            .collect()
    }

    #[test]
    fn of_safari_s_words_those_are_read_that_mean_one_thing() {
        let failed = "WebSocket connection to 'wss://chat.example.com/ws/chat' failed: ";
        let here = Place::Endpoint;
        for (text, expected) in [
            (
                format!("[Error] {failed}There was a bad response from the server."),
                Some((Line::BadAnswer, here)),
            ),
            (format!("{failed}Could not connect to the server."), Some((Line::Unreachable, here))),
            (format!("{failed}The network connection was lost."), Some((Line::Reset, here))),
            (format!("{failed}Unexpected response code: 401"), Some((Line::Status(401), here))),
            (
                "[Error] WebSocket network error: OSStatus Error -9807: Invalid certificate chain".into(),
                Some((Line::Certificate(CertificateFault::Authority), Place::Unnamed)),
            ),
            (
                "WebSocket network error: The operation couldn’t be completed. Connection refused".into(),
                Some((Line::ConnectionRefused, Place::Unnamed)),
            ),
            (
                "[blocked] The page at https://app.example.com/ was not allowed to run insecure content from ws://chat.example.com/ws/chat.".into(),
                None,
            ),
            (
                "[Error] Fetch API cannot load https://chat.example.com/ws/chat due to access control checks.".into(),
                Some((Line::FetchFailed, here)),
            ),
            // A server that is silent, or one that is not reached.
            (format!("{failed}The request timed out."), None),
        ] {
            assert_eq!(lines(&text), Vec::from_iter(expected), "{text}");
        }
    }

    #[test]
    fn every_failure_that_chromium_prints_is_read() {
        let hs = "Error during WebSocket handshake: ";
        let est = "Error in connection establishment: net::";
        for (tail, expected) in [
            (format!("{hs}Unexpected response code: 502"), Line::Status(502)),
            (format!("{hs}Unexpected response code: 301"), Line::Status(301)),
            (
                "HTTP Authentication failed; no valid credentials available".into(),
                Line::Status(401),
            ),
            (
                "Connection closed before receiving a handshake response".into(),
                Line::ClosedUnanswered,
            ),
            (format!("{est}ERR_CONNECTION_REFUSED"), Line::ConnectionRefused),
            (format!("{est}ERR_NAME_NOT_RESOLVED"), Line::NameNotResolved),
            (format!("{est}ERR_ADDRESS_UNREACHABLE"), Line::Unreachable),
            (format!("{est}ERR_UNSAFE_PORT"), Line::UnsafePort),
            (
                format!("{est}ERR_CERT_AUTHORITY_INVALID"),
                Line::Certificate(CertificateFault::Authority),
            ),
            (
                format!("{est}ERR_CERT_COMMON_NAME_INVALID"),
                Line::Certificate(CertificateFault::Name),
            ),
            (format!("{est}ERR_CERT_DATE_INVALID"), Line::Certificate(CertificateFault::Date)),
            (
                format!("{est}ERR_SSL_VERSION_OR_CIPHER_MISMATCH"),
                Line::Certificate(CertificateFault::Other),
            ),
            (format!("{est}ERR_SSL_PROTOCOL_ERROR"), Line::TlsProtocol),
            (format!("{est}ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"), Line::LocalNetwork),
            (format!("{hs}net::ERR_CONNECTION_RESET"), Line::Reset),
            (format!("{hs}net::ERR_SOCKET_NOT_CONNECTED"), Line::Reset),
            (format!("{hs}net::ERR_INVALID_HTTP_RESPONSE"), Line::NotHttp),
            ("Establishing a tunnel via proxy server failed.".into(), Line::ForwardProxy),
            (format!("{hs}'Upgrade' header is missing"), Line::DamagedUpgrade),
            (format!("{hs}Incorrect 'Sec-WebSocket-Accept' header value"), Line::DamagedUpgrade),
            (format!("{hs}'Sec-WebSocket-Accept' header is missing"), Line::DamagedUpgrade),
            (
                format!(
                    "{hs}Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received"
                ),
                Line::Subprotocol,
            ),
            (
                format!(
                    "{hs}'Sec-WebSocket-Protocol' header value 'x' in response does not match any of sent values"
                ),
                Line::Subprotocol,
            ),
            ("Stream closed with error: net::ERR_HTTP2_PROTOCOL_ERROR".into(), Line::Http2Stream),
            (
                "One or more reserved bits are on: reserved1 = 1, reserved2 = 0, reserved3 = 0"
                    .into(),
                Line::DamagedFrame,
            ),
            (
                "A server must not mask any frames that it sends to the client.".into(),
                Line::DamagedFrame,
            ),
            ("WebSocket is closed before the connection is established.".into(), Line::OwnTimeout),
        ] {
            let line = format!(
                "boot.js:7 WebSocket connection to 'wss://chat.example.com/ws/chat?wsd=1' failed: {tail}"
            );
            assert_eq!(lines(&line), [(expected, Place::Endpoint)], "{line}");
        }
    }

    #[test]
    fn firefox_tells_the_status_of_plain_requests() {
        let text = "Firefox can’t establish a connection to the server at wss://chat.example.com/ws/chat. boot.js:7:9\n\
             Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://chat.example.com/ws/chat?wsd=1. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 426.\n\
             Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://chat.example.com/?wsd=2. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.\n\
             Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://chat.example.com/. (Reason: CORS request did not succeed). Status code: (null).";
        assert_eq!(
            lines(text),
            [
                (Line::CannotConnect, Place::Endpoint),
                (Line::FetchStatus(426), Place::Endpoint),
                (Line::FetchStatus(200), Place::Root),
                (Line::FetchFailed, Place::Root),
            ]
        );
    }

    #[test]
    fn page_policies_are_read() {
        for (line, expected) in [
            (
                "Mixed Content: The page at 'https://p.example/' was loaded over HTTPS, but attempted to connect to the insecure WebSocket endpoint 'ws://chat.example.com/ws/chat'. This request has been blocked",
                Line::MixedContent,
            ),
            (
                "Connecting to 'wss://chat.example.com/ws/chat' violates the following Content Security Policy directive: \"connect-src 'self'\".",
                Line::ContentPolicy,
            ),
            (
                "Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) at wss://chat.example.com/ws/chat",
                Line::ContentPolicy,
            ),
        ] {
            assert_eq!(read_line(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_is_not_about_the_target_is_counted_and_left_out() {
        let pasted = read(
            "WebSocket connection to 'wss://evil.example/ws/chat' failed: Error during WebSocket handshake: Unexpected response code: 502\n\
             hello world\n\n\
             WebSocket connection to 'wss://chat.example.com/ws/chat' failed: something new\n\
             Unexpected response code: 99999",
            &target(),
            None,
        );
        assert_eq!((pasted.observations.len(), pasted.other_address, pasted.unknown), (0, 1, 3));
    }

    #[test]
    fn of_several_runs_the_last_one_counts() {
        let line = |query: &str, status: u16| {
            format!(
                "WebSocket connection to 'wss://chat.example.com/ws/chat{query}' failed: Error during WebSocket handshake: Unexpected response code: {status}\n"
            )
        };
        let (early, before, now) = (line("", 502), line("?wsd=1", 503), line("?wsd=2", 426));
        for (text, expected) in [
            (format!("{early}{now}"), &[426][..]),
            (format!("{now}{early}"), &[426]),
            (format!("{before}{early}{now}"), &[426]),
            // Without a name, each of them may be of this run.
            (format!("{early}{}", line("", 504)), &[502, 504]),
        ] {
            let statuses: Vec<(Line, Place)> =
                expected.iter().map(|status| (Line::Status(*status), Place::Endpoint)).collect();
            assert_eq!(lines(&text), statuses, "{text}");
        }
        assert_eq!(read(&format!("{before}{early}{now}"), &target(), None).other_run, 2);
    }

    #[test]
    fn lines_of_another_run_than_this_one_say_nothing() {
        let line = |run: &str| {
            format!(
                "WebSocket connection to 'wss://chat.example.com/ws/chat?wsd={run}' failed: Error in connection establishment: net::ERR_CONNECTION_REFUSED\n"
            )
        };
        for (text, own, expected) in [
            (line("0000000a"), Some(0xa), 1),
            (line("0000000a"), Some(0xb), 0),
            (line("0000000a"), None, 1),
            (line("0000000b") + &line("0000000a"), Some(0xb), 1),
            // The application's own line names no run.
            (line("").replace("?wsd=", ""), Some(0xb), 1),
        ] {
            let pasted = read(&text, &target(), own);
            assert_eq!(pasted.observations.len(), expected, "{text} for {own:?}");
        }
    }

    #[test]
    fn a_line_that_is_said_twice_counts_once() {
        let line = "WebSocket connection to 'wss://chat.example.com/ws/chat' failed: Error during WebSocket handshake: Unexpected response code: 502\n";
        assert_eq!(lines(&line.repeat(500)).len(), 1);
    }
}
