//! Caddy's log: JSON, one value a line, bare or behind what the journal puts before it.
//!
//! It names the request's headers, and so tells a handshake from a plain request.

use crate::evidence::{Entry, Writer};
use crate::ingest::json::{self, Record};
use crate::ingest::sink::Sink;
use crate::ingest::words::{Pairs, status_of, told};
use crate::ingest::{Kind, Way};
use crate::text::Text;

pub(super) static KIND: Kind =
    Kind { id: "caddy-log", name: Text("Caddy’s log"), way: Way::Records(read), signs: &[] };

pub(super) static JOURNAL: Kind = Kind {
    id: "caddy-journal",
    name: Text("Caddy’s log from the journal"),
    way: Way::Lines(read_line),
    signs: &[Pairs::of("{\"level\":")],
};

/// Parts of the errors of Go's libraries, and what they say.
const TEXTS: &[(&str, Entry)] = &[
    ("connection refused", Entry::Refused),
    ("connection reset by peer", Entry::Reset),
    ("no upstreams available", Entry::NoServer),
    ("no such host", Entry::Unresolved),
    ("server misbehaving", Entry::Unresolved),
    ("no route to host", Entry::Unreached),
    ("timeout awaiting response headers", Entry::Silent),
    ("i/o timeout", Entry::Unreached),
    ("malformed HTTP", Entry::Invalid),
    ("x509:", Entry::Tls),
    ("tls:", Entry::Tls),
    ("gave HTTP response to HTTPS client", Entry::Tls),
    ("context canceled", Entry::ClientLeft),
    ("EOF", Entry::Closed),
];

fn read_line(line: &str, sink: &mut Sink<'_>) -> bool {
    let Some(at) = line.find("{\"level\":") else { return false };
    let mut known = false;
    json::whole(&line[at..], &mut |record| known = read(record, sink));
    known
}

fn read(record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
    if record.get("level").is_none() || record.get("ts").is_none() {
        return false;
    }
    let (Some(logger), Some(path)) = (record.get("logger"), record.get("request.uri")) else {
        // Its other lines: starting, certificates.
        return record.get("msg").is_some() && record.get("request.uri").is_none();
    };
    if !logger.starts_with("http.") {
        return false;
    }
    sink.wrote_at(record, &["ts"]);
    let status = record.get("status").and_then(status_of);
    let error = told(record.get("msg").unwrap_or_default(), TEXTS);
    let asked = record
        .all("request.headers.Upgrade[]")
        .any(|value| value.eq_ignore_ascii_case("websocket"));
    let entry = match (error, status) {
        (Some(entry), _) => entry,
        (None, Some(101)) => Entry::Handshake(101),
        (None, Some(status)) if asked => Entry::Handshake(status),
        (None, Some(status)) => Entry::Answered(status),
        (None, None) => return true,
    };
    sink.request(Writer::Caddy, entry, record.get("request.host"), path);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_reads, line};
    use crate::target::Place;

    fn text(logger: &str, msg: &str, status: u16, headers: &str) -> alloc::string::String {
        alloc::format!(
            "{{\"level\":\"error\",\"ts\":1795183501.1,\"logger\":\"{logger}\",\"msg\":\"{msg}\",\"request\":{{\"remote_ip\":\"192.0.2.7\",\"proto\":\"HTTP/1.1\",\"method\":\"GET\",\"host\":\"chat.example.com\",\"uri\":\"/ws/chat\",\"headers\":{{{headers}}}}},\"duration\":0.0005,\"status\":{status}}}"
        )
    }

    #[test]
    fn errors_and_answers_are_read_and_a_handshake_is_known_by_its_header() {
        let (error, access) = ("http.log.error", "http.log.access");
        let upgrade = "\"Upgrade\":[\"websocket\"]";
        for (text, entry) in [
            (
                text(error, "dial tcp 127.0.0.1:8000: connect: connection refused", 502, upgrade),
                Entry::Refused,
            ),
            (text(error, "EOF", 502, upgrade), Entry::Closed),
            (
                text(
                    error,
                    "read tcp 127.0.0.1:1->127.0.0.1:8000: read: connection reset by peer",
                    502,
                    "",
                ),
                Entry::Reset,
            ),
            (text(error, "no upstreams available", 503, ""), Entry::NoServer),
            (text(error, "net/http: timeout awaiting response headers", 504, ""), Entry::Silent),
            (text(error, "dial tcp 10.0.0.9:8000: i/o timeout", 502, ""), Entry::Unreached),
            (text(access, "handled request", 101, upgrade), Entry::Handshake(101)),
            (text(access, "handled request", 426, upgrade), Entry::Handshake(426)),
            (text(access, "handled request", 426, ""), Entry::Answered(426)),
        ] {
            let expected = [line(Writer::Caddy, entry, Place::Endpoint)];
            assert_reads(&text, &KIND, &expected);
            let journal = alloc::format!("Nov 20 14:05:01 web caddy[812]: {text}");
            assert_reads(&journal, &JOURNAL, &expected);
        }
    }

    #[test]
    fn its_other_lines_say_nothing() {
        let text =
            "{\"level\":\"info\",\"ts\":1795183501.1,\"msg\":\"serving initial configuration\"}";
        assert_reads(text, &KIND, &[]);
    }
}
