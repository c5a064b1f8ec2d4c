//! What wscat and websocat print.
//!
//! wscat prints the errors of Node.js and of its library `ws`, websocat those of Rust's libraries. A
//! tool sends no cookie and no Origin unless told to, so that it may be let in where a browser is not.

use alloc::boxed::Box;

use crate::evidence::{CertificateFault, Entry, Line};
use crate::ingest::shell;
use crate::ingest::sink::{Asked, Sink};
use crate::ingest::words::{status_of, told};
use crate::ingest::{Kind, Piece, Took, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "websocket-tool",
    name: Text("what wscat or websocat prints"),
    way: Way::Piece(begins, || Box::new(Tool)),
    signs: &[],
};

const NAMES: [&str; 4] = ["wscat", "websocat", "npx", "wsdump"];

/// How lines begin that name a status.
const STATUS: [&str; 2] = ["Unexpected server response: ", "unexpected status code ("];

/// Parts of errors, and what they say of the front and of what is behind it.
const TEXTS: &[(&str, (Line, Option<Entry>))] = &[
    ("ECONNREFUSED", (Line::ConnectionRefused, Some(Entry::Refused))),
    ("Connection refused", (Line::ConnectionRefused, Some(Entry::Refused))),
    ("ENOTFOUND", (Line::NameNotResolved, Some(Entry::Unresolved))),
    ("EAI_AGAIN", (Line::NameNotResolved, Some(Entry::Unresolved))),
    ("failed to lookup address", (Line::NameNotResolved, Some(Entry::Unresolved))),
    ("ETIMEDOUT", (Line::Unreachable, Some(Entry::Unreached))),
    ("EHOSTUNREACH", (Line::Unreachable, Some(Entry::Unreached))),
    ("ECONNRESET", (Line::Reset, Some(Entry::Reset))),
    ("Connection reset by peer", (Line::Reset, Some(Entry::Reset))),
    ("socket hang up", (Line::ClosedUnanswered, Some(Entry::Closed))),
    ("certificate has expired", (Line::Certificate(CertificateFault::Date), Some(Entry::Tls))),
    ("does not match certificate", (Line::Certificate(CertificateFault::Name), Some(Entry::Tls))),
    ("self-signed certificate", (Line::Certificate(CertificateFault::Authority), Some(Entry::Tls))),
    ("self signed certificate", (Line::Certificate(CertificateFault::Authority), Some(Entry::Tls))),
    (
        "verify the first certificate",
        (Line::Certificate(CertificateFault::Authority), Some(Entry::Tls)),
    ),
    ("wrong version number", (Line::TlsProtocol, Some(Entry::Tls))),
    ("Invalid Sec-WebSocket-Accept", (Line::DamagedUpgrade, None)),
    ("Invalid Upgrade header", (Line::DamagedUpgrade, None)),
    ("Server sent no subprotocol", (Line::Subprotocol, Some(Entry::Subprotocol))),
    ("Server sent an invalid subprotocol", (Line::Subprotocol, Some(Entry::Subprotocol))),
    ("Server sent a subprotocol but", (Line::Subprotocol, Some(Entry::Subprotocol))),
    ("Parse Error: Expected HTTP/", (Line::NotHttp, Some(Entry::Invalid))),
];

struct Tool;

fn begins(line: &str) -> bool {
    command(line).is_some() || says(line)
}

fn command(line: &str) -> Option<&str> {
    let command = shell::command(line, &NAMES)?;
    let command = command.strip_prefix("npx ").unwrap_or(command);
    NAMES.iter().any(|name| command.starts_with(name)).then_some(command)
}

fn says(line: &str) -> bool {
    line.starts_with("Connected (press CTRL+C to quit)")
        || line.starts_with("Disconnected (code: ")
        || line.starts_with("websocat: ")
        || line.starts_with("[INFO  websocat")
        || (line.starts_with("error: ") && failure(line).is_some())
}

fn failure(line: &str) -> Option<(Line, Option<Entry>)> {
    let status = STATUS.iter().find_map(|lead| {
        let at = line.find(lead).or_else(|| line.to_ascii_lowercase().find(lead))? + lead.len();
        status_of(line.get(at..at + 3)?)
    });
    match status {
        Some(status) => Some((Line::Status(status), Some(Entry::Handshake(status)))),
        None => told(line, TEXTS),
    }
}

impl Piece for Tool {
    fn line(&mut self, line: &str, sink: &mut Sink<'_>) -> Took {
        if let Some(command) = command(line) {
            sink.asked = shell::asked(command, sink);
        } else if line.starts_with("Connected (") || line.contains("Connected to ws") {
            let asked = sink.asked.unwrap_or(Asked::NOTHING);
            sink.opened(false, false, &asked);
        } else if let Some((read, entry)) = failure(line).filter(|_| says(line)) {
            failed(read, entry, sink);
        } else if !says(line) {
            // What came over the socket.
            return if line.starts_with(['<', '>']) { Took::Mine } else { Took::Loose };
        }
        Took::Mine
    }

    fn end(&mut self, sink: &mut Sink<'_>) {
        sink.asked = None;
    }
}

/// Files how the handshake failed.
fn failed(line: Line, entry: Option<Entry>, sink: &mut Sink<'_>) {
    let mut asked = sink.asked.unwrap_or(Asked::NOTHING);
    if matches!(line, Line::Certificate(_)) && asked.place != Place::OtherHost {
        asked.place = Place::Unnamed;
    }
    sink.failed(line, entry, &asked);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{After, Opened, Outcome, Writer};
    use crate::ingest::fixture::{assert_leaves, assert_reads, line, told};
    use crate::time::Millis;

    #[test]
    fn each_end_of_a_handshake_is_read() {
        let wscat = "$ wscat -c wss://chat.example.com/ws/chat\n";
        for (text, expected) in [
            ("error: Unexpected server response: 502", Line::Status(502)),
            ("error: connect ECONNREFUSED 192.0.2.1:443", Line::ConnectionRefused),
            ("error: getaddrinfo ENOTFOUND chat.example.com", Line::NameNotResolved),
            ("error: socket hang up", Line::ClosedUnanswered),
            ("error: Server sent no subprotocol", Line::Subprotocol),
            (
                "websocat: WebSocketError: WebSocketError: Received unexpected status code (426 Upgrade Required)",
                Line::Status(426),
            ),
        ] {
            let text = alloc::format!("{wscat}{text}");
            assert_reads(&text, &KIND, &[told(expected, Place::Endpoint)]);
        }
        // Without its command nobody knows where it leads.
        let alone = "error: Unexpected server response: 502";
        assert_reads(alone, &KIND, &[told(Line::Status(502), Place::Unnamed)]);
        // A browser may trust more authorities than the tool.
        let expired = alloc::format!("{wscat}error: certificate has expired");
        let date = Line::Certificate(CertificateFault::Date);
        assert_reads(&expired, &KIND, &[told(date, Place::Unnamed)]);
        assert_leaves("error: could not compile `chat`");
    }

    #[test]
    fn an_address_behind_tells_of_what_is_behind() {
        let opened = Opened {
            took: Millis::ZERO,
            subprotocol: false,
            extensions: false,
            after: After::Unknown,
        };
        for (text, expected) in [
            (
                "wscat -c ws://127.0.0.1:8000/ws/chat\nConnected (press CTRL+C to quit)\n> hello\n< hello\nDisconnected (code: 1000, reason: \"\")",
                Outcome::Opened(opened),
            ),
            (
                "wscat -c ws://127.0.0.1:8000/ws/chat\nerror: connect ECONNREFUSED 127.0.0.1:8000",
                line(Writer::Tool, Entry::Refused, Place::Endpoint),
            ),
        ] {
            assert_reads(text, &KIND, &[expected]);
        }
    }
}
