//! Endpoints that want to harm whoever checks them: the page must stay responsive and small, show
//! what they say as text, and be sure of nothing.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::browser::{Browser, Engine};
use crate::memory::memory;
use crate::page::{read, tools, until};
use crate::trial::Stage;

/// A hostile endpoint: the scenario's name.
pub(crate) const ALL: [&str; 8] = [
    "endless-flood",
    "huge-message",
    "endless-frame",
    "slow-drip",
    "endless-head",
    "huge-head",
    "fickle-close",
    "garbled-reason",
];

/// Whether a browser survives it. Firefox queues the messages of an endless flood without bound in its
/// own process, before a page hears of them, and a page's close waits behind them.
pub(crate) fn concerns(scenario: &str, engine: Engine) -> bool {
    engine == Engine::Chromium || scenario != "endless-flood"
}

/// In MiB: what a run may leave behind more than one against a healthy endpoint.
const MOST_LEFT: f64 = 32.0;
/// In ms: a page that shows no frame for so long is frozen; a busy machine alone takes half of it.
/// WebKitGTK draws so seldom without a graphics card that this says nothing: with a healthy endpoint too
/// it leaves out seconds.
const FROZEN: f64 = 2000.0;

/// What a run did to the page.
struct Cost {
    /// The longest time between two frames, in ms.
    gap: f64,
    /// The longest task, in ms; none where the browser tells no such.
    task: f64,
    /// In MiB: what the page's heaps and buffers hold after it; 0 where the browser does not tell.
    heap: f64,
    /// In MiB: what all of the browser's processes hold after it, and at most.
    resident: f64,
    peak: f64,
}

/// Watches the frames and tasks from here on.
const METER: &str = r"
    const done = arguments[arguments.length - 1];
    window.meter = { gap: 0, task: 0 };
    let last = performance.now();
    const frame = (now) => {
        window.meter.gap = Math.max(window.meter.gap, now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); done(); });
    if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
        new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => {
            window.meter.task = Math.max(window.meter.task, duration);
        })).observe({ type: 'longtask' });
    }";

pub(crate) fn name(scenario: &str, engine: Engine) -> String {
    format!("malice/{scenario}/{}", engine.name())
}

pub(crate) async fn suffer(stage: &Stage, scenario: &str, engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, &stage.lab.trusted()).await?;
    let suffered = measure(stage, scenario, &browser).await;
    browser.close().await?;
    suffered
}

async fn measure(stage: &Stage, scenario: &str, browser: &Browser) -> Result<()> {
    let page = stage.lab.page().context("the lab serves the page")?;
    let usual = run(browser, &format!("{page}?target=healthy-alone&watch=1")).await?;
    let cost = run(browser, &format!("{page}?target={scenario}-alone&watch=3")).await?;
    let told = read(browser, "(({ verdict, cause, confidence }) => `${verdict}:${cause}:${confidence}`)(document.querySelector('#result').dataset)").await?;
    let told = told.as_str().unwrap_or_default().to_owned();
    let left = cost.heap - usual.heap;
    println!(
        "{}: {told}; longest without a frame {:.0} ms, longest task {:.0} ms (healthy: {:.0}, {:.0}); left in the page {left:.1} MiB, in all processes {:.0}, at most {:.0} MiB",
        name(scenario, browser.engine),
        cost.gap,
        cost.task,
        usual.gap,
        usual.task,
        cost.resident - usual.resident,
        cost.peak - usual.peak,
    );
    ensure!(!told.ends_with("confirmed"), "the page is sure: {told}");
    ensure!(left <= MOST_LEFT, "{left} MiB more are left in the page");
    let draws = browser.engine != Engine::WebKit;
    ensure!(cost.gap <= FROZEN || !draws, "no frame for {} ms", cost.gap);
    ensure!(cost.task <= FROZEN, "one task took {} ms", cost.task);
    let markup = read(browser, "window.pwned ?? document.querySelectorAll('#app img, #app script, #app b, [onerror]').length").await?;
    ensure!(markup == 0, "what it said became markup");
    if scenario == "fickle-close" {
        let running = stage.lab.running().iter().find(|running| running.name == scenario);
        let endpoint = &running.context("it runs")?.endpoint;
        let count = endpoint.replacen("ws", "http", 1).replace("/ws/chat", "/ws/count");
        browser.client.goto(&count).await?;
        let count = read(browser, "Number(document.body.textContent)").await?;
        ensure!((1..=12).contains(&count.as_u64().unwrap_or_default()), "{count} handshakes");
    }
    Ok(())
}

/// Runs the check to its end.
async fn run(browser: &Browser, address: &str) -> Result<Cost> {
    browser.open(address).await?;
    browser.run(METER, Vec::new()).await?;
    read(browser, "document.querySelector('#start').click()").await?;
    until(browser, "document.querySelector('#result').dataset.state === 'done'").await?;
    let meter = read(browser, "window.meter").await?;
    let heap = if browser.engine == Engine::Chromium { heap(browser).await? } else { 0.0 };
    let (resident, peak) = memory(browser)?;
    let number = |name: &str| meter[name].as_f64().unwrap_or_default();
    Ok(Cost { gap: number("gap"), task: number("task"), heap, resident, peak })
}

/// What the page's heaps and buffers hold once the garbage is out, with the memories of its programs.
async fn heap(browser: &Browser) -> Result<f64> {
    tools(browser, "HeapProfiler.collectGarbage", json!({})).await?;
    let usage = tools(browser, "Runtime.getHeapUsage", json!({})).await?;
    let part = |name: &str| usage[name].as_f64().unwrap_or_default();
    ensure!(part("usedSize") > 0.0, "Chromium tells no use: {usage}");
    let whole = part("usedSize") + part("embedderHeapUsedSize") + part("backingStorageSize");
    Ok(whole / f64::from(1 << 20))
}
