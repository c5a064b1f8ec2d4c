//! Silences of chosen lengths: which heartbeat interval is short enough?
//!
//! Each is a socket of its own that says nothing for so long and then asks for an answer. Two wait
//! side by side with the others, so that the bracket costs no time of its own; what they find, and
//! when the silent wait is dropped, decides the next.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::evidence::{Outcome, Probe, Wait, WaitEnd, Why};
use crate::probe::watch::Watch;
use crate::probe::{Context, Machine, Ready, Spec};
use crate::session::{Input, Lane, Note, Out};
use crate::text::Text;
use crate::time::Millis;

/// Just below the limits that products have unless told otherwise, in seconds.
const LADDER: [u32; 14] = [20, 25, 45, 55, 95, 115, 175, 235, 295, 345, 595, 895, 1795, 3595];
/// Shorter times to watch are parted evenly.
const SHORT: Millis = Millis::seconds(40);
const SIDE_BY_SIDE: usize = 2;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Pace,
    title: Text("Looking for the longest heartbeat interval that is short enough"),
    ready,
    machine: || Box::new(Pace { watches: Vec::new(), tried: Vec::new() }),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.silent().map(|seen| &seen.outcome) {
        Some(Outcome::Skipped(why)) => Ready::Skip(*why),
        _ if !context.plan.refine || context.plan.message.is_none() => Ready::Skip(Why::NotGiven),
        None if context.idle_since.is_none() => Ready::Wait,
        None | Some(Outcome::Waited(_)) => {
            // The heartbeat goes first: without it no interval is worth anything.
            if context.connecting || !(context.beating || context.done(Probe::Beat).is_some()) {
                Ready::Wait
            } else if next(context.now, context, &[]).is_some() {
                Ready::Go
            } else {
                Ready::Skip(Why::NoTime)
            }
        }
        Some(_) => Ready::Skip(Why::NotNeeded),
    }
}

/// The next length of silence that would tell something and that there is time for.
fn next(now: Millis, context: &Context<'_>, tried: &[Millis]) -> Option<Millis> {
    let end = context.watched_until()?;
    let fits = |length: Millis| now + length + Millis(500) <= end;
    let fatal = context
        .waits()
        .filter_map(|(_, wait)| Some((wait.fatal()?, wait.end)))
        .min_by_key(|(fatal, _)| *fatal);
    let survived = context.waits().map(|(_, wait)| wait.survived()).max().unwrap_or_default();
    let known =
        tried.iter().copied().filter(|length| fatal.is_none_or(|(fatal, _)| *length < fatal)).max();
    let least = known.unwrap_or_default().max(survived);
    match fatal {
        // A drop shows its limit to the millisecond: a tenth below it is all that is left to ask.
        Some((fatal, WaitEnd::Dropped(_))) => {
            let below = fatal.scale(9, 10);
            (least < fatal.scale(4, 5) && fits(below)).then_some(below)
        }
        Some((fatal, _)) => {
            steps(context).filter(|step| *step < fatal && *step > least && fits(*step)).max()
        }
        None => {
            let share = match tried.len() {
                0 => context.plan.idle_limit.scale(1, 2),
                1 => context.plan.idle_limit.scale(3, 4),
                _ => context.plan.idle_limit,
            };
            steps(context).filter(|step| *step <= share && *step > least && fits(*step)).max()
        }
    }
}

fn steps(context: &Context<'_>) -> impl Iterator<Item = Millis> {
    let limit = context.plan.idle_limit;
    let even = (1..4).map(move |part| limit.scale(part, 4)).filter(move |_| limit < SHORT);
    even.chain(LADDER.into_iter().map(Millis::seconds).filter(move |_| limit >= SHORT))
}

struct Pace {
    watches: Vec<Watch>,
    tried: Vec<Millis>,
}

impl Pace {
    fn open_next(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        let full = self.watches.len() >= SIDE_BY_SIDE || context.room == 0;
        if full || context.connecting || context.sockets_left == 0 {
            return;
        }
        if let Some(length) = next(now, context, &self.tried) {
            self.tried.push(length);
            self.watches.push(Watch::silent(now, length, context, out));
        }
    }
}

fn note(started: Millis, ended: Millis, lasts: Millis, outcome: Outcome, out: &mut Out) {
    let outcome = match outcome {
        Outcome::Waited(wait) => Outcome::Waited(Wait { interval: Some(lasts), ..wait }),
        other => other,
    };
    out.note(Note::new(started, ended, outcome));
}

impl Machine for Pace {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.open_next(now, context, out);
    }

    fn handle(&mut self, at: Millis, input: &Input, context: &Context<'_>, out: &mut Out) {
        self.watches.retain_mut(|watch| {
            let Some(watched) = watch.handle(at, input, context, out) else { return true };
            note(watched.started, watched.ended, watch.lasts(), watched.outcome, out);
            false
        });
        if self.watches.iter().all(Watch::is_open) {
            self.open_next(at, context, out);
        }
    }

    fn deadline(&self) -> Option<Millis> {
        self.watches.iter().map(Watch::deadline).min()
    }

    fn lanes(&self, at: Millis) -> Vec<Lane> {
        self.watches.iter().filter_map(|watch| watch.lane(Probe::Pace, at)).collect()
    }

    fn cancel(&mut self, at: Millis, _: &Context<'_>, out: &mut Out) {
        for watch in &self.watches {
            if let Some(watched) = watch.stopped(at) {
                note(watched.started, watched.ended, watch.lasts(), watched.outcome, out);
            }
        }
    }
}
