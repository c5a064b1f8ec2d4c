//! Sessions in thousands of random networks, in virtual time; each answer is held against the truth.
//!
//! A failure prints the seeds of its worlds. One of them again, with all that was seen and said:
//! `SEED=0x… cargo test -p diagnosis --test simulation one -- --nocapture`.
//! Others than the usual ones: `FROM=1000000 cargo test -p diagnosis --test simulation`.

mod random;

mod world;

mod network;

mod browser;

mod truth;

mod judge;

mod tally;

mod facts;

use diagnosis::diagnose::diagnose;
use diagnosis::evidence::Outcome;
use diagnosis::report::describe;

use crate::browser::{Run, run};
use crate::judge::{Worth, judge};
use crate::random::Random;
use crate::tally::Tally;
use crate::truth::Class;
use crate::world::World;

const WORLDS: u64 = 10_000;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    let digits = text.trim_start_matches("0x");
    let radix = if digits.len() < text.len() { 16 } else { 10 };
    Some(u64::from_str_radix(digits, radix).expect("a number, or 0x and hexadecimal digits"))
}

fn seeds() -> impl Iterator<Item = u64> {
    let from = number("FROM").unwrap_or_default();
    (from..from + WORLDS).map(|n| Random::new(n).number())
}

#[test]
fn the_kind_of_limit_is_told_in_thousands_of_networks() {
    let mut tally = Tally::default();
    for seed in seeds() {
        let world = World::new(seed);
        tally.add(seed, &judge(&world, &run(&world)));
    }
    println!("{tally}");
    tally.check();
}

#[test]
fn one() {
    let seed = number("SEED").or_else(|| seeds().next()).expect("there are seeds");
    let world = World::new(seed);
    let done = run(&world);
    assert!(run(&world).evidence == done.evidence, "a seed gives the same run each time");
    println!("{world}");
    tell(&world, &done);
}

#[test]
fn a_false_answer_is_called_false() {
    let first = |class| {
        let mut worlds = seeds().map(World::new);
        worlds.find_map(|world| {
            let done = run(&world);
            let judged = judge(&world, &done);
            let right = judged.knowable == Some(class) && judged.worth == Worth::Right;
            right.then_some((world, done))
        })
    };
    let (silence, age) = (first(Class::Silence), first(Class::Age));
    let (world, silence) = silence.expect("there is a limit of silence among the worlds");
    let (_, age) = age.expect("there is a limit of age among the worlds");
    let lie = Run { evidence: age.evidence, ..silence };
    assert_eq!(judge(&world, &lie).worth, Worth::Wrong);
}

/// All that happened, was seen and was said.
fn tell(world: &World, run: &Run) {
    for fate in &run.fates {
        let (id, at, shown) = (fate.id, fate.at, fate.shown);
        println!("  connection {id} ended at {at}, shown at {shown:?}, by {:?}", fate.culprit);
    }
    println!("  the waits began at {:?}, the run ended at {}", run.began, run.ended);
    let asked = run.evidence.observations.iter();
    for seen in asked.filter(|seen| !matches!(seen.outcome, Outcome::Skipped(_))) {
        let (from, to) = (seen.started.0, seen.ended.0);
        println!("  {:?} {from}..{to} {} {:?}", seen.probe, describe::sentence(seen), seen.marred);
        if let Outcome::Waited(wait) = &seen.outcome {
            println!("      {wait:?}");
        }
    }
    let diagnosis = diagnose(&run.evidence);
    println!("  {:?}", diagnosis.verdict);
    // What nothing speaks for is ruled out as well, and tells nothing.
    let refuted = diagnosis.ruled_out.iter().filter(|finding| !finding.case.supports.is_empty());
    for finding in diagnosis.findings.iter().chain(refuted) {
        println!("  {:?}: {}", finding.confidence, finding.cause.id);
        for clue in &finding.case.supports {
            println!("    + {:?} {}", clue.weight, clue.text);
        }
        for clue in &finding.case.contradicts {
            println!("    - {:?} {}", clue.weight, clue.text);
        }
    }
    println!("  {}", judge(world, run));
}
