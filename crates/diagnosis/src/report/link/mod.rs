//! The link codec: evidence in, a short text for a URL's fragment out, and back.
//!
//! `v1.` and base64url of: a checksum of four bytes, then the wire types in postcard. The wire types
//! are this file's own, so that the evidence can change while every old link still decodes. Each
//! observation stands in a block of its own length: a page that doesn't know a newer one leaves it
//! out and says so. A link carries no conclusion, no URL, no secret and no prose.
//!
//! Decoding is bounded: at most [`LONGEST`] characters in, no more memory out than a small multiple
//! of that, no recursion.

pub mod find;

mod v1;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;

use self::v1::{Seen, Wire, WireTarget};
use crate::evidence::{Agent, Evidence, Family, Observation};
use crate::target::Target;
use crate::text::{Phrase, Text};

/// No longer text is looked at, in characters.
pub const LONGEST: usize = 8192;
const MOST_OBSERVATIONS: usize = 64;
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

impl LinkError {
    /// What was expected and what was found.
    pub fn phrase(&self) -> Phrase {
        match self {
            LinkError::NotALink => Text("expected a report that begins with v1., found something else").phrase(),
            LinkError::Newer(version) => Text("expected a report of version v1, found {version}: it was made by a later version of this page; reload to get the newest one").with("version", version),
            LinkError::TooLong(length) => {
                Text("expected a report of at most {longest} characters, found {length}").with("longest", LONGEST).with("length", *length)
            }
            LinkError::Damaged => Text("expected a whole report, found one that was cut short or altered on its way; ask for the link again, or for the report as text").phrase(),
        }
    }
}

/// In English.
impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phrase().fmt(f)
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
    let mut body = bytes(&Wire {
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
    // What comes behind the known fields is passed over by older pages.
    if evidence.runbook > 0 {
        body.extend(bytes(&evidence.runbook));
    }
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
    let (wire, behind): (Wire, _) =
        postcard::take_from_bytes(body).map_err(|_| LinkError::Damaged)?;
    let blocks = wire.blocks.len();
    let family = pick(&Family::ALL, wire.family).unwrap_or_default();
    let observations: Vec<Observation> = wire
        .blocks
        .iter()
        .take(MOST_OBSERVATIONS)
        .filter_map(|block| postcard::from_bytes::<Seen>(block).ok()?.observation(family))
        .collect();
    // A host or path that is not as we write them is made so: nothing in a link is trusted.
    let WireTarget { secure, host, port, path, query_names } = wire.target;
    let names = query_names.iter().map(String::as_str);
    let target = Target::named(secure, &host, port, &path, names);
    Ok(Decoded {
        left_out: blocks - observations.len(),
        evidence: Evidence {
            target,
            agent: Agent { family, major: wire.major },
            minute: wire.minute,
            trace: wire.trace,
            observations,
            // Links of the first months end before it.
            runbook: postcard::from_bytes(behind).unwrap_or_default(),
            quotes: Vec::new(),
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
    bytes.iter().fold(EMPTY, |sum, byte| hashed(sum, u32::from(*byte)))
}

/// The checksum of nothing.
const EMPTY: u32 = 0x811c_9dc5;

/// The checksum with one more byte.
fn hashed(sum: u32, byte: u32) -> u32 {
    (sum ^ byte).wrapping_mul(0x0100_0193)
}

fn pick<T: Copy>(all: &[T], code: u8) -> Option<T> {
    all.get(usize::from(code)).copied()
}
