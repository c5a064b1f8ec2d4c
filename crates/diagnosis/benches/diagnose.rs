//! How long an answer takes: `cargo bench --package diagnosis`.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use diagnosis::diagnose::diagnose;
use diagnosis::evidence::Evidence;
use diagnosis::report::{Report, link, markdown};

/// Reports of real runs, one a line: expectation, link, origin.
const RECORDED: &str = include_str!("../tests/core/links.txt");

fn recorded() -> Vec<Evidence> {
    let links = RECORDED.lines().filter_map(|line| line.split("  ").nth(1));
    links.filter_map(|text| link::decode(text).ok()).map(|decoded| decoded.evidence).collect()
}

/// The longest report that there is: every probe of a failing and of an opening run, and console lines.
fn full() -> Evidence {
    let all = recorded();
    let mut longest = all
        .iter()
        .max_by_key(|evidence| evidence.observations.len())
        .expect("there are recorded reports")
        .clone();
    let more = all.iter().flat_map(|evidence| &evidence.observations);
    longest.observations.extend(more.take(64 - longest.observations.len()).cloned());
    longest
}

fn bench(criterion: &mut Criterion) {
    let all = recorded();
    let mean = all.len();
    let full = full();
    criterion.bench_function(&format!("diagnose {mean} recorded reports"), |run| {
        run.iter(|| all.iter().map(|evidence| diagnose(evidence).findings.len()).sum::<usize>());
    });
    criterion.bench_function("diagnose 64 observations", |run| run.iter(|| diagnose(&full)));
    let text = link::encode(&full);
    criterion.bench_function("decode their link", |run| run.iter(|| link::decode(&text)));
    criterion.bench_function("write their ticket", |run| {
        run.iter_batched(
            || Report::new(full.clone()),
            |report| markdown::markdown(&report, None),
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
