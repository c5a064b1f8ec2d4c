//! Any bytes as something that somebody brings: read or said to be unread, in whatever pieces they
//! come, and within bounds.
#![no_main]

use diagnosis::evidence::Source;
use diagnosis::ingest::{Brought, KINDS, Reader, Run};
use diagnosis::target::Target;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (size, kind, bytes) = input;
    let target = Target::new(true, "chat.example.com", 443, "/ws/chat", "");
    // Mostly it is found out what it is.
    let kind = KINDS.get(usize::from(kind)).copied();
    let read = |size: usize| {
        let run = Run { trace: Some(7), minute: Some(29_919_725) };
        let mut reader = Reader::new(&target, run, kind);
        bytes.chunks(size).for_each(|piece| reader.push(piece));
        reader.finish()
    };
    let (whole, pieces) = (read(bytes.len().max(1)), read(usize::from(size).max(1)));
    assert_eq!(whole.observations, pieces.observations);
    assert_eq!((told(&whole), &whole.unread), (told(&pieces), &pieces.unread));
    assert!(whole.observations.len() <= 24 && whole.read.len() <= 64 && whole.unread.len() <= 64);
    assert!(whole.observations.iter().all(|seen| seen.source == Source::Pasted));
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    for (from, to) in whole.read.iter().map(|read| read.lines).chain(whole.unread.iter().map(|one| one.lines)) {
        assert!(0 < from && from <= to && to <= lines, "{from} to {to} of {lines}");
    }
});

fn told(brought: &Brought) -> Vec<(&'static str, (usize, usize))> {
    brought.read.iter().map(|read| (read.kind.id, read.lines)).collect()
}
