//! The link codec: evidence in, a short text for a URL's fragment out, and back.
//!
//! `v1.` and base64url of: a checksum of four bytes, then the wire types in postcard. The wire types
//! are this file's own, so that the evidence can change while every old link still decodes. Each
//! observation stands in a block of its own length: a page that doesn't know a newer one leaves it
//! out and says so. A link carries no conclusion, no URL, no secret and no prose.
//!
//! Decoding is bounded: at most [`LONGEST`] characters in, no more memory out than a small multiple
//! of that, no recursion.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use crate::evidence::{
    After, Agent, Answer, Body, CertificateFault, Close, Evidence, Family, Fetch, FetchEnd,
    Fetches, Hop, Line, Marred, Observation, Opened, Outcome, PageFacts, Probe, Refusal, Source,
    Throw, Variant, Via, Wait, WaitEnd, Why,
};
use crate::product::Product;
use crate::target::{Place, Target};
use crate::time::Millis;

/// No longer text is looked at, in characters.
pub const LONGEST: usize = 8192;
const MOST_OBSERVATIONS: usize = 64;
const MOST_TIMES: usize = 16;
const VERSION: &str = "v1.";

/// Why a text is no report link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It does not begin as a report link does.
    NotALink,
    /// It was made by a later version of this page.
    Newer(String),
    /// It is longer than any report link.
    TooLong(usize),
    /// It was cut short or altered on its way.
    Damaged,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::NotALink => f.write_str("expected a report that begins with v1., found something else"),
            LinkError::Newer(version) => write!(
                f,
                "expected a report of version v1, found {version}: it was made by a later version of this page; reload to get the newest one"
            ),
            LinkError::TooLong(length) => {
                write!(f, "expected a report of at most {LONGEST} characters, found {length}")
            }
            LinkError::Damaged => f.write_str(
                "expected a whole report, found one that was cut short or altered on its way; ask for the link again, or for the report as text",
            ),
        }
    }
}

impl core::error::Error for LinkError {}

/// Decoded evidence, and how many observations of a later version were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// What was seen.
    pub evidence: Evidence,
    /// Observations that this version does not know.
    pub left_out: usize,
}

/// The text for a link: letters, digits, `-`, `_` and one full stop.
pub fn encode(evidence: &Evidence) -> String {
    let blocks = evidence
        .observations
        .iter()
        .take(MOST_OBSERVATIONS)
        .map(|seen| bytes(&Seen::from(seen)))
        .collect();
    let body = bytes(&Wire {
        target: WireTarget {
            secure: evidence.target.secure,
            host: evidence.target.host.clone(),
            port: evidence.target.port,
            path: evidence.target.path.clone(),
            query_names: evidence.target.query_names.clone(),
        },
        family: evidence.agent.family as u8,
        major: evidence.agent.major,
        minute: evidence.minute,
        trace: evidence.trace,
        blocks,
    });
    let mut whole = checksum(&body).to_be_bytes().to_vec();
    whole.extend_from_slice(&body);
    format!("{VERSION}{}", Base64UrlUnpadded::encode_string(&whole))
}

/// The evidence of a link's text.
///
/// # Errors
/// [`LinkError`] says what was expected and what was found.
pub fn decode(text: &str) -> Result<Decoded, LinkError> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(LinkError::TooLong(text.len()));
    }
    let Some(encoded) = text.strip_prefix(VERSION) else {
        return Err(newer(text).map_or(LinkError::NotALink, LinkError::Newer));
    };
    let whole = Base64UrlUnpadded::decode_vec(encoded).map_err(|_| LinkError::Damaged)?;
    let (sum, body) = whole.split_first_chunk::<4>().ok_or(LinkError::Damaged)?;
    if u32::from_be_bytes(*sum) != checksum(body) {
        return Err(LinkError::Damaged);
    }
    let wire: Wire = postcard::from_bytes(body).map_err(|_| LinkError::Damaged)?;
    let blocks = wire.blocks.len();
    let observations: Vec<Observation> = wire
        .blocks
        .iter()
        .take(MOST_OBSERVATIONS)
        .filter_map(|block| postcard::from_bytes::<Seen>(block).ok().and_then(Seen::observation))
        .collect();
    // A host or path that is not as we write them is made so: nothing in a link is trusted.
    let mut target =
        Target::new(wire.target.secure, &wire.target.host, wire.target.port, &wire.target.path, "");
    target.query_names =
        Target::new(false, "", 0, "", &wire.target.query_names.join("&")).query_names;
    Ok(Decoded {
        left_out: blocks - observations.len(),
        evidence: Evidence {
            target,
            agent: Agent {
                family: pick(&Family::ALL, wire.family).unwrap_or_default(),
                major: wire.major,
            },
            minute: wire.minute,
            trace: wire.trace,
            observations,
        },
    })
}

/// `v7` of `v7.…`, if that is what it begins with.
fn newer(text: &str) -> Option<String> {
    let (version, _) = text.split_once('.')?;
    let number = version.strip_prefix('v')?;
    let plausible =
        (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| version.into())
}

fn bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("plain data in growing memory always serialises")
}

/// FNV-1a: it tells an accident, not an attack, and a link proves nothing anyway.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn pick<T: Copy>(all: &[T], code: u8) -> Option<T> {
    all.get(usize::from(code)).copied()
}

#[derive(Serialize, Deserialize)]
struct Wire {
    target: WireTarget,
    family: u8,
    major: u16,
    minute: u32,
    trace: Option<u32>,
    blocks: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct WireTarget {
    secure: bool,
    host: String,
    port: u16,
    path: String,
    query_names: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Seen {
    probe: u8,
    /// 0 is the front; else the hop's place plus one.
    via: u8,
    variant: u8,
    started: u32,
    took: u32,
    /// Bits: hidden, delayed, interrupted, pasted.
    flags: u8,
    outcome: WireOutcome,
}

/// Never reorder: the place of a variant is its code for ever. New ones go to the end.
#[derive(Serialize, Deserialize)]
enum WireOutcome {
    Page { flags: u8 },
    Opened { took: u32, flags: u8, after: WireAfter },
    Refused { code: Option<u16>, error: bool },
    Threw(u8),
    TimedOut,
    Fetched([WireFetch; 3]),
    Waited { age: u32, quiet: u32, interval: Option<u32>, sent: u16, received: u16, end: WireEnd },
    Heard(Vec<u32>),
    Quiet { sent: bool },
    Line { line: WireLine, place: u8 },
    Cancelled,
    Skipped(u8),
}

#[derive(Serialize, Deserialize)]
enum WireAfter {
    Held,
    Dropped(WireClose, u32),
    Swallowed,
    Unknown,
}

#[derive(Serialize, Deserialize)]
struct WireClose {
    code: u16,
    clean: bool,
    error: bool,
}

#[derive(Serialize, Deserialize)]
struct WireFetch {
    took: u32,
    end: WireFetchEnd,
}

#[derive(Serialize, Deserialize)]
enum WireFetchEnd {
    NotRun,
    Answered { status: u16, marks: Vec<u8>, body: u8, digest: u16 },
    Opaque,
    Redirect,
    Failed,
    TimedOut,
}

#[derive(Serialize, Deserialize)]
enum WireEnd {
    Dropped(WireClose),
    Survived,
    Alive,
    Deaf,
    Stopped,
}

/// The place in [`PLAIN_LINES`], or one of the lines that carry a value.
#[derive(Serialize, Deserialize)]
enum WireLine {
    Plain(u8),
    Status(u16),
    FetchStatus(u16),
    Certificate(u8),
}

/// Lines without a value. Never reorder; new ones go to the end.
const PLAIN_LINES: [Line; 23] = [
    Line::ClosedUnanswered,
    Line::Reset,
    Line::NotHttp,
    Line::ConnectionRefused,
    Line::NameNotResolved,
    Line::Unreachable,
    Line::Disconnected,
    Line::UnsafePort,
    Line::TlsProtocol,
    Line::LocalNetwork,
    Line::ForwardProxy,
    Line::BlockedByClient,
    Line::DamagedUpgrade,
    Line::Subprotocol,
    Line::Extension,
    Line::Http2Stream,
    Line::DamagedFrame,
    Line::OwnTimeout,
    Line::MixedContent,
    Line::ContentPolicy,
    Line::CannotConnect,
    Line::Interrupted,
    Line::FetchFailed,
];

const CERTIFICATE_FAULTS: [CertificateFault; 4] = [
    CertificateFault::Authority,
    CertificateFault::Name,
    CertificateFault::Date,
    CertificateFault::Other,
];
const THROWS: [Throw; 4] = [Throw::Security, Throw::Syntax, Throw::Policy, Throw::Other];
const WHYS: [Why; 4] = [Why::NotGiven, Why::NotNeeded, Why::WouldQueue, Why::Budget];
const BODIES: [Body; 5] =
    [Body::Empty, Body::AsksForUpgrade, Body::GatewayPage, Body::Html, Body::Other];
const PLACES: [Place; 5] =
    [Place::Endpoint, Place::Root, Place::OtherPath, Place::OtherHost, Place::Unnamed];
const VARIANTS: [Variant; 3] = [Variant::AsIs, Variant::Warm, Variant::Bare];

fn code<T: PartialEq>(all: &[T], value: &T) -> u8 {
    let place = all
        .iter()
        .position(|one| one == value)
        .expect("each list holds every variant, as a test shows");
    u8::try_from(place).expect("the lists are short")
}

fn bits(flags: &[bool]) -> u8 {
    flags.iter().enumerate().fold(0, |bits, (place, flag)| bits | (u8::from(*flag) << place))
}

fn bit(flags: u8, place: u8) -> bool {
    flags >> place & 1 == 1
}

impl From<&Observation> for Seen {
    fn from(seen: &Observation) -> Seen {
        Seen {
            probe: seen.probe as u8,
            via: match seen.via {
                Via::Front => 0,
                Via::Behind(hop) => hop as u8 + 1,
            },
            variant: code(&VARIANTS, &seen.variant),
            started: seen.started.0,
            took: seen.took().0,
            flags: bits(&[
                seen.marred.hidden,
                seen.marred.delayed,
                seen.marred.interrupted,
                seen.source == Source::Pasted,
            ]),
            outcome: WireOutcome::from(&seen.outcome),
        }
    }
}

impl Seen {
    fn observation(self) -> Option<Observation> {
        let started = Millis(self.started);
        Some(Observation {
            probe: pick(&Probe::ALL, self.probe)?,
            via: match self.via {
                0 => Via::Front,
                hop => Via::Behind(pick(&Hop::ALL, hop - 1)?),
            },
            variant: pick(&VARIANTS, self.variant)?,
            started,
            ended: started + Millis(self.took),
            outcome: self.outcome.outcome()?,
            marred: Marred {
                hidden: bit(self.flags, 0),
                delayed: bit(self.flags, 1),
                interrupted: bit(self.flags, 2),
            },
            source: if bit(self.flags, 3) { Source::Pasted } else { Source::Measured },
        })
    }
}

impl From<&Outcome> for WireOutcome {
    fn from(outcome: &Outcome) -> WireOutcome {
        match outcome {
            Outcome::Page(facts) => WireOutcome::Page {
                flags: bits(&[
                    facts.secure,
                    facts.same_origin,
                    facts.online,
                    facts.hidden,
                    facts.private,
                ]),
            },
            Outcome::Opened(opened) => WireOutcome::Opened {
                took: opened.took.0,
                flags: bits(&[opened.subprotocol, opened.extensions]),
                after: match opened.after {
                    After::Held => WireAfter::Held,
                    After::Dropped(close, stayed) => WireAfter::Dropped(close.into(), stayed.0),
                    After::Swallowed => WireAfter::Swallowed,
                    After::Unknown => WireAfter::Unknown,
                },
            },
            Outcome::Refused(refusal) => {
                WireOutcome::Refused { code: refusal.code, error: refusal.error }
            }
            Outcome::Threw(throw) => WireOutcome::Threw(code(&THROWS, throw)),
            Outcome::TimedOut => WireOutcome::TimedOut,
            Outcome::Fetched(fetches) => WireOutcome::Fetched(
                [&fetches.opaque, &fetches.cors, &fetches.manual].map(WireFetch::from),
            ),
            Outcome::Waited(wait) => WireOutcome::Waited {
                age: wait.age.0,
                quiet: wait.quiet.0,
                interval: wait.interval.map(|interval| interval.0),
                sent: wait.sent,
                received: wait.received,
                end: match wait.end {
                    WaitEnd::Dropped(close) => WireEnd::Dropped(close.into()),
                    WaitEnd::Survived => WireEnd::Survived,
                    WaitEnd::Alive => WireEnd::Alive,
                    WaitEnd::Deaf => WireEnd::Deaf,
                    WaitEnd::Stopped => WireEnd::Stopped,
                },
            },
            Outcome::Heard(times) => {
                WireOutcome::Heard(times.iter().take(MOST_TIMES).map(|time| time.0).collect())
            }
            Outcome::Quiet { sent } => WireOutcome::Quiet { sent: *sent },
            Outcome::Line(line, place) => {
                WireOutcome::Line { line: WireLine::from(*line), place: code(&PLACES, place) }
            }
            Outcome::Cancelled => WireOutcome::Cancelled,
            Outcome::Skipped(why) => WireOutcome::Skipped(code(&WHYS, why)),
        }
    }
}

impl WireOutcome {
    fn outcome(self) -> Option<Outcome> {
        Some(match self {
            WireOutcome::Page { flags } => Outcome::Page(PageFacts {
                secure: bit(flags, 0),
                same_origin: bit(flags, 1),
                online: bit(flags, 2),
                hidden: bit(flags, 3),
                private: bit(flags, 4),
            }),
            WireOutcome::Opened { took, flags, after } => Outcome::Opened(Opened {
                took: Millis(took),
                subprotocol: bit(flags, 0),
                extensions: bit(flags, 1),
                after: match after {
                    WireAfter::Held => After::Held,
                    WireAfter::Dropped(close, stayed) => {
                        After::Dropped(close.into(), Millis(stayed))
                    }
                    WireAfter::Swallowed => After::Swallowed,
                    WireAfter::Unknown => After::Unknown,
                },
            }),
            WireOutcome::Refused { code, error } => Outcome::Refused(Refusal { code, error }),
            WireOutcome::Threw(throw) => Outcome::Threw(pick(&THROWS, throw)?),
            WireOutcome::TimedOut => Outcome::TimedOut,
            WireOutcome::Fetched([opaque, cors, manual]) => Outcome::Fetched(Box::new(Fetches {
                opaque: opaque.fetch()?,
                cors: cors.fetch()?,
                manual: manual.fetch()?,
            })),
            WireOutcome::Waited { age, quiet, interval, sent, received, end } => {
                Outcome::Waited(Wait {
                    age: Millis(age),
                    quiet: Millis(quiet),
                    interval: interval.map(Millis),
                    sent,
                    received,
                    end: match end {
                        WireEnd::Dropped(close) => WaitEnd::Dropped(close.into()),
                        WireEnd::Survived => WaitEnd::Survived,
                        WireEnd::Alive => WaitEnd::Alive,
                        WireEnd::Deaf => WaitEnd::Deaf,
                        WireEnd::Stopped => WaitEnd::Stopped,
                    },
                })
            }
            WireOutcome::Heard(times) => {
                Outcome::Heard(times.into_iter().take(MOST_TIMES).map(Millis).collect())
            }
            WireOutcome::Quiet { sent } => Outcome::Quiet { sent },
            WireOutcome::Line { line, place } => Outcome::Line(line.line()?, pick(&PLACES, place)?),
            WireOutcome::Cancelled => Outcome::Cancelled,
            WireOutcome::Skipped(why) => Outcome::Skipped(pick(&WHYS, why)?),
        })
    }
}

impl From<Close> for WireClose {
    fn from(close: Close) -> WireClose {
        WireClose { code: close.code, clean: close.clean, error: close.error }
    }
}

impl From<WireClose> for Close {
    fn from(close: WireClose) -> Close {
        Close { code: close.code, clean: close.clean, error: close.error }
    }
}

impl From<&Fetch> for WireFetch {
    fn from(fetch: &Fetch) -> WireFetch {
        let end = match &fetch.end {
            FetchEnd::NotRun => WireFetchEnd::NotRun,
            FetchEnd::Answered(answer) => WireFetchEnd::Answered {
                status: answer.status,
                marks: answer.marks.iter().map(|mark| *mark as u8).collect(),
                body: code(&BODIES, &answer.body),
                digest: answer.digest,
            },
            FetchEnd::Opaque => WireFetchEnd::Opaque,
            FetchEnd::Redirect => WireFetchEnd::Redirect,
            FetchEnd::Failed => WireFetchEnd::Failed,
            FetchEnd::TimedOut => WireFetchEnd::TimedOut,
        };
        WireFetch { took: fetch.took.0, end }
    }
}

impl WireFetch {
    fn fetch(self) -> Option<Fetch> {
        let end = match self.end {
            WireFetchEnd::NotRun => FetchEnd::NotRun,
            WireFetchEnd::Answered { status, marks, body, digest } => FetchEnd::Answered(Answer {
                status,
                marks: marks
                    .into_iter()
                    .take(Product::ALL.len())
                    .filter_map(|mark| pick(&Product::ALL, mark))
                    .collect(),
                body: pick(&BODIES, body)?,
                digest,
            }),
            WireFetchEnd::Opaque => FetchEnd::Opaque,
            WireFetchEnd::Redirect => FetchEnd::Redirect,
            WireFetchEnd::Failed => FetchEnd::Failed,
            WireFetchEnd::TimedOut => FetchEnd::TimedOut,
        };
        Some(Fetch { took: Millis(self.took), end })
    }
}

impl From<Line> for WireLine {
    fn from(line: Line) -> WireLine {
        match line {
            Line::Status(status) => WireLine::Status(status),
            Line::FetchStatus(status) => WireLine::FetchStatus(status),
            Line::Certificate(fault) => WireLine::Certificate(code(&CERTIFICATE_FAULTS, &fault)),
            plain => WireLine::Plain(code(&PLAIN_LINES, &plain)),
        }
    }
}

impl WireLine {
    fn line(self) -> Option<Line> {
        Some(match self {
            WireLine::Plain(line) => pick(&PLAIN_LINES, line)?,
            WireLine::Status(status) => Line::Status(status),
            WireLine::FetchStatus(status) => Line::FetchStatus(status),
            WireLine::Certificate(fault) => Line::Certificate(pick(&CERTIFICATE_FAULTS, fault)?),
        })
    }
}
