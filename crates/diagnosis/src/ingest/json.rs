//! JSON as it comes: a text of any length is read in pieces, and only records are kept, one at a time.
//!
//! A record is the outermost object, or an element of one of the lists in [`LISTS`]. Of a record only
//! the scalars are kept, each under its path, and none is kept longer than it may be needed: what a
//! HAR file mostly holds, the bodies of answers, passes by.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use memchr::{memchr_iter, memchr2};

use crate::product::Product;
use crate::text::{Phrase, Text};

/// Lists whose elements are records of their own.
const LISTS: [&str; 8] = [
    "[]",
    "log.entries[]",
    "LoadBalancers[]",
    "TargetGroups[]",
    "TargetHealthDescriptions[]",
    "Attributes[]",
    "Listeners[]",
    "Rules[]",
];

const DEEPEST: usize = 64;
const LONGEST_TEXT: usize = 512;
const LONGEST_PATH: usize = 160;
const MOST_FIELDS: usize = 300;
/// The messages of a socket may be thousands; that there are any is enough.
const MANY: &str = "_webSocketMessages[]";
const ENOUGH: usize = 8;
/// Who made a request stands first in its entry, and may be hundreds of calls.
const CALLERS: &str = "_initiator";
const ENTRIES: &str = "log.entries[].";
const ADDRESS: &str = "request.url";

/// A record: where it stands, and its scalars in order.
pub(super) struct Record<'a> {
    /// The path of the list, or nothing for the outermost object.
    pub(super) path: &'a str,
    fields: &'a Fields,
}

/// Names and values one after the other in one text, so that a record takes no memory anew.
#[derive(Default)]
struct Fields {
    text: String,
    /// Where each name begins and ends, and where its value ends.
    ends: Vec<(usize, usize, usize)>,
}

impl Fields {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn push(&mut self, name: &str, value: &[u8]) {
        let begin = self.text.len();
        self.text.push_str(name);
        let end = self.text.len();
        self.text.push_str(&String::from_utf8_lossy(value));
        self.ends.push((begin, end, self.text.len()));
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let text = self.text.as_str();
        self.ends.iter().map(move |(begin, end, last)| (&text[*begin..*end], &text[*end..*last]))
    }
}

impl Record<'_> {
    /// The scalar at this path inside the record.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// Whether something stands at this path or below it.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| {
            field
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// All scalars at this path.
    pub(super) fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.fields.iter().filter(move |(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The pairs of a list of names and values, as headers are written.
    pub(super) fn pairs(&self, list: &str) -> Vec<(&str, &str)> {
        let mut pairs = Vec::new();
        let (mut name, mut value) = (None, None);
        for (field, text) in self.fields.iter() {
            match field.strip_prefix(list) {
                Some("[].name") => name = Some(text),
                Some("[].value") => value = Some(text),
                _ => continue,
            }
            if let (Some(one), Some(other)) = (name, value) {
                pairs.push((one, other));
                (name, value) = (None, None);
            }
        }
        pairs
    }
}

/// How far a piece of text was read.
pub(super) enum Fed {
    /// To its end; the value goes on.
    More,
    /// The value ended after so many bytes.
    Done(usize),
    /// It is not JSON from this byte on.
    Failed {
        /// How many bytes were read.
        at: usize,
        /// What was expected there.
        expected: Text,
        /// What was found.
        found: Phrase,
    },
}

/// What the outermost names say of a value so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outline {
    /// It may be a configuration.
    Open,
    /// It is one of this product's.
    Configuration(Product),
    /// It is something else.
    Other,
}

impl Outline {
    fn add(&mut self, name: &[u8]) {
        *self = match (*self, name) {
            (Outline::Open, b"apps") => Outline::Configuration(Product::Caddy),
            (Outline::Open, b"static_resources" | b"dynamic_resources" | b"configs") => {
                Outline::Configuration(Product::Envoy)
            }
            // What stands beside these.
            (Outline::Open, b"admin" | b"logging" | b"storage" | b"node" | b"layered_runtime") => {
                Outline::Open
            }
            (Outline::Configuration(product), _) => Outline::Configuration(product),
            _ => Outline::Other,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    FirstValue,
    FirstKey,
    Key,
    Colon,
    After,
    Text { key: bool },
    Escape { key: bool },
    Unicode { key: bool, left: u8, code: u32 },
    Bare,
}

struct Frame {
    object: bool,
    /// The length of the container's own path.
    base: usize,
    record: bool,
}

/// A value that is being read.
pub(super) struct Json {
    state: State,
    stack: Vec<Frame>,
    path: String,
    text: Vec<u8>,
    /// Half of a character that JSON writes in two.
    half: Option<u16>,
    inside: bool,
    root: Fields,
    fields: Fields,
    many: usize,
    /// Where in a path the name inside the record begins.
    start: usize,
    /// Whether it is a configuration, by its outermost names.
    pub(super) outline: Outline,
    /// The rest of this record is not wanted.
    passing: bool,
    /// The address of a request has just come, which tells whether it is.
    addressed: bool,
    /// Line breaks passed.
    pub(super) breaks: usize,
    /// Records handed out.
    pub(super) records: usize,
}

impl Json {
    pub(super) fn new() -> Json {
        Json {
            state: State::Value,
            stack: Vec::new(),
            path: String::new(),
            text: Vec::new(),
            half: None,
            inside: false,
            root: Fields::default(),
            fields: Fields::default(),
            many: 0,
            start: 0,
            outline: Outline::Open,
            passing: false,
            addressed: false,
            breaks: 0,
            records: 0,
        }
    }

    /// Reads on, and hands out each record as it ends. Of an entry of a HAR file whose address
    /// `passes_by` the rest is left out.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        passes_by: &dyn Fn(&str) -> bool,
        record: &mut dyn FnMut(&Record<'_>),
    ) -> Fed {
        let mut at = 0;
        let fed = loop {
            let Some(&byte) = bytes.get(at) else { break Fed::More };
            match self.state {
                State::Text { key } => {
                    let rest = &bytes[at..];
                    let end = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                    if !self.passing {
                        self.keep(&rest[..end]);
                    }
                    at += end;
                    match rest.get(end) {
                        None => {}
                        Some(b'"') => {
                            at += 1;
                            self.text_ends(key);
                            if mem::take(&mut self.addressed) {
                                self.passing = passes_by(&String::from_utf8_lossy(&self.text));
                            }
                        }
                        Some(_) => {
                            at += 1;
                            self.state = State::Escape { key };
                        }
                    }
                    continue;
                }
                State::Escape { key } => {
                    at += 1;
                    self.escape(key, byte);
                    continue;
                }
                State::Unicode { key, left, code } => {
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        break failed(at, Text("four hexadecimal digits"), byte);
                    };
                    at += 1;
                    let code = code * 16 + digit;
                    self.state = if left > 1 {
                        State::Unicode { key, left: left - 1, code }
                    } else {
                        self.unit(u16::try_from(code).expect("four hexadecimal digits"));
                        State::Text { key }
                    };
                    continue;
                }
                State::Bare if is_bare(byte) => {
                    let rest = &bytes[at..];
                    let end = rest.iter().position(|byte| !is_bare(*byte)).unwrap_or(rest.len());
                    self.keep(&rest[..end]);
                    at += end;
                    continue;
                }
                State::Bare => {
                    if !bare(&self.text) {
                        break failed(at, Text("a number, true, false or null"), byte);
                    }
                    self.scalar();
                    self.state = State::After;
                    continue;
                }
                _ if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                _ => {}
            }
            match self.step(byte, record) {
                Ok(()) => at += 1,
                Err(expected) => break failed(at, expected, byte),
            }
            if self.stack.is_empty() {
                break Fed::Done(at);
            }
        };
        let read = match &fed {
            Fed::More => bytes.len(),
            Fed::Done(at) | Fed::Failed { at, .. } => *at,
        };
        self.breaks += memchr_iter(b'\n', &bytes[..read]).count();
        fed
    }

    fn step(&mut self, byte: u8, record: &mut dyn FnMut(&Record<'_>)) -> Result<(), Text> {
        match (self.state, byte) {
            (State::FirstKey, b'}') | (State::FirstValue, b']') => self.close(record),
            (State::FirstKey | State::Key, b'"') => {
                self.text.clear();
                self.state = State::Text { key: true };
            }
            (State::FirstKey, _) => return Err(Text("a name in quotes, or }")),
            (State::Key, _) => return Err(Text("a name in quotes")),
            (State::Colon, b':') => self.state = State::Value,
            (State::Colon, _) => return Err(Text("a colon")),
            (State::After, b',') => {
                let object = self.stack.last().is_some_and(|frame| frame.object);
                self.state = if object { State::Key } else { State::Value };
            }
            (State::After, b'}' | b']')
                if self.stack.last().is_some_and(|frame| frame.object == (byte == b'}')) =>
            {
                self.close(record);
            }
            (State::After, _) => return Err(Text("a comma, or the end of the list or object")),
            (_, b'{' | b'[') => {
                if self.stack.len() == DEEPEST {
                    return Err(Text("at most 64 levels"));
                }
                self.open(byte == b'{');
            }
            (_, b'"') => {
                self.element();
                self.text.clear();
                self.state = State::Text { key: false };
            }
            (_, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.element();
                self.text.clear();
                self.text.push(byte);
                self.state = State::Bare;
            }
            _ => return Err(Text("a value")),
        }
        Ok(())
    }

    /// The path of the next element of a list.
    fn element(&mut self) {
        if let Some(frame) = self.stack.last().filter(|frame| !frame.object) {
            self.path.truncate(frame.base);
            self.path.push_str("[]");
        }
    }

    fn open(&mut self, object: bool) {
        self.element();
        let listed = object && !self.inside && self.path.ends_with("[]");
        let record = listed && LISTS.contains(&self.path.as_str());
        if record {
            (self.inside, self.many, self.start) = (true, 0, self.path.len() + 1);
            self.fields.clear();
        }
        if self.stack.is_empty() && !object {
            self.outline = Outline::Other;
        }
        self.stack.push(Frame { object, base: self.path.len(), record });
        self.state = if object { State::FirstKey } else { State::FirstValue };
    }

    fn close(&mut self, record: &mut dyn FnMut(&Record<'_>)) {
        self.state = State::After;
        let Some(frame) = self.stack.pop() else { return };
        self.path.truncate(frame.base);
        if frame.record {
            (self.inside, self.start, self.passing) = (false, 0, false);
            self.records += 1;
            record(&Record { path: &self.path, fields: &self.fields });
        } else if self.stack.is_empty() && frame.object {
            record(&Record { path: "", fields: &self.root });
        }
    }

    fn text_ends(&mut self, key: bool) {
        self.half = None;
        if !key {
            self.scalar();
            self.state = State::After;
            return;
        }
        if self.passing {
            self.state = State::Colon;
            return;
        }
        if self.stack.len() == 1 {
            self.outline.add(&self.text);
        }
        let base = self.stack.last().map_or(0, |frame| frame.base);
        self.path.truncate(base);
        if base > 0 {
            self.path.push('.');
        }
        self.path.push_str(&String::from_utf8_lossy(&self.text));
        self.state = State::Colon;
    }

    fn scalar(&mut self) {
        let fields = if self.inside { &mut self.fields } else { &mut self.root };
        if self.passing || fields.ends.len() >= MOST_FIELDS || self.path.len() > LONGEST_PATH {
            return;
        }
        let name = self.path.get(self.start..).unwrap_or_default();
        if self.inside && name.starts_with(CALLERS) {
            return;
        }
        self.addressed = self.inside && name == ADDRESS && self.path.starts_with(ENTRIES);
        if name.starts_with(MANY) {
            self.many += 1;
            if self.many > ENOUGH {
                return;
            }
        }
        fields.push(name, &self.text);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST_TEXT.saturating_sub(self.text.len()).min(bytes.len());
        self.text.extend_from_slice(&bytes[..room]);
    }

    fn escape(&mut self, key: bool, byte: u8) {
        self.state = State::Text { key };
        match byte {
            b'u' => self.state = State::Unicode { key, left: 4, code: 0 },
            b'n' => self.keep(b"\n"),
            b't' => self.keep(b"\t"),
            b'r' => self.keep(b"\r"),
            b'b' | b'f' => self.keep(b" "),
            other => self.keep(&[other]),
        }
    }

    /// A unit of UTF-16, which may be half a character.
    fn unit(&mut self, unit: u16) {
        let units = mem::take(&mut self.half).into_iter().chain([unit]);
        let mut buffer = [0; 4];
        for read in char::decode_utf16(units) {
            match read {
                Ok(c) => self.keep(c.encode_utf8(&mut buffer).as_bytes()),
                Err(half) => self.half = Some(half.unpaired_surrogate()),
            }
        }
    }
}

fn failed(at: usize, expected: Text, found: u8) -> Fed {
    let found = if found.is_ascii_graphic() {
        Text("the character {found}").with("found", alloc::string::String::from(char::from(found)))
    } else {
        Text("the byte {found}").with("found", found)
    };
    Fed::Failed { at, expected, found }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn bare(text: &[u8]) -> bool {
    matches!(text, b"true" | b"false" | b"null")
        || text.first().is_some_and(|first| *first == b'-' || first.is_ascii_digit())
}

/// Whether what begins here is JSON; `None` as long as too little is there to tell.
pub(super) fn begins(bytes: &[u8]) -> Option<bool> {
    let mut signs = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (signs.next()?, signs.next()) {
        (b'{', Some(next)) => Some(matches!(next, b'"' | b'}')),
        (b'[', Some(next)) => Some(*next == b'{'),
        (b'{' | b'[', None) => None,
        _ => Some(false),
    }
}

/// Reads one whole value that stands in a line.
pub(super) fn whole(text: &str, record: &mut dyn FnMut(&Record<'_>)) {
    Json::new().feed(text.as_bytes(), &|_| false, record);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn records(pieces: &[&str]) -> Vec<String> {
        let mut seen = Vec::new();
        let mut json = Json::new();
        for piece in pieces {
            let mut record = |record: &Record<'_>| {
                let fields = record.fields.iter().map(|(name, value)| format!("{name}={value}"));
                seen.push(format!("{}:{}", record.path, fields.collect::<Vec<_>>().join(",")));
            };
            match json.feed(piece.as_bytes(), &|url| url.starts_with("wss://other"), &mut record) {
                Fed::Failed { at, expected, found } => {
                    seen.push(format!("{at}: {} {found}", expected.0));
                }
                Fed::Done(at) => seen.push(format!("done {at}")),
                Fed::More => {}
            }
        }
        seen
    }

    #[test]
    fn records_come_one_at_a_time_wherever_the_text_is_cut() {
        let text = r#"{"log":{"version":"1.2","entries":[{"a":"x\n\u00e9\ud83d\ude00","b":[1,-2.5e3,null]},{"c":{}}]}}"#;
        let expected = [
            "log.entries[]:a=x\né😀,b[]=1,b[]=-2.5e3,b[]=null",
            "log.entries[]:",
            ":log.version=1.2",
        ];
        for at in 0..text.len() {
            let seen = records(&[&text[..at], &text[at..]]);
            let (done, seen) = seen.split_last().expect("it ends");
            assert_eq!((seen, done.starts_with("done")), (&expected.map(Into::into)[..], true));
        }
    }

    #[test]
    fn what_is_no_json_is_said_with_what_was_expected() {
        for (text, expected) in [
            ("{\"a\" 1}", "5: a colon the character 1"),
            ("{\"a\":1 2}", "7: a comma, or the end of the list or object the character 2"),
            ("{\"a\":[1}", "7: a comma, or the end of the list or object the character }"),
            ("{\"a\":nil}", "8: a number, true, false or null the character }"),
            ("{\"a\":\"\\u12x\"}", "10: four hexadecimal digits the character x"),
            ("{1}", "1: a name in quotes, or } the character 1"),
            ("{\"a\":\u{1}}", "5: a value the byte 1"),
        ] {
            assert_eq!(records(&[text]), [expected], "{text}");
        }
        let deep = "[".repeat(65);
        assert_eq!(records(&[&deep]), ["64: at most 64 levels the character ["]);
    }

    #[test]
    fn long_texts_and_many_fields_take_no_more_memory_than_is_kept() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100_000));
        assert_eq!(records(&[&long])[0].len(), LONGEST_TEXT + ":a=".len());
        let many = format!("{{\"a\":[{}1]}}", "1,".repeat(10_000));
        assert_eq!(records(&[&many])[0].matches('=').count(), MOST_FIELDS);
    }

    #[test]
    fn of_an_entry_that_is_passed_by_nothing_more_is_kept() {
        let entry = |url: &str| {
            let callers = "{\"url\":\"a\"},".repeat(400);
            format!(
                "{{\"_initiator\":{{\"stack\":[{callers}{{}}]}},\"request\":{{\"url\":\"{url}\",\"headers\":[{{\"name\":\"a\\n\"}}],\"n\":[1,{{}}]}},\"b\":true}}"
            )
        };
        let text = format!(
            "{{\"log\":{{\"entries\":[{},{}]}}}}",
            entry("wss://other/"),
            entry("wss://own/")
        );
        for at in (0..text.len()).step_by(7) {
            assert_eq!(
                records(&[&text[..at], &text[at..]])[..2],
                [
                    "log.entries[]:request.url=wss://other/",
                    "log.entries[]:request.url=wss://own/,request.headers[].name=a\n,request.n[]=1,b=true",
                ]
            );
        }
    }

    #[test]
    fn json_is_known_by_its_first_two_signs() {
        for (text, expected) in [
            (" {\n \"", Some(true)),
            ("{", None),
            ("", None),
            ("{ admin off", Some(false)),
            ("[{", Some(true)),
            ("[Wed Nov", Some(false)),
            ("GET", Some(false)),
        ] {
            assert_eq!(begins(text.as_bytes()), expected, "{text}");
        }
    }
}
