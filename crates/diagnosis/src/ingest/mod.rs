//! Readers of what people bring: text in, observations with [`crate::evidence::Source::Pasted`] out.
//!
//! One entrance takes anything: what a piece of text is gets found out line by line, so that a paste
//! may hold several, one after the other. What can't be read is said, and nothing is guessed from it.
//! To add a kind: a file, its `mod` line and its place in [`KINDS`].

pub mod config;
pub mod console;

pub mod snippet;

#[cfg(test)]
pub(crate) mod fixture;

mod access;
mod apache;
mod aws;
mod backend;
mod caddy;
mod cloudflare;
mod coding;
mod configuration;
mod envoy;
mod haproxy;
mod har;
mod http;
mod json;
mod nginx;
mod openssl;
mod reader;
mod shell;
mod sink;
mod stamp;
mod tool;
mod words;

use alloc::boxed::Box;
use alloc::vec::Vec;

pub use reader::Reader;

use crate::evidence::{Evidence, Observation};
use crate::ingest::json::Record;
use crate::ingest::sink::Sink;
use crate::ingest::words::Pairs;
use crate::product::Product;
use crate::target::Target;
use crate::text::{Phrase, Text};

/// A kind of text that is read.
pub struct Kind {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// What a reader calls it.
    pub name: Text,
    /// How it is read.
    way: Way,
    /// A line that has none of these begins nothing of this kind; without any, every line may.
    signs: &'static [Pairs],
}

/// How a kind is read.
enum Way {
    /// Each line alone. `false`: it is no line of this kind.
    Lines(fn(&str, &mut Sink<'_>) -> bool),
    /// Lines that belong together: whether one begins here, and who reads them.
    Piece(fn(&str) -> bool, fn() -> Box<dyn Piece>),
    /// A configuration of this product.
    Configuration(Product),
    /// Records of a JSON text. `false`: it is no record of this kind.
    Records(fn(&Record<'_>, &mut Sink<'_>) -> bool),
}

/// Reads lines that belong together.
trait Piece {
    /// Reads the next line.
    fn line(&mut self, line: &str, sink: &mut Sink<'_>) -> Took;
    /// Files what is left to say.
    fn end(&mut self, sink: &mut Sink<'_>);
}

/// What a piece makes of a line.
enum Took {
    /// It belongs to the piece.
    Mine,
    /// It does, unless another kind knows it.
    Loose,
    /// It does not; the piece has ended.
    Not,
}

/// Every kind. The order is that of asking: what has a strict form comes first, what is known by a few
/// words last.
pub static KINDS: &[&Kind] = &[
    &snippet::KIND,
    &nginx::KIND,
    &access::KIND,
    &haproxy::KIND,
    &apache::KIND,
    &envoy::KIND,
    &envoy::JSON,
    &caddy::KIND,
    &caddy::JOURNAL,
    &har::KIND,
    &cloudflare::KIND,
    &aws::KIND,
    &openssl::KIND,
    &http::KIND,
    &tool::KIND,
    &backend::RECORDS,
    &backend::KIND,
    &console::KIND,
    &configuration::NGINX,
    &configuration::HAPROXY,
    &configuration::APACHE,
    &configuration::CADDY,
    &configuration::TRAEFIK,
    &configuration::ENVOY,
    &configuration::INGRESS,
];

/// The kind with this id.
pub fn by_id(id: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.id == id)
}

impl Kind {
    /// Whose configuration it is, if it is one: [`config::read`] then tells what is right and wrong in
    /// the piece's lines.
    pub fn config(&self) -> Option<Product> {
        match self.way {
            Way::Configuration(product) => Some(product),
            _ => None,
        }
    }

    /// Whether a line with these pairs may begin something of this kind.
    fn may_begin(&self, pairs: &Pairs) -> bool {
        self.signs.is_empty() || self.signs.iter().any(|sign| sign.within(pairs))
    }
}

/// The run that a text is about, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    /// Its trace.
    pub trace: Option<u32>,
    /// Its minute since 1970.
    pub minute: Option<u32>,
}

impl Run {
    /// The run of a report; one of which nobody knows when it was has no minute.
    pub fn of(report: &Evidence) -> Run {
        Run { trace: report.trace, minute: Some(report.minute).filter(|minute| *minute > 0) }
    }
}

/// A piece that was recognised.
pub struct Recognised {
    /// What it is.
    pub kind: &'static Kind,
    /// Its first and last line, from 1.
    pub lines: (usize, usize),
    /// What it says of the target, each thing once; empty if nothing.
    pub says: Vec<Phrase>,
}

/// Lines that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The first and the last of them, from 1.
    pub lines: (usize, usize),
    /// What was expected.
    pub expected: Text,
    /// What was found.
    pub found: Phrase,
}

/// What was made of a text.
#[derive(Default)]
pub struct Brought {
    /// What speaks of the target, each thing once.
    pub observations: Vec<Observation>,
    /// The pieces that were recognised, in the order of the text.
    pub read: Vec<Recognised>,
    /// What was not read, in the order of the text.
    pub unread: Vec<Unread>,
    /// Recognised lines about another address, left out.
    pub other_address: usize,
    /// Recognised lines about another run, left out as well.
    pub other_run: usize,
    /// Log lines without a run that a later one of the same log overrules.
    pub outdated: usize,
    /// How many lines were read.
    pub lines: usize,
    /// How many pieces or unread places there were beyond those that are listed.
    pub unlisted: usize,
}

/// Reads a whole text. `own` is the trace of the run that it is about, where that is known;
/// `as_kind` overrules what the text looks like.
pub fn read(
    text: &str,
    target: &Target,
    own: Option<u32>,
    as_kind: Option<&'static Kind>,
) -> Brought {
    let mut reader = Reader::new(target, Run { trace: own, minute: None }, as_kind);
    reader.push(text.as_bytes());
    reader.finish()
}
