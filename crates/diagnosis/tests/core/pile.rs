//! Many reports: each is a row, equal ones are one, and the groups count what is there.

use std::collections::BTreeSet;

use crate::arbitrary::evidence;
use diagnosis::evidence::{Agent, Evidence, Family, PageFacts};
use diagnosis::evidence::{
    Answer, Body, Fetch, FetchEnd, Fetches, Marred, Observation, Outcome, Probe, Source, Variant,
    Via,
};
use diagnosis::product::Product;
use diagnosis::report::link::find::{find, next};
use diagnosis::report::link::{self, LinkError};
use diagnosis::report::pile::{Added, By, Column, MOST, Pile, Row, csv};
use diagnosis::target::Target;
use diagnosis::time::Millis;
use proptest::collection::vec;
use proptest::prelude::*;

/// A minute of 2026-11-20, at 14:05 UTC.
const THEN: u32 = 29_919_725;
const RECORDED: &str = include_str!("links.txt");

/// The expectation and the link of each recorded report.
fn recorded() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut words = line.split("  ");
        let mut word = || words.next().expect("an expectation and a link");
        (word(), word())
    })
}

fn piled<'a>(links: impl IntoIterator<Item = &'a str>) -> Pile {
    let mut pile = Pile::default();
    for link in links {
        let _ = pile.add(link);
    }
    pile
}

fn seen(probe: Probe, outcome: Outcome) -> Observation {
    Observation {
        probe,
        via: Via::Front,
        variant: Variant::AsIs,
        started: Millis::ZERO,
        ended: Millis(20),
        outcome,
        marred: Marred::default(),
        source: Source::Measured,
    }
}

/// A report of a page on the service's own origin, whose plain request shows these products.
fn report(host: &str, agent: Agent, minute: u32, products: &[Product]) -> String {
    let page = PageFacts { same_origin: true, online: true, ..PageFacts::default() };
    let answer = Answer { status: 502, marks: products.to_vec(), body: Body::Html, digest: 1 };
    let fetch = Fetch { took: Millis(9), end: FetchEnd::Answered(answer) };
    let opaque = Fetch { took: Millis(9), end: FetchEnd::Opaque };
    let fetches = Fetches { opaque, cors: fetch.clone(), manual: fetch };
    let refused = diagnosis::evidence::Refusal { code: Some(1006), error: true };
    link::encode(&Evidence {
        target: Target::new(true, host, 443, "/room/hall", "quiet=1"),
        agent,
        minute,
        trace: None,
        observations: vec![
            seen(Probe::Page, Outcome::Page(page)),
            seen(Probe::Handshake, Outcome::Refused(refused)),
            seen(Probe::Shadow, Outcome::Fetched(Box::new(fetches))),
        ],
        runbook: 0,
        quotes: Vec::new(),
    })
}

const CHROMIUM: Agent = Agent { family: Family::Chromium, major: 156 };
const FIREFOX: Agent = Agent { family: Family::Firefox, major: 153 };

/// Four reports of two hosts, two browsers and two days, and one of no known time.
fn few() -> Vec<String> {
    use Product::{Cloudflare, Nginx};
    vec![
        report("b.example", CHROMIUM, THEN, &[Nginx, Cloudflare]),
        report("a.example", CHROMIUM, THEN + 1, &[Nginx]),
        report("a.example", FIREFOX, THEN + 60, &[]),
        report("a.example", CHROMIUM, THEN + 1440, &[]),
        report("b.example", Agent { family: Family::Firefox, major: 0 }, 0, &[]),
    ]
}

#[test]
fn each_recorded_report_is_a_row_that_says_what_its_report_says() {
    let pile = piled(recorded().map(|(_, link)| link));
    assert_eq!(pile.rows().len(), recorded().count());
    for (row, (expected, link)) in pile.rows().iter().zip(recorded()) {
        let told = match row.confidence {
            Some(confidence) => format!("{}:{}", row.cause, confidence.id()),
            None => row.cause.to_owned(),
        };
        assert_eq!((told.as_str(), row.link.as_str(), row.times), (expected, link, 1));
        let report = diagnosis::report::Report::new(link::decode(link).expect("recorded").evidence);
        assert_eq!((row.verdict, row.side), (report.diagnosis.verdict, report.diagnosis.side));
        assert_eq!(row.code, diagnosis::report::code::encode(&report));
    }
}

#[test]
fn equal_reports_are_one_row_and_what_cannot_be_read_is_counted_by_its_reason() {
    let links = few();
    let mut pile = Pile::default();
    assert_eq!(pile.add(&links[0]), Ok(Added::New));
    assert_eq!(pile.add(&links[1]), Ok(Added::New));
    assert_eq!(pile.add(&format!(" {}\n", links[0])), Ok(Added::Again));
    assert_eq!(pile.add(&links[0][..40]), Err(LinkError::Damaged));
    assert_eq!(pile.add("v1.A"), Err(LinkError::Damaged));
    assert_eq!(pile.add("v2.A"), Err(LinkError::Newer("v2".to_owned())));
    assert_eq!(pile.add("hello"), Err(LinkError::NotALink));
    let times: Vec<usize> = pile.rows().iter().map(|row| row.times).collect();
    assert_eq!((times.as_slice(), pile.beyond()), (&[2, 1][..], 0));
    let reasons: Vec<_> =
        pile.unread().reasons().into_iter().map(|(text, count)| (text.0, count)).collect();
    assert_eq!(
        reasons,
        [
            ("made by a later version of this page", 1),
            ("cut short or altered on the way", 2),
            ("no report", 1),
        ]
    );
}

#[test]
fn a_full_pile_counts_what_more_there_is() {
    let mut pile = Pile::default();
    let last = u32::try_from(MOST).expect("it fits");
    let links: Vec<String> =
        (0..last).map(|minute| report("a.example", CHROMIUM, THEN + minute, &[])).collect();
    for link in &links {
        assert_eq!(pile.add(link), Ok(Added::New));
    }
    let more = report("b.example", CHROMIUM, THEN, &[]);
    assert_eq!(pile.add(&more), Ok(Added::Beyond));
    assert_eq!(pile.add(&more), Ok(Added::Beyond));
    assert_eq!(pile.add(&links[7]), Ok(Added::Again));
    assert_eq!(pile.add("v1.A"), Err(LinkError::Damaged));
    assert_eq!((pile.rows().len(), pile.beyond(), pile.rows()[7].times), (MOST, 2, 2));
}

/// Name, count, share, first and last minute since [`THEN`], the most frequent cause.
#[test]
fn groups_count_what_reports_have_in_common() {
    let links = few();
    let healthy = recorded().find(|(expected, _)| *expected == "none").expect("one was healthy").1;
    let told = |by: By, links: &[&str]| -> Vec<String> {
        let groups = piled(links.iter().copied()).groups(by);
        let minute = |minute: u32| i64::from(minute) - i64::from(THEN);
        let line = |group: &diagnosis::report::pile::Group| {
            let cause = group.cause.map_or("-".to_owned(), |(id, count)| format!("{id} {count}"));
            let (first, last) = (minute(group.first), minute(group.last));
            format!("{}: {} {}% {first} {last} {cause}", group.name, group.count, group.share)
        };
        groups.iter().map(line).collect()
    };
    let all: Vec<&str> = links.iter().map(String::as_str).collect();
    let unknown = -i64::from(THEN);
    let unknown = format!("{unknown} {unknown}");
    for (by, expected) in [
        (By::Cause, vec!["backend-down: 5 100% 0 1440 backend-down 5".to_owned()]),
        (By::Verdict, vec!["broken: 5 100% 0 1440 backend-down 5".to_owned()]),
        (
            By::Browser,
            vec![
                "Chromium 156: 3 60% 0 1440 backend-down 3".to_owned(),
                format!("Firefox: 1 20% {unknown} backend-down 1"),
                "Firefox 153: 1 20% 60 60 backend-down 1".to_owned(),
            ],
        ),
        (
            By::Host,
            vec![
                "a.example: 3 60% 1 1440 backend-down 3".to_owned(),
                "b.example: 2 40% 0 0 backend-down 2".to_owned(),
            ],
        ),
        (
            By::Product,
            vec![
                "none: 3 60% 60 1440 backend-down 3".to_owned(),
                "nginx: 2 40% 0 1 backend-down 2".to_owned(),
                "Cloudflare: 1 20% 0 0 backend-down 1".to_owned(),
            ],
        ),
        (
            By::Day,
            vec![
                "2026-11-20: 3 60% 0 60 backend-down 3".to_owned(),
                "2026-11-21: 1 20% 1440 1440 backend-down 1".to_owned(),
                format!("not known: 1 20% {unknown} backend-down 1"),
            ],
        ),
        (
            By::Hour,
            vec![
                "2026-11-20 14:00: 2 40% 0 1 backend-down 2".to_owned(),
                "2026-11-20 15:00: 1 20% 60 60 backend-down 1".to_owned(),
                "2026-11-21 14:00: 1 20% 1440 1440 backend-down 1".to_owned(),
                format!("not known: 1 20% {unknown} backend-down 1"),
            ],
        ),
    ] {
        assert_eq!(told(by, &all), expected, "{by:?}");
    }
    let recorded = i64::from(piled([healthy]).rows()[0].minute) - i64::from(THEN);
    let expected = [
        "backend-down: 1 50% 0 0 backend-down 1".to_owned(),
        format!("none: 1 50% {recorded} {recorded} -"),
    ];
    assert_eq!(told(By::Cause, &[healthy, &links[0]]), expected);
    let early = report("a.example", CHROMIUM, THEN - 540, &[]);
    let three = [&early, &links[0], &links[1]].map(String::as_str);
    let expected = [
        "2026-11-20 14:00: 2 67% 0 1 backend-down 2",
        "2026-11-20 05:00: 1 33% -540 -540 backend-down 1",
    ];
    assert_eq!(told(By::Hour, &three), expected);
    assert!(Pile::default().groups(By::Cause).is_empty());
}

#[test]
fn the_cause_that_is_there_most_often_is_named_for_a_group() {
    let pile = piled(recorded().map(|(_, link)| link));
    for group in pile.groups(By::Verdict) {
        let causes = pile.rows().iter().filter(|row| row.verdict.id() == group.name);
        let causes: Vec<&str> = causes.map(|row| row.cause).filter(|id| *id != "none").collect();
        let count = |id: &str| causes.iter().filter(|one| **one == id).count();
        let most = causes.iter().map(|id| count(id)).max();
        assert_eq!(group.cause.map(|(_, count)| count), most, "{}", group.name);
        assert!(group.cause.is_none_or(|(id, most)| most == count(id)), "{group:?}");
    }
}

#[test]
fn rows_are_sorted_by_each_column_and_equals_stay() {
    let links = few();
    let pile = piled(links.iter().map(String::as_str));
    let order = |by, descending| -> Vec<usize> {
        let place = |row: &&Row| links.iter().position(|link| *link == row.link);
        let sorted = pile.sorted(by, descending);
        sorted.iter().map(|row| place(row).expect("it is one of them")).collect()
    };
    for (by, up, down) in [
        (Column::When, [4, 0, 1, 2, 3], [3, 2, 1, 0, 4]),
        (Column::Host, [1, 2, 3, 0, 4], [0, 4, 1, 2, 3]),
        (Column::Browser, [0, 1, 3, 4, 2], [2, 4, 0, 1, 3]),
        (Column::Products, [2, 3, 4, 0, 1], [0, 1, 2, 3, 4]),
        (Column::Cause, [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
    ] {
        assert_eq!((order(by, false), order(by, true)), (up.to_vec(), down.to_vec()), "{by:?}");
    }
    let all = piled(recorded().map(|(_, link)| link));
    let ordered = |by, told: &dyn Fn(&Row) -> usize| {
        let keys: Vec<usize> = all.sorted(by, true).into_iter().map(told).collect();
        assert!(keys.is_sorted_by(|one, other| one >= other), "{by:?}: {keys:?}");
        assert!(keys.first() > keys.last(), "{by:?} has one value only");
    };
    ordered(Column::Verdict, &|row| row.verdict as usize);
    ordered(Column::Confidence, &|row| row.confidence.map_or(0, |one| one as usize));
    ordered(Column::Side, &|row| row.side.map_or(0, |one| one as usize + 1));
    ordered(Column::Page, &|row| row.same_origin.map_or(0, |one| usize::from(one) + 1));
    let mut twice = all.clone();
    twice.add(&all.rows()[9].link).expect("it is there");
    assert_eq!(twice.sorted(Column::Times, true)[0].link, all.rows()[9].link);
}

#[test]
fn a_table_has_a_line_for_each_row_and_no_path() {
    let links = few();
    let pile = piled(links.iter().map(String::as_str));
    let rows = pile.sorted(Column::When, false);
    let table = csv(&rows[3..4], "https://doctor.example/#r=");
    let link = &links[2];
    let code = &rows[3].code;
    let expected = format!(
        "when,verdict,side,cause,confidence,host,browser,page,products,code,times,link\r\n\
         2026-11-20T15:05Z,broken,service,backend-down,possible,a.example,Firefox 153,own origin,,{code},1,https://doctor.example/#r={link}\r\n"
    );
    assert_eq!(table, expected);
    let table = csv(&rows, "");
    assert!(table.contains(",\"nginx, Cloudflare\","), "{table}");
    assert!(table.lines().nth(1).is_some_and(|line| line.starts_with(",broken")), "{table}");
    assert!(!table.contains("hall") && !table.contains("quiet"), "{table}");
}

#[test]
fn no_cell_is_a_formula_and_quotes_are_doubled() {
    let pile = piled([report("-2+3.example", CHROMIUM, THEN, &[]).as_str()]);
    let rows: Vec<&Row> = pile.rows().iter().collect();
    assert!(csv(&rows, "").contains(",\"'-2_3.example\","), "{}", csv(&rows, ""));
    for begins in ["=", "+", "-", "@", "\t", "\r", "\n"] {
        let table = csv(&rows, begins);
        assert!(table.contains(&format!(",\"'{begins}v1.")), "{table}");
    }
    assert!(csv(&rows, "a\"b").contains(",\"a\"\"bv1."));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    /// Whatever the order, and however often the search was interrupted.
    #[test]
    fn a_pile_is_the_same_however_it_was_put_together(evidences in vec(evidence(), 0..6), repeated in vec(0..6_usize, 0..9), turn in 0..9_usize) {
        let mut links: Vec<String> = evidences.iter().map(link::encode).collect();
        links.extend(repeated.iter().filter_map(|at| links.get(*at).cloned()).collect::<Vec<_>>());
        links.push("#r=v1.A".to_owned());
        let text = links.join("\n");
        let mut pile = Pile::default();
        for found in find(&text) {
            let _ = pile.add(&found.text);
        }
        let mut again = Pile::default();
        let mut at = 0;
        while let Some(found) = next(&text, at) {
            at = found.end;
            let _ = again.add(&found.text);
        }
        prop_assert_eq!(&pile, &again);
        let said: usize = pile.rows().iter().map(|row| row.times).sum();
        prop_assert_eq!(said + 1, links.len());
        prop_assert_eq!(pile.unread().damaged, 1);
        let all: BTreeSet<&String> = links.iter().collect();
        prop_assert_eq!(pile.rows().len() + 1, all.len());
        let turn = turn % links.len();
        links.rotate_left(turn);
        let turned = piled(links.iter().map(String::as_str));
        for by in [By::Cause, By::Verdict, By::Browser, By::Host, By::Product, By::Day, By::Hour] {
            prop_assert_eq!(pile.groups(by), turned.groups(by));
            let counts: usize = pile.groups(by).iter().map(|group| group.count).sum();
            prop_assert!(counts >= pile.rows().len());
        }
    }

    #[test]
    fn a_table_is_read_back_whatever_the_evidence(evidences in vec(evidence(), 1..4)) {
        let links: Vec<String> = evidences.iter().map(link::encode).collect();
        let pile = piled(links.iter().map(String::as_str));
        let rows = pile.sorted(Column::Host, true);
        let table = csv(&rows, "");
        prop_assert!(table.is_ascii());
        let read = cells(&table);
        prop_assert_eq!(read.len(), rows.len() + 1);
        for (line, row) in read[1..].iter().zip(rows) {
            prop_assert_eq!(line.len(), 12);
            prop_assert_eq!(line[5].trim_start_matches('\''), &row.host);
            prop_assert_eq!(&line[11], &row.link);
            prop_assert!(line.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
        }
    }
}

/// RFC 4180, read letter by letter.
fn cells(table: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    let (mut line, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = table.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.next_if_eq(&'\n').is_some() => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            letter => cell.push(letter),
        }
    }
    assert!(!quoted && cell.is_empty() && line.is_empty(), "the last line has an end");
    lines
}
