//! HAProxy's log, in the formats of `option httplog` and `option tcplog`.
//!
//! The termination state tells who ended it and when: HAProxy's manual, section 8.5. The first letter
//! is who or what (client, server, proxy; small: its timeout), the second in which phase (connecting,
//! waiting for headers, data).

use alloc::vec::Vec;

use crate::evidence::{Entry, Writer};
use crate::ingest::sink::Sink;
use crate::ingest::words::{Pairs, between, path_of, status_of};
use crate::ingest::{Kind, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "haproxy-log",
    name: Text("HAProxy’s log"),
    way: Way::Lines(read),
    signs: &[Pairs::of(" [")],
};

fn read(line: &str, sink: &mut Sink<'_>) -> bool {
    let Some(rest) = behind_date(line) else { return false };
    let words: Vec<&str> = rest.splitn(12, ' ').collect();
    let Some(times) = words.get(2) else { return false };
    let http = match times.split('/').count() {
        5 => true,
        3 => false,
        _ => return false,
    };
    let (server, status) = (words[1], words.get(3).and_then(|word| status_of(word)));
    let Some(state) = words.get(if http { 7 } else { 4 }).copied().filter(|word| is_state(word))
    else {
        return false;
    };
    if !http {
        if let Some(entry) = ended(state, 0, server) {
            sink.logged(Writer::Haproxy, entry, Place::Unnamed, None);
        }
        return true;
    }
    let status = status.unwrap_or_default();
    let entry = ended(state, status, server).or(match status {
        0 => None,
        101 => Some(Entry::Handshake(101)),
        status => Some(Entry::Answered(status)),
    });
    let path = between(rest, "\"", '"').and_then(path_of);
    if let (Some(entry), Some(path)) = (entry, path) {
        sink.request(Writer::Haproxy, entry, None, path);
    }
    true
}

/// What stands behind `192.0.2.7:51312 [20/Nov/2026:14:05:01.123] `.
fn behind_date(line: &str) -> Option<&str> {
    let at = line.find(" [")?;
    let stamp = line.as_bytes().get(at + 2..at + 27)?;
    let dated = stamp[2] == b'/' && stamp[11] == b':' && stamp[20] == b'.' && stamp[24] == b']';
    line.get(at + 28..).filter(|_| dated)
}

fn is_state(word: &str) -> bool {
    matches!(word.len(), 2 | 4)
        && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphabetic())
}

fn ended(state: &str, status: u16, server: &str) -> Option<Entry> {
    let open = status == 101;
    let bytes = state.as_bytes();
    Some(match (bytes[0], bytes[1]) {
        _ if server.ends_with("/<NOSRV>") && bytes[0] == b'S' => Entry::NoServer,
        (b'S', b'C') => Entry::Refused,
        (b's', b'C') => Entry::Unreached,
        (b'S', b'H') => Entry::Closed,
        (b's', b'H') => Entry::Silent,
        (b'P', b'H') => Entry::Invalid,
        (b's', b'Q') => Entry::Limited,
        (b'c' | b's', b'D') if open || status == 0 => Entry::Idle,
        (b'S' | b'D' | b'K', b'D') if open => Entry::Lost,
        (b'C', _) => Entry::ClientLeft,
        (b'P', b'R') => match status {
            401 | 407 => Entry::AuthWanted,
            403 => Entry::Forbidden,
            429 => Entry::Limited,
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_reads, line};

    #[test]
    fn the_termination_state_tells_who_ended_it() {
        for (server, status, state, expected) in [
            ("app/a", "503", "SC--", Some(Entry::Refused)),
            ("app/<NOSRV>", "503", "SC--", Some(Entry::NoServer)),
            ("app/a", "503", "sC--", Some(Entry::Unreached)),
            ("app/a", "502", "SH--", Some(Entry::Closed)),
            ("app/a", "504", "sH--", Some(Entry::Silent)),
            ("app/a", "502", "PH--", Some(Entry::Invalid)),
            ("app/a", "101", "cD--", Some(Entry::Idle)),
            ("app/a", "101", "sD--", Some(Entry::Idle)),
            ("app/a", "101", "SD--", Some(Entry::Lost)),
            ("app/a", "101", "CD--", Some(Entry::ClientLeft)),
            ("app/a", "101", "----", Some(Entry::Handshake(101))),
            ("app/a", "426", "----", Some(Entry::Answered(426))),
            ("app/a", "200", "cD--", Some(Entry::Answered(200))),
            ("fe/<NOSRV>", "403", "PR--", Some(Entry::Forbidden)),
            ("fe/<NOSRV>", "400", "PR--", Some(Entry::Answered(400))),
        ] {
            let text = alloc::format!(
                "Nov 20 14:05:01 lb haproxy[812]: 192.0.2.7:51312 [20/Nov/2026:14:05:01.123] fe {server} 0/0/-1/-1/3004 {status} 217 - - {state} 1/1/0/0/3 0/0 \"GET /ws/chat HTTP/1.1\""
            );
            let expected = expected.map(|entry| line(Writer::Haproxy, entry, Place::Endpoint));
            assert_reads(&text, &KIND, expected.as_slice());
        }
    }

    #[test]
    fn a_tcp_log_names_no_path() {
        for (state, expected) in
            [("SC", Some(Entry::Refused)), ("cD", Some(Entry::Idle)), ("--", None)]
        {
            let text = alloc::format!(
                "192.0.2.7:51312 [20/Nov/2026:14:05:01.123] fe app/a 0/-1/3004 0 {state} 1/1/0/0/3 0/0"
            );
            let expected = expected.map(|entry| line(Writer::Haproxy, entry, Place::Unnamed));
            assert_reads(&text, &KIND, expected.as_slice());
        }
    }

    #[test]
    fn a_request_that_is_none_says_nothing() {
        let text = "192.0.2.7:51312 [20/Nov/2026:14:05:01.123] fe fe/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"";
        assert_reads(text, &KIND, &[]);
    }
}
