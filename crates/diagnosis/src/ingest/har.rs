//! HAR files as Chromium and Firefox export them: one entry at a time.
//!
//! A HAR file has what no page can read: Firefox writes the status and headers of every handshake,
//! Chromium those of one that succeeded, and of one that failed the console's own words, as the first
//! of its `_webSocketMessages`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::evidence::{Line, Probe};
use crate::ingest::console;
use crate::ingest::json::Record;
use crate::ingest::sink::{Request, Sink};
use crate::ingest::words::{status_of, told};
use crate::ingest::{Kind, Way};
use crate::product::recognise;
use crate::target::{Place, Target};
use crate::text::Text;

pub(super) static KIND: Kind =
    Kind { id: "har", name: Text("a HAR file"), way: Way::Records(read), signs: &[] };

/// Chromium's names of network errors that an entry has instead of a status.
const ERRORS: &[(&str, Line)] = &[
    ("ERR_CONNECTION_REFUSED", Line::ConnectionRefused),
    ("ERR_NAME_NOT_RESOLVED", Line::NameNotResolved),
    ("ERR_CONNECTION_RESET", Line::Reset),
    ("ERR_CONNECTION_CLOSED", Line::Reset),
    ("ERR_EMPTY_RESPONSE", Line::ClosedUnanswered),
    ("ERR_INVALID_HTTP_RESPONSE", Line::NotHttp),
    ("ERR_SSL_PROTOCOL_ERROR", Line::TlsProtocol),
    ("ERR_BLOCKED_BY_CLIENT", Line::BlockedByClient),
    ("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", Line::LocalNetwork),
    ("ERR_CONNECTION_TIMED_OUT", Line::Unreachable),
    ("ERR_ADDRESS_UNREACHABLE", Line::Unreachable),
    ("ERR_INTERNET_DISCONNECTED", Line::Disconnected),
    ("ERR_TUNNEL_CONNECTION_FAILED", Line::ForwardProxy),
];

fn read(record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
    match record.path {
        "log.entries[]" => {}
        "" => return record.has("log.version") && record.has("log.creator"),
        _ => return false,
    }
    let Some(url) = record.get("request.url") else { return true };
    if passes_by(url, sink.target) {
        return true;
    }
    let socket = url.starts_with("ws")
        || record.get("_resourceType") == Some("websocket")
        || record.has("_webSocketMessages")
        || record.pairs("request.headers").iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("upgrade") && value.eq_ignore_ascii_case("websocket")
        });
    let asked = sink.asked(url, if socket { Request::Handshake } else { Request::Plain });
    let lower: Vec<(String, &str)> = record
        .pairs("response.headers")
        .into_iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    let headers: Vec<(&str, &str)> =
        lower.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let named = |wanted: &str| headers.iter().any(|(name, _)| *name == wanted);
    let status = record.get("response.status").and_then(status_of);
    let version = record.get("response.httpVersion").unwrap_or_default();
    let http2 = version.contains(['2', '3']);
    // Also of one that opened: what broke it off.
    let told_by_chromium = message_of_failure(record).and_then(console::read_line);
    if let Some(line) = told_by_chromium.filter(|_| socket) {
        sink.line(Probe::Brought, line, asked.place, asked.trace);
    }
    match (socket, status) {
        (true, Some(101)) => {
            sink.opened(named("sec-websocket-protocol"), named("sec-websocket-extensions"), &asked)
        }
        (true, Some(200)) if http2 => sink.opened(named("sec-websocket-protocol"), false, &asked),
        (true, Some(status)) => {
            sink.line(Probe::Brought, Line::Status(status), asked.place, asked.trace);
        }
        (false, Some(status)) => {
            sink.line(Probe::Brought, Line::FetchStatus(status), asked.place, asked.trace);
        }
        (socket, None) => {
            let error = record.get("response._error").or(record.get("_error")).unwrap_or_default();
            match told(error, ERRORS).filter(|_| socket) {
                Some(line) => sink.line(Probe::Brought, line, asked.place, asked.trace),
                None if told_by_chromium.is_some() => {}
                None if socket => sink.note(Text("a handshake that failed without a status")),
                None => sink.line(Probe::Brought, Line::FetchFailed, asked.place, asked.trace),
            }
        }
    }
    if let Some(status) = status {
        sink.shows(status, recognise(&headers, ""), &asked);
    }
    true
}

/// Whether an entry with this address is no news: most are about other addresses and other paths.
pub(super) fn passes_by(url: &str, target: &Target) -> bool {
    !url.contains(target.host.as_str())
        || matches!(target.locate(url), Place::OtherHost | Place::OtherPath)
}

/// What Chromium wrote of a socket that failed.
fn message_of_failure<'a>(record: &'a Record<'_>) -> Option<&'a str> {
    let kinds = record.all("_webSocketMessages[].type");
    let mut texts = kinds.zip(record.all("_webSocketMessages[].data"));
    texts.find(|(kind, _)| *kind == "error").map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{After, Opened, Outcome};
    use crate::ingest::fixture::{assert_reads, target, told};
    use crate::ingest::read as read_text;
    use crate::time::Millis;
    use alloc::format;

    fn har(entries: &str) -> String {
        format!(
            "{{\"log\":{{\"version\":\"1.2\",\"creator\":{{\"name\":\"WebInspector\",\"version\":\"537.36\"}},\"entries\":[{entries}]}}}}"
        )
    }

    fn entry(url: &str, status: u16, rest: &str) -> String {
        format!(
            "{{{rest}\"request\":{{\"method\":\"GET\",\"url\":\"{url}\",\"headers\":[]}},\"response\":{{\"status\":{status},\"httpVersion\":\"HTTP/1.1\",\"headers\":[]}}}}"
        )
    }

    #[test]
    fn each_entry_about_the_target_is_read() {
        let socket = "wss://chat.example.com/ws/chat";
        let opened = Outcome::Opened(Opened {
            took: Millis::ZERO,
            subprotocol: false,
            extensions: false,
            after: After::Unknown,
        });
        let refused = "\"_error\":\"net::ERR_CONNECTION_REFUSED\",";
        let messages = "\"_webSocketMessages\":[{\"type\":\"send\",\"time\":1.0,\"opcode\":1,\"data\":\"hi\"}],";
        let failed = "\"_webSocketMessages\":[{\"type\":\"error\",\"time\":1.0,\"opcode\":-1,\"data\":\"Error during WebSocket handshake: Unexpected response code: 502\"}],";
        for (entry, expected) in [
            (entry(socket, 502, ""), Some(told(Line::Status(502), Place::Endpoint))),
            (entry(socket, 101, messages), Some(opened.clone())),
            (entry(socket, 0, refused), Some(told(Line::ConnectionRefused, Place::Endpoint))),
            (entry(socket, 0, ""), None),
            (entry(socket, 0, failed), Some(told(Line::Status(502), Place::Endpoint))),
            // Over HTTP/1.1 a success is 101 and nothing else.
            (entry(socket, 200, ""), Some(told(Line::Status(200), Place::Endpoint))),
            (entry(socket, 200, "").replace("HTTP/1.1", "h2"), Some(opened.clone())),
            (
                entry("https://chat.example.com/ws/chat", 426, ""),
                Some(told(Line::FetchStatus(426), Place::Endpoint)),
            ),
            // Firefox writes a socket's address with http.
            (
                entry("https://chat.example.com/ws/chat", 403, "\"_resourceType\":\"websocket\","),
                Some(told(Line::Status(403), Place::Endpoint)),
            ),
            (entry("https://other.example.com/ws/chat", 502, ""), None),
        ] {
            assert_reads(&har(&entry), &KIND, expected.as_slice());
        }
    }

    #[test]
    fn a_file_that_was_cut_gives_what_stands_before_the_cut() {
        let one = entry("wss://chat.example.com/ws/chat", 502, "");
        let whole = har(&format!("{one},{one}"));
        let at = whole.len() - 40;
        let brought = read_text(&whole[..at], &target(), None, None);
        assert_eq!(brought.observations.len(), 1);
        assert_eq!((brought.read.len(), brought.read[0].kind.id), (1, "har"));
        let [unread] = &brought.unread[..] else { panic!("{:?}", brought.unread) };
        assert_eq!(
            format!("{}; {}", unread.expected.0, unread.found),
            "the end of what began as JSON; the end of the text; 1 entries before it were read"
        );
    }
}
