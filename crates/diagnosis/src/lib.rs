//! The pure core of ws-doctor: what to ask, what was seen, what it means.
//!
//! Data moves one way: [`session`] runs the [`probe`]s and writes [`evidence`]; [`ingest`] adds what
//! people paste; [`reading`] states the primary facts once; the [`cause`]s weigh them; [`diagnose`]
//! ranks; [`report`] tells. Probes and causes meet only in [`evidence`].
//!
//! What is absent on purpose: a clock (time is a parameter), sockets and requests (effects are
//! [`session::Command`]s), the DOM, randomness, and any way to write a live URL down: an
//! [`target::Endpoint`] has no serialiser, only its redacted [`target::Target`] has.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::string::String;

pub mod time;

pub mod text;

pub mod language;

pub mod percent;

mod secret;

pub mod address;

pub mod target;

pub mod product;

mod logged;

pub mod evidence;

pub mod session;

pub mod probe;

pub mod ingest;

pub mod reading;

pub mod cause;

pub mod remedy;

pub mod limit;

pub mod close_code;

pub mod diagnose;

pub mod report;

/// The number of the runbook. It rises when a cause, a limit or an answer changes, so that a reader
/// can be told that a report was made by another one than reads it.
pub const RUNBOOK: u16 = 1;

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which build this is: the first digits of a digest of its sources and its compiler. What is not
/// built as a page to deploy, such as a test, has none.
pub const BUILD: Option<&str> = option_env!("WS_DOCTOR_BUILD");

/// Version and build, as Semantic Versioning writes them together.
pub fn version() -> String {
    let build = BUILD.map_or([""; 2], |build| ["+", build]);
    [VERSION, build[0], build[1]].concat()
}
