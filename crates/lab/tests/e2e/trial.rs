//! One trial: open the page, press the button, read the report, paste the console, read again.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

use anyhow::{Context, Result, bail, ensure};
use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::evidence::Line;
use diagnosis::report::Report;
use diagnosis::report::link;
use lab::{Lab, Running};
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::console;
use crate::expect::{BY_CHANCE, Origin, Setting};

/// What all trials share.
pub(crate) struct Stage {
    pub(crate) lab: Lab,
    pub(crate) rows: Mutex<Vec<Row>>,
    pub(crate) turn: tokio::sync::Mutex<()>,
}

/// What was told in one trial.
pub(crate) struct Row {
    setting: Setting,
    truth: Option<&'static str>,
    seen: Seen,
}

/// What one run of the page came to.
pub(crate) struct Seen {
    /// Before the console's lines were pasted.
    bare: Told,
    /// With them, where there was anything to explain.
    console: Option<Told>,
    /// From the click to a verdict that stands, and to the end of the run, in ms.
    times: (u32, u32),
    link: String,
}

impl Seen {
    /// The last word.
    pub(crate) fn told(&self) -> &Told {
        self.console.as_ref().unwrap_or(&self.bare)
    }
}

/// What the page told.
pub(crate) struct Told {
    verdict: Verdict,
    offered: Vec<(&'static str, Confidence)>,
    /// The pasted lines, as they were read.
    lines: Vec<Line>,
}

impl Told {
    /// Whether a cause is among the findings, however sure.
    pub(crate) fn offers(&self, cause: &str) -> bool {
        self.offered.iter().any(|(own, _)| *own == cause)
    }

    /// The first finding, as `cause:confidence`.
    pub(crate) fn first(&self) -> String {
        self.offered
            .first()
            .map_or("none".to_owned(), |(cause, confidence)| format!("{cause}:{}", confidence.id()))
    }
}

/// Presses the button; calls back when the run has ended, with the times of the verdict and the end.
const RUN: &str = r"
    const done = arguments[arguments.length - 1];
    const began = performance.now();
    let settled = null;
    const look = () => {
        const seen = document.querySelector('#result').dataset;
        if (settled === null && seen.verdict) settled = performance.now() - began;
        if (seen.state !== 'done') return;
        watch.disconnect();
        done({ verdict: seen.verdict, cause: seen.cause, confidence: seen.confidence, link: seen.link,
               text: document.querySelector('#result').textContent, settled, ended: performance.now() - began });
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    document.querySelector('#start').click();
    look();";

/// Pastes text; calls back when the page has read it.
const PASTE: &str = r"
    const done = arguments[arguments.length - 1];
    const told = () => document.querySelector('#paste-result')?.textContent ?? '';
    const before = told();
    const look = () => {
        if (told() === before || document.querySelector('#paste-halt')) return;
        watch.disconnect();
        const seen = document.querySelector('#result').dataset;
        done({ verdict: seen.verdict, cause: seen.cause, confidence: seen.confidence, link: seen.link,
               text: document.querySelector('#result').textContent });
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const field = document.querySelector('#paste');
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    document.querySelector('#paste-apply').click();";

/// What one visitor of it does ends the sockets of all.
const ONE_AT_A_TIME: &str = "nginx-reload";

pub(crate) async fn run(stage: &Stage, setting: Setting) -> Result<()> {
    let running = stage.lab.running().iter().find(|running| running.name == setting.scenario);
    let running = running.context("the scenario runs")?;
    let _turn = match setting.scenario == ONE_AT_A_TIME {
        true => Some(stage.turn.lock().await),
        false => None,
    };
    let browser = Browser::start(setting.engine, &stage.lab.trusted()).await?;
    let row = look(stage, &setting, running, &browser).await;
    browser.close().await?;
    let row = row?;
    let judged = judge(&row).with_context(|| format!("of {}", row.seen.link));
    stage.rows.lock().expect("no trial panicked while it wrote its row").push(row);
    judged
}

async fn look(
    stage: &Stage,
    setting: &Setting,
    running: &Running,
    browser: &Browser,
) -> Result<Row> {
    let page = match setting.origin {
        Origin::Same => running.page.clone().context("the scenario serves the page")?,
        Origin::Other => stage.lab.page().context("the lab serves the page")?,
    };
    let alone = if setting.ways { "" } else { "-alone" };
    browser.open(&format!("{page}?target={}{alone}", setting.scenario)).await?;
    Ok(Row { setting: setting.clone(), truth: setting.truth(running), seen: check(browser).await? })
}

/// Presses the button of the page that is open, reads the report, and pastes what the console printed.
pub(crate) async fn check(browser: &Browser) -> Result<Seen> {
    let ended = browser.run(RUN, Vec::new()).await?;
    let bare = told(&ended)?;
    let printed = console::lines(browser).await?;
    // A handshake that we gave up ourselves prints nothing of its own.
    let console = if bare.verdict == Verdict::Broken && !printed.is_empty() {
        Some(told(&browser.run(PASTE, vec![json!(printed.join("\n"))]).await?)?)
    } else {
        None
    };
    let time = |name: &str| ended[name].as_f64().map_or(0, |time| time as u32);
    Ok(Seen {
        bare,
        console,
        times: (time("settled"), time("ended")),
        link: ended["link"].as_str().unwrap_or_default().to_owned(),
    })
}

/// The report of the link that the page offers, which must agree with what the page says of itself.
pub(crate) fn told(seen: &Value) -> Result<Told> {
    let address = seen["link"].as_str();
    let address = address.with_context(|| format!("a result without a link: {}", seen["text"]))?;
    let (_, text) = address.split_once("#r=").context("the link carries a report")?;
    ensure!(text.len() < 1200, "the report takes {} characters", text.len());
    let report = Report::new(link::decode(text)?.evidence);
    let confidence = report.confidence().map_or("none", Confidence::id);
    ensure!(
        seen["verdict"] == report.diagnosis.verdict.id(),
        "the page says {}, its link {}",
        seen["verdict"],
        report.diagnosis.verdict.id()
    );
    ensure!(
        seen["cause"] == report.cause(),
        "the page says {}, its link {}",
        seen["cause"],
        report.cause()
    );
    ensure!(
        seen["confidence"] == confidence,
        "the page says {}, its link {confidence}",
        seen["confidence"]
    );
    let offered = report
        .diagnosis
        .findings
        .iter()
        .map(|finding| (finding.cause.id, finding.confidence))
        .collect();
    let lines = report.evidence.lines().map(|(_, line, _)| line).collect();
    Ok(Told { verdict: report.diagnosis.verdict, offered, lines })
}

fn judge(row: &Row) -> Result<()> {
    let Row { setting, truth, seen } = row;
    let Seen { bare, console, .. } = seen;
    for told in [Some(bare), console.as_ref()].into_iter().flatten() {
        let offered = &told.offered;
        match truth {
            None => ensure!(
                told.verdict == Verdict::Healthy && offered.is_empty(),
                "healthy, but {:?} {offered:?}",
                told.verdict
            ),
            Some(truth) => {
                ensure!(told.verdict != Verdict::Healthy, "{truth}, but healthy");
                ensure!(
                    offered.iter().any(|(cause, _)| cause == truth),
                    "{truth} is not among {offered:?}"
                );
            }
        }
        if let Some((cause, _)) = offered.iter().find(|(cause, confidence)| {
            *confidence == Confidence::Confirmed && Some(*cause) != *truth
        }) {
            bail!("a wrong `confirmed`: {cause}, but it is {truth:?}");
        }
    }
    let wider: Vec<_> = bare
        .offered
        .iter()
        .filter(|(cause, _)| !(setting.class.contains(cause) || *cause == BY_CHANCE))
        .collect();
    ensure!(wider.is_empty(), "wider than its class: {wider:?}");
    if let Some(line) = setting.line() {
        let lines = &seen.told().lines;
        ensure!(lines.contains(&line), "{line:?} is not among the lines: {lines:?}");
    }
    let told = seen.told().first();
    ensure!(setting.tells(&told), "told {told}, expected {}", setting.told);
    Ok(())
}

/// All rows as a Markdown table, and each link with its answer as a line for the recorded links.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|row| {
        let Setting { scenario, engine, origin, ways, .. } = row.setting;
        (scenario, origin, ways, engine)
    });
    let mut table = String::from(
        "| scenario | truth | verdict | first finding | offered | with the console | offered | verdict after | end after |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in &rows {
        let Seen { bare, console, times, .. } = &row.seen;
        let console = console.as_ref();
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {} | {} ms | {} ms |",
            row.setting.name(),
            row.truth.unwrap_or("healthy"),
            bare.verdict.id(),
            bare.first(),
            bare.offered.len(),
            console.map_or("-".to_owned(), Told::first),
            console.map_or("-".to_owned(), |told| told.offered.len().to_string()),
            times.0,
            times.1,
        );
    }
    table.push('\n');
    for row in &rows {
        let (_, text) = row.seen.link.split_once("#r=").unwrap_or_default();
        let _ = writeln!(table, "{}  {text}  {}", row.seen.bare.first(), row.setting.name());
    }
    table
}

/// The mean number of causes that are offered where something is wrong.
pub(crate) fn summary(rows: &[Row]) -> String {
    let mut counts: BTreeMap<(Engine, Origin, bool, bool), Vec<usize>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.truth.is_some()) {
        let Setting { engine, origin, ways, .. } = row.setting;
        counts.entry((engine, origin, ways, false)).or_default().push(row.seen.bare.offered.len());
        if let Some(told) = &row.seen.console {
            counts.entry((engine, origin, ways, true)).or_default().push(told.offered.len());
        }
    }
    let mut text = String::from("mean number of causes offered:\n");
    for ((engine, origin, ways, console), counts) in counts {
        let engine = engine.name();
        let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
        let origin = if origin == Origin::Same { "same origin" } else { "another origin" };
        let ways = if ways { ", with ways and control" } else { "" };
        let console = if console { ", with the console" } else { "" };
        let _ = writeln!(
            text,
            "  {engine}, {origin}{ways}{console}: {mean:.1} of {} scenarios",
            counts.len()
        );
    }
    text
}
