//! Drives a session to its end.

use diagnosis::session::{Command, Input, Session};
use diagnosis::time::Millis;

/// What a session runs in: a browser, its network and a clock.
pub(crate) trait Surroundings {
    /// Carries out what the session wants.
    fn carry_out(&mut self, command: Command);

    /// Lets the next thing happen, or the timer fire that the session wants; gives when it happened by
    /// the run's clock, and what the session hears of it.
    fn next(&mut self, due: Option<Millis>) -> (Millis, Vec<Input>);
}

/// More than any run takes.
const MOST_EVENTS: u64 = 3_000_000;

pub(crate) fn drive(session: &mut Session, surroundings: &mut impl Surroundings) {
    for _ in 0..MOST_EVENTS {
        while let Some(command) = session.poll() {
            surroundings.carry_out(command);
        }
        if session.finished() {
            return;
        }
        let (at, inputs) = surroundings.next(session.deadline());
        inputs.iter().for_each(|input| session.handle(at, input));
    }
    panic!("the run does not end");
}
