//! Random numbers that a seed repeats exactly: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).

/// A stream of numbers that its seed decides.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Evenly from `low` to `high`, both included.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.number() % (high.max(low) - low + 1)
    }

    /// From `low` to `high` so that each doubling is about equally likely.
    pub(crate) fn spread(&mut self, low: u64, high: u64) -> u64 {
        let doublings = u64::from((high / low).max(1).ilog2());
        let from = low << self.within(0, doublings);
        self.within(from, high.min(2 * from))
    }

    /// True this often in a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.number() % 100 < percent
    }

    /// One of them, each equally likely.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.within(0, of.len() as u64 - 1) as usize]
    }

    /// Something this often in a hundred.
    pub(crate) fn maybe<T>(
        &mut self,
        percent: u64,
        some: impl FnOnce(&mut Random) -> T,
    ) -> Option<T> {
        self.chance(percent).then(|| some(self))
    }
}
