//! The well-known limits as marks on an axis of time.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Kind, Limit, Trust, all};
use crate::time::Millis;

/// A well-known limit on an axis of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where it stands.
    pub at: Millis,
    /// The time and whose it is: `50 s: HAProxy`.
    pub label: String,
}

/// How many products a [`Tick`] names.
const NAMED: usize = 4;

/// The well-known limits of silence and age between these times, one [`Tick`] for each time.
pub fn passing(from: Millis, to: Millis) -> Vec<Tick> {
    let known = |limit: &&'static Limit| {
        matches!(limit.kind, Kind::Idle | Kind::Lifetime) && limit.trust < Trust::Low
    };
    let mut found: Vec<(Millis, &Limit)> = all()
        .filter(known)
        .filter_map(|limit| Some((*limit.times.first()?, limit)))
        .filter(|(at, _)| (from..=to).contains(at))
        .collect();
    found.sort_by_key(|(at, _)| *at);
    let same = found.chunk_by(|(one, _), (other, _)| one == other);
    same.filter_map(|limits| {
        let (at, _) = *limits.first()?;
        Some(Tick { at, label: format!("{}: {}", span(at), names(limits)) })
    })
    .collect()
}

/// The names of the first products, each mark once: `nginx, Varnish, …`.
fn names(limits: &[(Millis, &Limit)]) -> String {
    let mut shown: Vec<&Limit> = Vec::new();
    for (_, limit) in limits {
        let known = |other: &&Limit| {
            other.product == limit.product || (other.mark.is_some() && other.mark == limit.mark)
        };
        if !shown.iter().any(known) {
            shown.push(limit);
        }
    }
    let mut names: Vec<_> = shown.iter().map(|limit| limit.product).take(NAMED).collect();
    if shown.len() > NAMED {
        names.push("…");
    }
    names.join(", ")
}

/// A time as documents write limits: `300 s` below an hour, `2 h 4 min` from there.
fn span(time: Millis) -> String {
    let seconds = time.0 / 1000;
    match (seconds / 3600, seconds / 60 % 60) {
        (0, _) => format!("{seconds} s"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
