//! The entrance: bytes in as they come, lines and JSON values out to the readers of each kind.
//!
//! A text of any length takes the memory of one line, one record and what was found. Lines are cut
//! where nobody writes that long, which is said.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use memchr::{memchr, memchr_iter};

use crate::ingest::coding::{Utf16, file, utf16};
use crate::ingest::configuration::{self, Whole};
use crate::ingest::json::{self, Fed, Json};
use crate::ingest::sink::Sink;
use crate::ingest::{Brought, KINDS, Kind, Piece, Recognised, Run, Took, Unread, Way};
use crate::ingest::{config, har};
use crate::target::Target;
use crate::text::{Phrase, Text};

/// No log line and no header is longer.
const LONGEST_LINE: usize = 64 * 1024;
/// So many bytes tell what a file is.
const HEAD: usize = 512;
/// Blanks before a value, until it is taken for text.
const LONGEST_DOUBT: usize = 4096;
const MOST_LISTED: usize = 64;

/// Reads a text that comes in pieces.
pub struct Reader<'a> {
    sink: Sink<'a>,
    only: Option<&'static Kind>,
    coding: Coding,
    pending: Vec<u8>,
    /// The line that is being collected is longer than any.
    overlong: usize,
    line: usize,
    open: Option<Open>,
    json: Option<Value>,
    rest: Rest,
    brought: Brought,
}

/// What is left of the line in which a value ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    None,
    /// Blanks mostly; anything else begins something new.
    Read,
    /// The value was wrong, and nobody knows where it ends.
    Skipped,
}

/// How the bytes are to be understood.
enum Coding {
    /// The first bytes, which tell.
    Head(Vec<u8>),
    Utf8,
    Utf16(Utf16),
    /// Not a text; nothing of it is read.
    Binary,
}

/// A piece that goes on.
struct Open {
    kind: &'static Kind,
    piece: Option<Box<dyn Piece>>,
    from: usize,
    to: usize,
}

/// A JSON value that goes on.
struct Value {
    json: Json,
    from: usize,
    kind: Option<&'static Kind>,
    /// Its text, as long as it may be a configuration.
    whole: Option<Whole>,
}

impl<'a> Reader<'a> {
    /// A reader for what is about this target and this run; `as_kind` overrules what the text looks
    /// like.
    pub fn new(target: &'a Target, run: Run, as_kind: Option<&'static Kind>) -> Reader<'a> {
        Reader {
            sink: Sink::new(target, run),
            only: as_kind,
            coding: Coding::Head(Vec::new()),
            pending: Vec::new(),
            overlong: 0,
            line: 0,
            open: None,
            json: None,
            rest: Rest::None,
            brought: Brought::default(),
        }
    }

    /// Reads the next bytes of the text.
    pub fn push(&mut self, bytes: &[u8]) {
        match &mut self.coding {
            Coding::Head(head) => {
                head.extend_from_slice(bytes);
                if head.len() >= HEAD {
                    self.begin();
                }
            }
            Coding::Utf8 => self.feed(bytes),
            Coding::Utf16(coding) => {
                let text = coding.decode(bytes);
                self.feed(text.as_bytes());
            }
            Coding::Binary => {}
        }
    }

    /// Ends the text, and tells what it held.
    pub fn finish(mut self) -> Brought {
        if matches!(self.coding, Coding::Head(_)) {
            self.begin();
        }
        if self.json.is_some() {
            // A blank ends a number that nothing follows.
            self.feed(b" ");
        }
        if let Some(value) = self.json.take() {
            let to = value.from + value.json.breaks;
            let found = Text("the end of the text; {count} entries before it were read")
                .with("count", value.json.records);
            self.finish_value(value.kind, value.from, to);
            self.unread((to, to), Text("the end of what began as JSON"), found);
            self.line = to;
        } else if !self.pending.is_empty() {
            // What was in doubt may be more than one line.
            let lines = mem::take(&mut self.pending);
            let lines = lines.strip_suffix(b"\n").unwrap_or(&lines);
            lines.split(|byte| *byte == b'\n').for_each(|line| self.line(line));
        } else if self.rest == Rest::Read {
            self.line += 1;
        }
        self.close();
        let mut brought = self.brought;
        brought.lines = self.line;
        self.sink.finish(&mut brought);
        brought
    }

    /// Looks at the first bytes.
    fn begin(&mut self) {
        let Coding::Head(head) = mem::replace(&mut self.coding, Coding::Utf8) else { return };
        // However much of it is there: the answer must not depend on how the text is cut.
        let first = &head[..head.len().min(HEAD)];
        if let Some(found) = file(first) {
            self.line = 1;
            self.unread((1, 1), Text("text"), found.phrase());
            self.coding = Coding::Binary;
            return;
        }
        let rest = match utf16(first) {
            Some((big, mark)) => {
                self.coding = Coding::Utf16(Utf16::new(big));
                &head[mark..]
            }
            None => head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head),
        };
        self.push(rest);
    }

    fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = if self.rest != Rest::None {
                self.feed_rest(bytes)
            } else if self.json.is_some() {
                self.feed_value(bytes)
            } else {
                self.feed_lines(bytes)
            };
        }
    }

    /// Reads lines until the text ends or a JSON value begins; gives back what is left.
    fn feed_lines<'b>(&mut self, mut bytes: &'b [u8]) -> &'b [u8] {
        loop {
            if self.pending.is_empty() && self.reads_values() {
                match json::begins(bytes) {
                    Some(true) => {
                        self.close();
                        let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace());
                        let (blanks, rest) = bytes.split_at(blanks.count());
                        self.line += memchr_iter(b'\n', blanks).count();
                        let (from, json, kind) = (self.line + 1, Json::new(), None);
                        let whole = Some(Whole::new());
                        self.json = Some(Value { json, from, kind, whole });
                        return rest;
                    }
                    None if !bytes.is_empty() && bytes.len() < LONGEST_DOUBT => {
                        self.pending.extend_from_slice(bytes);
                        return &[];
                    }
                    _ => {}
                }
            } else if self.in_doubt() {
                self.pending.extend_from_slice(bytes);
                let pending = mem::take(&mut self.pending);
                if json::begins(&pending).is_none() && pending.len() < LONGEST_DOUBT {
                    self.pending = pending;
                } else {
                    self.feed(&pending);
                }
                return &[];
            }
            let Some(end) = memchr(b'\n', bytes) else {
                self.collect(bytes);
                return &[];
            };
            if self.pending.is_empty() && end <= LONGEST_LINE {
                self.line(&bytes[..end]);
            } else {
                self.collect(&bytes[..end]);
                let line = mem::take(&mut self.pending);
                self.line(&line);
                // The buffer is used again; nobody else holds it.
                self.pending = line;
                self.pending.clear();
            }
            bytes = &bytes[end + 1..];
            if bytes.is_empty() {
                return bytes;
            }
        }
    }

    /// What is collected may still turn out to be the beginning of a value.
    fn in_doubt(&self) -> bool {
        self.reads_values()
            && self.overlong == 0
            && self.pending.len() < LONGEST_DOUBT
            && json::begins(&self.pending).is_none()
    }

    fn reads_values(&self) -> bool {
        self.only
            .is_none_or(|kind| matches!(kind.way, Way::Records(_)) || configuration::is_json(kind))
    }

    fn collect(&mut self, bytes: &[u8]) {
        let room = LONGEST_LINE.saturating_sub(self.pending.len()).min(bytes.len());
        self.pending.extend_from_slice(&bytes[..room]);
        if room < bytes.len() || self.overlong > 0 {
            self.overlong = self.overlong.max(self.pending.len()) + bytes.len() - room;
        }
    }

    /// Reads on in a value; gives back what is left behind it.
    fn feed_value<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(mut value) = self.json.take() else { return bytes };
        let (only, target, sink) = (self.only, self.sink.target, &mut self.sink);
        let passes_by = |url: &str| har::passes_by(url, target);
        let fed = value.json.feed(bytes, &passes_by, &mut |record| {
            sink.wrote(None);
            for kind in KINDS.iter().filter(|kind| only.is_none_or(|only| only.id == kind.id)) {
                if let Way::Records(read) = kind.way
                    && read(record, sink)
                {
                    value.kind = Some(kind);
                    break;
                }
            }
        });
        let to = value.from + value.json.breaks;
        let read = match fed {
            Fed::More => bytes.len(),
            Fed::Done(at) | Fed::Failed { at, .. } => at,
        };
        let outline = value.json.outline;
        let mut whole = value.whole.take();
        if !whole.as_mut().is_some_and(|whole| whole.add(&bytes[..read], outline)) {
            whole = None;
        }
        match fed {
            Fed::More => {
                value.whole = whole;
                self.json = Some(value);
                &[]
            }
            Fed::Done(at) => {
                let read = || whole.and_then(|whole| whole.end(outline, only, &mut self.sink));
                value.kind = value.kind.or_else(read);
                self.finish_value(value.kind, value.from, to);
                if value.kind.is_none() {
                    let found = Text("JSON of another kind").phrase();
                    self.unread((value.from, to), self.expected(), found);
                }
                // Its last line is not over.
                (self.line, self.rest) = (to - 1, Rest::Read);
                &bytes[at..]
            }
            Fed::Failed { at, expected, found } => {
                self.finish_value(value.kind, value.from, to);
                self.unread((to, to), expected, found);
                (self.line, self.rest) = (to, Rest::Skipped);
                &bytes[at..]
            }
        }
    }

    /// Reads what is left of the line in which a value ended.
    fn feed_rest<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\r' | b'\t' | b',');
        let end = match self.rest {
            Rest::Skipped => memchr(b'\n', bytes),
            _ => bytes.iter().position(|byte| !blank(byte)),
        };
        let Some(end) = end else { return &[] };
        let rest = &bytes[end..];
        let ends = rest[0] == b'\n';
        self.line += usize::from(ends && self.rest == Rest::Read);
        self.rest = Rest::None;
        if ends { &rest[1..] } else { rest }
    }

    fn finish_value(&mut self, kind: Option<&'static Kind>, from: usize, to: usize) {
        if let Some(kind) = kind {
            self.recognised(kind, from, to);
        } else {
            self.sink.take_said();
        }
    }

    fn line(&mut self, bytes: &[u8]) {
        self.line += 1;
        let overlong = mem::take(&mut self.overlong);
        if overlong > 0 {
            let found = Text("a line of {size} kB, of which the first 64 kB were read");
            let at = (self.line, self.line);
            let found = found.with("size", overlong / 1024);
            self.unread(at, Text("lines of at most 64 kB"), found);
        }
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        match core::str::from_utf8(bytes) {
            Ok(text) => self.text(text),
            Err(_) => self.text(&String::from_utf8_lossy(bytes)),
        }
    }

    fn text(&mut self, line: &str) {
        self.sink.next_line(line);
        if let Some(mut open) = self.open.take() {
            let took = match (&mut open.piece, &open.kind.way) {
                (Some(piece), _) => piece.line(line, &mut self.sink),
                (None, Way::Lines(_)) if line.trim_ascii().is_empty() => Took::Mine,
                (None, Way::Lines(read)) if read(line, &mut self.sink) => Took::Mine,
                _ => Took::Not,
            };
            match took {
                Took::Mine => {
                    open.to = self.line;
                    self.open = Some(open);
                    return;
                }
                Took::Loose => {
                    open.to = self.line;
                    let kind = open.kind;
                    self.open = Some(open);
                    self.offer(line, Some(kind));
                    return;
                }
                Took::Not => {
                    self.open = Some(open);
                    self.close();
                }
            }
        }
        if !line.trim_ascii().is_empty() && !self.offer(line, None) {
            let found = if memchr(0, line.as_bytes()).is_some() {
                Text("bytes that are no text")
            } else {
                Text("text of another kind")
            };
            self.unread((self.line, self.line), self.expected(), found.phrase());
        }
    }

    /// Offers a line to all kinds but one; whoever takes it begins a new piece.
    fn offer(&mut self, line: &str, but: Option<&'static Kind>) -> bool {
        let (only, number) = (self.only, self.line);
        let said = self.sink.said();
        let pairs = self.sink.pairs(line);
        let mut begins_config = None;
        for kind in KINDS.iter().copied() {
            if only.is_some_and(|only| only.id != kind.id)
                || but.is_some_and(|but| but.id == kind.id)
                || !kind.may_begin(&pairs)
            {
                continue;
            }
            let piece = match kind.way {
                Way::Lines(read) if read(line, &mut self.sink) => None,
                Way::Piece(begins, new) if begins(line) => Some(new()),
                Way::Configuration(product)
                    if *begins_config.get_or_insert_with(|| config::begins(line))
                        == Some(product) =>
                {
                    Some(configuration::collect(product))
                }
                _ => continue,
            };
            let said = self.sink.split_said(said);
            if let Some(open) = &mut self.open {
                open.to = number - 1;
            }
            self.close();
            self.sink.put_said(said);
            let mut open = Open { kind, piece, from: number, to: number };
            if let Some(piece) = &mut open.piece {
                piece.line(line, &mut self.sink);
            }
            self.open = Some(open);
            return true;
        }
        false
    }

    fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            if let Some(piece) = &mut open.piece {
                piece.end(&mut self.sink);
            }
            self.recognised(open.kind, open.from, open.to);
        }
    }

    fn recognised(&mut self, kind: &'static Kind, from: usize, to: usize) {
        let says = self.sink.take_said();
        let read = &mut self.brought.read;
        // Lines of one kind that blank lines or values of their own keep apart, or what comes back
        // when the list is full: that is told where it came first.
        let goes_on = |last: &Recognised| last.kind.id == kind.id && last.lines.1 + 1 >= from;
        let known = match read.last() {
            Some(last) if goes_on(last) => Some(read.len() - 1),
            _ if read.len() < MOST_LISTED => None,
            _ => {
                self.brought.unlisted += 1;
                Some(read.iter().position(|known| known.kind.id == kind.id).unwrap_or_default())
            }
        };
        match known {
            None => read.push(Recognised { kind, lines: (from, to), says }),
            Some(at) => {
                let known = &mut read[at];
                if known.kind.id == kind.id {
                    known.add(says);
                    if goes_on(known) {
                        known.lines.1 = to;
                    }
                }
            }
        }
    }

    fn expected(&self) -> Text {
        match self.only {
            Some(kind) => kind.name,
            None => Text("console lines, HTTP heads, logs, or what a tool prints"),
        }
    }

    fn unread(&mut self, lines: (usize, usize), expected: Text, found: Phrase) {
        let all = &mut self.brought.unread;
        if let Some(last) = all.last_mut()
            && last.lines.1 + 1 == lines.0
            && (last.expected, &last.found) == (expected, &found)
        {
            last.lines.1 = lines.1;
        } else if all.len() < MOST_LISTED {
            all.push(Unread { lines, expected, found });
        } else {
            self.brought.unlisted += 1;
        }
    }
}

impl Recognised {
    fn add(&mut self, says: Vec<Phrase>) {
        for phrase in says {
            if self.says.len() < 8 && !self.says.contains(&phrase) {
                self.says.push(phrase);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Entry, Line, Outcome, Writer};
    use crate::ingest::fixture::{line, target, told};
    use crate::ingest::read;
    use crate::target::Place;
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec;

    const CONSOLE: &str = "WebSocket connection to 'wss://chat.example.com/ws/chat' failed: Error during WebSocket handshake: Unexpected response code: 502";
    const NGINX: &str = "2026/11/20 14:05:01 [error] 12#12: *34 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, request: \"GET /ws/chat HTTP/1.1\", host: \"chat.example.com\"";
    const CURL: &str =
        "HTTP/1.1 502 Bad Gateway\nServer: proxy\n\n<html>\n<h1>502 Bad Gateway</h1>";
    const HAR: &str = "{\"log\": {\n \"version\": \"1.2\", \"creator\": {},\n \"entries\": [\n  {\"request\": {\"url\": \"wss://chat.example.com/ws/chat\"}, \"response\": {\"status\": 503}}\n]}}";

    fn told_of(brought: &Brought) -> Vec<(&'static str, (usize, usize))> {
        brought.read.iter().map(|read| (read.kind.id, read.lines)).collect()
    }

    fn outcomes(brought: &Brought) -> Vec<Outcome> {
        brought.observations.iter().map(|seen| seen.outcome.clone()).collect()
    }

    fn unread(brought: &Brought) -> Vec<String> {
        let line = |one: &Unread| {
            format!("{}-{}: {} / {}", one.lines.0, one.lines.1, one.expected.0, one.found)
        };
        brought.unread.iter().map(line).collect()
    }

    #[test]
    fn several_pieces_in_one_paste_are_told_apart_with_their_lines() {
        let text = format!("hello\nworld\n\n{CURL}\n{NGINX}\n{NGINX}\n\n{HAR}\n{CONSOLE}\nbye");
        let brought = read(&text, &target(), None, None);
        assert_eq!(
            told_of(&brought),
            [
                ("http", (4, 8)),
                ("nginx-error-log", (9, 10)),
                ("har", (12, 16)),
                ("console", (17, 17))
            ]
        );
        let here = Place::Endpoint;
        assert_eq!(
            outcomes(&brought),
            [
                // A head ends, and is understood, where something else begins.
                line(Writer::Nginx, Entry::Refused, here),
                told(Line::Status(502), Place::Unnamed),
                told(Line::Status(503), here),
                told(Line::Status(502), here),
            ]
        );
        assert_eq!(brought.lines, 18);
        let other = "console lines, HTTP heads, logs, or what a tool prints / text of another kind";
        assert_eq!(unread(&brought), [format!("1-2: {other}"), format!("18-18: {other}")]);
    }

    #[test]
    fn where_a_text_is_cut_into_pieces_does_not_matter() {
        let wrong = "{\"a\" 1} and more of it";
        let text = format!(
            "{HAR}\r\n\n  {HAR}, {HAR} {CONSOLE}\n{wrong}\n{CURL}\n[\n{NGINX}\n{{\n{CONSOLE}\n{HAR}"
        );
        let whole = read(&text, &target(), None, None);
        for size in [1, 2, 3, 7, 50, 333, 600] {
            let target = target();
            let mut reader = Reader::new(&target, Run::default(), None);
            text.as_bytes().chunks(size).for_each(|piece| reader.push(piece));
            let brought = reader.finish();
            assert_eq!(told_of(&brought), told_of(&whole), "{size}");
            assert_eq!(outcomes(&brought), outcomes(&whole), "{size}");
            assert_eq!((unread(&brought), brought.lines), (unread(&whole), whole.lines), "{size}");
        }
    }

    #[test]
    fn utf_16_is_read_with_a_mark_and_without() {
        let encoded = |big: bool, mark: bool| -> Vec<u8> {
            let text = if mark { format!("\u{feff}{CONSOLE} 😀") } else { CONSOLE.to_string() };
            let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            text.encode_utf16().flat_map(bytes).collect()
        };
        for (big, mark) in [(false, true), (true, true), (false, false), (true, false)] {
            let target = target();
            let mut reader = Reader::new(&target, Run::default(), None);
            encoded(big, mark).chunks(3).for_each(|piece| reader.push(piece));
            let brought = reader.finish();
            assert_eq!(outcomes(&brought), [told(Line::Status(502), Place::Endpoint)]);
        }
    }

    #[test]
    fn what_is_no_text_is_said_and_not_read() {
        for (bytes, found) in [
            (&b"\x1f\x8b\x08\x00rest"[..], "a gzip file; unpack it first"),
            (b"PK\x03\x04rest", "a zip file; unpack it first"),
            (b"\x89PNG\r\n", "a picture; copy the text instead"),
            (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x03\x00", "a binary file"),
        ] {
            let target = target();
            let mut reader = Reader::new(&target, Run::default(), None);
            reader.push(bytes);
            reader.push(CONSOLE.as_bytes());
            let brought = reader.finish();
            assert_eq!(unread(&brought), [format!("1-1: text / {found}")]);
            assert!(brought.observations.is_empty() && brought.read.is_empty());
        }
        let brought = read(&format!("{CONSOLE}\na\0b"), &target(), None, None);
        assert_eq!(brought.observations.len(), 1);
        assert!(unread(&brought)[0].ends_with("bytes that are no text"), "{:?}", unread(&brought));
    }

    #[test]
    fn a_line_of_ten_megabytes_is_cut_and_that_is_said() {
        let long = "x".repeat(10 * 1024 * 1024);
        let text = format!("{CONSOLE}\n{NGINX}{long}\n{long}");
        let brought = read(&text, &target(), None, None);
        assert_eq!(told_of(&brought), [("console", (1, 1)), ("nginx-error-log", (2, 2))]);
        let cut = "lines of at most 64 kB / a line of 10240 kB, of which the first 64 kB were read";
        assert_eq!(unread(&brought)[0], format!("2-3: {cut}"));
    }

    #[test]
    fn json_that_breaks_off_or_is_wrong_gives_what_stood_before() {
        let cut = &HAR[..HAR.len() - 3];
        let brought = read(cut, &target(), None, None);
        assert_eq!(told_of(&brought), [("har", (1, 5))]);
        assert_eq!(outcomes(&brought), [told(Line::Status(503), Place::Endpoint)]);
        let wrong = format!("{HAR}  \n{{\"a\": [1,,2]}}\n{CONSOLE}");
        let brought = read(&wrong, &target(), None, None);
        assert_eq!(unread(&brought), ["6-6: a value / the character ,"]);
        assert_eq!(told_of(&brought), [("har", (1, 5)), ("console", (7, 7))]);
    }

    #[test]
    fn the_visitor_s_word_for_what_it_is_overrules() {
        let kind = crate::ingest::by_id("nginx-error-log");
        let brought = read(&format!("{CONSOLE}\n{NGINX}"), &target(), None, kind);
        assert_eq!(told_of(&brought), [("nginx-error-log", (2, 2))]);
        assert_eq!(unread(&brought), ["1-1: nginx’s error log / text of another kind"]);
    }

    #[test]
    fn of_the_runs_that_a_log_names_the_own_one_counts_and_without_one_the_last_line() {
        let of = |query: &str, number: &str| {
            NGINX.replace("/ws/chat ", &format!("/ws/chat{query} ")).replace("111:", number)
        };
        let (own, other) = (of("?wsd=0000000a", "111:"), of("?wsd=0000000b", "113:"));
        let (early, late) = (of("", "113:"), of("", "111:"));
        for (text, trace, entry, own, counts) in [
            (format!("{own}\n{other}"), Some(10), Entry::Refused, true, (1, 0)),
            (format!("{own}\n{early}"), Some(10), Entry::Refused, true, (1, 0)),
            (format!("{own}\n{other}"), None, Entry::Unreached, false, (1, 0)),
            (format!("{early}\n{early}\n{late}"), Some(10), Entry::Refused, false, (0, 2)),
            (format!("{late}\n{early}"), None, Entry::Unreached, false, (0, 1)),
        ] {
            let brought = read(&text, &target(), trace, None);
            let [Outcome::Logged(logged)] = &outcomes(&brought)[..] else {
                panic!("{:?}", outcomes(&brought))
            };
            assert_eq!((logged.entry, logged.own), (entry, own), "{text}");
            assert_eq!((brought.other_run, brought.outdated), counts, "{text}");
        }
        let brought = read(&other, &target(), Some(10), None);
        assert_eq!((outcomes(&brought), brought.other_run), (vec![], 1));
    }

    #[test]
    fn what_was_written_at_another_time_than_the_run_is_told_apart() {
        // 2026-11-20T14:05 in UTC.
        let run = Run { trace: Some(10), minute: Some(29_919_725) };
        let at = |time: &str| NGINX.replace("2026/11/20 14:05:01", time);
        let read = |text: &str, run: Run| {
            let target = target();
            let mut reader = Reader::new(&target, run, None);
            reader.push(text.as_bytes());
            reader.finish()
        };
        let (near, far) = (at("2026/11/20 15:07:01"), at("2026/11/20 14:20:01"));
        let traced = far.replace("/ws/chat ", "/ws/chat?wsd=0000000a ");
        let early = far.replace("111:", "113:");
        let apache = "[Fri Nov 20 14:20:01.123456 2026] [proxy:error] [pid 12:tid 34] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:8000 failed";
        let caddy = "{\"level\":\"error\",\"ts\":1795184401.1,\"logger\":\"http.log.error\",\"msg\":\"dial: connect: connection refused\",\"request\":{\"host\":\"chat.example.com\",\"uri\":\"/ws/chat\"},\"status\":502}";
        for (text, run, expected) in [
            (near.clone(), run, &[(Entry::Refused, false)][..]),
            (far.clone(), run, &[(Entry::Refused, true)]),
            // This run's own, whatever the clock of the server says; and a run of which nobody knows.
            (traced, run, &[(Entry::Refused, false)]),
            (far.clone(), Run::default(), &[(Entry::Refused, false)]),
            // Of a log's lines the last that fits counts, and not the last of all.
            (format!("{near}\n{early}"), run, &[(Entry::Refused, false)]),
            (format!("{early}\n{near}"), run, &[(Entry::Refused, false)]),
            (format!("{early}\n{far}"), run, &[(Entry::Refused, true)]),
            (apache.into(), run, &[(Entry::Refused, true)]),
            (format!("{apache}\n{near}"), run, &[(Entry::Refused, true), (Entry::Refused, false)]),
            (caddy.into(), run, &[(Entry::Refused, true)]),
            (caddy.replace("184401", "183501"), run, &[(Entry::Refused, false)]),
        ] {
            let seen = outcomes(&read(&text, run));
            let told: Vec<(Entry, bool)> = seen
                .iter()
                .map(|outcome| match outcome {
                    Outcome::Logged(logged) => (logged.entry, logged.untimely),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(told, expected, "{text}");
        }
        // A console has no date; a setting no time, whatever stands above it.
        for (time, place) in [("16:35:01.5 ", Place::Endpoint), ("14:20:01.5 ", Place::Unnamed)] {
            let brought = read(&format!("{time}{CONSOLE}"), run);
            assert_eq!(outcomes(&brought), [told(Line::Status(502), place)]);
            let said = brought.read[0].says.len();
            assert_eq!(said, if place == Place::Unnamed { 2 } else { 1 }, "{time}");
        }
        let zone = "{\"result\":{\"id\":\"websockets\",\"value\":\"off\"},\"success\":true}";
        let seen = outcomes(&read(&format!("{far}\n{zone}"), run));
        let untimely =
            seen.iter().map(|one| matches!(one, Outcome::Logged(logged) if logged.untimely));
        assert_eq!(untimely.collect::<Vec<_>>(), [true, false], "{seen:?}");
    }

    #[test]
    fn of_more_than_a_report_holds_the_last_stay() {
        let line = |status: usize| CONSOLE.replace("502", &status.to_string());
        let text: Vec<String> = (400..430).map(line).collect();
        let brought = read(&text.join("\n"), &target(), None, None);
        let last = outcomes(&brought).pop();
        assert_eq!(brought.observations.len(), 24);
        assert_eq!(last, Some(told(Line::Status(429), Place::Endpoint)));
    }

    #[test]
    fn blank_lines_at_the_end_are_lines() {
        for (text, lines) in [("502\n\n\n", 3), ("502\n{\n\n", 3), ("502\n{", 2), ("", 0)] {
            assert_eq!(read(text, &target(), None, None).lines, lines, "{text:?}");
        }
    }

    #[test]
    fn what_is_about_another_address_is_counted() {
        let text = format!(
            "{}\n{}",
            CONSOLE.replace("chat.ex", "other.ex"),
            NGINX.replace("/ws/chat", "/api")
        );
        let brought = read(&text, &target(), None, None);
        assert_eq!((brought.observations.len(), brought.other_address), (0, 2));
    }
}
