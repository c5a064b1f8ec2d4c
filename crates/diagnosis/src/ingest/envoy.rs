//! Envoy's access log: the default text format, Istio's, and JSON with the same fields.
//!
//! The response flags tell who ended it: Envoy's documentation of access logs. `DC` is the normal end
//! of a WebSocket whose browser goes away.

use alloc::vec::Vec;

use crate::evidence::{Entry, Writer};
use crate::ingest::json::Record;
use crate::ingest::sink::Sink;
use crate::ingest::words::{Pairs, path_of, status_of, unwrapped};
use crate::ingest::{Kind, Way};
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "envoy-access-log",
    name: Text("Envoy’s access log"),
    way: Way::Lines(read),
    signs: &[Pairs::of("] \"")],
};

pub(super) static JSON: Kind = Kind {
    id: "envoy-json-log",
    name: Text("Envoy’s access log in JSON"),
    way: Way::Records(read_record),
    signs: &[],
};

fn read(line: &str, sink: &mut Sink<'_>) -> bool {
    let Some(line) = unwrapped(line, begins) else { return false };
    let Some((_, rest)) = line.split_once("] \"") else { return false };
    let parts: Vec<&str> = rest.split('"').take(40).collect();
    let [request, answer, quoted @ ..] = &parts[..] else { return false };
    let mut words = answer.trim_ascii_start().splitn(3, ' ');
    let (Some(status), Some(flags)) = (words.next(), words.next()) else { return false };
    let Ok(status) = status.parse() else { return false };
    let details = words.next().unwrap_or_default();
    // Five in a row are quoted: whence it came, browser, id, host, next hop.
    let row = quoted.windows(9).find(|row| [1, 3, 5, 7].iter().all(|gap| row[*gap] == " "));
    let host = row.map(|row| row[6]).filter(|host| *host != "-");
    if let (Some(path), Some(entry)) = (path_of(request), entry(status, flags, details)) {
        sink.request(Writer::Envoy, entry, host, path);
    }
    true
}

fn read_record(record: &Record<'_>, sink: &mut Sink<'_>) -> bool {
    let (Some(flags), Some(path)) = (record.get("response_flags"), record.get("path")) else {
        return false;
    };
    sink.wrote_at(record, &["start_time", "timestamp", "@timestamp", "time"]);
    let status = record.get("response_code").and_then(status_of).unwrap_or_default();
    let details = record.get("response_code_details").unwrap_or_default();
    let host = record.get("authority").filter(|host| *host != "-");
    if let Some(entry) = entry(status, flags, details) {
        sink.request(Writer::Envoy, entry, host, path);
    }
    true
}

/// `[2026-11-20T14:05:01.123Z] "`
fn begins(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() > 28
        && bytes[0] == b'['
        && bytes[5] == b'-'
        && bytes[11] == b'T'
        && bytes[24..28] == *b"Z] \""
}

fn entry(status: u16, flags: &str, details: &str) -> Option<Entry> {
    let open = status == 101;
    let flagged = flags.split(',').find_map(|flag| {
        Some(match flag {
            "UH" => Entry::NoServer,
            "UF" if details.contains("TLS_error") => Entry::Tls,
            "UF" if details.contains("Connection_refused") => Entry::Refused,
            "UF" | "URX" | "UR" => Entry::Unreached,
            "UC" if open => Entry::Lost,
            "UC" => Entry::Closed,
            "UT" => Entry::Silent,
            "UPE" => Entry::Invalid,
            "UO" | "RL" => Entry::Limited,
            "UAEX" => Entry::AuthWanted,
            "NR" | "NC" => Entry::NoRoute,
            "SI" if open => Entry::Idle,
            "SI" => Entry::Silent,
            "DC" => Entry::ClientLeft,
            _ => return None,
        })
    });
    let plain = || match status {
        _ if details.contains("upgrade_failed") => Some(Entry::UpgradeOff),
        101 => Some(Entry::Handshake(101)),
        // Only a handshake fails so.
        100.. if details.contains("websocket_handshake_unsuccessful") => {
            Some(Entry::Handshake(status))
        }
        100.. => Some(Entry::Answered(status)),
        _ => None,
    };
    flagged.or_else(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_reads, line};
    use crate::target::Place;

    const ANSWERS: [(&str, &str, Entry); 14] = [
        ("503", "UF", Entry::Unreached),
        ("503", "UH", Entry::NoServer),
        ("503", "UC", Entry::Closed),
        ("503", "UO", Entry::Limited),
        ("503", "URX,UF", Entry::Unreached),
        ("502", "UPE", Entry::Invalid),
        ("504", "UT", Entry::Silent),
        ("404", "NR", Entry::NoRoute),
        ("408", "SI", Entry::Silent),
        ("101", "SI", Entry::Idle),
        ("101", "UC", Entry::Lost),
        ("101", "DC", Entry::ClientLeft),
        ("101", "-", Entry::Handshake(101)),
        ("426", "LR", Entry::Answered(426)),
    ];

    #[test]
    fn the_flag_tells_and_the_status_where_there_is_none() {
        for (status, flags, entry) in ANSWERS {
            let text = alloc::format!(
                "[2026-11-20T14:05:01.123Z] \"GET /ws/chat HTTP/1.1\" {status} {flags} 0 91 2 - \"-\" \"Mozilla/5.0\" \"0f3c\" \"chat.example.com\" \"127.0.0.1:8000\""
            );
            assert_reads(&text, &KIND, &[line(Writer::Envoy, entry, Place::Endpoint)]);
            let text = alloc::format!(
                "{{\"response_code\":{status},\"response_flags\":\"{flags}\",\"path\":\"/ws/chat\",\"authority\":\"chat.example.com\"}}"
            );
            assert_reads(&text, &JSON, &[line(Writer::Envoy, entry, Place::Endpoint)]);
        }
    }

    #[test]
    fn istio_s_details_tell_more_and_another_host_tells_nothing() {
        for (text, expected) in [
            (
                "[2026-11-20T14:05:01.123Z] \"GET /ws/chat HTTP/1.1\" 403 - upgrade_failed - \"-\" 0 0 0 - \"-\" \"Mozilla/5.0\" \"0f3c\" \"chat.example.com\" \"-\"",
                Some(Entry::UpgradeOff),
            ),
            (
                "[2026-11-20T14:05:01.123Z] \"GET /ws/chat HTTP/1.1\" 503 UF upstream_reset_before_response_started{remote_connection_failure,TLS_error:wrong_version_number} - \"TLS_error\" 0 159 1 - \"-\" \"Mozilla/5.0\" \"0f3c\" \"chat.example.com\" \"10.0.0.9:8000\"",
                Some(Entry::Tls),
            ),
            (
                "[2026-11-20T14:05:01.123Z] \"GET /ws/chat HTTP/1.1\" 503 UH 0 19 0 - \"-\" \"Mozilla/5.0\" \"0f3c\" \"other.example.com\" \"-\"",
                None,
            ),
        ] {
            let expected = expected.map(|entry| line(Writer::Envoy, entry, Place::Endpoint));
            assert_reads(text, &KIND, expected.as_slice());
        }
    }
}
