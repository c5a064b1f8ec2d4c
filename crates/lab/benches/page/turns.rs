//! For how long the page is deaf to its visitor in a check.
//!
//! A check of each kind in a page of its own, until all of its report is drawn. `WS_DOCTOR_DIST` names
//! the built page. The table is Markdown.

use std::path::PathBuf;

use anyhow::{Context, Result};
use lab::Lab;

use crate::LISTEN;
use crate::browser::{Browser, Engine};

/// Checks that find nothing, a little and as much as there is to find.
const SCENARIOS: [&str; 4] = ["healthy", "closes-4401", "answer-502", "strip-upgrade-426"];
const CHECKS: usize = 7;

/// Starts a check; calls back with the longest time between two turns, in ms.
const CHECK: &str = r"
    const done = arguments[arguments.length - 1];
    const button = document.querySelector('#start');
    const longest = listen();
    const look = () => {
        const over = document.querySelector('#result').dataset.state === 'done';
        // Whoever sees what opened needs not wait for drops.
        if (!over) return document.querySelector('#result[data-verdict] #cancel')?.click();
        watch.disconnect();
        // After the next frame all is drawn.
        requestAnimationFrame(() => requestAnimationFrame(() => done(longest())));
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    button.click();";

/// Measures in each browser.
pub(crate) async fn run() -> Result<()> {
    let dist = std::env::var_os("WS_DOCTOR_DIST").map(PathBuf::from);
    let lab = Lab::open(Some(&dist.unwrap_or_else(|| "../../dist".into()))).await?;
    let page = lab.page().context("the lab serves the page")?;
    println!("| browser | check | longest turn: median | worst of {CHECKS} |\n|---|---|---|---|");
    for engine in Engine::ALL {
        let browser = Browser::start(engine, &lab.trusted()).await?;
        let mut told = Ok(());
        for scenario in SCENARIOS {
            told = measure(&browser, &format!("{page}?target={scenario}"), scenario).await;
            if told.is_err() {
                break;
            }
        }
        browser.close().await?;
        told?;
    }
    lab.end().await;
    Ok(())
}

async fn measure(browser: &Browser, address: &str, scenario: &str) -> Result<()> {
    let mut all = Vec::new();
    for _ in 0..CHECKS {
        browser.open(address).await?;
        let longest = browser.run(&[LISTEN, CHECK].concat(), Vec::new()).await?;
        all.push(longest.as_f64().context("a time")?);
    }
    all.sort_by(f64::total_cmp);
    let (median, worst) = (all[CHECKS / 2], all[CHECKS - 1]);
    let engine = browser.engine.name();
    println!("| {engine} | {scenario} | {median:.0} ms | {worst:.0} ms |");
    Ok(())
}
