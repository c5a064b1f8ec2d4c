//! Access logs in the common and the combined format, which nginx, Apache and others write.
//!
//! A handshake that succeeds is logged with 101 when it ends. Of any other status the line does not
//! tell whether a handshake got it or a plain request for the same path.

use crate::evidence::{Entry, Writer};
use crate::ingest::sink::Sink;
use crate::ingest::words::{Pairs, path_of, status_of, told};
use crate::ingest::{Kind, Way};
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "access-log",
    name: Text("an access log"),
    way: Way::Lines(read),
    signs: &[Pairs::of(" [")],
};

fn read(line: &str, sink: &mut Sink<'_>) -> bool {
    let Some((request, rest)) = split(line) else { return false };
    if asgi(request, sink) {
        return true;
    }
    let Some(path) = path_of(request) else { return false };
    let word = rest.trim_ascii_start().split(' ').next().unwrap_or_default();
    let entry = match status_of(word) {
        Some(101) => Entry::Handshake(101),
        Some(499) => Entry::ClientLeft,
        Some(status) => Entry::Answered(status),
        // nginx's word for what it passed on as HTTP/0.9, because it is no HTTP.
        None if word == "009" => Entry::Invalid,
        None => return false,
    };
    sink.request(Writer::AccessLog, entry, None, path);
    true
}

/// Daphne's own words for handshakes stand where others have a method.
fn asgi(request: &str, sink: &mut Sink<'_>) -> bool {
    let Some((word, path)) = request.split_once(' ') else { return false };
    let known = [("WSCONNECTING", 0), ("WSDISCONNECT", 0), ("WSCONNECT", 101), ("WSREJECT", 403)];
    let Some(status) = told(word, &known).filter(|_| path.starts_with('/')) else { return false };
    if status > 0 {
        sink.request(Writer::Application, Entry::Handshake(status), None, path);
    }
    true
}

/// The request and what follows it: `… [25/Nov/2026:14:05:01 +0000] "GET / HTTP/1.1" 200 …`
fn split(line: &str) -> Option<(&str, &str)> {
    let at = line.find(" [")?;
    let stamp = line.as_bytes().get(at + 2..at + 23)?;
    let dated = stamp[2] == b'/' && stamp[6] == b'/' && stamp[11] == b':' && stamp[14] == b':';
    let rest = &line[at..];
    let rest = rest[rest.find(']')?..].strip_prefix("] \"")?;
    let end = rest.find('"')?;
    dated.then_some((&rest[..end], &rest[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_reads, line};
    use crate::target::Place;

    #[test]
    fn a_status_is_read_and_whether_it_was_a_handshake_where_that_is_sure() {
        let of = |by, entry| [line(by, entry, Place::Endpoint)];
        for (text, expected) in [
            (
                "192.0.2.7 - - [20/Nov/2026:14:05:01 +0000] \"GET /ws/chat HTTP/1.1\" 101 12 \"-\" \"Mozilla/5.0\"",
                &of(Writer::AccessLog, Entry::Handshake(101))[..],
            ),
            (
                "192.0.2.7 - ann [20/Nov/2026:14:05:01 +0000] \"GET /ws/chat?t=1 HTTP/1.1\" 426 16",
                &of(Writer::AccessLog, Entry::Answered(426)),
            ),
            (
                "chat.example.com:443 192.0.2.7 - - [20/Nov/2026:14:05:01 +0000] \"GET /ws/chat HTTP/1.1\" 499 0",
                &of(Writer::AccessLog, Entry::ClientLeft),
            ),
            (
                "192.0.2.7 - - [20/Nov/2026:14:05:01 +0000] \"GET /ws/chat HTTP/1.1\" 009 7 \"-\" \"-\"",
                &of(Writer::AccessLog, Entry::Invalid),
            ),
            (
                "127.0.0.1:51312 - - [20/Nov/2026:14:05:01] \"WSREJECT /ws/chat\" - -",
                &of(Writer::Application, Entry::Handshake(403)),
            ),
            ("127.0.0.1:51312 - - [20/Nov/2026:14:05:01] \"WSDISCONNECT /ws/chat\" - -", &[]),
            ("192.0.2.7 - - [20/Nov/2026:14:05:01 +0000] \"GET /favicon.ico HTTP/1.1\" 404 9", &[]),
        ] {
            assert_reads(text, &KIND, expected);
        }
    }
}
