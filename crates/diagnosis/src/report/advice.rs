//! What the long waits come to for whoever sets a heartbeat or renews a connection: a number.

use crate::diagnose::Confidence;
use crate::reading::Reading;
use crate::reading::waits::Kind;
use crate::report::Report;
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// The advice that was measured; nothing where the waits ended nothing, or by a chance.
pub fn advice(report: &Report) -> Option<Phrase> {
    let sure = |id: &str| {
        let mut findings = report.diagnosis.findings.iter();
        findings.any(|one| one.cause.id == id && one.confidence >= Confidence::Likely)
    };
    let reading = Reading::new(&report.evidence);
    if sure("max-lifetime") {
        // A heartbeat is no remedy here.
        let age = reading.waits.limit(Kind::Age)?;
        let text = Text(
            "Open the next connection before the old one is {before} old: no heartbeat carries one past {age}.",
        );
        return Some(text.with("before", age.scale(9, 10)).with("age", age));
    }
    if !["idle-timeout-proxy", "heartbeat-mismatch", "mobile-or-nat-timeout"].into_iter().any(sure)
    {
        return None;
    }
    let (survived, fatal) = reading.waits.bracket();
    let fatal = fatal?;
    let every = round(fatal.scale(1, 2));
    let text = if survived > Millis::ZERO {
        Text(
            "Send a heartbeat at least every {every}: {survived} of silence survived, {fatal} did not.",
        )
    } else {
        Text("Send a heartbeat at least every {every}: {fatal} of silence were too long.")
    };
    Some(text.with("every", every).with("survived", survived).with("fatal", fatal))
}

/// Down to a number that people would write: whole seconds, and from ten on steps of five.
fn round(span: Millis) -> Millis {
    let step = match span.0 {
        0..1000 => 100,
        1000..10_000 => 1000,
        _ => 5000,
    };
    Millis(span.0 / step * step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};
    use crate::evidence::WaitEnd;
    use alloc::string::ToString;

    fn of(seen: Seen) -> Option<alloc::string::String> {
        advice(&Report::new(seen.evidence())).map(|phrase| phrase.to_string())
    }

    #[test]
    fn a_limit_of_silence_gets_an_interval_and_one_of_age_never_does() {
        let open = || Seen::same().opened();
        assert_eq!(
            of(open().idle(60_010, DROPPED).beat(130_000, WaitEnd::Survived)).as_deref(),
            Some(
                "Send a heartbeat at least every 30.0 s: 1.0 s of silence survived, 1 min did not."
            )
        );
        assert_eq!(
            of(open().idle(300_000, DROPPED).beat(300_000, DROPPED).later(7000)).as_deref(),
            Some(
                "Open the next connection before the old one is 4 min 30 s old: no heartbeat carries one past 5 min."
            )
        );
        assert_eq!(of(open().idle(60_000, DROPPED)), None);
        assert_eq!(of(open().idle(60_000, WaitEnd::Survived)), None);
    }
}
