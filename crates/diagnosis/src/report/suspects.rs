//! Whose known limit has the length that was measured.

use alloc::vec::Vec;

use crate::limit::{Kind as LimitKind, Limit, Measured, Resets, matching};
use crate::reading::Reading;
use crate::reading::waits::Kind;
use crate::report::Report;
use crate::time::Millis;

/// A measured limit, and the known ones that it may be.
pub struct Suspects {
    /// No less than this.
    pub low: Millis,
    /// No more than this.
    pub high: Millis,
    /// The known limits of that length, the likeliest first.
    pub limits: Vec<&'static Limit>,
}

/// The limit that ended the waits, and whose it may be; nothing where no timer explains them.
pub fn suspects(report: &Report) -> Option<Suspects> {
    let reading = Reading::new(&report.evidence);
    let measured = measured(&reading)?;
    let (low, high) = (measured.low, measured.high);
    Some(Suspects { low, high, limits: matching(&measured, &reading.products()) })
}

fn measured(reading: &Reading<'_>) -> Option<Measured> {
    let waits = &reading.waits;
    let exactly = |at: Millis, kind, resets| Measured { low: at, high: at, kind, resets };
    if let Some(deaf) = waits.deaf() {
        let (survived, fatal) = waits.bracket();
        let high = fatal.or(deaf.wait.fatal())?;
        return Some(Measured { low: survived, high, kind: Some(LimitKind::Idle), resets: None });
    }
    let silences = waits.silences();
    let age = waits.limit(Kind::Age);
    match (&silences[..], age) {
        ([], Some(age)) => Some(exactly(age, Some(LimitKind::Lifetime), None)),
        ([], None) => None,
        ([first, ..], age) => {
            let resets = match silences[..] {
                [Kind::ServerSilence] => Some(Resets::ServerOnly),
                [Kind::ClientSilence] => Some(Resets::ClientOnly),
                [Kind::AnySilence] => Some(Resets::Each),
                _ => None,
            };
            let kind = age.is_none().then_some(LimitKind::Idle);
            Some(exactly(waits.limit(*first)?, kind, resets))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};
    use crate::evidence::WaitEnd;
    use crate::product::Product;

    fn first(seen: Seen) -> Option<&'static str> {
        let suspects = suspects(&Report::new(seen.evidence()))?;
        Some(suspects.limits.first().map_or("nobody", |limit| limit.product))
    }

    #[test]
    fn a_length_and_a_mark_point_at_somebody() {
        let open = |mark| Seen::same().opened().plain_from(426, 200, &[mark]);
        let cured = |seen: Seen, age| seen.idle(age, DROPPED).beat(2 * age, WaitEnd::Survived);
        assert!(
            first(cured(open(Product::Nginx), 60_003)).is_some_and(|name| name.contains("nginx"))
        );
        assert!(
            first(cured(open(Product::Cloudflare), 100_020))
                .is_some_and(|name| name.contains("Cloudflare"))
        );
        let aged = Seen::same().opened().idle(30_000, DROPPED).beat(30_010, DROPPED).later(7000);
        assert!(first(aged).is_some_and(|name| name.contains("Google")));
        assert_eq!(first(cured(Seen::same().opened(), 3_141)), Some("nobody"));
        assert_eq!(first(Seen::same().opened().idle(130_000, WaitEnd::Survived)), None);
    }
}
