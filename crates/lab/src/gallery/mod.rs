//! Pictures of every state of the page, to look at; and the states as such, for tests.
//!
//! Reports are recorded ones, and what needs a run has it against a fault of the lab: nothing has to
//! be broken for it.

mod chromium;
mod look;
mod state;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use self::chromium::Chromium;
use self::state::Step;
use crate::{Hosts, Lab, find};

pub use self::chromium::Tab;
pub use self::look::{LANGUAGES, Theme, WIDTHS};
pub use self::state::{STATES, State};

/// As many states are looked at side by side.
pub const TABS: usize = 3;

/// The height of a screen, in CSS pixels.
const HEIGHT: u32 = 900;

/// A picture is no higher, in CSS pixels: graphics end there.
const HIGHEST: u32 = 16_000;

/// What the steps of a state use.
const TOOLS: &str = r"
    globalThis.find = (selector) =>
        document.querySelector(selector) ?? document.querySelector('ws-doctor')?.shadowRoot?.querySelector(selector);
    globalThis.click = (selector) => find(selector).click();
    globalThis.fill = (selector, text) => {
        find(selector).value = text;
        find(selector).dispatchEvent(new Event('input', { bubbles: true }));
    };
    globalThis.unfold = () => document.querySelectorAll('details').forEach((one) => { one.open = true; });
    globalThis.see = (selector) => new Promise((done) => {
        const look = () => find(selector) && (watch.disconnect(), done());
        const watch = new MutationObserver(look);
        for (const root of [document, document.querySelector('ws-doctor')?.shadowRoot])
            if (root) watch.observe(root, { subtree: true, childList: true, attributes: true });
        look();
    });";

/// A browser, and what it is shown.
pub struct Gallery {
    browser: Chromium,
    hosts: Hosts,
    lab: Lab,
}

impl Gallery {
    /// Starts a browser and what the states need; `dist` is the directory of the built page.
    ///
    /// # Errors
    /// If there is no browser, or no page.
    pub async fn open(dist: &Path) -> Result<Gallery> {
        let mut lab = Lab::open(Some(dist)).await?;
        let needed: BTreeSet<_> = STATES.iter().map(|state| state.scenario).collect();
        for name in needed {
            lab.start(find(name).with_context(|| format!("no scenario `{name}`"))?).await?;
        }
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hosts");
        let hosts = Hosts::start(&[&pages]).await?;
        Ok(Gallery { browser: Chromium::start()?, hosts, lab })
    }

    /// A tab, to be brought into one state after the other.
    ///
    /// # Errors
    /// If the browser has ended.
    pub async fn tab(&self) -> Result<Tab> {
        self.browser.tab().await
    }

    /// Brings a tab into a state, from whatever it showed before.
    ///
    /// # Errors
    /// If that state does not come about.
    pub async fn enter(&self, tab: &mut Tab, state: &State, language: &str) -> Result<()> {
        let led = self.lead(tab, state, language).await;
        led.with_context(|| format!("state {} in {language}", state.name))
    }

    async fn lead(&self, tab: &mut Tab, state: &State, language: &str) -> Result<()> {
        tab.resize(WIDTHS[1], HEIGHT).await?;
        tab.wear(Theme::Light, false).await?;
        let scripts = json!({ "value": !state.scripts });
        tab.ask("Emulation.setScriptExecutionDisabled", scripts).await?;
        tab.prepare(&[TOOLS, state.before].join("\n")).await?;
        let address = state.address(&self.lab, &self.hosts, language)?;
        tab.open(&address).await?;
        for step in state.steps {
            match step {
                Step::Do(script) => {
                    let script = state.script(script, &self.lab)?;
                    tab.read(&format!("(async () => {{ {script} }})()")).await?;
                }
                Step::Press(element) => tab.press(element).await?,
            }
        }
        // What was read without scripts stays as it is, and those of tests run.
        tab.ask("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await?;
        Ok(())
    }

    /// What went wrong in a tab so far: what was thrown, and every error in its console but those of
    /// connections that a check has tried.
    pub fn complaints(&self, tab: &Tab) -> Vec<String> {
        let page = self.lab.page().unwrap_or_default();
        tab.events().iter().filter_map(|event| complaint(event, &page)).collect()
    }

    /// Ends the browser and what it was shown.
    pub async fn end(self) {
        drop(self.browser);
        self.lab.end().await;
    }
}

fn complaint(event: &Value, page: &str) -> Option<String> {
    let of = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(of["exceptionDetails"].to_string()),
        "Runtime.consoleAPICalled" if matches!(of["type"].as_str(), Some("error" | "assert")) => {
            Some(of["args"].to_string())
        }
        "Log.entryAdded" if of["entry"]["level"] == "error" => {
            let entry = &of["entry"];
            let text = entry["text"].as_str().unwrap_or_default();
            let elsewhere = entry["url"].as_str().is_some_and(|url| !url.starts_with(page));
            let tried = entry["category"] == "cors"
                || text.starts_with("WebSocket connection to ")
                || entry["source"] == "network" && elsewhere;
            (!tried).then(|| text.to_owned())
        }
        _ => None,
    }
}

impl Tab {
    /// A picture of all that is in it, as PNG.
    ///
    /// # Errors
    /// If the browser takes none.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        // As high as the page: what is taken from beyond a window is moved sideways where one reads
        // from right to left.
        let size = self.read("[innerWidth, document.documentElement.scrollHeight]").await?;
        let [width, height]: [u32; 2] =
            serde_json::from_value(size).context("a page has a width and a height")?;
        self.resize(width, height.min(HIGHEST)).await?;
        // What came into the window is painted in the next frame, and shown in the one after it.
        let shown =
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
        self.read(shown).await?;
        let taken = self.ask("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let data = taken["data"].as_str().context("a picture has data")?;
        Base64::decode_vec(data).map_err(|error| anyhow::anyhow!("the picture: {error}"))
    }
}

/// Writes a picture of every state that bears that name or begins with it, of all if there is none:
/// in each theme, width and language. Gives their number.
///
/// # Errors
/// If a state does not come about, or a picture can't be written.
pub async fn hang(dist: &Path, folder: &Path, only: Option<&str>) -> Result<usize> {
    let wanted = |state: &&State| only.is_none_or(|name| state.name.starts_with(name));
    let wanted: Vec<_> = STATES.iter().filter(wanted).collect();
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    let gallery = Arc::new(Gallery::open(dist).await?);
    let all = wanted.into_iter().flat_map(|state| LANGUAGES.map(|language| (state, language)));
    let all = Arc::new(Mutex::new(all.collect::<Vec<_>>().into_iter()));
    let mut hanging: JoinSet<Result<usize>> = JoinSet::new();
    for _ in 0..TABS {
        let (gallery, all, folder) = (Arc::clone(&gallery), Arc::clone(&all), folder.to_owned());
        hanging.spawn(async move {
            let (mut taken, mut tab) = (0, gallery.tab().await?);
            loop {
                let next = all.lock().await.next();
                let Some(next) = next else { return Ok(taken) };
                taken += take(&gallery, &mut tab, next, &folder).await?;
            }
        });
    }
    let mut taken = 0;
    while let Some(ended) = hanging.join_next().await {
        taken += ended.context("a picture was not finished")??;
    }
    let gallery = Arc::try_unwrap(gallery).ok().context("all tabs are closed")?;
    gallery.end().await;
    Ok(taken)
}

async fn take(
    gallery: &Gallery,
    tab: &mut Tab,
    (state, language): (&State, &str),
    folder: &Path,
) -> Result<usize> {
    gallery.enter(tab, state, language).await?;
    let mut taken = 0;
    for theme in Theme::ALL {
        tab.wear(theme, state.printed).await?;
        for width in WIDTHS {
            tab.resize(width, HEIGHT).await?;
            let name = format!("{}-{}-{width}-{language}.png", state.name, theme.name());
            std::fs::write(folder.join(&name), tab.picture().await?)
                .with_context(|| format!("cannot write {name}"))?;
            taken += 1;
        }
    }
    Ok(taken)
}
