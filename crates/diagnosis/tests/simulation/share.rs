//! How many of how many.

use std::fmt;

#[derive(Clone, Copy, Default)]
pub(crate) struct Share {
    pub(crate) right: usize,
    pub(crate) all: usize,
}

impl Share {
    pub(crate) fn add(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }

    /// At least this many in a thousand.
    pub(crate) fn holds(self, per_mille: usize) -> bool {
        1000 * self.right >= per_mille * self.all
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = 100.0 * self.right as f64 / self.all.max(1) as f64;
        write!(f, "{} of {} ({percent:.2} %)", self.right, self.all)
    }
}
