//! Configurations of proxies: understood by their own rules, for the path that the target names.
//!
//! A reader per product tells which blocks the target's host and path select, what is in force there,
//! and what a WebSocket's handshake makes of it. It says what is right as well as what is wrong, with
//! the lines, and a correction as a diff where there is one. What it can't follow it says, and
//! concludes nothing from. A configuration is what somebody has on disk, which need not be what runs:
//! how much that weighs is for the causes.

mod apache;
mod caddy;
mod envoy;
mod haproxy;
mod kubernetes;
mod logic;
mod nginx;
mod pattern;
mod recognise;
mod script;
mod traefik;
mod yaml;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::evidence::{Observation, Outcome, Probe, Setting, Via};
use crate::ingest::Recognised;
use crate::product::Product;
use crate::target::{Place, Target};
use crate::text::{Phrase, Text};
pub(super) use recognise::begins;
pub use recognise::recognise;
use script::Script;
pub use script::{Edit, Lines};

/// What a configuration holds about the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Whose it is; `None` if nobody could tell.
    pub product: Option<Product>,
    /// What it says of the target's path, each once.
    pub observations: Vec<Observation>,
    /// What is right, wrong or worth knowing, in the order of the lines.
    pub remarks: Vec<Remark>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// How a part of a configuration bears on the target's WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// It keeps the WebSocket from working.
    Wrong,
    /// It may, or matters in another way.
    Mind,
    /// It is as it should be.
    Right,
}

impl Bearing {
    /// The permanent word: `wrong`, `mind` or `right`.
    pub fn id(self) -> &'static str {
        match self {
            Bearing::Wrong => "wrong",
            Bearing::Mind => "mind",
            Bearing::Right => "right",
        }
    }
}

/// What is said about some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which lines.
    pub lines: Lines,
    /// How they bear on the WebSocket.
    pub bearing: Bearing,
    /// What is so, in one sentence.
    pub title: Phrase,
    /// Why that matters.
    pub why: Phrase,
    /// How the text should be instead.
    pub correction: Option<Correction>,
}

/// How a text should be instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What changes.
    pub edits: Vec<Edit>,
    /// The same as a unified diff to show, with secrets masked.
    pub diff: String,
}

/// What is said of the configurations among the pieces that were recognised in `text`, with the lines
/// of `text`. It may be the beginning of a longer one: a piece that goes on behind it is left out.
pub fn remarks(text: &str, read: &[Recognised], target: &Target) -> Vec<Remark> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut all = Vec::new();
    for piece in read.iter().filter(|piece| piece.kind.config().is_some()) {
        let (from, to) = piece.lines;
        let Some(own) = lines.get(from - 1..to) else { continue };
        let config = self::read(&own.concat(), target, piece.kind.config());
        all.extend(config.remarks.into_iter().map(|mut remark| {
            remark.lines.first += from - 1;
            remark.lines.last += from - 1;
            remark
        }));
    }
    all
}

/// Lines that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Which lines.
    pub lines: Lines,
    /// What should have stood there.
    pub expected: Text,
    /// What stands there, without secrets.
    pub found: String,
}

impl Config {
    /// `text`, which this was read from, with every correction of what is wrong.
    pub fn corrected(&self, text: &str) -> String {
        let wrong = self.remarks.iter().filter(|remark| remark.bearing == Bearing::Wrong);
        let corrections = wrong.filter_map(|remark| remark.correction.as_ref());
        let edits: Vec<Edit> =
            corrections.flat_map(|correction| correction.edits.iter().cloned()).collect();
        Script::new(text).changed(&edits)
    }

    /// The settings that were read.
    pub fn settings(&self) -> impl Iterator<Item = (Setting, Place)> {
        self.observations.iter().filter_map(|seen| match seen.outcome {
            Outcome::Setting(setting, _, place) => Some((setting, place)),
            _ => None,
        })
    }
}

/// Reads a configuration: as this product's, or as whose it looks.
pub fn read(text: &str, target: &Target, as_product: Option<Product>) -> Config {
    let mut config = match as_product.or_else(|| recognise(text)) {
        Some(Product::Nginx) => nginx::read(text, target),
        Some(Product::Apache) => apache::read(text, target),
        Some(Product::Caddy) => caddy::read(text, target),
        Some(Product::Envoy) => envoy::read(text, target),
        Some(Product::IngressNginx) => kubernetes::read(text, target),
        Some(Product::Traefik) => traefik::read(text, target),
        Some(Product::Haproxy) => haproxy::read(text, target),
        product => {
            let expected = Text(
                "a configuration of nginx, HAProxy, Apache, Caddy, Traefik, Envoy or a Kubernetes Ingress",
            );
            let first = text.lines().next().unwrap_or_default();
            let mut config = Config { product, ..Config::default() };
            let lines = Script::new(text).lines(&(0..text.len()));
            note_unread(&mut config.unread, lines, expected, first);
            config
        }
    };
    if is_json(text) {
        // Corrections are written as people write configurations, who write no JSON.
        config.remarks.iter_mut().for_each(|remark| remark.correction = None);
    }
    // What could not be read may have decided otherwise.
    if !config.unread.is_empty() {
        for seen in &mut config.observations {
            if let Outcome::Setting(setting, product, _) = seen.outcome {
                seen.outcome = Outcome::Setting(setting, product, Place::Unnamed);
            }
        }
    }
    config.remarks.sort_by_key(|remark| (remark.bearing, remark.lines));
    config
}

/// Whether a text is JSON, and no Caddyfile that begins with its options.
fn is_json(text: &str) -> bool {
    let inner = text.trim_start().strip_prefix('{').map(str::trim_start);
    inner.is_some_and(|inner| inner.starts_with('"'))
}

/// What a reader has found so far.
struct Draft<'a, 's> {
    script: &'s Script<'a>,
    product: Product,
    /// Whether the blocks that were read name the target's host.
    place: Place,
    config: Config,
}

impl<'a, 's> Draft<'a, 's> {
    fn new(script: &'s Script<'a>, product: Product) -> Draft<'a, 's> {
        let config = Config { product: Some(product), ..Config::default() };
        Draft { script, product, place: Place::Unnamed, config }
    }

    /// Files what the configuration says.
    fn says(&mut self, setting: Setting) {
        let outcome = Outcome::Setting(setting, self.product, self.place);
        if self.config.observations.iter().all(|seen| seen.outcome != outcome) {
            self.config.observations.push(Observation::pasted(Probe::Config, Via::Front, outcome));
        }
    }

    fn remark(
        &mut self,
        bearing: Bearing,
        at: &Range<usize>,
        title: impl Into<Phrase>,
        why: impl Into<Phrase>,
        edits: Vec<Edit>,
    ) {
        let (title, why) = (title.into(), why.into());
        let diff = self.script.diff(&edits);
        let correction = (!edits.is_empty()).then_some(Correction { edits, diff });
        let lines = self.script.lines(at);
        self.config.remarks.push(Remark { lines, bearing, title, why, correction });
    }
}

/// More than anybody reads.
const MOST_UNREAD: usize = 20;

fn note_unread(all: &mut Vec<Unread>, lines: Lines, expected: Text, found: &str) {
    if all.len() < MOST_UNREAD {
        let found = script::masked(found.trim());
        let short = found.char_indices().nth(60).map_or(&*found, |(end, _)| &found[..end]);
        all.push(Unread { lines, expected, found: short.to_owned() });
    }
}
