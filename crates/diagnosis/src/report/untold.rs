//! What this evidence can't tell, and why: so that silence about it is not taken for health.

use alloc::vec::Vec;

use crate::evidence::{Outcome, Probe, WaitEnd, Why};
use crate::reading::Reading;
use crate::report::Report;
use crate::text::{Phrase, Text};

/// What can't be told, one sentence each.
pub fn untold(report: &Report) -> Vec<Phrase> {
    let reading = Reading::new(&report.evidence);
    let mut all = Vec::new();
    if reading.waits.all().is_empty() && !spoiled(&reading) {
        return all;
    }
    all.extend(unanswered(&reading));
    all.extend(masked(&reading));
    if spoiled(&reading) {
        let text = Text(
            "What waited while the network changed, the device slept or the page was frozen is shown and not counted.",
        );
        all.push(text.phrase());
    }
    all.extend(flooded(&reading));
    all
}

fn unanswered(reading: &Reading<'_>) -> Option<Phrase> {
    let echo = reading.evidence.of(Probe::Echo).next().map(|(_, seen)| &seen.outcome)?;
    match echo {
        Outcome::Heard(_) => None,
        Outcome::Skipped(Why::NotGiven) => Some(
            Text("No message was given to send: a limit of silence can’t be told from one of age, nor a connection that died without a word from one that lives.").phrase(),
        ),
        _ => Some(
            Text("The endpoint did not answer the message: which direction of traffic keeps the connection can’t be told, nor one that died without a word from one that lives.").phrase(),
        ),
    }
}

/// Traffic of the server hides limits that are longer than its pauses.
fn masked(reading: &Reading<'_>) -> Option<Phrase> {
    let silent = reading.waits.silent()?;
    let whole = !matches!(silent.wait.end, WaitEnd::Dropped(_) | WaitEnd::Stopped);
    if silent.probe == Probe::Served {
        let text = Text(
            "The server speaks by itself, with pauses of up to {gap}: a limit of silence that is longer does not show.",
        );
        Some(text.with("gap", silent.wait.gap))
    } else if whole {
        let text = Text(
            "A limit longer than {age} does not show, nor one that protocol pings of the server keep away: no page sees those.",
        );
        Some(text.with("age", silent.wait.age))
    } else {
        None
    }
}

fn spoiled(reading: &Reading<'_>) -> bool {
    let all = &reading.evidence.observations;
    all.iter().any(|seen| matches!(seen.outcome, Outcome::Waited(_)) && seen.marred.broken())
}

fn flooded(reading: &Reading<'_>) -> Option<Phrase> {
    let wait = reading.waits.flooded()?.wait;
    let text = Text("The server sent {count} messages in {age}: they were counted and not kept.");
    Some(text.with("count", wait.received).with("age", wait.age))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};
    use alloc::string::{String, ToString};

    fn of(seen: Seen) -> Vec<String> {
        untold(&Report::new(seen.evidence())).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_hides_a_limit_is_said() {
        let open = || Seen::same().opened();
        assert!(of(Seen::same().refused()).is_empty());
        assert!(of(open().idle(3000, DROPPED)).is_empty());
        let [text] = &of(open().idle(130_000, WaitEnd::Alive))[..] else { panic!("one sentence") };
        assert!(text.starts_with("A limit longer than 2 min 10 s"), "{text}");
        let [text] = &of(open().idle_served(9000, WaitEnd::Survived))[..] else { panic!("one") };
        assert!(text.contains("pauses of up to 1.0 s"), "{text}");
        let flood = of(open().idle_served(9000, WaitEnd::Survived).flooded());
        assert!(flood.iter().any(|text| text.contains("1000000 messages in 9.0 s")), "{flood:?}");
        let [text] = &of(open().idle(3000, DROPPED).interrupted())[..] else { panic!("one") };
        assert!(text.contains("not counted"), "{text}");
    }
}
