//! Time from left to right, and where on it a label fits.

use std::cmp::Ordering;

use diagnosis::time::Millis;

/// The whole width, in hundredths of a percent.
const WHOLE: u32 = 10_000;
/// Not more than this many steps of time are labelled.
const STEPS: u32 = 5;
/// How far apart they may be, in seconds.
const DISTANCES: [u32; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/// A stretch of time.
pub(super) struct Axis {
    from: Millis,
    span: Millis,
}

impl Axis {
    /// From one time to another; it lasts a second at least.
    pub(super) fn new(from: Millis, to: Millis) -> Axis {
        Axis { from, span: (to - from).max(Millis::seconds(1)) }
    }

    /// When it ends.
    pub(super) fn to(&self) -> Millis {
        self.from + self.span
    }

    /// Where a time stands; one that lies outside stands at the nearer end.
    pub(super) fn place(&self, at: Millis) -> Place {
        let gone = u64::from((at - self.from).min(self.span).0);
        let share = gone * u64::from(WHOLE) / u64::from(self.span.0);
        Place(u32::try_from(share).unwrap_or(WHOLE))
    }

    /// Where a time after its beginning stands.
    pub(super) fn after(&self, time: Millis) -> Place {
        self.place(self.from + time)
    }

    /// Round times after its beginning, as many as can be read.
    pub(super) fn steps(&self) -> impl Iterator<Item = Millis> {
        let few = |distance: &Millis| self.span.0 / distance.0 <= STEPS;
        let distance = DISTANCES.map(Millis::seconds).into_iter().find(few);
        let distance = distance.unwrap_or(self.span);
        (0..=self.span.0 / distance.0).map(move |step| distance.scale(step, 1))
    }
}

/// A place from left to right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u32);

impl Place {
    /// As SVG takes it, so that the drawing is as wide as its card while its letters keep their
    /// size.
    pub(super) fn percent(self) -> String {
        percent(self.0)
    }

    /// So far to the right that what is written here must end here.
    pub(super) fn is_last(self) -> bool {
        self.0 > WHOLE - WHOLE / 25
    }

    /// How far it is from here to there.
    pub(super) fn width(self, to: Place) -> String {
        percent(to.0.saturating_sub(self.0))
    }

    fn pixels(self, width: u32) -> u32 {
        self.0 * width / WHOLE
    }
}

fn percent(share: u32) -> String {
    format!("{}.{:02}%", share / 100, share % 100)
}

/// A label at its place, which may be longer where the card is wide.
#[derive(Clone, Copy)]
pub(super) struct Label {
    /// Where its mark is.
    pub(super) at: Place,
    /// How many letters it has in a narrow card and in a wide one.
    pub(super) letters: [usize; 2],
}

/// Where a label stands: it begins or ends at its mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// The line of text, from above.
    pub(super) row: usize,
    /// It ends at its mark.
    pub(super) ends: bool,
    /// It only fits where the card is wide.
    pub(super) wide: bool,
}

/// How many lines of labels there are at most.
const ROWS: usize = 3;
/// The drawing's width on a phone and on a desk, in pixels and rather too small: what fits stays
/// apart where there is more room.
const WIDTHS: [u32; 2] = [270, 560];
/// Rather too wide, as fonts differ.
const LETTER: u32 = 7;
const APART: u32 = 12;

/// A spot for each label, the first ones first; `None` where it would run into another one.
pub(super) fn spots(labels: &[Label]) -> Vec<Option<Spot>> {
    let mut spots: Vec<Option<Spot>> = vec![None; labels.len()];
    for wide in [false, true] {
        for index in 0..labels.len() {
            if spots[index].is_none() {
                let free = |spot: &Spot| {
                    (usize::from(wide)..2).all(|width| fits(labels, &spots, index, *spot, width))
                };
                spots[index] = candidates(wide).find(free);
            }
        }
    }
    spots
}

fn candidates(wide: bool) -> impl Iterator<Item = Spot> {
    [false, true]
        .into_iter()
        .flat_map(move |ends| (0..ROWS).map(move |row| Spot { row, ends, wide }))
}

fn fits(labels: &[Label], spots: &[Option<Spot>], index: usize, spot: Spot, width: usize) -> bool {
    let Some((from, to)) = stretch(labels[index], spot, width, WIDTHS[width]) else {
        return false;
    };
    to <= WIDTHS[width]
        && labels.iter().zip(spots).all(|(label, taken)| {
            let Some(taken) = taken else { return true };
            let Some((start, end)) = stretch(*label, *taken, width, WIDTHS[width]) else {
                return true;
            };
            // The line that leads down to a label passes those above it.
            let mark = |label: &Label| label.at.pixels(WIDTHS[width]);
            match spot.row.cmp(&taken.row) {
                Ordering::Equal => to + APART <= start || end + APART <= from,
                Ordering::Greater => !(start..=end).contains(&mark(&labels[index])),
                Ordering::Less => !(from..=to).contains(&mark(label)),
            }
        })
}

/// From where to where a label reaches, in pixels; `None` where it begins outside.
fn stretch(label: Label, spot: Spot, width: usize, pixels: u32) -> Option<(u32, u32)> {
    let at = label.at.pixels(pixels);
    let long = u32::try_from(label.letters[width]).ok()?.checked_mul(LETTER)?;
    if spot.ends { Some((at.checked_sub(long)?, at)) } else { Some((at, at.checked_add(long)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_a_place_within_the_axis() {
        for (from, to) in [(0, 0), (5, 1), (7000, 130_000), (0, u32::MAX), (u32::MAX, u32::MAX)] {
            let axis = Axis::new(Millis(from), Millis(to));
            assert_eq!(axis.place(Millis(from)).percent(), "0.00%");
            for at in [0, 1, from, to, 60_000, u32::MAX] {
                assert!(axis.place(Millis(at)) <= Place(WHOLE), "{at} in {from} to {to}");
            }
        }
        let axis = Axis::new(Millis(7000), Millis(137_000));
        assert_eq!(axis.after(Millis(65_000)).percent(), "50.00%");
        assert_eq!(axis.place(Millis(137_000)).percent(), "100.00%");
    }

    #[test]
    fn steps_are_round_and_few() {
        let steps = |seconds| {
            let axis = Axis::new(Millis::ZERO, Millis::seconds(seconds));
            axis.steps().map(|step| step.0 / 1000).collect::<Vec<_>>()
        };
        assert_eq!(steps(3), [0, 1, 2, 3]);
        assert_eq!(steps(130), [0, 30, 60, 90, 120]);
        assert_eq!(steps(3600), [0, 900, 1800, 2700, 3600]);
        for seconds in 0..10_000 {
            assert!((2..=6).contains(&steps(seconds).len()), "{seconds} s");
        }
        assert_eq!(Axis::new(Millis::ZERO, Millis(u32::MAX)).steps().count(), 2);
    }

    /// No two labels touch at any width, wherever the marks are.
    #[test]
    fn labels_never_run_into_each_other() {
        let mut placed = 0;
        for seed in 0..400_u32 {
            let labels: Vec<Label> = (1..=8)
                .map(|step| {
                    let mixed = (seed * 8 + step).wrapping_mul(2_654_435_761) >> 8;
                    let letters = 4 + mixed as usize % 21;
                    Label { at: Place(mixed % (WHOLE + 1)), letters: [letters, letters + 12] }
                })
                .collect();
            let spots = spots(&labels);
            for (width, pixels) in [(0, 270), (0, 318), (0, 559), (1, 560), (1, 622)] {
                let seen: Vec<(usize, (u32, u32))> = labels
                    .iter()
                    .zip(&spots)
                    .filter_map(|(label, spot)| spot.map(|spot| (label, spot)))
                    .filter(|(_, spot)| !spot.wide || width == 1)
                    .map(|(label, spot)| {
                        let reach = stretch(*label, spot, width, pixels);
                        (spot.row, reach.expect("it begins inside"))
                    })
                    .collect();
                placed += seen.len();
                for (index, (row, (from, to))) in seen.iter().enumerate() {
                    assert!(*to <= pixels, "seed {seed}, {pixels} px");
                    let clear = seen[..index]
                        .iter()
                        .all(|(other, (start, end))| other != row || to <= start || end <= from);
                    assert!(clear, "seed {seed}, {pixels} px");
                }
            }
        }
        assert!(placed > 3000, "only {placed} labels found a spot");
    }
}
