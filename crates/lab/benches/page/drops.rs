//! How exactly the page measures the limit of an idle proxy, in each browser, in a visible and in a hidden tab.
//!
//! It presses the page's button and takes the length of the silent wait from the report's link.
//! `WS_DOCTOR_DIST` names the built page. Errors are in ms against the limit with which a scenario's
//! name ends; positive ones are late. The table is Markdown.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, bail, ensure};
use lab::{Kind, Lab, Running};
use tokio::task::JoinSet;

use crate::browser::{Browser, Engine};

/// Takes the options of the command line.
pub(crate) async fn run(arguments: impl Iterator<Item = String>) -> Result<()> {
    bench(&Options::parse(arguments)?).await
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
                other => bail!(
                    "unknown argument `{other}`; usage: scripts/bench drops [--runs N] [--at-once N]"
                ),
            };
            let number = arguments.next().with_context(|| format!("expected {argument} N"))?;
            *option = number.parse().with_context(|| format!("expected a number: `{number}`"))?;
            ensure!(*option > 0, "expected at least 1 for {argument}");
        }
        Ok(options)
    }
}

async fn bench(options: &Options) -> Result<()> {
    let dist = std::env::var_os("WS_DOCTOR_DIST").map(PathBuf::from);
    let mut lab = Lab::open(Some(&dist.unwrap_or_else(|| "../../dist".into()))).await?;
    let real = lab::scenarios().filter(|scenario| scenario.kind == Kind::Real);
    for scenario in real.filter(|scenario| scenario.truth == Some("idle-timeout-proxy")) {
        lab.start(scenario).await?;
    }
    let page = lab.page().context("the lab serves the page")?;
    let proxies: Vec<Proxy> =
        lab.running().iter().map(|running| Proxy::of(running, &page)).collect::<Result<_>>()?;
    println!(
        "| proxy | browser | tab | runs | median | p99 | min |\n|---|---|---|---|---|---|---|"
    );
    for engine in Engine::ALL {
        for tab in [Tab::Visible, Tab::Hidden] {
            let errors = measure(engine, tab, &proxies, options).await?;
            for (proxy, errors) in proxies.iter().zip(errors) {
                println!("{}", row(proxy, engine, tab, errors));
            }
        }
    }
    lab.end().await;
    Ok(())
}

#[derive(Clone, Copy)]
enum Tab {
    Visible,
    Hidden,
}

#[derive(Clone)]
struct Proxy {
    name: &'static str,
    /// The page, with this proxy's endpoint as its target.
    page: String,
    /// In ms.
    limit: i64,
}

impl Proxy {
    fn of(running: &Running, page: &str) -> Result<Proxy> {
        let name = running.name;
        let seconds = name.rsplit_once('-').and_then(|(_, last)| last.strip_suffix('s'));
        let seconds: i64 = seconds.context("the name ends with the limit")?.parse()?;
        Ok(Proxy { name, page: format!("{page}?target={name}"), limit: seconds * 1000 })
    }
}

/// The errors of each proxy's runs, as far as a run measured anything.
async fn measure(
    engine: Engine,
    tab: Tab,
    proxies: &[Proxy],
    options: &Options,
) -> Result<Vec<Vec<i64>>> {
    // All proxies once, then again: side by side are mostly different ones.
    let runs = (0..options.runs).flat_map(|_| 0..proxies.len());
    let runs = Arc::new(Mutex::new(runs.collect::<VecDeque<_>>()));
    let mut browsers = JoinSet::new();
    for _ in 0..options.at_once.min(options.runs * proxies.len()) {
        let (runs, proxies) = (Arc::clone(&runs), proxies.to_vec());
        browsers.spawn(async move {
            let browser = Browser::start(engine, None).await?;
            let next = || runs.lock().expect("no holder of this lock panics").pop_front();
            let mut errors = Vec::new();
            while let Some(place) = next() {
                match error(&browser, tab, &proxies[place]).await {
                    Ok(error) => errors.push((place, error)),
                    Err(error) => eprintln!("{}: {error:#}", proxies[place].name),
                }
            }
            browser.close().await?;
            Ok::<_, anyhow::Error>(errors)
        });
    }
    let mut errors = vec![Vec::new(); proxies.len()];
    while let Some(measured) = browsers.join_next().await {
        for (place, error) in measured?? {
            errors[place].push(error);
        }
    }
    Ok(errors)
}

/// By how much one run was wrong, in ms.
async fn error(browser: &Browser, tab: Tab, proxy: &Proxy) -> Result<i64> {
    browser.open(&proxy.page).await?;
    let measured = match tab {
        Tab::Visible => idle(browser, tab).await,
        Tab::Hidden => {
            let measured = async {
                browser.hide().await?;
                idle(browser, tab).await
            };
            let measured = measured.await;
            browser.show().await?;
            measured
        }
    };
    Ok(measured? - proxy.limit)
}

/// How long the silent wait of one run lasted until it was dropped, in ms.
async fn idle(browser: &Browser, tab: Tab) -> Result<i64> {
    let (wait, seen) = browser.idle().await?;
    let hidden = matches!(tab, Tab::Hidden);
    ensure!(seen.marred.hidden == hidden, "the page did not know how its tab was");
    Ok(i64::from(wait.quiet().0))
}

fn row(proxy: &Proxy, engine: Engine, tab: Tab, mut errors: Vec<i64>) -> String {
    errors.sort_unstable();
    let at = |percent: usize| match errors.len() {
        0 => "-".to_owned(),
        // The nearest rank: of fewer than a hundred runs, the 99th percentile is the last.
        count => format!("{:+} ms", errors[(count * percent).div_ceil(100).max(1) - 1]),
    };
    let tab = match tab {
        Tab::Visible => "visible",
        Tab::Hidden => "hidden",
    };
    let (name, browser, count) = (proxy.name, engine.name(), errors.len());
    let [median, last, first] = [at(50), at(99), at(0)];
    format!("| {name} | {browser} | {tab} | {count} | {median} | {last} | {first} |")
}
