//! Any text as one from a browser's console: read or left, and no part of it stays.
#![no_main]

use diagnosis::evidence::{Agent, Evidence, Outcome, Probe, Source};
use diagnosis::ingest::console::read;
use diagnosis::ingest::snippet;
use diagnosis::target::Target;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let target = Target::new(true, "chat.example.com", 443, "/ws", "token=1");
    let report = Evidence {
        target: target.clone(),
        agent: Agent::default(),
        minute: 7,
        trace: None,
        observations: Vec::new(),
        runbook: 0,
        quotes: Vec::new(),
    };
    if let Some(Ok(own)) = snippet::read(text, &report) {
        assert!(own.target == target && (4..=5).contains(&own.observations.len()));
    }
    let pasted = read(text, &target, Some(7));
    let lines = text.lines().count();
    assert!(pasted.observations.len() <= lines.min(24) && pasted.unknown <= lines);
    for seen in pasted.observations {
        assert_eq!((seen.probe, seen.source), (Probe::Console, Source::Pasted));
        assert!(matches!(seen.outcome, Outcome::Line(..)));
    }
});
