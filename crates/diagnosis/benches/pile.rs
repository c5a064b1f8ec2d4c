//! How long ten thousand reports take: `cargo bench --package diagnosis --bench pile`.

use criterion::{Criterion, criterion_group, criterion_main};
use diagnosis::evidence::Evidence;
use diagnosis::report::link::find::find;
use diagnosis::report::pile::{By, Column, MOST, Pile, csv};
use diagnosis::report::{Report, link};

/// Reports of real runs, one a line: expectation, link, origin.
const RECORDED: &str = include_str!("../tests/core/links.txt");
const PAGE: &str = "https://doctor.example/#r=";

/// The recorded reports over and over, each time of another minute.
fn evidences() -> Vec<Evidence> {
    let links = RECORDED.lines().filter_map(|line| line.split("  ").nth(1));
    let recorded: Vec<Evidence> =
        links.filter_map(|text| link::decode(text).ok()).map(|decoded| decoded.evidence).collect();
    let minutes = 29_900_000..;
    let all = recorded.iter().cycle().zip(minutes).take(MOST);
    all.map(|(evidence, minute)| Evidence { minute, ..evidence.clone() }).collect()
}

fn piled(text: &str) -> Pile {
    let mut pile = Pile::default();
    for found in find(text) {
        pile.add(&found.text).expect("all are whole");
    }
    assert_eq!(pile.rows().len(), MOST);
    pile
}

fn bench(criterion: &mut Criterion) {
    let evidences = evidences();
    let links: Vec<String> = evidences.iter().map(link::encode).collect();
    let mails: Vec<String> =
        links.iter().map(|link| format!("Hello,\nsee <{PAGE}{link}>.\nBye\n")).collect();
    let text = mails.concat();
    let mut group = criterion.benchmark_group(format!("{MOST} reports, {} bytes", text.len()));
    group.sample_size(10);
    group.bench_function("find, decode, diagnose and group by cause", |run| {
        run.iter(|| piled(&text).groups(By::Cause));
    });
    group.bench_function("find", |run| run.iter(|| find(&text).count()));
    group.bench_function("decode", |run| {
        run.iter(|| links.iter().filter(|text| link::decode(text).is_ok()).count());
    });
    group.bench_function("diagnose", |run| {
        run.iter(|| {
            evidences.iter().filter(|one| Report::new((*one).clone()).cause() == "").count()
        });
    });
    let pile = piled(&text);
    group.bench_function("group by hour", |run| run.iter(|| pile.groups(By::Hour)));
    group.bench_function("sort by host", |run| run.iter(|| pile.sorted(Column::Host, true)));
    let rows = pile.sorted(Column::When, false);
    group.bench_function("write as CSV", |run| run.iter(|| csv(&rows, PAGE)));
    group.finish();
    let other = "nginx v1.22.1 and node v20.11.0 answered\n".repeat(250_000);
    criterion.bench_function(&format!("find nothing in {} bytes", other.len()), |run| {
        run.iter(|| find(&other).count());
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
