//! What in an address or a sentence is not to be written down: what looks like a token, a person or a
//! device, and what stands where a secret stands.
//!
//! Nobody can tell a token from a word for certain; where in doubt it is one. That costs a report a
//! name of a route, and the other mistake costs somebody an account.

use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::percent;
use crate::target::MASK;

/// Long, or mixed in the way that identifiers and tokens are and words are not; rather too often than
/// too rarely.
pub(crate) fn looks_secret(segment: &str) -> bool {
    // What was masked or cut before stays as it is.
    let segment = segment.strip_suffix(MASK).unwrap_or(segment);
    let decoded = percent::decoded(segment);
    // What is encoded twice hides something.
    let twice = percent::decoded(&decoded) != decoded;
    twice || segment.len() > 40 || is_token(segment) || is_token(&decoded) || is_address(&decoded)
}

/// How the tokens of well-known services begin.
const PREFIXES: [&str; 7] = ["eyJ", "sk_", "pk_", "rk_", "xox", "ghp_", "AKIA"];

fn is_token(text: &str) -> bool {
    let count = |of: fn(&char) -> bool| text.chars().filter(of).count();
    let digits = count(char::is_ascii_digit);
    let uppers = count(char::is_ascii_uppercase);
    let lowers = count(char::is_ascii_lowercase);
    let (letters, length) = (uppers + lowers, text.len());
    // Between letters and digits; a name has one or two of them.
    let switches = |text: &str| {
        let pairs = text.chars().zip(text.chars().skip(1));
        pairs
            .filter(|(one, next)| {
                one.is_ascii_digit() && next.is_ascii_alphabetic()
                    || one.is_ascii_alphabetic() && next.is_ascii_digit()
            })
            .count()
    };
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric());
    let mixed = words().any(|word| word.len() >= 6 && switches(word) >= 3);
    // Capitals that begin no word between hyphens.
    let inner = text
        .chars()
        .zip(text.chars().skip(1))
        .filter(|(one, next)| one.is_ascii_alphanumeric() && next.is_ascii_uppercase())
        .count();
    let longest = words().map(str::len).max();
    let hex = length >= 12 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    text.contains(['=', '@'])
        || PREFIXES.iter().any(|prefix| text.starts_with(prefix) && length >= 8)
        || digits >= 6
        || length > 40
        || longest > Some(24)
        || (hex && digits > 0)
        || mixed
        || (length >= 8 && switches(text) >= 4)
        || (length >= 16 && digits >= 2 && letters > 0)
        || (length >= 16 && uppers >= 3 && lowers >= 3 && digits > 0)
        || (length >= 10 && inner >= 3 && lowers >= 3 && 3 * inner >= letters)
        || (length >= 20 && inner >= 3 && lowers >= 3)
        || (length >= 20 && uppers >= 3 && lowers >= 3 && !text.contains('-'))
}

/// An address of a host, with or without a port.
fn is_address(text: &str) -> bool {
    let bare = text.trim_start_matches('[').split(']').next().unwrap_or_default();
    let host = text.split(':').next().unwrap_or_default();
    host.parse::<Ipv4Addr>().is_ok() || bare.parse::<Ipv6Addr>().is_ok()
}

/// Whether what follows a path's segment with this name is a secret, however it looks.
pub(crate) fn names_a_secret(segment: &str) -> bool {
    const NAMES: [&str; 20] = [
        "accesstoken",
        "apikey",
        "apitoken",
        "authtoken",
        "bearer",
        "connectiontoken",
        "jwt",
        "key",
        "otp",
        "passwd",
        "password",
        "pwd",
        "secret",
        "session",
        "sessionid",
        "sid",
        "sig",
        "signature",
        "ticket",
        "token",
    ];
    let letters = |c: char| Some(c.to_ascii_lowercase()).filter(char::is_ascii_alphanumeric);
    let name: String = percent::decoded(segment).chars().filter_map(letters).collect();
    NAMES.contains(&name.as_str())
}
