//! Many reports: one row for each, and what they have in common.
//!
//! What a pile is fed with are the texts that [`crate::report::link::find`] finds, one at a time, so
//! that a page can rest between them. Its memory is bounded: of more than [`MOST`] reports the first
//! are kept and the others counted. A row holds nothing that its link does not hold or lead to.

mod csv;

mod group;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

pub use self::csv::csv;
pub use self::group::{By, Group};
use crate::cause::Side;
use crate::diagnose::{Confidence, Verdict};
use crate::evidence::{Agent, Evidence};
use crate::product::Product;
use crate::reading::Reading;
use crate::report::link::{LinkError, decode};
use crate::report::{Report, code};
use crate::text::Text;

/// How many reports are kept.
pub const MOST: usize = 10_000;

/// Reports by the row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pile {
    rows: Vec<Row>,
    /// The places of the rows in the order of their links, to find an equal one.
    by_link: Vec<usize>,
    beyond: usize,
    unread: Unread,
}

/// One report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The text of its link.
    pub link: String,
    /// How many times that was found.
    pub times: usize,
    /// The state of the WebSocket.
    pub verdict: Verdict,
    /// The id of the first finding's cause, or `none`.
    pub cause: &'static str,
    /// How sure the first finding is, if there is one.
    pub confidence: Option<Confidence>,
    /// Whose it is to mend, where the findings agree.
    pub side: Option<Side>,
    /// By which browser.
    pub agent: Agent,
    /// The host that was connected to.
    pub host: String,
    /// The products that showed themselves, sorted.
    pub products: Vec<Product>,
    /// Whether the page stood on the endpoint's own origin, where that is known.
    pub same_origin: Option<bool>,
    /// When: minutes since 1970-01-01 UTC; 0 if unknown.
    pub minute: u32,
    /// The code to read out, in groups.
    pub code: String,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is a row of its own.
    New,
    /// An equal one was there, and is counted once more.
    Again,
    /// It is counted only, for the pile is full.
    Beyond,
}

/// How many texts could not be read, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Made by a later version of this page.
    pub newer: usize,
    /// Cut short or altered on their way.
    pub damaged: usize,
    /// Longer than any report.
    pub too_long: usize,
    /// No report at all.
    pub not_a_link: usize,
}

impl Unread {
    /// Each reason that occurred, and how many times.
    pub fn reasons(&self) -> Vec<(Text, usize)> {
        let all = [
            (Text("made by a later version of this page"), self.newer),
            (Text("cut short or altered on the way"), self.damaged),
            (Text("longer than any report"), self.too_long),
            (Text("no report"), self.not_a_link),
        ];
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    fn note(&mut self, error: &LinkError) {
        let count = match error {
            LinkError::Newer(_) => &mut self.newer,
            LinkError::Damaged => &mut self.damaged,
            LinkError::TooLong(_) => &mut self.too_long,
            LinkError::NotALink => &mut self.not_a_link,
        };
        *count += 1;
    }
}

impl Pile {
    /// Reads one report's text and puts it on the pile.
    ///
    /// # Errors
    /// [`LinkError`] says why the text can't be read; it is counted.
    pub fn add(&mut self, text: &str) -> Result<Added, LinkError> {
        let text = text.trim();
        let same = self.by_link.binary_search_by(|row| self.rows[*row].link.as_str().cmp(text));
        let place = match same {
            Ok(place) => {
                self.rows[self.by_link[place]].times += 1;
                return Ok(Added::Again);
            }
            Err(place) => place,
        };
        let decoded = decode(text).inspect_err(|error| self.unread.note(error))?;
        if self.rows.len() == MOST {
            self.beyond += 1;
            return Ok(Added::Beyond);
        }
        self.by_link.insert(place, self.rows.len());
        self.rows.push(Row::new(text, decoded.evidence));
        Ok(Added::New)
    }

    /// The reports in the order in which they came.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The reports by a column; equals stay in the order in which they came.
    pub fn sorted(&self, by: Column, descending: bool) -> Vec<&Row> {
        let places = places(self.rows.len(), &|one, other| {
            let order = by.key(&self.rows[one]).cmp(&by.key(&self.rows[other]));
            if descending { order.reverse() } else { order }
        });
        places.into_iter().map(|place| &self.rows[place]).collect()
    }

    /// The reports by what they have in common, the most frequent first; equals by their names.
    pub fn groups(&self, by: By) -> Vec<Group> {
        group::groups(&self.rows, by)
    }

    /// How many readable reports found no more room. Equal ones among them are not seen to be so.
    pub fn beyond(&self) -> usize {
        self.beyond
    }

    /// What could not be read.
    pub fn unread(&self) -> Unread {
        self.unread
    }
}

/// The places of so many things in the order that is asked for; equals stay. One sort for all, since
/// each kind of sort is thousands of bytes.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

impl Row {
    fn new(link: &str, evidence: Evidence) -> Row {
        let report = Report::new(evidence);
        let evidence = &report.evidence;
        Row {
            link: link.to_string(),
            times: 1,
            verdict: report.diagnosis.verdict,
            cause: report.cause(),
            confidence: report.confidence(),
            side: report.diagnosis.side,
            agent: evidence.agent,
            host: evidence.target.host.clone(),
            products: Reading::new(evidence).products(),
            same_origin: evidence.page().map(|page| page.same_origin),
            minute: evidence.minute,
            code: code::encode(&report),
        }
    }

    /// Where the page of the check stood.
    pub fn page(&self) -> Text {
        match self.same_origin {
            None => Text("not known"),
            Some(true) => Text("own origin"),
            Some(false) => Text("another origin"),
        }
    }
}

/// What rows can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The minute.
    When,
    /// Healthy first.
    Verdict,
    /// The id of the cause.
    Cause,
    /// None first.
    Confidence,
    /// The visitor's first, after none.
    Side,
    /// The family, then the version.
    Browser,
    /// The host.
    Host,
    /// Where the page stood; unknown first.
    Page,
    /// The first product that showed itself; none first.
    Products,
    /// How many times it was found.
    Times,
}

impl Column {
    /// What is compared: text first, then a number.
    fn key(self, row: &Row) -> (&str, usize) {
        match self {
            Column::When => ("", row.minute as usize),
            Column::Verdict => ("", row.verdict as usize),
            Column::Cause => (row.cause, 0),
            Column::Confidence => ("", row.confidence.map_or(0, |confidence| confidence as usize)),
            Column::Side => ("", row.side.map_or(0, |side| side as usize + 1)),
            Column::Browser => (row.agent.family.name(), row.agent.major.into()),
            Column::Host => (&row.host, 0),
            Column::Page => ("", row.same_origin.map_or(0, |same| usize::from(same) + 1)),
            Column::Products => (row.products.first().map_or("", |product| product.name()), 0),
            Column::Times => ("", row.times),
        }
    }
}
