//! The wire types of version 1: this file's shapes are for ever.
//!
//! Never reorder: the place of a variant, or of an entry in a list, is its code in every link that
//! was ever made. New ones go to the end; older pages then leave the observation out.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::pick;
use crate::evidence::{
    After, Answer, Body, CertificateFault, Close, Entry, Family, Fetch, FetchEnd, Fetches, Growth,
    Hop, Line, Logged, Marred, Observation, Opened, Outcome, PageFacts, Probe, Refusal, Setting,
    Source, Throw, Variant, Via, Wait, WaitEnd, Why, Writer,
};
use crate::product::Product;
use crate::target::Place;
use crate::time::Millis;

const MOST_TIMES: usize = 16;
/// How long the waits of old links gave an endpoint to prove that it was still there.
const OLD_PROOF: Millis = Millis(3000);

#[derive(Serialize, Deserialize)]
pub(super) struct Wire {
    pub(super) target: WireTarget,
    pub(super) family: u8,
    pub(super) major: u16,
    pub(super) minute: u32,
    pub(super) trace: Option<u32>,
    pub(super) blocks: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireTarget {
    pub(super) secure: bool,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    pub(super) query_names: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Seen {
    probe: u8,
    /// 0 is the front; else the hop's place plus one.
    via: u8,
    variant: u8,
    started: u32,
    took: u32,
    /// Bits: hidden, delayed, interrupted, pasted, frozen.
    flags: u8,
    outcome: WireOutcome,
}

#[derive(Serialize, Deserialize)]
enum WireOutcome {
    Page {
        flags: u8,
    },
    Opened {
        took: u32,
        flags: u8,
        after: WireAfter,
    },
    Refused {
        code: Option<u16>,
        error: bool,
    },
    Threw(u8),
    TimedOut,
    Fetched([WireFetch; 3]),
    /// Only read: links of the first months have it.
    Waited {
        age: u32,
        quiet: u32,
        interval: Option<u32>,
        sent: u16,
        received: u16,
        end: WireEnd,
    },
    Heard(Vec<u32>),
    Quiet {
        sent: bool,
    },
    Line {
        line: WireLine,
        place: u8,
    },
    Cancelled,
    Skipped(u8),
    Watched(WireWait),
    Grew {
        passed: u32,
        failed: Option<u32>,
        close: Option<WireClose>,
    },
    Logged {
        by: u8,
        entry: WireEntry,
        place: u8,
        own: bool,
    },
    Setting {
        setting: WireSetting,
        product: u8,
        place: u8,
    },
}

/// The place in [`PLAIN_SETTINGS`], or one of the settings that carry a value.
#[derive(Serialize, Deserialize)]
enum WireSetting {
    Plain(u8),
    Answers(u16),
    Idle(u32),
    ServerIdle(u32),
    Lifetime(u32),
    ReloadCuts(u32),
}

/// The place in [`PLAIN_ENTRIES`], or one of the entries that carry a value.
#[derive(Serialize, Deserialize)]
enum WireEntry {
    Plain(u8),
    Answered(u16),
    Handshake(u16),
    IdleLimit(u32),
}

/// Entries without a value.
const PLAIN_ENTRIES: [Entry; 28] = [
    Entry::Refused,
    Entry::NoServer,
    Entry::Unresolved,
    Entry::Unreached,
    Entry::Closed,
    Entry::Reset,
    Entry::Silent,
    Entry::Invalid,
    Entry::HeaderTooBig,
    Entry::Tls,
    Entry::Idle,
    Entry::Lost,
    Entry::ClientLeft,
    Entry::NoRoute,
    Entry::UpgradeOff,
    Entry::Limited,
    Entry::AuthWanted,
    Entry::Forbidden,
    Entry::OriginRefused,
    Entry::UpgradeMissing,
    Entry::AppFailed,
    Entry::SessionUnknown,
    Entry::Subprotocol,
    Entry::TooBig,
    Entry::SwitchedOff,
    Entry::SwitchedOn,
    Entry::Http2Targets,
    Entry::NotSticky,
];

#[derive(Serialize, Deserialize)]
struct WireWait {
    age: u32,
    unheard: u32,
    unsaid: u32,
    spanned: u32,
    gap: u32,
    interval: Option<u32>,
    sent: u32,
    received: u32,
    end: WireEnd,
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

/// Lines without a value.
const PLAIN_LINES: [Line; 24] = [
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
    Line::BadAnswer,
];

/// Settings without a value.
const PLAIN_SETTINGS: [Setting; 12] = [
    Setting::UpgradePassed,
    Setting::UpgradeLost,
    Setting::Http10,
    Setting::Http10IfOld,
    Setting::Http2Backend,
    Setting::Http2Only,
    Setting::RouteMissing,
    Setting::PathChanged,
    Setting::HostReplaced,
    Setting::Limited,
    Setting::TlsDoubtful,
    Setting::NotSticky,
];

const CERTIFICATE_FAULTS: [CertificateFault; 4] = [
    CertificateFault::Authority,
    CertificateFault::Name,
    CertificateFault::Date,
    CertificateFault::Other,
];
const THROWS: [Throw; 4] = [Throw::Security, Throw::Syntax, Throw::Policy, Throw::Other];
const WHYS: [Why; 5] = [Why::NotGiven, Why::NotNeeded, Why::WouldQueue, Why::Budget, Why::NoTime];
const BODIES: [Body; 8] = [
    Body::Empty,
    Body::AsksForUpgrade,
    Body::GatewayPage,
    Body::Html,
    Body::Other,
    Body::Challenge,
    Body::UnknownSession,
    Body::UnknownTransport,
];
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
                seen.marred.frozen,
                matches!(seen.outcome, Outcome::Logged(Logged { untimely: true, .. })),
            ]),
            outcome: WireOutcome::from(&seen.outcome),
        }
    }
}

impl Seen {
    pub(super) fn observation(self, family: Family) -> Option<Observation> {
        let started = Millis(self.started);
        // No browser measures why a handshake failed, and nobody a log or a configuration, whatever a
        // link says.
        let told = match self.outcome {
            WireOutcome::Line { .. } => family != Family::Native,
            WireOutcome::Logged { .. } | WireOutcome::Setting { .. } => true,
            _ => false,
        };
        let pasted = bit(self.flags, 3) || told;
        Some(Observation {
            probe: pick(&Probe::ALL, self.probe)?,
            via: match self.via {
                0 => Via::Front,
                hop => Via::Behind(pick(&Hop::ALL, hop - 1)?),
            },
            variant: pick(&VARIANTS, self.variant)?,
            started,
            ended: started + Millis(self.took),
            outcome: self.outcome.outcome(bit(self.flags, 5))?,
            marred: Marred {
                hidden: bit(self.flags, 0),
                delayed: bit(self.flags, 1),
                interrupted: bit(self.flags, 2),
                frozen: bit(self.flags, 4),
            },
            source: if pasted { Source::Pasted } else { Source::Measured },
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
                    facts.local_denied,
                    facts.local_asked,
                    facts.own,
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
            Outcome::Waited(wait) => WireOutcome::Watched(WireWait::from(wait)),
            Outcome::Grew(growth) => WireOutcome::Grew {
                passed: growth.passed,
                failed: growth.failed,
                close: growth.close.map(WireClose::from),
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
            Outcome::Logged(logged) => WireOutcome::Logged {
                by: logged.by as u8,
                entry: WireEntry::from(logged.entry),
                place: code(&PLACES, &logged.place),
                own: logged.own,
            },
            Outcome::Setting(setting, product, place) => WireOutcome::Setting {
                setting: WireSetting::from(*setting),
                product: *product as u8,
                place: code(&PLACES, place),
            },
        }
    }
}

impl WireOutcome {
    fn outcome(self, untimely: bool) -> Option<Outcome> {
        Some(match self {
            WireOutcome::Page { flags } => Outcome::Page(PageFacts {
                secure: bit(flags, 0),
                same_origin: bit(flags, 1),
                online: bit(flags, 2),
                hidden: bit(flags, 3),
                private: bit(flags, 4),
                local_denied: bit(flags, 5),
                local_asked: bit(flags, 6),
                own: bit(flags, 7),
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
                // They kept the silence of both sides together, and not what it was between answers.
                let side = |spoke: bool| Millis(if spoke { quiet } else { age });
                let end = WaitEnd::from(end);
                let answered = interval.filter(|_| sent > 0 && received > 0);
                Outcome::Waited(Wait {
                    age: Millis(age),
                    unheard: side(received > 0),
                    unsaid: if end == WaitEnd::Deaf { OLD_PROOF } else { side(sent > 0) },
                    spanned: Millis(answered.unwrap_or_default()),
                    gap: Millis(answered.unwrap_or_default()),
                    interval: interval.map(Millis),
                    sent: sent.into(),
                    received: received.into(),
                    end,
                })
            }
            WireOutcome::Watched(wait) => Outcome::Waited(wait.into()),
            WireOutcome::Grew { passed, failed, close } => {
                Outcome::Grew(Growth { passed, failed, close: close.map(Close::from) })
            }
            WireOutcome::Heard(times) => {
                Outcome::Heard(times.into_iter().take(MOST_TIMES).map(Millis).collect())
            }
            WireOutcome::Quiet { sent } => Outcome::Quiet { sent },
            WireOutcome::Line { line, place } => Outcome::Line(line.line()?, pick(&PLACES, place)?),
            WireOutcome::Cancelled => Outcome::Cancelled,
            WireOutcome::Skipped(why) => Outcome::Skipped(pick(&WHYS, why)?),
            WireOutcome::Logged { by, entry, place, own } => Outcome::Logged(Logged {
                by: pick(&Writer::ALL, by)?,
                entry: entry.entry()?,
                place: pick(&PLACES, place)?,
                own,
                untimely,
            }),
            WireOutcome::Setting { setting, product, place } => Outcome::Setting(
                setting.setting()?,
                pick(&Product::ALL, product)?,
                pick(&PLACES, place)?,
            ),
        })
    }
}

impl From<Entry> for WireEntry {
    fn from(entry: Entry) -> WireEntry {
        match entry {
            Entry::Answered(status) => WireEntry::Answered(status),
            Entry::Handshake(status) => WireEntry::Handshake(status),
            Entry::IdleLimit(seconds) => WireEntry::IdleLimit(seconds),
            plain => WireEntry::Plain(code(&PLAIN_ENTRIES, &plain)),
        }
    }
}

impl WireEntry {
    fn entry(self) -> Option<Entry> {
        Some(match self {
            WireEntry::Plain(plain) => pick(&PLAIN_ENTRIES, plain)?,
            WireEntry::Answered(status) => Entry::Answered(status),
            WireEntry::Handshake(status) => Entry::Handshake(status),
            WireEntry::IdleLimit(seconds) => Entry::IdleLimit(seconds),
        })
    }
}

impl From<&Wait> for WireWait {
    fn from(wait: &Wait) -> WireWait {
        WireWait {
            age: wait.age.0,
            unheard: wait.unheard.0,
            unsaid: wait.unsaid.0,
            spanned: wait.spanned.0,
            gap: wait.gap.0,
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
        }
    }
}

impl From<WireWait> for Wait {
    fn from(wait: WireWait) -> Wait {
        Wait {
            age: Millis(wait.age),
            unheard: Millis(wait.unheard),
            unsaid: Millis(wait.unsaid),
            spanned: Millis(wait.spanned),
            gap: Millis(wait.gap),
            interval: wait.interval.map(Millis),
            sent: wait.sent,
            received: wait.received,
            end: wait.end.into(),
        }
    }
}

impl From<WireEnd> for WaitEnd {
    fn from(end: WireEnd) -> WaitEnd {
        match end {
            WireEnd::Dropped(close) => WaitEnd::Dropped(close.into()),
            WireEnd::Survived => WaitEnd::Survived,
            WireEnd::Alive => WaitEnd::Alive,
            WireEnd::Deaf => WaitEnd::Deaf,
            WireEnd::Stopped => WaitEnd::Stopped,
        }
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

impl From<Setting> for WireSetting {
    fn from(setting: Setting) -> WireSetting {
        match setting {
            Setting::Answers(status) => WireSetting::Answers(status),
            Setting::Idle(limit) => WireSetting::Idle(limit.0),
            Setting::ServerIdle(limit) => WireSetting::ServerIdle(limit.0),
            Setting::Lifetime(limit) => WireSetting::Lifetime(limit.0),
            Setting::ReloadCuts(limit) => WireSetting::ReloadCuts(limit.0),
            plain => WireSetting::Plain(code(&PLAIN_SETTINGS, &plain)),
        }
    }
}

impl WireSetting {
    fn setting(self) -> Option<Setting> {
        Some(match self {
            WireSetting::Plain(setting) => pick(&PLAIN_SETTINGS, setting)?,
            WireSetting::Answers(status) => Setting::Answers(status),
            WireSetting::Idle(limit) => Setting::Idle(Millis(limit)),
            WireSetting::ServerIdle(limit) => Setting::ServerIdle(Millis(limit)),
            WireSetting::Lifetime(limit) => Setting::Lifetime(Millis(limit)),
            WireSetting::ReloadCuts(limit) => Setting::ReloadCuts(Millis(limit)),
        })
    }
}
