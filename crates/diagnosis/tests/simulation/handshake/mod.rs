//! Handshakes that fail: hops that lose, refuse, redirect, hang or damage, networks and browsers that
//! block, names that do not resolve, and nodes of which one is broken.

mod fault;

mod backend;

mod software;

mod world;

mod client;

mod hops;

mod plot;

mod exchange;

mod network;

mod entry;

mod application;

mod attempt;

mod browser;

mod sockets;

mod requests;

mod console;

mod truth;

mod judge;

mod tally;

mod facts;

use crate::handshake::browser::run;
use crate::handshake::judge::{console_helps, judge, told};
use crate::handshake::tally::Tally;
use crate::handshake::world::World;
use crate::tell::tell;
use crate::{seed, seeds};

const WORLDS: u64 = 20_000;

#[test]
fn the_cause_is_told_in_thousands_of_services() {
    let mut tally = Tally::default();
    for seed in seeds(WORLDS) {
        let world = World::new(seed);
        let done = run(&world);
        let judged = judge(&world, &done, told(&done, done.pasted()));
        tally.add(seed, world.client.relation, done.pasted.is_some(), &judged);
        if let Some(helps) = console_helps(&world, &done) {
            tally.console(world.client.family.name(), helps);
        }
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
    let evidence = told(&done, done.pasted());
    tell(&evidence);
    println!("{}", done.pasted());
    println!("  true: {:?}", world.causes());
    println!("  {}", judge(&world, &done, evidence));
}
