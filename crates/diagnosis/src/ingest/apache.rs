//! Apache's error log.
//!
//! The numbers `AH…` are permanent; what they say is in Apache's source and was seen of 2.4. Few of
//! these lines name a path, so that most may be about another one.

use alloc::boxed::Box;
use alloc::string::{String, ToString};

use crate::evidence::{Entry, Writer};
use crate::ingest::sink::Sink;
use crate::ingest::stamp::Stamp;
use crate::ingest::words::{Pairs, between, told, unwrapped};
use crate::ingest::{Kind, Piece, Took, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "apache-error-log",
    name: Text("Apache’s error log"),
    way: Way::Piece(|line| unwrapped(line, begins).is_some(), || Box::new(Log::default())),
    signs: &[Pairs::of("] [pid ")],
};

/// Numbers of messages, and what they say.
const NUMBERS: &[(&str, Entry)] = &[
    ("AH00957", Entry::Refused),
    ("AH02454", Entry::Refused),
    ("AH01114", Entry::Refused),
    ("AH00940", Entry::NoServer),
    ("AH01167", Entry::NoServer),
    ("AH00898: DNS lookup failure", Entry::Unresolved),
    ("AH00898: Unexpected Upgrade", Entry::UpgradeOff),
    ("AH01144", Entry::UpgradeOff),
    ("AH01102", Entry::Closed),
    ("AH01106", Entry::Invalid),
    ("AH10404", Entry::Invalid),
    ("AH10124", Entry::HeaderTooBig),
    ("AH00961", Entry::Tls),
    ("AH01630", Entry::Forbidden),
    ("AH01617", Entry::AuthWanted),
    ("AH01618", Entry::AuthWanted),
];

/// A line that says why and no path, until the one that says where comes.
#[derive(Default)]
struct Log {
    open: Option<(String, Entry, Option<Stamp>)>,
}

impl Piece for Log {
    fn line(&mut self, line: &str, sink: &mut Sink<'_>) -> Took {
        let Some(line) = unwrapped(line, begins) else {
            return if line.trim_ascii().is_empty() { Took::Mine } else { Took::Not };
        };
        let client = between(line, "[client ", ']');
        // It comes after the line that says why.
        if line.contains("AH00898: Error reading from remote server") {
            match self.open.take() {
                Some((of, entry, _)) if Some(of.as_str()) == client => file(line, entry, sink),
                other => self.open = other,
            }
            return Took::Mine;
        }
        let Some(known) = told(line, NUMBERS) else { return Took::Mine };
        let entry = match known {
            Entry::Closed if line.contains("(70007)") => Entry::Silent,
            Entry::Closed if line.contains("(104)") => Entry::Reset,
            Entry::Refused if line.contains("(110)") || line.contains("(113)") => Entry::Unreached,
            known => known,
        };
        let written = sink.written();
        self.end(sink);
        sink.wrote(written);
        match client.filter(|_| line.contains("AH01102")) {
            Some(client) => self.open = Some((client.to_string(), entry, sink.written())),
            None => file(line, entry, sink),
        }
        Took::Mine
    }

    fn end(&mut self, sink: &mut Sink<'_>) {
        if let Some((_, entry, written)) = self.open.take() {
            // Its line is not the one that is being read.
            sink.wrote(written);
            sink.logged(Writer::Apache, entry, Place::Unnamed, None);
        }
    }
}

fn file(line: &str, entry: Entry, sink: &mut Sink<'_>) {
    match path(line) {
        Some(path) => sink.request(Writer::Apache, entry, None, path),
        None => sink.logged(Writer::Apache, entry, Place::Unnamed, None),
    }
}

/// `[Wed Nov 25 14:05:01.123456 2026] [proxy:error] [pid 12:tid 34] `
fn begins(line: &str) -> bool {
    line.as_bytes().first() == Some(&b'[')
        && line.get(4..5) == Some(" ")
        && line.find("] [").is_some_and(|at| at < 40)
        && line.contains("] [pid ")
}

fn path(line: &str) -> Option<&str> {
    ["returned by ", "for the URL "].iter().find_map(|lead| {
        let rest = &line[line.find(lead)? + lead.len()..];
        let end = rest.find([' ', ',']).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|path| path.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_leaves, assert_reads, line};

    #[test]
    fn the_number_tells_and_the_system_s_error_beside_it() {
        for (rest, entry, place) in [
            (
                "(111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:8000 (127.0.0.1:8000) failed",
                Entry::Refused,
                Place::Unnamed,
            ),
            (
                "(110)Connection timed out: AH00957: http: attempt to connect to 10.0.0.9:8000 (10.0.0.9:8000) failed",
                Entry::Unreached,
                Place::Unnamed,
            ),
            (
                "[client 192.0.2.7:51312] AH01114: HTTP: failed to make connection to backend: 127.0.0.1",
                Entry::Refused,
                Place::Unnamed,
            ),
            (
                "(70007)The timeout specified has expired: [client 192.0.2.7:51312] AH01102: error reading status line from remote server 127.0.0.1:8000",
                Entry::Silent,
                Place::Unnamed,
            ),
            (
                "(104)Connection reset by peer: [client 192.0.2.7:51312] AH01102: error reading status line from remote server 127.0.0.1:8000",
                Entry::Reset,
                Place::Unnamed,
            ),
            (
                "[client 192.0.2.7:51312] AH00898: Unexpected Upgrade: websocket (expecting n/a) returned by /ws/chat",
                Entry::UpgradeOff,
                Place::Endpoint,
            ),
            (
                "[client 192.0.2.7:51312] AH01144: No protocol handler was valid for the URL /ws/chat (scheme 'ws'). If you are using a DSO version of mod_proxy, make sure the proxy submodules are included in the configuration using LoadModule.",
                Entry::UpgradeOff,
                Place::Endpoint,
            ),
        ] {
            let text = alloc::format!(
                "[Wed Nov 25 14:05:01.123456 2026] [proxy_http:error] [pid 12:tid 34] {rest}"
            );
            assert_reads(&text, &KIND, &[line(Writer::Apache, entry, place)]);
        }
    }

    #[test]
    fn the_path_stands_in_the_line_after_the_one_that_says_why() {
        let stamp = "[Wed Nov 25 14:05:01.123456 2026] [proxy_http:error] [pid 12:tid 34]";
        let why = |client: &str| {
            alloc::format!(
                "{stamp} (70007)The timeout specified has expired: [client {client}] AH01102: error reading status line from remote server 127.0.0.1:8000"
            )
        };
        let here = alloc::format!(
            "{stamp} [client 192.0.2.7:51312] AH00898: Error reading from remote server returned by /ws/chat"
        );
        for (client, place) in
            [("192.0.2.7:51312", Place::Endpoint), ("192.0.2.7:9", Place::Unnamed)]
        {
            let text = alloc::format!("{}\n{here}", why(client));
            assert_reads(&text, &KIND, &[line(Writer::Apache, Entry::Silent, place)]);
        }
        // Alone it does not say why.
        assert_reads(&here, &KIND, &[]);
    }

    #[test]
    fn other_lines_of_the_log_say_nothing_and_other_logs_are_none() {
        let notice = "[Wed Nov 25 14:05:01.123456 2026] [mpm_event:notice] [pid 12:tid 34] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations";
        assert_reads(notice, &KIND, &[]);
        assert_leaves("[Wed Nov 25] [note] AH01114 is what we saw");
    }
}
