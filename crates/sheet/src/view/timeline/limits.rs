//! The limits that products are known to have, as marks on the axis.

use diagnosis::limit::{Tick, passing};
use diagnosis::time::Millis;

use super::lane::Lane;

/// An end this close before a limit counts as at it: clocks and paths differ.
const NEAR: Millis = Millis(500);

/// A limit that lies within the axis.
pub(super) struct Mark {
    /// How long a silence it allows.
    pub(super) limit: Millis,
    /// When the longest silence reaches it.
    pub(super) at: Millis,
    /// Its time and whose it is.
    pub(super) label: String,
    /// A silence has reached it.
    pub(super) passed: bool,
}

/// The limits that the longest silence reaches until `end`; those nearest to an end come first, and
/// then those of the most products.
pub(super) fn marks(lanes: &[Lane<'_>], end: Millis) -> Vec<Mark> {
    let most = lanes.iter().map(Lane::stillness).max().unwrap_or_default();
    // The first of those that were silent for so long: the others repeat it.
    let Some(longest) = lanes.iter().find(|lane| reaches(lane, most)) else { return Vec::new() };
    let (from, _) = longest.silence();
    let mark = |Tick { at: limit, label }| Mark {
        limit,
        at: from + limit,
        label,
        passed: reaches(longest, limit),
    };
    let mut marks: Vec<Mark> = passing(Millis::ZERO, end - from).into_iter().map(mark).collect();
    let fatal =
        lanes.iter().filter(|lane| lane.until.is_none()).filter_map(|lane| lane.wait.fatal()).max();
    marks.sort_by_key(|mark| {
        let near = fatal.map(|fatal| (mark.limit - fatal).max(fatal - mark.limit));
        (near, std::cmp::Reverse(mark.label.matches(", ").count()))
    });
    marks
}

impl Mark {
    /// The label in parts: its first name, its second one for where there is room, and whether
    /// there are more.
    pub(super) fn parts(&self) -> (&str, &str, bool) {
        let mut ends = self.label.match_indices(", ").map(|(place, _)| place);
        let whole = self.label.len();
        let first = ends.next().unwrap_or(whole);
        let second = ends.next().unwrap_or(whole);
        (&self.label[..first], &self.label[first..second], second < whole)
    }
}

/// Whether the silence of a lane reaches a limit.
pub(super) fn reaches(lane: &Lane<'_>, limit: Millis) -> bool {
    limit <= lane.stillness() + NEAR
}
