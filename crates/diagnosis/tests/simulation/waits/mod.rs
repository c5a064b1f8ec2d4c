//! What ends connections that are open: limits of silence and of age, restarts, networks that forget.

mod world;

mod network;

mod browser;

mod truth;

mod judge;

mod tally;

mod facts;

use crate::tell::tell;
use crate::waits::browser::{Run, run};
use crate::waits::judge::{Worth, judge};
use crate::waits::tally::Tally;
use crate::waits::truth::Class;
use crate::waits::world::World;
use crate::{seed, seeds};

const WORLDS: u64 = 10_000;

#[test]
fn the_kind_of_limit_is_told_in_thousands_of_networks() {
    let mut tally = Tally::default();
    for seed in seeds(WORLDS) {
        let world = World::new(seed);
        tally.add(seed, &judge(&world, &run(&world)));
    }
    println!("{tally}");
    tally.check();
}

#[test]
fn one() {
    let world = World::new(seed());
    let done = run(&world);
    assert!(run(&world).evidence == done.evidence, "a seed gives the same run each time");
    println!("{world}");
    for fate in &done.fates {
        let (id, at, shown) = (fate.id, fate.at, fate.shown);
        println!("  connection {id} ended at {at}, shown at {shown:?}, by {:?}", fate.culprit);
    }
    println!("  the waits began at {:?}, the run ended at {}", done.began, done.ended);
    tell(&done.evidence);
    println!("  {}", judge(&world, &done));
}

#[test]
fn a_false_answer_is_called_false() {
    let first = |class| {
        let mut worlds = seeds(WORLDS).map(World::new);
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
