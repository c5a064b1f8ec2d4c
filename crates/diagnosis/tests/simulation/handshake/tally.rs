//! Counts what the answers are worth, by what is true, and says whether that is enough.

use std::collections::BTreeMap;
use std::fmt;

use crate::handshake::client::Relation;
use crate::handshake::judge::{Judged, Worth};
use crate::share::Share;

/// So many causes keep a handshake from succeeding, or end it at once; and there is health.
const CAUSES: usize = 34;

/// How the answers went.
#[derive(Default)]
pub(crate) struct Tally {
    worlds: usize,
    /// By the true cause and from where it is looked at.
    cells: BTreeMap<(&'static str, Relation), Cell>,
    /// Where the console is asked for, how often it tells more, by the browser's name.
    consoles: BTreeMap<&'static str, Share>,
    /// By from where it is looked at, and whether the console was pasted.
    views: BTreeMap<(Relation, bool), Cell>,
    /// The seeds of the worlds whose answers were not right, by what was wrong with them, what is true
    /// and what is said first.
    seeds: BTreeMap<Miss, BTreeMap<(&'static str, &'static str), Vec<u64>>>,
}

/// Answers of one kind.
#[derive(Clone, Copy, Default)]
struct Cell {
    all: usize,
    right: usize,
    open: usize,
    mute: usize,
    wrong: usize,
    likely: usize,
    offered: usize,
}

/// What can be wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Miss {
    WrongConfirmed,
    Wrong,
    Mute,
    Stuck,
    Verdict,
}

impl Cell {
    fn add(&mut self, judged: &Judged) {
        self.all += 1;
        self.likely += usize::from(judged.likely());
        self.offered += judged.offered.len();
        *match judged.worth {
            Worth::Right => &mut self.right,
            Worth::Open => &mut self.open,
            Worth::Mute => &mut self.mute,
            Worth::Wrong | Worth::WrongConfirmed => &mut self.wrong,
        } += 1;
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.all == 0 {
            return write!(f, "{:>31}", "");
        }
        let share = |count: usize| 100.0 * count as f64 / self.all as f64;
        let mean = self.offered as f64 / self.all as f64;
        let [right, open, mute, wrong] = [self.right, self.open, self.mute, self.wrong].map(share);
        write!(f, "{:>5} {right:>4.0} {open:>4.0} {mute:>4.1} {wrong:>4.1} {mean:>5.1}", self.all)
    }
}

impl Tally {
    pub(crate) fn add(&mut self, seed: u64, relation: Relation, pasted: bool, judged: &Judged) {
        self.worlds += 1;
        self.cells.entry((judged.truth, relation)).or_default().add(judged);
        if judged.truth != "none" {
            self.views.entry((relation, pasted)).or_default().add(judged);
        }
        let mut miss = |what, missed: bool| {
            if missed {
                let by_truth = self.seeds.entry(what).or_default();
                let said = judged.offered.first().map_or("none", |(cause, _)| *cause);
                by_truth.entry((judged.truth, said)).or_default().push(seed);
            }
        };
        miss(Miss::WrongConfirmed, judged.worth == Worth::WrongConfirmed);
        miss(Miss::Wrong, judged.worth == Worth::Wrong);
        miss(Miss::Mute, judged.worth == Worth::Mute);
        miss(Miss::Stuck, judged.stuck());
        miss(Miss::Verdict, judged.verdict_errs);
    }

    /// The console was asked for, and its lines tell more or don't.
    pub(crate) fn console(&mut self, browser: &'static str, helps: bool) {
        self.consoles.entry(browser).or_default().add(helps);
    }

    fn missed(&self, miss: Miss) -> usize {
        self.seeds.get(&miss).map_or(0, |by_truth| by_truth.values().map(Vec::len).sum())
    }

    /// Of the answers that call something likely, how many are right.
    fn likely(&self) -> Share {
        let all = self.cells.values().map(|cell| cell.likely).sum();
        let wrong = self.missed(Miss::Wrong) + self.missed(Miss::WrongConfirmed);
        Share { right: all - wrong, all }
    }

    /// Of all, how many do not have this miss.
    fn without(&self, miss: Miss) -> Share {
        Share { right: self.worlds - self.missed(miss), all: self.worlds }
    }

    /// # Panics
    /// If the answers are not good enough.
    pub(crate) fn check(&self) {
        assert!(self.missed(Miss::WrongConfirmed) == 0, "a wrong cause was confirmed\n{self}");
        assert!(self.likely().holds(970), "too many wrong causes are called likely\n{self}");
        assert!(
            self.without(Miss::Mute).holds(960),
            "the true cause is left out too often\n{self}"
        );
        assert!(self.without(Miss::Verdict).holds(990), "the verdict is wrong too often\n{self}");
        assert!(self.missed(Miss::Stuck) == 0, "an answer that is not sure names no check\n{self}");
        let tells = self.consoles.values().all(|share| share.holds(800));
        assert!(tells, "the console is asked for where it tells nothing\n{self}");
        let mut met: BTreeMap<&str, usize> = BTreeMap::new();
        for ((truth, _), cell) in &self.cells {
            *met.entry(truth).or_default() += cell.all;
        }
        let least = met.values().min().copied().unwrap_or_default();
        assert!(
            met.len() >= CAUSES && least >= self.worlds / 250,
            "some cause is hardly met\n{self}"
        );
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = "    n right open mute wrong offered";
        writeln!(
            f,
            "{} worlds; of each cause and sight how many, in a hundred right, open, mute, wrong, and the mean number offered",
            self.worlds
        )?;
        writeln!(f, "{:38} {head:>31} | {head:>31} | {head:>31}", "")?;
        let mut truths: Vec<&str> = self.cells.keys().map(|(truth, _)| *truth).collect();
        truths.dedup();
        for truth in truths {
            let cell = |relation| self.cells.get(&(truth, relation)).copied().unwrap_or_default();
            let [same, readable, other] =
                [Relation::Same, Relation::Readable, Relation::Other].map(cell);
            writeln!(f, "{truth:38} {same} | {readable} | {other}")?;
        }
        for ((relation, pasted), cell) in &self.views {
            let with = if *pasted { "with the console" } else { "without" };
            writeln!(f, "{:38} {cell}", format!("{relation:?}, {with}"))?;
        }
        for (browser, share) in &self.consoles {
            writeln!(f, "{browser}: the console is asked for and tells more: {share}")?;
        }
        writeln!(f, "right, of what is called likely: {}", self.likely())?;
        writeln!(f, "not mute, of all: {}", self.without(Miss::Mute))?;
        writeln!(f, "verdict right, of all: {}", self.without(Miss::Verdict))?;
        for (miss, by_truth) in &self.seeds {
            writeln!(f, "{miss:?}: {}", self.missed(*miss))?;
            for ((truth, said), seeds) in by_truth {
                write!(f, "  {truth}, told {said}: {}", seeds.len())?;
                seeds.iter().take(4).try_for_each(|seed| write!(f, " {seed:#018x}"))?;
                writeln!(f)?;
            }
        }
        Ok(())
    }
}
