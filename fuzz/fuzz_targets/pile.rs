//! Any text as one with links: found at once as in slices, each a row, a copy or unread, and told in a
//! table whose every line has its cells.
#![no_main]

use diagnosis::report::link::find::{find, next_within};
use diagnosis::report::pile::{By, Pile, Row, csv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let all: Vec<_> = find(text).collect();
    let mut sliced = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let end = (from + 64).min(text.len());
        from = match next_within(text, from..end) {
            Some(found) => {
                let behind = found.end;
                sliced.push(found);
                behind
            }
            None => end,
        };
    }
    assert_eq!(all, sliced);
    let mut pile = Pile::default();
    for found in &all {
        let _ = pile.add(&found.text);
    }
    let times: usize = pile.rows().iter().map(|row| row.times).sum();
    let unread: usize = pile.unread().reasons().iter().map(|(_, count)| count).sum();
    assert_eq!(times + unread, all.len());
    for by in [By::Cause, By::Verdict, By::Browser, By::Host, By::Day, By::Hour] {
        assert_eq!(pile.groups(by).iter().map(|group| group.count).sum::<usize>(), pile.rows().len());
    }
    let rows: Vec<&Row> = pile.rows().iter().collect();
    let table = csv(&rows, "https://check.example/#r=");
    let mut lines = table.lines().map(cells);
    let heads = lines.next().expect("there is a head");
    assert_eq!(lines.clone().count(), rows.len());
    assert!(lines.all(|cells| cells == heads));
});

/// How many cells a line has.
fn cells(line: &str) -> usize {
    let mut quoted = false;
    let commas = line.chars().filter(|c| {
        quoted ^= *c == '"';
        *c == ',' && !quoted
    });
    commas.count() + 1
}
