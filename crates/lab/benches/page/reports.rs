//! How long the page takes to read and group ten thousand reports, and for how long it is deaf to its
//! reader meanwhile.
//!
//! The reports are the recorded ones, each with a minute of its own. `WS_DOCTOR_DIST` names the built
//! page. The table is Markdown.

use std::path::PathBuf;

use anyhow::{Context, Result};
use diagnosis::report::link;
use lab::Lab;
use serde_json::json;

use crate::browser::{Browser, Engine};

const RECORDED: &str = include_str!("../../../diagnosis/tests/core/links.txt");
const REPORTS: u32 = 10_000;

/// Pastes the text; calls back with the time until all is shown, and the longest time between two
/// turns of the event loop, both in ms.
const READ: &str = r"
    const done = arguments[arguments.length - 1];
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', arguments[0]);
    let longest = 0, last = performance.now(), over = false;
    const turns = new MessageChannel();
    turns.port1.onmessage = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        if (!over) turns.port2.postMessage(0);
    };
    turns.port2.postMessage(0);
    const began = performance.now();
    const look = () => {
        if (document.querySelector('#desk-count')?.textContent !== arguments[1]) return;
        watch.disconnect();
        // After the next frame all is drawn.
        requestAnimationFrame(() => requestAnimationFrame(() => {
            over = true;
            done([performance.now() - began, longest]);
        }));
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, characterData: true });
    last = performance.now();
    const pasted = new ClipboardEvent('paste', { clipboardData, data: arguments[0], dataType: 'text/plain', bubbles: true, cancelable: true });
    document.querySelector('#desk-text').dispatchEvent(pasted);";

/// Measures in each browser.
pub(crate) async fn run() -> Result<()> {
    let dist = std::env::var_os("WS_DOCTOR_DIST").map(PathBuf::from);
    let lab = Lab::open(Some(&dist.unwrap_or_else(|| "../../dist".into()))).await?;
    let page = lab.page().context("the lab serves the page")?;
    let text = links(&page)?;
    println!(
        "| browser | reports | text | all shown after | longest turn |\n|---|---|---|---|---|"
    );
    for engine in Engine::ALL {
        let browser = Browser::start(engine, &lab.trusted()).await?;
        let measured = measure(&browser, &page, &text).await;
        browser.close().await?;
        let (shown, longest) = measured?;
        let size = text.len() as f64 / 1e6;
        println!(
            "| {} | {REPORTS} | {size:.1} MB | {shown:.0} ms | {longest:.0} ms |",
            engine.name()
        );
    }
    lab.end().await;
    Ok(())
}

/// Links that differ from each other in their minute.
fn links(page: &str) -> Result<String> {
    let texts = RECORDED.lines().filter_map(|line| line.split("  ").nth(1));
    let texts: Vec<&str> = texts.filter(|text| text.starts_with("v1.")).collect();
    let mut all = String::new();
    for (minute, text) in (1..=REPORTS).zip(texts.iter().cycle()) {
        let mut evidence = link::decode(text)?.evidence;
        evidence.minute += minute;
        all += &format!("{page}#r={}\n", link::encode(&evidence));
    }
    Ok(all)
}

async fn measure(browser: &Browser, page: &str, text: &str) -> Result<(f64, f64)> {
    browser.open(page).await?;
    let show = "const done = arguments[arguments.length - 1];
        const look = () => { if (document.querySelector('#desk-read')) { watch.disconnect(); done(); } };
        const watch = new MutationObserver(look);
        watch.observe(document, { subtree: true, childList: true });
        location.hash = '#reports';";
    browser.run(show, Vec::new()).await?;
    let expected = format!("{REPORTS} reports");
    let measured = browser.run(READ, vec![json!(text), json!(expected)]).await?;
    let time = |at: usize| measured[at].as_f64().context("a time");
    Ok((time(0)?, time(1)?))
}
