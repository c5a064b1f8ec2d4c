//! Counts what the answers are worth, by what is true, and says whether that is enough.

use std::collections::BTreeMap;
use std::fmt;

use crate::share::Share;
use crate::waits::judge::{Judged, Worth};
use crate::waits::truth::Class;

/// How the answers went.
#[derive(Default)]
pub(crate) struct Tally {
    worlds: usize,
    /// By what ended connections.
    ended: BTreeMap<Vec<Class>, BTreeMap<Worth, usize>>,
    /// By what a page could know.
    known: BTreeMap<Class, BTreeMap<Worth, usize>>,
    directions: Share,
    limits: Share,
    /// The seeds of the worlds whose answers were not right, by what was wrong with them.
    seeds: BTreeMap<Miss, Vec<u64>>,
}

/// What can be wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Miss {
    WrongConfirmed,
    Wrong,
    /// It could be known, and was not called likely.
    NotKnown,
    Mute,
    Direction,
    Limit,
    Verdict,
}

impl Tally {
    pub(crate) fn add(&mut self, seed: u64, judged: &Judged) {
        self.worlds += 1;
        *self.ended.entry(judged.classes.clone()).or_default().entry(judged.worth).or_default() +=
            1;
        let mut miss = |what, missed: bool| {
            if missed {
                self.seeds.entry(what).or_default().push(seed);
            }
        };
        miss(Miss::WrongConfirmed, judged.worth == Worth::WrongConfirmed);
        miss(Miss::Wrong, judged.worth == Worth::Wrong);
        miss(Miss::Mute, judged.worth == Worth::Mute);
        miss(Miss::NotKnown, judged.knowable.is_some() && judged.worth != Worth::Right);
        miss(Miss::Direction, judged.direction == Some(false));
        miss(Miss::Limit, judged.measured == Some(false));
        miss(Miss::Verdict, judged.verdict_errs);
        if let Some(class) = judged.knowable {
            *self.known.entry(class).or_default().entry(judged.worth).or_default() += 1;
        }
        judged.direction.into_iter().for_each(|right| self.directions.add(right));
        judged.measured.into_iter().for_each(|right| self.limits.add(right));
    }

    /// Of the runs that could be known, how many are right.
    fn right(&self) -> Share {
        let counts = self.known.values().flatten();
        counts.fold(Share::default(), |share, (worth, count)| Share {
            right: share.right + if *worth == Worth::Right { *count } else { 0 },
            all: share.all + count,
        })
    }

    fn without(&self, misses: &[Miss]) -> Share {
        let missed = |miss| self.seeds.get(miss).map_or(0, Vec::len);
        Share { right: self.worlds - misses.iter().map(missed).sum::<usize>(), all: self.worlds }
    }

    /// # Panics
    /// If the answers are not good enough.
    pub(crate) fn check(&self) {
        let wrong = [Miss::WrongConfirmed, Miss::Wrong];
        assert!(
            !self.seeds.contains_key(&Miss::WrongConfirmed),
            "a wrong cause was confirmed\n{self}"
        );
        assert!(self.without(&wrong).holds(995), "too many wrong causes are called likely\n{self}");
        assert!(self.right().holds(995), "too much of what could be known was missed\n{self}");
        assert!(self.directions.holds(995), "the direction of silence is wrong too often\n{self}");
        assert!(self.limits.holds(995), "the limit is measured wrong too often\n{self}");
        let each = [Class::Silence, Class::Age, Class::Instant, Class::Forgotten, Class::Said];
        let seen = |class| self.known.get(&class).map_or(0, |counts| counts.values().sum());
        let least = each.map(seen).into_iter().min().unwrap_or(0);
        assert!(least >= self.worlds / 50, "some class was hardly ever met\n{self}");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} worlds, by what ended connections:", self.worlds)?;
        for (classes, counts) in &self.ended {
            writeln!(f, "  {classes:?}: {counts:?}")?;
        }
        writeln!(f, "by what could be known:")?;
        for (class, counts) in &self.known {
            writeln!(f, "  {class:?}: {counts:?}")?;
        }
        writeln!(f, "right, of what could be known: {}", self.right())?;
        let wrong = [Miss::WrongConfirmed, Miss::Wrong];
        writeln!(f, "honest, of all: {}", self.without(&[&wrong[..], &[Miss::Mute]].concat()))?;
        writeln!(f, "not wrong, of all: {}", self.without(&wrong))?;
        writeln!(f, "direction of silence right: {}", self.directions)?;
        writeln!(f, "limit measured: {}", self.limits)?;
        for (miss, seeds) in &self.seeds {
            write!(f, "{miss:?}: {}", seeds.len())?;
            seeds.iter().take(12).try_for_each(|seed| write!(f, " {seed:#018x}"))?;
            writeln!(f)?;
        }
        Ok(())
    }
}
