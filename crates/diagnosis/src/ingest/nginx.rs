//! nginx's error log, and that of what is built on it.
//!
//! The texts are those of nginx 1.22, as it really wrote them, and of its source. That an open
//! connection was cut because it was idle stands there at the level `info` only.
//! A handshake that lost its headers leaves no line: nginx does not know that it was one.

use crate::evidence::{Entry, Writer};
use crate::ingest::sink::Sink;
use crate::ingest::words::{Pairs, between, path_of, told, unwrapped};
use crate::ingest::{Kind, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "nginx-error-log",
    name: Text("nginx’s error log"),
    way: Way::Lines(read),
    signs: &[Pairs::of(" [")],
};

/// What nginx was doing when it failed.
const CONNECTING: &str = "while connecting to upstream";
const READING: &str = "while reading response header from upstream";
const UPGRADED: &str = "while proxying upgraded connection";

/// Parts of messages, and what they say where nothing was being done that says more.
const TEXTS: &[(&str, Entry)] = &[
    // Whatever was being done then.
    ("client prematurely closed connection", Entry::ClientLeft),
    ("client closed connection", Entry::ClientLeft),
    ("no live upstreams", Entry::NoServer),
    ("upstream prematurely closed connection", Entry::Closed),
    ("upstream sent no valid HTTP/1.0 header", Entry::Invalid),
    ("upstream sent invalid header", Entry::Invalid),
    ("upstream sent unexpected", Entry::Invalid),
    ("upstream sent too big header", Entry::HeaderTooBig),
    ("SSL handshaking to upstream", Entry::Tls),
    ("upstream SSL certificate", Entry::Tls),
    ("could not be resolved", Entry::Unresolved),
    ("host not found in upstream", Entry::Unresolved),
    ("no resolver defined", Entry::Unresolved),
    ("limiting connections by zone", Entry::Limited),
    ("limiting requests, excess", Entry::Limited),
    ("access forbidden by rule", Entry::Forbidden),
    ("no user/password was provided", Entry::AuthWanted),
    ("password mismatch", Entry::AuthWanted),
    ("was not found in", Entry::AuthWanted),
    // A file is looked for where the request should have gone to the application.
    ("failed (2: No such file or directory)", Entry::NoRoute),
];

fn read(line: &str, sink: &mut Sink<'_>) -> bool {
    let Some(line) = unwrapped(line, begins) else { return false };
    let end = line.find(", client: ").unwrap_or(line.len());
    let (message, rest) = line.split_at(end);
    let Some(entry) = entry(message) else { return true };
    match between(rest, "request: \"", '"').and_then(path_of) {
        Some(path) => {
            // A request may hold the word itself; what nginx wrote stands last.
            let host = rest.rfind("host: \"").and_then(|at| between(&rest[at..], "host: \"", '"'));
            sink.request(Writer::Nginx, entry, host, path);
        }
        // At its start nginx says so of no request.
        None if entry == Entry::Unresolved => {
            sink.logged(Writer::Nginx, entry, Place::Unnamed, None);
        }
        None => {}
    }
    true
}

/// `2026/11/20 14:05:01 [error] `
fn begins(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() > 22
        && bytes[4] == b'/'
        && bytes[7] == b'/'
        && bytes[13] == b':'
        && bytes[19..21] == *b" ["
        && bytes[..4].iter().all(u8::is_ascii_digit)
}

fn entry(message: &str) -> Option<Entry> {
    if let Some(at) = message.find("failed (1") {
        let known = match &message[at + 8..] {
            rest if rest.starts_with("111:") => Some(Entry::Refused),
            rest if rest.starts_with("113:") || rest.starts_with("110:") => Some(Entry::Unreached),
            // The system's own rules forbid nginx to connect.
            rest if rest.starts_with("13:") => Some(Entry::Unreached),
            rest if rest.starts_with("104:") && message.contains(READING) => Some(Entry::Reset),
            rest if rest.starts_with("104:") && message.contains(UPGRADED) => Some(Entry::Lost),
            _ => None,
        };
        let connecting = message.contains(CONNECTING);
        return known.filter(|known| connecting || matches!(known, Entry::Reset | Entry::Lost));
    }
    if message.contains("upstream timed out") {
        return Some(match message {
            _ if message.contains(CONNECTING) => Entry::Unreached,
            _ if message.contains(UPGRADED) => Entry::Idle,
            _ if message.contains(READING) => Entry::Silent,
            _ => return None,
        });
    }
    // A socket of the file system that nobody serves.
    if message.contains("connect() to unix:") && message.contains("failed (2:") {
        return Some(Entry::Refused);
    }
    let known = told(message, TEXTS);
    let lost = known == Some(Entry::Closed) && message.contains(UPGRADED);
    if lost { Some(Entry::Lost) } else { known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_reads, line};

    #[test]
    fn each_message_about_the_next_hop_is_read() {
        let of = |message: &str| {
            alloc::format!(
                "2026/11/20 14:05:01 [error] 12#12: *34 {message}, client: 192.0.2.7, server: chat.example.com, request: \"GET /ws/chat HTTP/1.1\", upstream: \"http://127.0.0.1:8000/ws/chat\", host: \"chat.example.com\""
            )
        };
        for (message, entry) in [
            (
                "connect() failed (111: Connection refused) while connecting to upstream",
                Entry::Refused,
            ),
            (
                "connect() failed (113: No route to host) while connecting to upstream",
                Entry::Unreached,
            ),
            (
                "connect() to 10.0.0.9:80 failed (13: Permission denied) while connecting to upstream",
                Entry::Unreached,
            ),
            (
                "connect() to unix:/run/app.sock failed (2: No such file or directory) while connecting to upstream",
                Entry::Refused,
            ),
            (
                "connect() to unix:/run/app.sock failed (111: Connection refused) while connecting to upstream",
                Entry::Refused,
            ),
            ("no live upstreams while connecting to upstream", Entry::NoServer),
            (
                "upstream timed out (110: Connection timed out) while connecting to upstream",
                Entry::Unreached,
            ),
            (
                "upstream timed out (110: Connection timed out) while reading response header from upstream",
                Entry::Silent,
            ),
            (
                "upstream timed out (110: Connection timed out) while proxying upgraded connection",
                Entry::Idle,
            ),
            (
                "upstream prematurely closed connection while reading response header from upstream",
                Entry::Closed,
            ),
            (
                "recv() failed (104: Connection reset by peer) while reading response header from upstream",
                Entry::Reset,
            ),
            (
                "recv() failed (104: Connection reset by peer) while proxying upgraded connection",
                Entry::Lost,
            ),
            (
                "upstream sent no valid HTTP/1.0 header while reading response header from upstream",
                Entry::Invalid,
            ),
            (
                "upstream sent invalid header: \"Bad\\x00...\" while reading response header from upstream",
                Entry::Invalid,
            ),
            (
                "upstream sent too big header while reading response header from upstream",
                Entry::HeaderTooBig,
            ),
            (
                "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream",
                Entry::Tls,
            ),
            (
                "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while SSL handshaking to upstream",
                Entry::ClientLeft,
            ),
            ("app could not be resolved (3: Host not found)", Entry::Unresolved),
            ("limiting connections by zone \"visitors\"", Entry::Limited),
            ("access forbidden by rule", Entry::Forbidden),
            ("no user/password was provided for basic authentication", Entry::AuthWanted),
            (
                "open() \"/usr/share/nginx/html/ws/chat\" failed (2: No such file or directory)",
                Entry::NoRoute,
            ),
        ] {
            let expected = line(Writer::Nginx, entry, Place::Endpoint);
            assert_reads(&of(message), &KIND, &[expected]);
        }
        for message in [
            "upstream server temporarily disabled while connecting to upstream",
            "send() failed (111: Connection refused) while logging to syslog",
        ] {
            assert_reads(&of(message), &KIND, &[]);
        }
    }

    #[test]
    fn what_stands_around_the_line_does_not_matter_and_what_stands_in_it_does() {
        let refused = "connect() failed (111: Connection refused) while connecting to upstream";
        let here = [line(Writer::Nginx, Entry::Refused, Place::Endpoint)];
        for (text, expected) in [
            (
                alloc::format!(
                    "web-1  | 2026/11/20 14:05:01 [error] 12#12: *3 {refused}, client: 192.0.2.7, server: _, request: \"GET /ws/chat HTTP/1.1\", host: \"chat.example.com:8443\""
                ),
                &here[..],
            ),
            // Of another path, of another host, and of a host that only the visitor names.
            (
                alloc::format!(
                    "2026/11/20 14:05:01 [error] 12#12: *3 {refused}, client: 192.0.2.7, request: \"GET /api HTTP/1.1\", host: \"chat.example.com\""
                ),
                &[],
            ),
            (
                alloc::format!(
                    "2026/11/20 14:05:01 [error] 12#12: *3 {refused}, client: 192.0.2.7, request: \"GET /ws/chat HTTP/1.1\", host: \"other.example.com\""
                ),
                &[],
            ),
            (
                alloc::format!(
                    "2026/11/20 14:05:01 [error] 12#12: *3 {refused}, client: 192.0.2.7, request: \"GET /ws/chat?host: \"chat.example.com\" HTTP/1.1\", host: \"other.example.com\""
                ),
                &[],
            ),
        ] {
            assert_reads(&text, &KIND, expected);
        }
    }
}
