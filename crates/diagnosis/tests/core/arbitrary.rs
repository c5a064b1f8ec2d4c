//! Any evidence at all, also such as no run could give.

use diagnosis::evidence::{
    After, Agent, Answer, Body, CertificateFault, Close, Entry, Evidence, Family, Fetch, FetchEnd,
    Fetches, Growth, Hop, Line, Logged, Marred, Observation, Opened, Outcome, PageFacts, Probe,
    Refusal, Setting, Source, Throw, Variant, Via, Wait, WaitEnd, Why, Writer,
};
use diagnosis::product::Product;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
    (
        target(),
        select(&Family::ALL[..]),
        0..200_u16,
        any::<u32>(),
        option::of(any::<u32>()),
        vec(observation(), 0..20),
        any::<u16>(),
    )
        .prop_map(|(target, family, major, minute, trace, mut observations, runbook)| {
            if family == Family::Native {
                let lines = |seen: &&mut Observation| matches!(seen.outcome, Outcome::Line(..));
                let measured = observations.iter_mut().filter(lines).step_by(2);
                measured.for_each(|seen| seen.source = Source::Measured);
            }
            let agent = Agent { family, major };
            Evidence { target, agent, minute, trace, observations, runbook, quotes: Vec::new() }
        })
}

fn target() -> impl Strategy<Value = Target> {
    (any::<bool>(), "[a-zA-Z0-9.:\\[\\]-]{0,30}", any::<u16>(), "\\PC{0,60}", "\\PC{0,60}")
        .prop_map(|(secure, host, port, path, query)| {
            Target::new(secure, &host, port, &path, &query)
        })
}

pub(crate) fn observation() -> impl Strategy<Value = Observation> {
    let via = prop_oneof![3 => Just(Via::Front), 1 => select(&Hop::ALL[..]).prop_map(Via::Behind)];
    let variant = select(&[Variant::AsIs, Variant::Warm, Variant::Bare][..]);
    let marred = any::<[bool; 4]>().prop_map(|[hidden, delayed, interrupted, frozen]| Marred {
        hidden,
        delayed,
        interrupted,
        frozen,
    });
    let source = select(&[Source::Measured, Source::Pasted][..]);
    (select(&Probe::ALL[..]), via, variant, time(), time(), outcome(), marred, source).prop_map(
        |(probe, via, variant, started, took, outcome, marred, source)| {
            // No browser measures a console line, and nobody a log or a configuration.
            let told =
                matches!(outcome, Outcome::Line(..) | Outcome::Logged(_) | Outcome::Setting(..));
            let source = if told { Source::Pasted } else { source };
            let ended = started + took;
            Observation { probe, via, variant, started, ended, outcome, marred, source }
        },
    )
}

fn time() -> impl Strategy<Value = Millis> {
    prop_oneof![0..100_u32, 2_900..3_200_u32, 0..4_000_000_u32].prop_map(Millis)
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        any::<[bool; 8]>().prop_map(
            |[secure, same_origin, online, hidden, private, local_denied, local_asked, own]| {
                Outcome::Page(PageFacts {
                    secure,
                    same_origin,
                    online,
                    hidden,
                    private,
                    local_denied,
                    local_asked,
                    own,
                })
            }
        ),
        (time(), any::<[bool; 2]>(), after()).prop_map(
            |(took, [subprotocol, extensions], after)| {
                Outcome::Opened(Opened { took, subprotocol, extensions, after })
            }
        ),
        (option::of(select(&[1006_u16, 1015][..])), any::<bool>())
            .prop_map(|(code, error)| Outcome::Refused(Refusal { code, error })),
        select(&[Throw::Security, Throw::Syntax, Throw::Policy, Throw::Other][..])
            .prop_map(Outcome::Threw),
        Just(Outcome::TimedOut),
        [fetch(), fetch(), fetch()].prop_map(|[opaque, cors, manual]| Outcome::Fetched(Box::new(
            Fetches { opaque, cors, manual }
        ))),
        wait().prop_map(Outcome::Waited),
        vec(time(), 0..6).prop_map(Outcome::Heard),
        any::<bool>().prop_map(|sent| Outcome::Quiet { sent }),
        (0..1_100_000_u32, option::of(0..1_100_000_u32), option::of(close()))
            .prop_map(|(passed, failed, close)| Outcome::Grew(Growth { passed, failed, close })),
        (line(), place()).prop_map(|(line, place)| Outcome::Line(line, place)),
        Just(Outcome::Cancelled),
        select(&[Why::NotGiven, Why::NotNeeded, Why::WouldQueue, Why::Budget, Why::NoTime][..])
            .prop_map(Outcome::Skipped),
        (select(&Writer::ALL[..]), entry(), place(), any::<bool>(), any::<bool>()).prop_map(
            |(by, entry, place, own, untimely)| {
                Outcome::Logged(Logged { by, entry, place, own, untimely })
            }
        ),
        (setting(), select(&Product::ALL[..]), place())
            .prop_map(|(setting, product, place)| Outcome::Setting(setting, product, place)),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    prop_oneof![
        time().prop_map(Setting::Idle),
        time().prop_map(Setting::ServerIdle),
        time().prop_map(Setting::Lifetime),
        time().prop_map(Setting::ReloadCuts),
        (100..600_u16).prop_map(Setting::Answers),
        select(&PLAIN_SETTINGS[..]),
    ]
}

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

fn after() -> impl Strategy<Value = After> {
    prop_oneof![
        Just(After::Held),
        Just(After::Swallowed),
        Just(After::Unknown),
        (close(), time()).prop_map(|(close, stayed)| After::Dropped(close, stayed)),
    ]
}

fn close() -> impl Strategy<Value = Close> {
    (any::<u16>(), any::<bool>(), any::<bool>()).prop_map(|(code, clean, error)| Close {
        code,
        clean,
        error,
    })
}

fn wait() -> impl Strategy<Value = Wait> {
    let end = prop_oneof![
        close().prop_map(WaitEnd::Dropped),
        Just(WaitEnd::Survived),
        Just(WaitEnd::Alive),
        Just(WaitEnd::Deaf),
        Just(WaitEnd::Stopped),
    ];
    let counts = [0..50_u32, 0..100_000];
    ([time(), time(), time(), time(), time()], option::of(time()), counts, end).prop_map(
        |([age, unheard, unsaid, spanned, gap], interval, [sent, received], end)| Wait {
            age,
            unheard,
            unsaid,
            spanned,
            gap,
            interval,
            sent,
            received,
            end,
        },
    )
}

fn fetch() -> impl Strategy<Value = Fetch> {
    let bodies = [
        Body::Empty,
        Body::AsksForUpgrade,
        Body::GatewayPage,
        Body::Html,
        Body::Other,
        Body::UnknownTransport,
    ];
    let answer =
        (100..600_u16, vec(select(&Product::ALL[..]), 0..4), select(bodies.to_vec()), any::<u16>())
            .prop_map(|(status, marks, body, digest)| {
                FetchEnd::Answered(Answer { status, marks, body, digest })
            });
    let end = prop_oneof![
        Just(FetchEnd::NotRun),
        answer,
        Just(FetchEnd::Opaque),
        Just(FetchEnd::Redirect),
        Just(FetchEnd::Failed),
        Just(FetchEnd::TimedOut),
    ];
    (time(), end).prop_map(|(took, end)| Fetch { took, end })
}

/// Every kind of console line; a new one that is not listed fails to compile in the codec first.
pub(crate) fn line() -> impl Strategy<Value = Line> {
    use CertificateFault::{Authority, Date, Name, Other};
    prop_oneof![
        select(&[200_u16, 301, 400, 401, 403, 404, 426, 464, 502, 503, 504, 505][..])
            .prop_map(Line::Status),
        (100..600_u16).prop_map(Line::FetchStatus),
        select(&[Authority, Name, Date, Other][..]).prop_map(Line::Certificate),
        select(PLAIN.to_vec()),
    ]
}

const PLAIN: [Line; 24] = [
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

/// Every kind of entry, as with the lines.
fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        select(&[101_u16, 200, 400, 403, 404, 426, 502, 503, 504][..]).prop_map(Entry::Answered),
        select(&[101_u16, 200, 400, 403, 404, 426, 502, 503, 504][..]).prop_map(Entry::Handshake),
        any::<u32>().prop_map(Entry::IdleLimit),
        select(ENTRIES.to_vec()),
    ]
}

const ENTRIES: [Entry; 28] = [
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

fn place() -> impl Strategy<Value = Place> {
    select(&[Place::Endpoint, Place::Root, Place::OtherPath, Place::OtherHost, Place::Unnamed][..])
}
