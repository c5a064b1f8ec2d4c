//! Reports by what they have in common.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::{Row, places};
use crate::report::describe::browser;
use crate::time::day;

/// What reports have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The first finding's cause.
    Cause,
    /// The verdict.
    Verdict,
    /// The browser's family and major version.
    Browser,
    /// The host.
    Host,
    /// A product that showed itself; a report that shows two is in two groups.
    Product,
    /// The day, in UTC.
    Day,
    /// The hour of one day, in UTC.
    Hour,
}

/// Reports with something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What that is.
    pub name: String,
    /// How many reports, equal ones once.
    pub count: usize,
    /// How many in a hundred of the whole pile, rounded.
    pub share: usize,
    /// The earliest minute; 0 if none is known.
    pub first: u32,
    /// The latest minute.
    pub last: u32,
    /// The id of the cause that is found first most often, and how often, where one is.
    pub cause: Option<(&'static str, usize)>,
}

const UNKNOWN: &str = "not known";
const NONE: &str = "none";

impl By {
    /// The names of the groups that a report belongs to: one, or for products each of its own.
    pub fn names(self, row: &Row) -> Vec<String> {
        let name = match self {
            By::Cause => row.cause.to_string(),
            By::Verdict => row.verdict.id().to_string(),
            By::Browser => browser(row.agent),
            By::Host => row.host.clone(),
            By::Product if row.products.is_empty() => NONE.to_string(),
            By::Product => {
                return row.products.iter().map(|product| product.name().to_string()).collect();
            }
            By::Day | By::Hour if row.minute == 0 => UNKNOWN.to_string(),
            By::Day => day(row.minute),
            By::Hour => {
                let hour = row.minute / 60 % 24;
                let tens = if hour < 10 { " 0" } else { " " };
                [&day(row.minute), tens, &hour.to_string(), ":00"].concat()
            }
        };
        vec![name]
    }
}

pub(super) fn groups(rows: &[Row], by: By) -> Vec<Group> {
    let named: Vec<(String, &Row)> = rows
        .iter()
        .flat_map(|row| by.names(row).into_iter().map(move |name| (name, row)))
        .collect();
    let by_name = places(named.len(), &|one, other| named[one].0.cmp(&named[other].0));
    let alike: Vec<&[usize]> =
        by_name.chunk_by(|one, other| named[*one].0 == named[*other].0).collect();
    let by_count = places(alike.len(), &|one, other| alike[other].len().cmp(&alike[one].len()));
    by_count.into_iter().map(|place| Group::new(&named, alike[place], rows.len())).collect()
}

impl Group {
    fn new(named: &[(String, &Row)], members: &[usize], all: usize) -> Group {
        let count = members.len();
        let rows = || members.iter().map(|place| named[*place].1);
        let minutes = || rows().map(|row| row.minute).filter(|minute| *minute > 0);
        Group {
            name: members.first().map(|place| named[*place].0.clone()).unwrap_or_default(),
            count,
            share: (200 * count + all) / (2 * all).max(1),
            first: minutes().min().unwrap_or_default(),
            last: minutes().max().unwrap_or_default(),
            cause: most_frequent(rows().map(|row| row.cause)),
        }
    }
}

/// The cause that is there most often; of equals the first by its id.
fn most_frequent(causes: impl Iterator<Item = &'static str>) -> Option<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for cause in causes.filter(|cause| *cause != NONE) {
        match counts.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += 1,
            None => counts.push((cause, 1)),
        }
    }
    counts.into_iter().max_by_key(|(cause, count)| (*count, Reverse(*cause)))
}
