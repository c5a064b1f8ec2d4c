//! Sessions in tens of thousands of random worlds, in virtual time; each answer is held against the
//! truth. One half is about what ends connections that are open, the other about handshakes that fail.
//!
//! A failure prints the seeds of its worlds. One of them again, with all that was seen and said:
//! `SEED=0x… cargo test -p diagnosis --test simulation handshake::one -- --nocapture`, or `waits::one`.
//! Others than the usual ones: `FROM=1000000 cargo test -p diagnosis --test simulation`.

mod random;

mod drive;

mod share;

mod tell;

mod waits;

mod handshake;

use crate::random::Random;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    let digits = text.trim_start_matches("0x");
    let radix = if digits.len() < text.len() { 16 } else { 10 };
    Some(u64::from_str_radix(digits, radix).expect("a number, or 0x and hexadecimal digits"))
}

/// The seeds of so many worlds.
fn seeds(worlds: u64) -> impl Iterator<Item = u64> {
    let from = number("FROM").unwrap_or_default();
    (from..from + worlds).map(|n| Random::new(n).number())
}

/// The world that is asked for.
fn seed() -> u64 {
    number("SEED").or_else(|| seeds(1).next()).expect("there are seeds")
}
