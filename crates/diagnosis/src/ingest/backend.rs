//! What WebSocket servers and their frameworks write when a handshake or a connection fails.
//!
//! The texts are those of ws, gorilla and coder's library, Spring, Django Channels with Daphne and
//! Uvicorn, websockets, Tornado, Socket.IO, Rails, Phoenix and ASP.NET. Most name no path.

use crate::evidence::{Entry, Writer};
use crate::ingest::json::Record;
use crate::ingest::sink::Sink;
use crate::ingest::words::{Pairs, between, pairs_of, path_of, status_of, told, told_of};
use crate::ingest::{Kind, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "backend-log",
    name: Text("an application’s log"),
    way: Way::Lines(read),
    signs: &[],
};

pub(super) static RECORDS: Kind = Kind {
    id: "backend-json-log",
    name: Text("an application’s log in JSON"),
    way: Way::Records(read_record),
    signs: &[],
};

/// Parts of messages, and what they say.
const TEXTS: &[(&str, Entry)] = &[
    // gorilla and coder, Go.
    ("request origin not allowed by Upgrader.CheckOrigin", Entry::OriginRefused),
    ("is not authorized for Host", Entry::OriginRefused),
    ("the client is not using the websocket protocol", Entry::UpgradeMissing),
    ("websocket: not a websocket handshake", Entry::UpgradeMissing),
    ("WebSocket protocol violation: Connection header", Entry::UpgradeMissing),
    ("WebSocket protocol violation: Upgrade header", Entry::UpgradeMissing),
    ("websocket: read limit exceeded", Entry::TooBig),
    ("response does not implement http.Hijacker", Entry::AppFailed),
    // Spring, and Tornado in the same words.
    ("Handshake failed due to invalid Upgrade header", Entry::UpgradeMissing),
    ("Handshake failed due to invalid Connection header", Entry::UpgradeMissing),
    ("Can \"Upgrade\" only to \"WebSocket\"", Entry::UpgradeMissing),
    ("Handshake request rejected, Origin header value", Entry::OriginRefused),
    ("Cross origin websockets not allowed", Entry::OriginRefused),
    // Django Channels, Uvicorn, websockets.
    ("No route found for path", Entry::NoRoute),
    ("Exception inside application", Entry::AppFailed),
    ("Exception in ASGI application", Entry::AppFailed),
    ("No supported WebSocket library detected", Entry::UpgradeOff),
    ("Unsupported upgrade request", Entry::UpgradeOff),
    ("InvalidUpgrade: missing", Entry::UpgradeMissing),
    ("InvalidUpgrade: invalid", Entry::UpgradeMissing),
    ("InvalidOrigin: ", Entry::OriginRefused),
    ("connection handler failed", Entry::AppFailed),
    // ws, Node.js.
    ("Max payload size exceeded", Entry::TooBig),
    ("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", Entry::TooBig),
    // Socket.IO.
    ("Session ID unknown", Entry::SessionUnknown),
    // Rails.
    ("Request origin not allowed: ", Entry::OriginRefused),
    ("Failed to upgrade to WebSocket", Entry::UpgradeMissing),
    ("Successfully upgraded to WebSocket", Entry::Handshake(101)),
    ("An unauthorized connection attempt was rejected", Entry::AuthWanted),
    // Phoenix.
    ("Could not check origin for Phoenix.Socket transport", Entry::OriginRefused),
    ("REFUSED CONNECTION TO ", Entry::AuthWanted),
    ("CONNECTED TO ", Entry::Handshake(101)),
    // ASP.NET.
    ("No Connection with that ID", Entry::SessionUnknown),
    ("The WebSocket transport is disabled", Entry::UpgradeOff),
];

static PAIRS: [Pairs; TEXTS.len()] = pairs_of(TEXTS);

/// Of the lines that a server of Python writes for each request.
static SERVED: [Pairs; 3] = [Pairs::of(" - \""), Pairs::of("WebSocket "), Pairs::of("HTTP GET /")];

fn read(line: &str, sink: &mut Sink<'_>) -> bool {
    let pairs = sink.pairs(line);
    let served = SERVED.iter().any(|lead| lead.within(&pairs));
    if served && let Some(known) = asgi(line, sink).or_else(|| django(line, sink)) {
        return known;
    }
    let Some(entry) = rejected(line, &pairs).or_else(|| told_of(line, &pairs, TEXTS, &PAIRS))
    else {
        return false;
    };
    // Phoenix writes its words at the beginning of a line or behind a stamp, others inside sentences.
    if entry == Entry::Handshake(101) && line.contains("CONNECTED TO ") && !line.contains("Socket")
    {
        return false;
    }
    // Channels names the path without its first sign.
    let path = between(line, "No route found for path '", '\'');
    match path {
        Some(path) => sink.request(Writer::Application, entry, None, &["/", path].concat()),
        None => sink.logged(Writer::Application, entry, Place::Unnamed, None),
    }
    true
}

/// Uvicorn: `INFO:     127.0.0.1:51312 - "WebSocket /ws/chat" [accepted]`
fn asgi(line: &str, sink: &mut Sink<'_>) -> Option<bool> {
    let at = line.find(" - \"")?;
    line.starts_with("INFO:").then_some(())?;
    let (request, rest) = line[at + 4..].split_once('"')?;
    if let Some(path) = request.strip_prefix("WebSocket ") {
        let status = if rest.contains("[accepted]") {
            Some(101)
        } else {
            rest.split(' ').find_map(status_of)
        };
        let entry = Entry::Handshake(status?);
        sink.request(Writer::Application, entry, None, path);
    } else {
        let (path, status) = (path_of(request)?, rest.split(' ').find_map(status_of)?);
        sink.request(Writer::Application, Entry::Answered(status), None, path);
    }
    Some(true)
}

/// websockets, and what stands on it: `connection rejected (403 Forbidden)`
fn rejected(line: &str, pairs: &Pairs) -> Option<Entry> {
    const LEAD: &str = "connection rejected (";
    const PAIRS: Pairs = Pairs::of(LEAD);
    let rest = &line[PAIRS.within(pairs).then(|| line.find(LEAD)).flatten()? + LEAD.len()..];
    match status_of(rest.split(' ').next()?)? {
        // It answers so to what is no handshake.
        426 => Some(Entry::UpgradeMissing),
        status => Some(Entry::Handshake(status)),
    }
}

/// Django's own server: `WebSocket CONNECT /ws/chat/ [127.0.0.1:51312]`, `HTTP GET /ws/chat/ 404 [0.01, …]`
fn django(line: &str, sink: &mut Sink<'_>) -> Option<bool> {
    if let Some(at) = line.find("WebSocket ") {
        let mut words = line[at + 10..].split(' ');
        let (word, path) = (words.next()?, words.next()?);
        let known = [("HANDSHAKING", 0), ("DISCONNECT", 0), ("CONNECT", 101), ("REJECT", 403)];
        let status = known.iter().find(|(known, _)| *known == word).map(|(_, status)| *status)?;
        if status > 0 && path.starts_with('/') {
            sink.request(Writer::Application, Entry::Handshake(status), None, path);
        }
        return path.starts_with('/').then_some(true);
    }
    let mut words = line[line.find("HTTP GET /")? + 9..].split(' ');
    let (path, status) = (words.next()?, words.next().and_then(status_of)?);
    sink.request(Writer::Application, Entry::Answered(status), None, path);
    Some(true)
}

fn read_record(record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
    // Engine.IO's answer to what it does not take.
    if let (Some(code), Some(_)) = (record.get("code"), record.get("message")) {
        let entry = match code {
            "1" => Entry::SessionUnknown,
            "3" => Entry::UpgradeMissing,
            "4" => Entry::Forbidden,
            _ => return false,
        };
        sink.wrote(None);
        sink.logged(Writer::Application, entry, Place::Unnamed, None);
        return true;
    }
    let message = ["msg", "message", "err", "error", "err.message", "exception"];
    let entry =
        message.iter().filter_map(|name| record.get(name)).find_map(|text| told(text, TEXTS));
    if let Some(entry) = entry {
        sink.wrote_at(record, &["time", "timestamp", "@timestamp", "ts", "asctime"]);
        sink.logged(Writer::Application, entry, Place::Unnamed, None);
    }
    entry.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_leaves, assert_reads, line};

    #[test]
    fn each_framework_s_words_are_read() {
        for (text, entry, place) in [
            (
                "2026/11/20 14:05:01 upgrade: websocket: request origin not allowed by Upgrader.CheckOrigin",
                Entry::OriginRefused,
                Place::Unnamed,
            ),
            (
                "websocket: the client is not using the websocket protocol: 'upgrade' token not found in 'Connection' header",
                Entry::UpgradeMissing,
                Place::Unnamed,
            ),
            (
                "2026-11-20 14:05:01.123 ERROR 1 --- [nio-8080-exec-1] c.w.s.DefaultHandshakeHandler : Handshake failed due to invalid Upgrade header: null",
                Entry::UpgradeMissing,
                Place::Unnamed,
            ),
            ("ValueError: No route found for path 'ws/chat'.", Entry::NoRoute, Place::Endpoint),
            ("ERROR:    Exception in ASGI application", Entry::AppFailed, Place::Unnamed),
            ("WARNING:  Unsupported upgrade request.", Entry::UpgradeOff, Place::Unnamed),
            (
                "websockets.exceptions.InvalidUpgrade: missing Connection header",
                Entry::UpgradeMissing,
                Place::Unnamed,
            ),
            (
                "2026-11-25 23:06:37,937 INFO connection rejected (403 Forbidden)",
                Entry::Handshake(403),
                Place::Unnamed,
            ),
            (
                "INFO:websockets.server:connection rejected (426 Upgrade Required)",
                Entry::UpgradeMissing,
                Place::Unnamed,
            ),
            ("RangeError: Max payload size exceeded", Entry::TooBig, Place::Unnamed),
            (
                "Request origin not allowed: https://app.example.com",
                Entry::OriginRefused,
                Place::Unnamed,
            ),
            (
                "Failed to upgrade to WebSocket (REQUEST_METHOD: GET, HTTP_CONNECTION: close, HTTP_UPGRADE: )",
                Entry::UpgradeMissing,
                Place::Unnamed,
            ),
            (
                "[error] Could not check origin for Phoenix.Socket transport.",
                Entry::OriginRefused,
                Place::Unnamed,
            ),
            (
                "[info] REFUSED CONNECTION TO ChatWeb.UserSocket in 120µs",
                Entry::AuthWanted,
                Place::Unnamed,
            ),
            (
                "INFO:     127.0.0.1:51312 - \"WebSocket /ws/chat\" [accepted]",
                Entry::Handshake(101),
                Place::Endpoint,
            ),
            (
                "INFO:     127.0.0.1:51312 - \"WebSocket /ws/chat\" 403",
                Entry::Handshake(403),
                Place::Endpoint,
            ),
            (
                "INFO:     127.0.0.1:51312 - \"GET /ws/chat HTTP/1.1\" 404 Not Found",
                Entry::Answered(404),
                Place::Endpoint,
            ),
            ("WebSocket REJECT /ws/chat [127.0.0.1:51312]", Entry::Handshake(403), Place::Endpoint),
            (
                "HTTP GET /ws/chat 404 [0.01, 127.0.0.1:51312]",
                Entry::Answered(404),
                Place::Endpoint,
            ),
        ] {
            assert_reads(text, &KIND, &[line(Writer::Application, entry, place)]);
        }
        for (text, entry) in [
            ("{\"code\":1,\"message\":\"Session ID unknown\"}", Entry::SessionUnknown),
            ("{\"code\":3,\"message\":\"Bad request\"}", Entry::UpgradeMissing),
            (
                "{\"level\":50,\"time\":1795183501,\"msg\":\"RangeError: Max payload size exceeded\"}",
                Entry::TooBig,
            ),
        ] {
            assert_reads(text, &RECORDS, &[line(Writer::Application, entry, Place::Unnamed)]);
        }
    }

    #[test]
    fn what_only_sounds_like_it_is_left() {
        assert_leaves("we CONNECTED TO the database");
        assert_leaves("connection rejected (by the bank)");
        assert_leaves("WebSocket server is listening on port 8000");
        assert_leaves("{\"code\":7,\"message\":\"cart is empty\"}");
    }
}
