//! How fast the page reads a large file that somebody brings, and for how long it is deaf to its
//! reader meanwhile.
//!
//! `WS_DOCTOR_DIST` names the built page. The table is Markdown.

use std::path::PathBuf;

use anyhow::{Context, Result};
use lab::Lab;
use serde_json::json;

use crate::browser::{Browser, Engine};

const RECORDED: &str = include_str!("../../../diagnosis/tests/core/links.txt");

/// What each file is made of: its name, what it is repeated from, and how often.
const FILES: [(&str, &str, u32); 2] = [
    (
        "error.log",
        "2026/11/25 10:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: chat.example.com, request: \"GET /other HTTP/1.1\", upstream: \"http://127.0.0.1:8000/other\", host: \"chat.example.com\"\n",
        400_000,
    ),
    (
        "access.log",
        "203.0.113.9 - - [25/Nov/2026:10:00:00 +0000] \"GET /other?x=1 HTTP/1.1\" 200 612 \"https://app.example.com/\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\"\n",
        650_000,
    ),
];

/// Chooses a file; calls back with its bytes, the time until it is read, and the longest time between
/// two turns of the event loop, both in ms.
const READ: &str = r"
    const done = arguments[arguments.length - 1];
    const [name, line, times] = arguments;
    const field = document.querySelector('#paste-files');
    const part = line.repeat(1000);
    const list = new DataTransfer();
    const file = new File(Array(times / 1000).fill(part), name);
    list.items.add(file);
    let longest = 0, last = 0, over = false;
    const turns = new MessageChannel();
    turns.port1.onmessage = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        if (!over) turns.port2.postMessage(0);
    };
    const look = () => {
        if (!document.querySelector('#paste-forget')) return;
        watch.disconnect();
        over = true;
        done([file.size, performance.now() - began, longest]);
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true });
    field.files = list.files;
    const began = last = performance.now();
    turns.port2.postMessage(0);
    field.dispatchEvent(new Event('change', { bubbles: true }));";

/// Measures in each browser.
pub(crate) async fn run() -> Result<()> {
    let dist = std::env::var_os("WS_DOCTOR_DIST").map(PathBuf::from);
    let lab = Lab::open(Some(&dist.unwrap_or_else(|| "../../dist".into()))).await?;
    let page = lab.page().context("the lab serves the page")?;
    let report = RECORDED.lines().find(|line| line.starts_with("upgrade-headers-missing"));
    let report = report.and_then(|line| line.split("  ").nth(1)).context("one is recorded")?;
    println!("| browser | file | read | speed | longest turn |\n|---|---|---|---|---|");
    for engine in Engine::ALL {
        let browser = Browser::start(engine, &lab.trusted()).await?;
        let mut told = Ok(());
        for (name, line, times) in FILES {
            told = measure(&browser, &page, report, (name, line, times)).await;
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

async fn measure(
    browser: &Browser,
    page: &str,
    report: &str,
    (name, line, times): (&str, &str, u32),
) -> Result<()> {
    browser.open(page).await?;
    let show = "const done = arguments[arguments.length - 1];
        const look = () => { if (document.querySelector('#paste-files')) { watch.disconnect(); done(); } };
        const watch = new MutationObserver(look);
        watch.observe(document, { subtree: true, childList: true });
        location.hash = arguments[0];";
    browser.run(show, vec![json!(format!("#r={report}"))]).await?;
    let measured = browser.run(READ, vec![json!(name), json!(line), json!(times)]).await?;
    let [size, took, longest] = [0, 1, 2].map(|at| measured[at].as_f64().unwrap_or_default());
    println!(
        "| {} | {name}, {:.0} MB | {took:.0} ms | {:.0} MB/s | {longest:.0} ms |",
        browser.engine.name(),
        size / 1e6,
        size / 1e3 / took
    );
    Ok(())
}
