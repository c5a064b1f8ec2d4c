//! How exactly the page measures the limit of an idle proxy, in each browser, in a visible and in a hidden tab.
//!
//! It presses the page's button and takes the length of the silent wait from the report's link.
//! `WS_DOCTOR_DIST` names the built page. Errors are in ms against the limit with which a scenario's
//! name ends; positive ones are late. The table is Markdown.

#[path = "../tests/browser/mod.rs"]
mod browser;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use diagnosis::evidence::{Outcome, Probe};
use diagnosis::report::link;
use lab::{Kind, Lab, Running};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::browser::{Browser, Engine};

const USAGE: &str = "usage: scripts/bench drops [--runs N] [--at-once N]";

/// Presses the button, if it was not; calls back at the first link after the one given, or at the end.
const NEXT: &str = r"
    const [known, done] = arguments;
    const look = () => {
        const { state, link } = document.querySelector('#result').dataset;
        if (state !== 'done' && (link ?? null) === known) return;
        watch.disconnect();
        done({ state, link: link ?? null });
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    if (known === null) document.querySelector('#start').click();
    look();";

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error:#}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    match runtime.block_on(bench(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    /// How often each limit is measured.
    runs: usize,
    /// How many browsers measure at the same time.
    at_once: usize,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
        let mut options = Options { runs: 20, at_once: 6 };
        while let Some(argument) = arguments.next() {
            let option = match argument.as_str() {
                "--runs" => &mut options.runs,
                "--at-once" => &mut options.at_once,
                // Cargo's own word to a benchmark.
                "--bench" => continue,
                other => bail!("unknown argument `{other}`; expected --runs or --at-once"),
            };
            let number = arguments.next().with_context(|| format!("expected {argument} N"))?;
            *option = number.parse().with_context(|| format!("expected a number: `{number}`"))?;
            ensure!(*option > 0, "expected at least 1 for {argument}");
        }
        Ok(options)
    }
}

/// One proxy in one browser, and how its tab is.
#[derive(Clone)]
struct Series {
    scenario: &'static str,
    engine: Engine,
    hidden: bool,
    /// The page, with the scenario as its target.
    page: String,
    /// The proxy's limit, in ms.
    limit: i64,
}

async fn bench(options: &Options) -> Result<()> {
    let dist = std::env::var_os("WS_DOCTOR_DIST").map(PathBuf::from);
    let mut lab = Lab::open(Some(&dist.unwrap_or_else(|| "../../dist".into()))).await?;
    let real = lab::scenarios().filter(|scenario| scenario.kind == Kind::Real);
    for scenario in real.filter(|scenario| scenario.truth == Some("idle-timeout-proxy")) {
        lab.start(scenario).await?;
    }
    println!("| proxy | browser | tab | runs | median | p99 | min |\n|---|---|---|---|---|---|---|");
    for engine in Engine::ALL {
        for hidden in [false, true] {
            let series = lab.running().iter().map(|running| Series::new(&lab, running, engine, hidden));
            for (series, errors) in measure(series.collect::<Result<_>>()?, options).await {
                println!("{}", row(&series, errors));
            }
        }
    }
    lab.end().await;
    Ok(())
}

impl Series {
    fn new(lab: &Lab, running: &Running, engine: Engine, hidden: bool) -> Result<Series> {
        let page = lab.page().context("the lab serves the page")?;
        let seconds = running.name.rsplit_once('-').and_then(|(_, last)| last.strip_suffix('s'));
        let seconds: i64 = seconds.context("the name ends with the limit")?.parse()?;
        let page = format!("{page}?target={}", running.name);
        Ok(Series { scenario: running.name, engine, hidden, page, limit: seconds * 1000 })
    }

    /// The errors of all runs that measured one.
    async fn errors(&self, runs: usize) -> Result<Vec<i64>> {
        let browser = Browser::start(self.engine, None).await?;
        let mut errors = Vec::new();
        for number in 1..=runs {
            match self.error(&browser).await {
                Ok(error) => errors.push(error),
                Err(error) => eprintln!("{}, run {number}: {error:#}", self.scenario),
            }
        }
        browser.close().await?;
        Ok(errors)
    }

    async fn error(&self, browser: &Browser) -> Result<i64> {
        browser.open(&self.page).await?;
        if self.hidden {
            browser.hide().await?;
        }
        let measured = idle(browser, self.hidden).await;
        browser.show().await?;
        Ok(measured? - self.limit)
    }
}

/// All series side by side, in their order, each with its errors.
async fn measure(all: Vec<Series>, options: &Options) -> Vec<(Series, Vec<i64>)> {
    let free = Arc::new(Semaphore::new(options.at_once));
    let mut under_way = JoinSet::new();
    for (place, series) in all.into_iter().enumerate() {
        let (free, runs) = (Arc::clone(&free), options.runs);
        under_way.spawn(async move {
            let _turn = free.acquire().await.expect("nobody closes it");
            let errors = series.errors(runs).await.unwrap_or_else(|error| {
                eprintln!("{}: {error:#}", series.scenario);
                Vec::new()
            });
            (place, series, errors)
        });
    }
    let mut measured = under_way.join_all().await;
    measured.sort_by_key(|(place, ..)| *place);
    measured.into_iter().map(|(_, series, errors)| (series, errors)).collect()
}

/// How long the silent wait of one run lasted until it was dropped, in ms.
async fn idle(browser: &Browser, hidden: bool) -> Result<i64> {
    let mut known = Value::Null;
    loop {
        let seen = browser.run(NEXT, vec![known]).await?;
        let address = seen["link"].as_str().context("the result carries a link")?;
        let (_, text) = address.split_once("#r=").context("the link carries a report")?;
        let evidence = link::decode(text)?.evidence;
        if let Some((_, waited)) = evidence.of(Probe::Idle).next() {
            let Outcome::Waited(wait) = &waited.outcome else { bail!("{:?}", waited.outcome) };
            ensure!(wait.dropped().is_some(), "not dropped: {wait:?}");
            ensure!(waited.marred.hidden == hidden, "the page took the tab for another");
            return Ok(i64::from(wait.quiet().0));
        }
        ensure!(seen["state"] != "done", "the run ended without a silent wait");
        known = seen["link"].clone();
    }
}

fn row(series: &Series, mut errors: Vec<i64>) -> String {
    errors.sort_unstable();
    let at = |percent: usize| match errors.len() {
        0 => "-".to_owned(),
        // The nearest rank: with fewer than a hundred runs, the 99th percentile is the worst.
        count => format!("{:+} ms", errors[(count * percent).div_ceil(100).max(1) - 1]),
    };
    let tab = if series.hidden { "hidden" } else { "visible" };
    let (name, browser) = (series.scenario, series.engine.name());
    let [median, worst, least] = [at(50), at(99), at(0)];
    format!("| {name} | {browser} | {tab} | {} | {median} | {worst} | {least} |", errors.len())
}
