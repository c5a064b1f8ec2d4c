//! Counts what the answers are worth, by class of the truth, and says whether that is enough.

use std::collections::BTreeMap;
use std::fmt;

use crate::judge::{Judged, Worth};
use crate::truth::Class;

/// How the answers went.
#[derive(Default)]
pub(crate) struct Tally {
    all: u32,
    /// By what ended connections.
    by_truth: BTreeMap<Vec<Class>, BTreeMap<Worth, u32>>,
    /// Of those that could be known, by class.
    by_class: BTreeMap<Class, BTreeMap<Worth, u32>>,
    directions: (u32, u32),
    verdicts: u32,
    wrong_confirmed: Vec<u64>,
    wrong: Vec<u64>,
    missed: Vec<u64>,
    mute: Vec<u64>,
    misdirected: Vec<u64>,
    misjudged: Vec<u64>,
}

impl Tally {
    pub(crate) fn add(&mut self, seed: u64, judged: &Judged) {
        self.all += 1;
        let counts = self.by_truth.entry(judged.classes.clone()).or_default();
        *counts.entry(judged.worth).or_default() += 1;
        if let Some(class) = judged.knowable {
            *self.by_class.entry(class).or_default().entry(judged.worth).or_default() += 1;
            if judged.worth != Worth::Right {
                self.missed.push(seed);
            }
        }
        if let Some(right) = judged.direction {
            self.directions.1 += 1;
            self.directions.0 += u32::from(right);
            if !right {
                self.misdirected.push(seed);
            }
        }
        if judged.verdict_errs {
            self.verdicts += 1;
            self.misjudged.push(seed);
        }
        match judged.worth {
            Worth::WrongConfirmed => self.wrong_confirmed.push(seed),
            Worth::Wrong => self.wrong.push(seed),
            Worth::Mute => self.mute.push(seed),
            Worth::Right | Worth::Open => {}
        }
    }

    pub(crate) fn check(&self) {
        let _ = (&self.wrong_confirmed, &self.wrong);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} worlds", self.all)?;
        for (classes, counts) in &self.by_truth {
            writeln!(f, "  ended by {classes:?}: {counts:?}")?;
        }
        writeln!(f, "that could be known:")?;
        for (class, counts) in &self.by_class {
            writeln!(f, "  {class:?}: {counts:?}")?;
        }
        writeln!(f, "directions right: {} of {}", self.directions.0, self.directions.1)?;
        for (name, seeds) in [
            ("wrong confirmed", &self.wrong_confirmed),
            ("wrong likely", &self.wrong),
            ("missed", &self.missed),
            ("mute", &self.mute),
            ("misdirected", &self.misdirected),
            ("verdict wrong", &self.misjudged),
        ] {
            write!(f, "{name}: {}", seeds.len())?;
            for seed in seeds.iter().take(12) {
                write!(f, " {seed:#018x}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
