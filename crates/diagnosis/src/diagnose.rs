//! From evidence to findings: the confidence table, the order and the verdict.

use alloc::vec::Vec;

use crate::cause::{CAUSES, Case, Cause, Side, Weight};
use crate::evidence::{Evidence, Outcome, Probe, Variant, Wait, WaitEnd};
use crate::reading::{Opening, Reading};
use crate::text::Text;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Something was seen that can't be if this were the cause.
    RuledOut,
    /// It fits, as others do.
    Possible,
    /// It fits, and little else does.
    Likely,
    /// Nothing else fits.
    Confirmed,
}

impl Confidence {
    /// The word in the page's attributes and in codes.
    pub fn id(self) -> &'static str {
        match self {
            Confidence::RuledOut => "ruled-out",
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Confirmed => "confirmed",
        }
    }

    /// The word that a reader sees.
    pub fn title(self) -> Text {
        match self {
            Confidence::RuledOut => Text("Ruled out"),
            Confidence::Possible => Text("Possible"),
            Confidence::Likely => Text("Likely"),
            Confidence::Confirmed => Text("Confirmed"),
        }
    }
}

/// The state of the WebSocket as far as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It opens, and stays.
    Healthy,
    /// It opens, but does not stay or carry.
    Degraded,
    /// It does not open.
    Broken,
    /// Not enough was seen.
    Inconclusive,
}

impl Verdict {
    /// Every verdict, in the order of their numbers in codes.
    pub const ALL: [Verdict; 4] =
        [Verdict::Healthy, Verdict::Degraded, Verdict::Broken, Verdict::Inconclusive];

    /// The word in the page's attributes and in codes.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Healthy => "healthy",
            Verdict::Degraded => "degraded",
            Verdict::Broken => "broken",
            Verdict::Inconclusive => "inconclusive",
        }
    }

    /// The words that a reader sees.
    pub fn title(self) -> Text {
        match self {
            Verdict::Healthy => Text("Works"),
            Verdict::Degraded => Text("Opens, but not well"),
            Verdict::Broken => Text("Does not open"),
            Verdict::Inconclusive => Text("Not known yet"),
        }
    }
}

/// A cause and how sure it is.
#[derive(Clone)]
pub struct Finding {
    /// The cause.
    pub cause: &'static Cause,
    /// How sure.
    pub confidence: Confidence,
    /// What speaks for and against it.
    pub case: Case,
}

/// What the evidence comes to.
#[derive(Clone)]
pub struct Diagnosis {
    /// The state of the WebSocket.
    pub verdict: Verdict,
    /// The causes that fit, the surest first.
    pub findings: Vec<Finding>,
    /// The causes that were ruled out.
    pub ruled_out: Vec<Finding>,
    /// Whose it is to mend, where the findings agree.
    pub side: Option<Side>,
}

/// What the evidence comes to. Total: every evidence has an answer.
pub fn diagnose(evidence: &Evidence) -> Diagnosis {
    let reading = Reading::new(evidence);
    let verdict = verdict(&reading);
    let ceiling = ceiling(&reading);
    let mut findings = Vec::new();
    let mut ruled_out = Vec::new();
    for cause in CAUSES {
        let mut case = Case::default();
        (cause.assess)(&reading, &mut case);
        match confidence(&case) {
            None => {}
            Some(Confidence::RuledOut) => {
                ruled_out.push(Finding { cause, confidence: Confidence::RuledOut, case });
            }
            Some(confidence) => {
                findings.push(Finding { cause, confidence: confidence.min(ceiling), case });
            }
        }
    }
    // Stable, so that equals stay in the order of how common they are.
    findings.sort_by_key(|finding| (core::cmp::Reverse(finding.confidence), finding.case.worst()));
    let side = side(&findings);
    Diagnosis { verdict, findings, ruled_out, side }
}

/// The whole table.
///
/// | for ╲ against | nothing, weak | strong | decisive |
/// |---|---|---|---|
/// | decisive | confirmed | possible | ruled out |
/// | strong | likely | possible | ruled out |
/// | weak | possible | no finding | ruled out |
/// | nothing | no finding | no finding | ruled out |
pub fn confidence(case: &Case) -> Option<Confidence> {
    match (case.best(), case.worst()) {
        (_, Some(Weight::Decisive)) => Some(Confidence::RuledOut),
        (None, _) => None,
        (Some(Weight::Weak), Some(Weight::Strong)) => None,
        (Some(_), Some(Weight::Strong)) => Some(Confidence::Possible),
        (Some(Weight::Decisive), _) => Some(Confidence::Confirmed),
        (Some(Weight::Strong), _) => Some(Confidence::Likely),
        (Some(Weight::Weak), _) => Some(Confidence::Possible),
    }
}

fn verdict(reading: &Reading<'_>) -> Verdict {
    match reading.opening {
        Opening::Unseen => Verdict::Inconclusive,
        Opening::Policy | Opening::Refused | Opening::Slow(_) | Opening::Tls | Opening::Hung => {
            Verdict::Broken
        }
        Opening::OnlyAgain if only_bare(reading) => Verdict::Broken,
        // Opening at the second try only is no health, but no broken connection either.
        Opening::OnlyAgain | Opening::Dropped { .. } | Opening::Swallowed => Verdict::Degraded,
        Opening::Opened => {
            let bad = |wait: &Wait| matches!(wait.end, WaitEnd::Dropped(_) | WaitEnd::Deaf);
            let mut ended =
                reading.evidence.observations.iter().filter_map(|seen| match &seen.outcome {
                    Outcome::Waited(wait) if bad(wait) => Some(seen.marred.broken()),
                    _ => None,
                });
            let fails =
                reading.tries().refusals > 0 || too_big(reading) || reading.broke_off().is_some();
            match ended.next() {
                None if fails || reading.cut_short() => Verdict::Degraded,
                None => Verdict::Healthy,
                Some(spoiled) if spoiled && ended.all(|spoiled| spoiled) => Verdict::Inconclusive,
                Some(_) => Verdict::Degraded,
            }
        }
    }
}

/// A message of a size that applications send was not answered.
fn too_big(reading: &Reading<'_>) -> bool {
    reading
        .evidence
        .of(Probe::Size)
        .any(|(_, seen)| matches!(seen.outcome, Outcome::Grew(growth) if growth.failed.is_some()))
}

/// It opens without subprotocols only: that is another handshake than the application's, and its
/// success says why that one fails.
fn only_bare(reading: &Reading<'_>) -> bool {
    reading.opening == Opening::OnlyAgain
        && reading.again(Variant::Bare).is_some_and(|bare| bare.fact.opened())
}

/// Nothing is confirmed by a paste that names no address, or may be about another handshake, nor where
/// the handshake opened at the second try. Where nothing was measured beside it, such a paste is worth
/// less yet; and a tool stands elsewhere than the visitor.
fn ceiling(reading: &Reading<'_>) -> Confidence {
    let unclear = reading.told() && !reading.pasted_clearly();
    if unclear && !reading.measured() && !reading.logged_clearly() {
        Confidence::Possible
    } else if unclear
        || reading.told_elsewhere()
        || (reading.opening == Opening::OnlyAgain && !only_bare(reading))
    {
        Confidence::Likely
    } else {
        Confidence::Confirmed
    }
}

/// The side that the surest findings agree on.
fn side(findings: &[Finding]) -> Option<Side> {
    let best = findings.first()?;
    let mut equals = findings.iter().filter(|finding| finding.confidence == best.confidence);
    equals.all(|finding| finding.cause.side == best.cause.side).then_some(best.cause.side)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_handshake_without_subprotocols_that_opens_leaves_the_console_its_say() {
        use crate::cause::fixture::Seen;
        use crate::evidence::Line;
        let seen = Seen::same().refused().plain(426, 200).bare(true).line(Line::Subprotocol);
        let first = &diagnose(&seen.evidence()).findings[0];
        assert_eq!(
            (first.cause.id, first.confidence),
            ("subprotocol-mismatch", Confidence::Confirmed)
        );
    }

    #[test]
    fn a_line_about_another_handshake_confirms_nothing() {
        use crate::cause::fixture::Seen;
        use crate::evidence::{CertificateFault, Line};
        let expired = Line::Certificate(CertificateFault::Date);
        let refused = || Seen::other().secure().refused().unreachable();
        // One that hangs did not fail in the browser's eyes, if not minutes later.
        let hung = || Seen::other().secure().hung().silent();
        for (seen, expected) in [
            (refused().line(expired), ("tls-certificate", Confidence::Confirmed)),
            (hung().line(expired), ("host-unreachable", Confidence::Likely)),
            (hung().line(Line::Unreachable), ("host-unreachable", Confidence::Likely)),
            (refused().line(Line::Unreachable), ("host-unreachable", Confidence::Confirmed)),
        ] {
            let first = &diagnose(&seen.evidence()).findings[0];
            assert_eq!((first.cause.id, first.confidence), expected);
        }
    }

    #[test]
    fn a_configuration_weighs_by_what_was_seen_beside_it() {
        use crate::cause::by_id;
        use crate::cause::fixture::{DROPPED, Seen, word};
        use crate::evidence::{Hop, Line, Setting, WaitEnd};
        use crate::product::Product;
        use crate::time::Millis;
        use alloc::{format, string::String};
        let refused = || Seen::same().refused().plain(426, 200);
        let told = || refused().line(Line::Status(426));
        let lost = Setting::UpgradeLost;
        let passed = Setting::UpgradePassed;
        let opened = || Seen::same().opened();
        let cured = || opened().idle(60_000, DROPPED).beat(130_000, WaitEnd::Survived);
        let status = |status| Seen::same().refused().plain(404, 200).line(Line::Status(status));
        let mut wrong: Vec<String> = Vec::new();
        let cases = [
            // Nobody looked: it is what somebody has on a disk.
            ("upgrade-headers-missing", Seen::same().setting(lost), "likely"),
            ("upgrade-headers-missing", refused().setting(lost), "likely"),
            // The loss was seen, and there is one hop.
            ("upgrade-headers-missing", told().setting(lost), "confirmed"),
            ("upgrade-headers-missing", told().piece(lost), "likely"),
            ("upgrade-headers-missing", told().bypass(Hop::Proxy, false).setting(lost), "likely"),
            (
                "upgrade-headers-missing",
                told().bypass(Hop::LoadBalancer, true).bypass(Hop::Proxy, true).setting(lost),
                "likely",
            ),
            ("upgrade-headers-missing", told().setting(lost).setting(passed), "likely"),
            // What was measured, or told by the browser, outweighs it.
            ("upgrade-headers-missing", opened().setting(lost), "ruled-out"),
            (
                "upgrade-headers-missing",
                refused().line(Line::Status(403)).setting(lost),
                "possible",
            ),
            // A hop that is right moves the blame outwards.
            ("upgrade-headers-missing", told().setting(passed), "possible"),
            ("upgrade-headers-missing", refused().setting(passed), "none"),
            ("multi-hop-strip", told().setting(passed), "likely"),
            ("multi-hop-strip", told().setting(passed).setting(lost), "possible"),
            ("http-version-1.0-upstream", refused().setting(passed), "none"),
            ("http-version-1.0-upstream", refused().setting(Setting::Http10), "possible"),
            ("http-version-1.0-upstream", status(505).setting(Setting::Http10), "confirmed"),
            ("http-version-1.0-upstream", status(505).setting(Setting::Http10IfOld), "likely"),
            ("http-version-1.0-upstream", opened().setting(Setting::Http10), "ruled-out"),
            ("http2-only", refused().setting(Setting::Http2Backend), "likely"),
            ("http2-only", opened().setting(Setting::Http2Backend), "ruled-out"),
            ("idle-timeout-proxy", cured().setting(Setting::Idle(Millis(60_000))), "confirmed"),
            ("idle-timeout-proxy", cured().piece(Setting::Idle(Millis(60_000))), "likely"),
            ("idle-timeout-proxy", cured().setting(Setting::Idle(Millis(3_600_000))), "likely"),
            (
                "idle-timeout-proxy",
                opened().idle(60_000, DROPPED).setting(Setting::Idle(Millis(60_000))),
                "likely",
            ),
            ("idle-timeout-proxy", opened().setting(Setting::Idle(Millis(60_000))), "none"),
            (
                "max-lifetime",
                opened().idle(60_000, DROPPED).setting(Setting::Lifetime(Millis(60_000))),
                "likely",
            ),
            ("max-lifetime", cured().setting(Setting::Lifetime(Millis(60_000))), "ruled-out"),
            ("wrong-path-or-route", status(404).setting(Setting::RouteMissing), "confirmed"),
            ("wrong-path-or-route", refused().setting(Setting::RouteMissing), "possible"),
            ("redirect-on-handshake", Seen::same().setting(Setting::Answers(301)), "likely"),
            ("redirect-on-handshake", refused().setting(Setting::Answers(301)), "possible"),
            ("auth-rejected", status(401).setting(Setting::Answers(401)), "confirmed"),
            ("auth-rejected", status(404).setting(Setting::Answers(401)), "possible"),
            ("rate-limited", status(429).setting(Setting::Limited), "likely"),
            ("rate-limited", status(503).setting(Setting::Limited), "likely"),
            ("rate-limited", refused().setting(Setting::Limited), "possible"),
            (
                "upgrade-headers-missing",
                status(403).of(Product::Envoy, Setting::UpgradeLost),
                "confirmed",
            ),
            ("upgrade-headers-missing", status(403).setting(Setting::UpgradeLost), "possible"),
            ("origin-rejected", status(403).setting(Setting::HostReplaced), "likely"),
            ("origin-rejected", status(502).setting(Setting::HostReplaced), "none"),
        ];
        for (index, (id, seen, expected)) in cases.into_iter().enumerate() {
            let cause = by_id(id).expect("it is one of the causes");
            let got = word(cause, seen);
            wrong
                .extend((got != expected).then(|| format!("{index}, {id}: {got}, not {expected}")));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_500_beside_404_speaks_first_for_a_path_without_a_route() {
        use crate::cause::fixture::Seen;
        use crate::evidence::Line;
        for (seen, expected) in [
            (Seen::same().refused().plain(404, 200), "wrong-path-or-route"),
            (Seen::same().refused().plain(426, 200), "backend-crash-or-reset"),
        ] {
            let told = diagnose(&seen.line(Line::Status(500)).evidence());
            assert_eq!(told.findings[0].cause.id, expected);
        }
    }

    #[test]
    fn the_table_holds_for_every_pair_of_weights() {
        use Confidence::{Confirmed, Likely, Possible, RuledOut};
        use Weight::{Decisive, Strong, Weak};
        let table = [
            (None, None, None),
            (None, Some(Weak), None),
            (None, Some(Strong), None),
            (None, Some(Decisive), Some(RuledOut)),
            (Some(Weak), None, Some(Possible)),
            (Some(Weak), Some(Weak), Some(Possible)),
            (Some(Weak), Some(Strong), None),
            (Some(Weak), Some(Decisive), Some(RuledOut)),
            (Some(Strong), None, Some(Likely)),
            (Some(Strong), Some(Weak), Some(Likely)),
            (Some(Strong), Some(Strong), Some(Possible)),
            (Some(Strong), Some(Decisive), Some(RuledOut)),
            (Some(Decisive), None, Some(Confirmed)),
            (Some(Decisive), Some(Weak), Some(Confirmed)),
            (Some(Decisive), Some(Strong), Some(Possible)),
            (Some(Decisive), Some(Decisive), Some(RuledOut)),
        ];
        for (pro, contra, expected) in table {
            let mut case = Case::default();
            if let Some(weight) = pro {
                case.supports(0, weight, Text("for"));
            }
            if let Some(weight) = contra {
                case.contradicts(0, weight, Text("against"));
            }
            assert_eq!(confidence(&case), expected, "{pro:?} against {contra:?}");
        }
    }
}
