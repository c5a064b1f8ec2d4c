//! Where the readers put what they find: each thing once, with where it points and which run it names.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::address::is_private;
use crate::evidence::{
    After, Agent, Answer, Body, Entry, Fetch, FetchEnd, Fetches, Hop, Line, Logged, Observation,
    Opened, Outcome, Probe, Setting, Via, Writer,
};
use crate::ingest::json::Record;
use crate::ingest::stamp::Stamp;
use crate::ingest::words::Pairs;
use crate::ingest::{Brought, Run};
use crate::product::Product;
use crate::report::describe::sentence;
use crate::target::{Place, TRACE, Target};
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// More different things than a link carries; of those without the own run the oldest go first.
const MOST_HEARD: usize = 96;
const MOST_OBSERVATIONS: usize = 24;
const MOST_SAID: usize = 6;

/// What the readers of one text found so far.
pub(super) struct Sink<'a> {
    pub(super) target: &'a Target,
    own: Option<u32>,
    heard: Vec<Heard>,
    /// Counts what was heard, so that the last of several is known.
    clock: usize,
    said: Vec<Said>,
    located: (String, Place),
    /// What a command line above asked for.
    pub(super) asked: Option<Asked>,
    pub(super) other_address: usize,
    /// The pairs of the line that is being read, once they were asked for.
    pairs: Option<Pairs>,
    /// A server behind the load balancer is healthy.
    pub(super) serves: bool,
    /// The minute of the run, where that is known.
    minute: Option<u32>,
    written: Written,
}

/// When the line or record was written that is being read.
enum Written {
    /// The beginning of the line tells, once it is asked.
    Line([u8; HEAD], usize),
    Known(Option<Stamp>),
}

/// A line has its time so early.
const HEAD: usize = 160;

/// What a command line asks for, whose answer may follow.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) place: Place,
    pub(super) trace: Option<u32>,
    /// The address is private, and leads to the target's path: past what stands in front.
    pub(super) behind: bool,
    pub(super) request: Request,
}

/// What kind of request it is, as far as that is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    Unknown,
    Plain,
    /// It asks for the upgrade, but lacks a header that a handshake must have.
    Incomplete,
    Handshake,
}

/// A sentence, and the evidence that it tells.
pub(super) type Said = (Option<Outcome>, Phrase);

struct Heard {
    seen: Observation,
    trace: Option<u32>,
    times: usize,
    last: usize,
}

impl Asked {
    /// Nothing is known of the request.
    pub(super) const NOTHING: Asked =
        Asked { place: Place::Unnamed, trace: None, behind: false, request: Request::Unknown };
}

impl<'a> Sink<'a> {
    pub(super) fn new(target: &'a Target, run: Run) -> Sink<'a> {
        Sink {
            target,
            own: run.trace,
            heard: Vec::new(),
            clock: 0,
            said: Vec::new(),
            located: (String::new(), target.locate_path(None, "")),
            asked: None,
            other_address: 0,
            pairs: None,
            serves: false,
            minute: run.minute,
            written: Written::Known(None),
        }
    }

    /// A new line begins.
    pub(super) fn next_line(&mut self, line: &str) {
        self.pairs = None;
        if self.minute.is_some() {
            let (mut head, length) = ([0; HEAD], line.len().min(HEAD));
            head[..length].copy_from_slice(&line.as_bytes()[..length]);
            self.written = Written::Line(head, length);
        }
    }

    /// When the line or record that is being read was written, if it says so.
    pub(super) fn written(&self) -> Option<Stamp> {
        match &self.written {
            Written::Line(head, length) => {
                Stamp::of_text(&String::from_utf8_lossy(&head[..*length]))
            }
            Written::Known(stamp) => *stamp,
        }
    }

    /// What is read now was written then.
    pub(super) fn wrote(&mut self, stamp: Option<Stamp>) {
        self.written = Written::Known(stamp);
    }

    /// What is read now is a record with its time in one of these fields.
    pub(super) fn wrote_at(&mut self, record: &Record<'_>, names: &[&str]) {
        let text = names.iter().find_map(|name| record.get(name));
        self.wrote(text.and_then(|text| Stamp::of_number(text).or_else(|| Stamp::of_text(text))));
    }

    /// The pairs of the line that is being read.
    pub(super) fn pairs(&mut self, line: &str) -> Pairs {
        *self.pairs.get_or_insert_with(|| Pairs::of(line))
    }

    /// Where a path of a log points. The last one is kept: logs ask for the same thousands of times.
    pub(super) fn locate_path(&mut self, host: Option<&str>, path: &str) -> Place {
        let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
        let host = host.filter(|host| !host.is_empty());
        let host_of = host.unwrap_or_default();
        let known = self.located.0.strip_prefix(host_of).and_then(|rest| rest.strip_prefix(' '));
        if known != Some(path) {
            let place = self.target.locate_path(host, path);
            self.located.0.clear();
            self.located.0.extend([host_of, " ", path]);
            self.located.1 = place;
        }
        self.located.1
    }

    /// A line of the browser's console, which counts as one of unknown origin where its time is not
    /// the run's.
    pub(super) fn console(
        &mut self,
        line: Line,
        place: Place,
        trace: Option<u32>,
        day: Option<i64>,
    ) {
        let own = trace.is_some() && trace == self.own;
        let minute = self.minute.filter(|_| !own && place == Place::Endpoint);
        let untimely = minute.zip(day).is_some_and(|(minute, day)| !Stamp::day_fits(day, minute));
        if untimely {
            self.note(Text("lines with another time than this run’s, which say less"));
        }
        let place = if untimely { Place::Unnamed } else { place };
        self.hear(Probe::Console, Via::Front, Outcome::Line(line, place), place, trace);
    }

    /// What says the same as a console line.
    pub(super) fn line(&mut self, probe: Probe, line: Line, place: Place, trace: Option<u32>) {
        self.hear(probe, Via::Front, Outcome::Line(line, place), place, trace);
    }

    /// How a handshake or a plain request failed that a tool made.
    pub(super) fn failed(&mut self, line: Line, entry: Option<Entry>, asked: &Asked) {
        match entry {
            _ if !asked.behind => self.line(Probe::Brought, line, asked.place, asked.trace),
            Some(entry) => self.logged(Writer::Tool, entry, Place::Endpoint, asked.trace),
            None => self.note(Text("it failed behind what stands in front as well")),
        }
    }

    /// Where a tool was sent, and what it asked for.
    pub(super) fn asked(&self, url: &str, request: Request) -> Asked {
        let place = self.target.locate(url);
        let host = url.split_once("://").map(|(_, rest)| rest).unwrap_or_default();
        let end = host.find('/').unwrap_or(host.len());
        let (authority, path) = host.split_at(end);
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => name,
            _ => authority,
        };
        let behind = place == Place::OtherHost
            && is_private(name)
            && self.target.locate_path(None, path) == Place::Endpoint;
        let place = if behind { Place::Endpoint } else { place };
        Asked { place, trace: trace_in(url), behind, request }
    }

    /// An entry of a log whose lines name a path, and perhaps a host.
    pub(super) fn request(&mut self, by: Writer, entry: Entry, host: Option<&str>, path: &str) {
        let trace = trace_in(path);
        // A run's own trace is surer than a host's name, which hops may rewrite.
        let host = host.filter(|_| trace.is_none() || trace != self.own);
        let place = self.locate_path(host, path);
        self.logged(by, entry, place, trace);
    }

    /// An entry of a log or a setting.
    pub(super) fn logged(&mut self, by: Writer, entry: Entry, place: Place, trace: Option<u32>) {
        // What a log says of other paths is not about the endpoint.
        if !matches!(place, Place::Endpoint | Place::Unnamed) {
            self.other_address += 1;
            return;
        }
        let own = trace.is_some() && trace == self.own;
        // This run's own is so whatever the clocks say.
        let dated = !matches!(by, Writer::Tool | Writer::Aws | Writer::Cloudflare);
        let minute = self.minute.filter(|_| dated && !own);
        let untimely = minute.is_some_and(|minute| {
            self.written().is_some_and(|written| !written.fits(entry, minute))
        });
        let outcome = Outcome::Logged(Logged { by, entry, place, own, untimely });
        self.hear(Probe::Brought, Via::Front, outcome, place, trace);
    }

    /// What a configuration says of the endpoint's path.
    pub(super) fn setting(&mut self, setting: Setting, product: Product, place: Place) {
        let outcome = Outcome::Setting(setting, product, place);
        self.hear(Probe::Config, Via::Front, outcome, place, None);
    }

    /// What is wrong in a configuration.
    pub(super) fn remark(&mut self, title: Phrase) {
        self.say(None, title);
    }

    /// A handshake that succeeded, as far as a tool or a browser's network log tells.
    pub(super) fn opened(&mut self, subprotocol: bool, extensions: bool, asked: &Asked) {
        let opened = Outcome::Opened(Opened {
            took: Millis::ZERO,
            subprotocol,
            extensions,
            after: After::Unknown,
        });
        if !matches!(asked.place, Place::Endpoint | Place::Unnamed) {
            self.other_address += 1;
            return;
        }
        if asked.behind {
            let via = Via::Behind(Hop::Proxy);
            self.hear(Probe::Bypass, via, opened, Place::Endpoint, None);
        } else {
            self.hear(Probe::Brought, Via::Front, opened, asked.place, asked.trace);
        }
    }

    /// An answer whose headers show who stands on the path.
    pub(super) fn shows(&mut self, status: u16, marks: Vec<Product>, asked: &Asked) {
        if marks.is_empty() || !matches!(asked.place, Place::Endpoint | Place::Unnamed) {
            return;
        }
        let answer = Answer { status, marks, body: Body::Other, digest: 0 };
        let fetches = Fetches {
            opaque: Fetch::NOT_RUN,
            cors: Fetch { took: Millis::ZERO, end: FetchEnd::Answered(answer) },
            manual: Fetch::NOT_RUN,
        };
        let outcome = Outcome::Fetched(Box::new(fetches));
        self.hear(Probe::Brought, Via::Front, outcome, asked.place, asked.trace);
    }

    /// A server behind the load balancer is healthy; that others are not says little then.
    pub(super) fn serves(&mut self) {
        self.serves = true;
        let none = |outcome: &Outcome| {
            matches!(
                outcome,
                Outcome::Logged(Logged { by: Writer::Aws, entry: Entry::NoServer, .. })
            )
        };
        self.heard.retain(|heard| !none(&heard.seen.outcome));
        self.said.retain(|(said, _)| !said.as_ref().is_some_and(none));
    }

    /// Something that is said and is no evidence.
    pub(super) fn note(&mut self, text: Text) {
        self.say(None, text.phrase());
    }

    /// What the piece that has just ended said.
    pub(super) fn take_said(&mut self) -> Vec<Phrase> {
        self.said.drain(..).map(|(_, phrase)| phrase).collect()
    }

    /// How much was said, to tell later what came after.
    pub(super) fn said(&self) -> usize {
        self.said.len()
    }

    /// Takes what was said after that.
    pub(super) fn split_said(&mut self, at: usize) -> Vec<Said> {
        self.said.split_off(at.min(self.said.len()))
    }

    /// Puts it back.
    pub(super) fn put_said(&mut self, said: Vec<Said>) {
        self.said = said;
    }

    fn say(&mut self, outcome: Option<Outcome>, phrase: Phrase) {
        if self.said.len() < MOST_SAID && self.said.iter().all(|(_, said)| *said != phrase) {
            self.said.push((outcome, phrase));
        }
    }

    fn hear(&mut self, probe: Probe, via: Via, outcome: Outcome, place: Place, trace: Option<u32>) {
        if place == Place::OtherHost {
            self.other_address += 1;
            return;
        }
        self.clock += 1;
        let known = self.heard.iter_mut().find(|heard| {
            (heard.trace, heard.seen.via, heard.seen.probe) == (trace, via, probe)
                && heard.seen.outcome == outcome
        });
        let fresh = self.said.iter().all(|(said, _)| said.as_ref() != Some(&outcome));
        if let Some(known) = known {
            known.times += 1;
            known.last = self.clock;
            if fresh {
                let phrase = sentence(Agent::default(), &known.seen);
                self.say(Some(outcome), phrase);
            }
            return;
        }
        let seen = Observation::pasted(probe, via, outcome.clone());
        self.say(Some(outcome), sentence(Agent::default(), &seen));
        if self.heard.len() == MOST_HEARD {
            let own = self.own;
            let oldest = self
                .heard
                .iter()
                .enumerate()
                .filter(|(_, heard)| own.is_none() || heard.trace != own);
            if let Some((at, _)) = oldest.min_by_key(|(_, heard)| heard.last) {
                self.heard.remove(at);
            } else {
                return;
            }
        }
        self.heard.push(Heard { seen, trace, times: 1, last: self.clock });
    }

    /// Chooses what counts: of the runs that are named the own one, or else the last; of a log's lines
    /// without a run the last that fits the run's time, or else the last.
    pub(super) fn finish(mut self, brought: &mut Brought) {
        brought.other_address = self.other_address;
        let last =
            self.heard.iter().filter(|heard| heard.trace.is_some()).max_by_key(|heard| heard.last);
        let run = last.map(|last| self.own.or(last.trace));
        let runs: Vec<Writer> = self
            .heard
            .iter()
            .filter(|heard| Some(heard.trace) == run && heard.trace.is_some())
            .filter_map(|heard| writer(&heard.seen.outcome))
            .collect();
        let mut other_run = 0;
        self.heard.retain(|heard| {
            let another = run.is_some() && Some(heard.trace) != run;
            let drop = match &heard.seen.outcome {
                // Why an earlier handshake failed may be over by now.
                Outcome::Line(line, place) if heard.seen.probe == Probe::Console => {
                    another && *place != Place::Unnamed && line.tells_why()
                }
                Outcome::Logged(logged) => match heard.trace {
                    Some(_) => another,
                    None => runs.contains(&logged.by),
                },
                _ => another && heard.trace.is_some(),
            };
            other_run += if drop { heard.times } else { 0 };
            !drop
        });
        let mut outdated = 0;
        let latest: Vec<(Writer, Class, (bool, usize))> =
            self.heard.iter().filter(|heard| heard.trace.is_none()).filter_map(rank).collect();
        self.heard.retain(|heard| {
            let Some((by, class, at)) = rank(heard).filter(|_| heard.trace.is_none()) else {
                return true;
            };
            let over = latest
                .iter()
                .any(|(other, same, later)| (*other, *same) == (by, class) && *later > at);
            outdated += if over { heard.times } else { 0 };
            !over
        });
        brought.other_run = other_run;
        brought.outdated = outdated;
        let worth = |heard: &Heard| (heard.trace.is_some() && heard.trace == self.own, heard.last);
        while self.heard.len() > MOST_OBSERVATIONS {
            let least = self.heard.iter().enumerate().min_by_key(|(_, heard)| worth(heard));
            let (at, _) = least.expect("there are more than it may be");
            self.heard.remove(at);
        }
        brought.observations = self.heard.into_iter().map(|heard| heard.seen).collect();
    }
}

/// Entries of which the last one of a log counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Why,
    Status,
    Other,
}

/// Who wrote it, what kind of entry it is, whether its time is the run's, and when it came.
fn rank(heard: &Heard) -> Option<(Writer, Class, (bool, usize))> {
    match &heard.seen.outcome {
        // Settings stand beside each other.
        Outcome::Logged(logged) if !matches!(logged.by, Writer::Aws | Writer::Cloudflare) => {
            let class = match logged.entry {
                Entry::Handshake(_) | Entry::Answered(_) => Class::Status,
                entry if entry.tells_why() => Class::Why,
                _ => Class::Other,
            };
            Some((logged.by, class, (!logged.untimely, heard.last)))
        }
        _ => None,
    }
}

fn writer(outcome: &Outcome) -> Option<Writer> {
    match outcome {
        Outcome::Logged(logged) => Some(logged.by),
        _ => None,
    }
}

/// The run that a URL or a path with a query names.
pub(super) fn trace_in(url: &str) -> Option<u32> {
    let (_, query) = url.split_once('?')?;
    let run = query.split('&').find_map(|pair| pair.strip_prefix(TRACE)?.strip_prefix('='))?;
    let end = run.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(run.len());
    u32::from_str_radix(&run[..end], 16).ok()
}
