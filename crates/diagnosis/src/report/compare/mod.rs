//! Two reports side by side: what differs, and what that says about whose side it is.
//!
//! A comparison tells more than either report, and errs more easily: two checks differ in browser,
//! network, origin and time at once. So each meaning comes with what could make it wrong, and none is
//! stronger than *speaks for*.

mod caveat;

mod difference;

use alloc::vec::Vec;

pub use self::difference::Difference;
use crate::cause::Side;
use crate::diagnose::{Confidence, Verdict};
use crate::evidence::{Outcome, Probe};
use crate::reading::{Get, Opening, Reading};
use crate::report::Report;
use crate::report::answer::only_here;
use crate::target::Target;
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// How the two reports came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// From two places: a customer's, and the agent's own.
    Places,
    /// From one place at two times: before and after a change.
    Times,
    /// From two pages in one browser: this check's, and the application's own.
    Pages,
}

/// Two reports side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What they say together.
    pub meaning: Meaning,
    /// Whose side that speaks for, if for any.
    pub side: Option<Side>,
    /// What differs, the verdict first.
    pub differences: Vec<Difference>,
    /// What could make the meaning wrong.
    pub caveats: Vec<Phrase>,
}

/// What two reports say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// They are about different targets.
    OtherTarget,
    /// One of them did not get far enough.
    Unknown,
    /// The one that works did not look for what the other one found.
    NotLookedFor,
    /// Both work.
    BothWork,
    /// It fails at one place and works at the other.
    OnePlace,
    /// It fails at one place, by the service's own word.
    PartOfService,
    /// It fails for a page of another origin, and works for one of its own.
    OneOrigin,
    /// It works for this check's page, and fails on the application's own.
    OwnPage,
    /// Both fail, and it may be this check's own page that is refused.
    PageRefused,
    /// It fails on the application's own page as well.
    EveryPage,
    /// Both fail in one way.
    SameFault,
    /// Both fail, in different ways.
    OtherFault,
    /// It failed before and works now.
    Mended,
    /// It worked before and fails now.
    Broke,
    /// It fails as before.
    Remains,
    /// It fails in another way than before.
    Changed,
}

impl Meaning {
    /// What it says, in one sentence.
    pub fn text(self) -> Text {
        match self {
            Meaning::OtherTarget => {
                Text("The reports are about different addresses, and can’t be compared.")
            }
            Meaning::Unknown => {
                Text("One of the two checks did not get far enough to compare them.")
            }
            Meaning::NotLookedFor => Text(
                "The check that found no fault did not look for the other one’s: it watched for less time, or tried fewer times or smaller messages.",
            ),
            Meaning::BothWork => Text("Both checks found the connection working."),
            Meaning::OnePlace => Text(
                "It fails at one place and works at the other: that speaks for the browser or the network of the first, and against a fault of the whole service.",
            ),
            Meaning::PartOfService => Text(
                "It fails at one place only, but there the service itself refused it, or something that answers in its name: one node or region may fail, or this visitor is treated differently.",
            ),
            Meaning::OneOrigin => Text(
                "It fails for a page of another origin and works for one of its own: the service may refuse other pages, which is no fault of the chat.",
            ),
            Meaning::OwnPage => Text(
                "It works for this check’s page and fails on the chat’s own: that speaks for something of that page, its content policy, its login or its Origin, and against the network.",
            ),
            Meaning::EveryPage => Text(
                "It fails on the chat’s own page as well: it is not this check’s page that is refused.",
            ),
            Meaning::PageRefused => Text(
                "Both fail from another origin than the service’s: it may refuse this check’s own page, and work for the chat.",
            ),
            Meaning::SameFault => Text("Both fail in the same way: that speaks for the service."),
            Meaning::OtherFault => Text(
                "Both fail, but in different ways: there may be two faults, or one that looks different from each place.",
            ),
            Meaning::Mended => Text("What failed before works now."),
            Meaning::Broke => Text("What worked before fails now."),
            Meaning::Remains => Text("It fails as before."),
            Meaning::Changed => Text(
                "It fails in another way than before: the first fault may be mended, and another shows behind it.",
            ),
        }
    }
}

/// Compares two reports, the earlier one first, or the customer's.
pub fn compare(first: &Report, second: &Report, between: Between) -> Comparison {
    let meaning = meaning(first, second, between);
    let own = |report: &Report| matches!(report.diagnosis.side, Some(Side::You | Side::Network));
    let side = match meaning {
        // Both networks may block it, and one report may have named its own side.
        Meaning::SameFault if !own(first) && !own(second) => Some(Side::Service),
        // Over TLS nobody else can answer in its name, unless the device lets them.
        Meaning::PartOfService if first.evidence.target.secure => Some(Side::Service),
        _ => None,
    };
    Comparison {
        meaning,
        side,
        differences: difference::differences(first, second),
        caveats: caveat::caveats(first, second, meaning, between),
    }
}

fn meaning(first: &Report, second: &Report, between: Between) -> Meaning {
    use Verdict::{Healthy, Inconclusive};
    let verdicts = (first.diagnosis.verdict, second.diagnosis.verdict);
    if !same_target(&first.evidence.target, &second.evidence.target) {
        return Meaning::OtherTarget;
    }
    match (verdicts, between) {
        ((Inconclusive, _) | (_, Inconclusive), _) => Meaning::Unknown,
        ((Healthy, Healthy), _) => Meaning::BothWork,
        // The script looks at the handshake only, and that is what each page may be refused.
        ((_, Healthy), Between::Pages) if handshake_failed(first) => Meaning::OneOrigin,
        ((Healthy, _), Between::Pages) => Meaning::OwnPage,
        ((_, Healthy), _) if !covers(second, first) => Meaning::NotLookedFor,
        ((Healthy, _), _) if !covers(first, second) => Meaning::NotLookedFor,
        ((_, Healthy), Between::Times) => Meaning::Mended,
        ((Healthy, _), Between::Times) => Meaning::Broke,
        ((_, Healthy), _) => one_place(first, second),
        ((Healthy, _), _) => one_place(second, first),
        (_, Between::Times) if alike(first, second) => Meaning::Remains,
        (_, Between::Times) => Meaning::Changed,
        (_, Between::Pages) if alike(first, second) => Meaning::EveryPage,
        _ if only_here(&first.diagnosis) && only_here(&second.diagnosis) => Meaning::PageRefused,
        _ if alike(first, second) => Meaning::SameFault,
        _ => Meaning::OtherFault,
    }
}

/// Whether both are about one endpoint, as far as their records tell.
fn same_target(one: &Target, other: &Target) -> bool {
    let hidden = [one, other].into_iter().any(|target| target.path == Target::HIDDEN_PATH);
    one.secure == other.secure
        && one.host == other.host
        && one.port == other.port
        && (hidden || one.path == other.path)
}

fn one_place(fails: &Report, works: &Report) -> Meaning {
    let origin = |report: &Report| report.evidence.page().map(|page| page.same_origin);
    match (origin(fails), origin(works)) {
        (Some(false), Some(true)) if only_here(&fails.diagnosis) => Meaning::OneOrigin,
        _ if service_spoke(fails) => Meaning::PartOfService,
        _ => Meaning::OnePlace,
    }
}

/// Whether the first handshake did not open.
fn handshake_failed(report: &Report) -> bool {
    !Reading::new(&report.evidence).opened_first()
}

/// Whether the failure was the service's own word: an error status, or a proper close.
///
/// A lost Upgrade and a drop without a word are not: a visitor's network does both.
fn service_spoke(fails: &Report) -> bool {
    let reading = Reading::new(&fails.evidence);
    let status = match (reading.status, reading.get) {
        (Some(status), _) => Some(status.fact),
        (None, Get::Status(status)) => Some(status),
        _ => None,
    };
    let refused = matches!(status, Some(401 | 403 | 429 | 500..=599));
    let closed = || reading.closes().any(|close| close.fact.framed() && !close.fact.is_general());
    fails.diagnosis.side == Some(Side::Service)
        && fails.confidence() >= Some(Confidence::Likely)
        && if reading.opened_first() { closed() } else { refused }
}

/// Whether a check that found no fault would have found that of the other one.
fn covers(works: &Report, fails: &Report) -> bool {
    let (works, fails) = (Reading::new(&works.evidence), Reading::new(&fails.evidence));
    if !fails.opened_first() {
        return fails.tries().opens == 0 || works.tries().count() >= fails.tries().count();
    }
    let longest = |reading: &Reading<'_>| {
        reading.waits.all().iter().map(|held| held.wait.age).max().unwrap_or_default()
    };
    let silence = |reading: &Reading<'_>| reading.waits.bracket().0;
    let drop = fails.waits.drop().map(|drop| (drop.wait.age, drop.wait.quiet()));
    let waited = drop.is_none_or(|(age, quiet)| longest(&works) >= age && silence(&works) >= quiet);
    let deaf = fails.waits.deaf().and_then(|deaf| deaf.wait.fatal());
    let heard = deaf.is_none_or(|fatal| silence(&works) >= fatal);
    let tried = fails.tries().refusals == 0 || works.tries().count() >= fails.tries().count();
    let sized = grown(&fails).is_none_or(|failed| grew(&works) >= failed);
    waited && heard && tried && sized
}

/// The size of the message that was not answered.
fn grown(reading: &Reading<'_>) -> Option<u32> {
    reading.evidence.of(Probe::Size).find_map(|(_, seen)| match seen.outcome {
        Outcome::Grew(growth) => growth.failed,
        _ => None,
    })
}

/// The size of the largest message that was answered.
fn grew(reading: &Reading<'_>) -> u32 {
    let passed = reading.evidence.of(Probe::Size).map(|(_, seen)| match seen.outcome {
        Outcome::Grew(growth) => growth.passed,
        _ => 0,
    });
    passed.max().unwrap_or_default()
}

/// Whether two failures look like one: the handshake went alike, the first cause of one fits the other
/// as well, and connections ended after equal times.
fn alike(first: &Report, second: &Report) -> bool {
    let among = |one: &Report, other: &Report| {
        other.diagnosis.findings.iter().any(|finding| finding.cause.id == one.cause())
    };
    let (one, other) = (Reading::new(&first.evidence), Reading::new(&second.evidence));
    first.diagnosis.verdict == second.diagnosis.verdict
        && stage(one.opening) == stage(other.opening)
        && (first.cause() == second.cause() || (among(first, second) && among(second, first)))
        && match (one.waits.drop(), other.waits.drop()) {
            (Some(one), Some(other)) => {
                let (one, other) = (one.wait.age, other.wait.age);
                one.max(other) - one.min(other) <= near(one.min(other))
            }
            (one, other) => one.is_none() && other.is_none(),
        }
}

/// How far two times may be apart and be one limit's, in two checks.
fn near(time: Millis) -> Millis {
    time.scale(1, 10).max(Millis(2000))
}

/// At what a handshake failed; how a browser calls it does not count.
fn stage(opening: Opening) -> u8 {
    match opening {
        Opening::Unseen => 0,
        Opening::Opened => 1,
        Opening::Dropped { .. } | Opening::Swallowed => 2,
        Opening::OnlyAgain => 3,
        Opening::Refused | Opening::Tls => 4,
        Opening::Slow(_) => 5,
        Opening::Policy => 6,
        Opening::Hung => 7,
    }
}

#[cfg(test)]
mod tests;
