//! `ws-doctor explain`: what people bring, read and diagnosed.
//!
//! A file of any length is read once and in pieces. What a report and the target are is looked for in
//! the beginning of each file only.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use diagnosis::RUNBOOK;
use diagnosis::evidence::{Agent, Evidence};
use diagnosis::ingest::config;
use diagnosis::ingest::{Brought, Reader, Run};
use diagnosis::report::{Report, link};
use diagnosis::target::{Endpoint, Target};
use url::Url;

use crate::args::{Explain, parts};
use crate::out::{self, Piece, Remarked, Told};
use crate::{Code, Failed};

/// How much of a file is looked through for reports and addresses.
const HEAD: usize = 1 << 20;
/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// A file, and its beginning.
struct Source {
    name: String,
    head: Vec<u8>,
    rest: Box<dyn Read>,
}

/// A report link that was found.
struct Found {
    source: usize,
    line: u64,
    evidence: Evidence,
    left_out: usize,
}

/// Reads the files and writes what they come to.
pub(crate) fn run(explain: &Explain) -> Result<Code, Failed> {
    let mut sources = explain.files.iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
    let (mut read, mut unread, mut remarks) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        reports(index, source, &mut found, &mut unread);
    }
    let asked = explain.url.as_ref().map(|endpoint: &Endpoint| endpoint.target.clone());
    let lines: Vec<(usize, u64)> = found.iter().map(|one| (one.source, one.line)).collect();
    let base = pick(found, asked.as_ref(), &sources, &mut read, &mut unread);
    let target = asked.or_else(|| base.as_ref().map(|base| base.target.clone()));
    let target = target.or_else(|| sources.iter().find_map(|source| named(&source.head)));
    // Without one it may still be told whether there is anything to read.
    let told_of = target.is_some();
    let target = target.unwrap_or_else(|| Target::new(true, "", 0, "", ""));
    let mut evidence = base.unwrap_or_else(|| nothing(target.clone()));
    for (index, source) in sources.iter_mut().enumerate() {
        // A whole report holds nothing else.
        if is_report(&source.head) {
            continue;
        }
        let head = std::mem::take(&mut source.head);
        let brought = bring(source, &head, &target, Run::of(&evidence))?;
        remarks.extend(remarked(&source.name, &head, &brought, &target));
        let own = |line| lines.contains(&(index, line));
        add(&source.name, brought, own, &mut evidence, &mut read, &mut unread);
    }
    let unknown = read.is_empty();
    if !unknown && !told_of {
        return Err(Failed::new(
            Code::Usage,
            "expected to be told which WebSocket this is about, found no report and no ws:// or wss:// address in it; add --url wss://HOST/PATH",
        ));
    }
    if unknown && !explain.output.json {
        let first =
            unread.first().map(|Piece { file, line, what }| format!("; {file}:{line}: {what}"));
        let first = first.unwrap_or_default();
        let message = format!(
            "expected reports, console lines, answers, logs or configurations, found none of them{first}"
        );
        return Err(Failed::new(Code::BadInput, message));
    }
    let report = Report::new(evidence);
    let told = Told { report, answers: Vec::new(), warnings: Vec::new(), read, unread, remarks };
    let code = out::write(&told, &explain.output)?;
    Ok(if unknown { Code::BadInput } else { code })
}

fn open(path: &Path) -> Result<Source, Failed> {
    let name = path.display().to_string();
    let mut rest: Box<dyn Read> = if name == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| Failed::file(path, &error))?)
    };
    let mut head = Vec::new();
    let read = rest.by_ref().take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| Failed::file(path, &error))?;
    Ok(Source { name, head, rest })
}

/// Collects the reports in the beginning of a file.
fn reports(index: usize, source: &Source, found: &mut Vec<Found>, unread: &mut Vec<Piece>) {
    let text = String::from_utf8_lossy(&source.head);
    let mut begin = 0;
    let mut line = 1;
    for one in link::find::find(&text) {
        // Its line is the one in which it ends.
        line += count(&text.as_bytes()[begin..one.end]);
        begin = one.end;
        match link::decode(&one.text) {
            Ok(decoded) => found.push(Found {
                source: index,
                line,
                evidence: decoded.evidence,
                left_out: decoded.left_out,
            }),
            Err(error) => {
                unread.push(Piece { file: source.name.clone(), line, what: error.to_string() });
            }
        }
    }
}

fn count(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// The newest report about the target, or about any where none was named; the others are told of.
fn pick(
    found: Vec<Found>,
    asked: Option<&Target>,
    sources: &[Source],
    read: &mut Vec<Piece>,
    unread: &mut Vec<Piece>,
) -> Option<Evidence> {
    let fits = |one: &Found| asked.is_none_or(|asked| *asked == one.evidence.target);
    let newest = found.iter().filter(|one| fits(one)).map(|one| one.evidence.minute).max();
    let mut base: Option<Evidence> = None;
    for one in found {
        let piece = |what: String| {
            let file = sources[one.source].name.clone();
            Piece { file, line: one.line, what }
        };
        let url = one.evidence.target.url();
        if !fits(&one) {
            unread.push(piece(format!("a report about another address, {url}")));
        } else if base.as_ref() == Some(&one.evidence) {
            // A report file holds its link, and a document of ours holds both.
        } else if base.is_none() && Some(one.evidence.minute) == newest {
            let left_out = match one.left_out {
                0 => String::new(),
                more => format!(", of which {more} observations are of a later version"),
            };
            read.push(piece(format!("a report about {url}{left_out}")));
            base = Some(one.evidence);
        } else {
            unread.push(piece(format!(
                "another report about {url}: one at a time is explained, the newest"
            )));
        }
    }
    base
}

/// Whether a file is a report or a document of ours, and nothing else.
fn is_report(head: &[u8]) -> bool {
    let ours = |format: &str| matches!(format, "ws-doctor-report" | "ws-doctor-cli");
    let document: Option<serde_json::Value> = serde_json::from_slice(head).ok();
    document.is_some_and(|document| document["format"].as_str().is_some_and(ours))
}

/// The first WebSocket that a text names.
fn named(head: &[u8]) -> Option<Target> {
    let text = String::from_utf8_lossy(head);
    let starts = text.match_indices("ws").map(|(at, _)| &text[at..]);
    let urls = starts.filter(|rest| rest.starts_with("ws://") || rest.starts_with("wss://"));
    urls.filter_map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || "'\"`<>()’”,;".contains(c));
        let url = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ':']);
        let parts = parts(&Url::parse(url).ok()?);
        Endpoint::new(parts, true).ok().map(|endpoint| endpoint.target)
    })
    .next()
}

/// Evidence of nothing but what is brought.
fn nothing(target: Target) -> Evidence {
    Evidence {
        target,
        agent: Agent::default(),
        minute: 0,
        trace: None,
        observations: Vec::new(),
        runbook: RUNBOOK,
        quotes: Vec::new(),
    }
}

/// What is said of the configurations in the beginning of a file, line by line.
fn remarked(name: &str, head: &[u8], brought: &Brought, target: &Target) -> Vec<Remarked> {
    let text = String::from_utf8_lossy(head);
    let told = |remark: config::Remark| Remarked {
        file: name.to_owned(),
        line: remark.lines.first as u64,
        to: remark.lines.last as u64,
        bearing: remark.bearing.id(),
        what: shown(&remark.title.to_string()),
        why: shown(&remark.why.to_string()),
        diff: remark.correction.map(|correction| shown(&correction.diff)),
    };
    config::remarks(&text, &brought.read, target).into_iter().map(told).collect()
}

/// Text of a file as a terminal may get it: nothing in it moves the cursor or turns the text around.
fn shown(text: &str) -> String {
    let unseen = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if unseen(c) { '\u{fffd}' } else { c }).collect()
}

/// Reads a file from its beginning, `head`, to its end.
fn bring(source: &mut Source, head: &[u8], target: &Target, run: Run) -> Result<Brought, Failed> {
    let mut reader = Reader::new(target, run, None);
    reader.push(head);
    let mut chunk = vec![0; CHUNK];
    loop {
        match source.rest.read(&mut chunk) {
            Ok(0) => return Ok(reader.finish()),
            Ok(length) => reader.push(&chunk[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Failed::file(Path::new(&source.name), &error)),
        }
    }
}

/// Adds what a file brought; `own` tells the lines that were read before.
fn add(
    name: &str,
    brought: Brought,
    own: impl Fn(u64) -> bool,
    evidence: &mut Evidence,
    read: &mut Vec<Piece>,
    unread: &mut Vec<Piece>,
) {
    let piece = |line: usize, what: String| Piece {
        file: name.to_owned(),
        line: line.max(1) as u64,
        what: shown(&what),
    };
    for seen in brought.observations {
        if !evidence.observations.contains(&seen) {
            evidence.observations.push(seen);
        }
    }
    for one in &brought.read {
        let says: Vec<String> = one.says.iter().map(ToString::to_string).collect();
        let says = match &says[..] {
            // Its remarks say it line by line.
            _ if one.kind.config().is_some() => String::new(),
            [] => ", nothing about this address".to_owned(),
            says => format!(": {}", says.join("; ")),
        };
        let (from, to) = one.lines;
        let lines = if to > from { format!(", to line {to}") } else { String::new() };
        read.push(piece(from, format!("{}{lines}{says}", one.kind.name.0)));
    }
    for one in &brought.unread {
        let (from, to) = one.lines;
        if (from..=to).all(|line| own(line as u64)) {
            continue;
        }
        let lines = if to > from { format!(" (to line {to})") } else { String::new() };
        let (expected, found) = (one.expected.0, &one.found);
        unread.push(piece(from, format!("expected {expected}, found {found}{lines}")));
    }
    for (count, what) in [
        (brought.other_address, "recognised lines about another address, left out"),
        (brought.other_run, "recognised lines about another run, left out"),
        (brought.outdated, "log lines that later ones overrule, left out"),
        (brought.unlisted, "more pieces, not listed"),
    ] {
        if count > 0 {
            unread.push(piece(1, format!("{what}: {count}")));
        }
    }
}
