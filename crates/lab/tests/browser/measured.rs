//! What the page measures, as soon as its report holds it.

use anyhow::{Context, Result, bail, ensure};
use diagnosis::evidence::{Evidence, Observation, Outcome, Probe, Wait};
use diagnosis::report::link;
use serde_json::Value;

use super::Browser;

/// Presses the button; calls back once nothing of an earlier run is shown.
const START: &str = r"
    const done = arguments[arguments.length - 1];
    const look = () => {
        const { state, link } = document.querySelector('#result').dataset;
        if (state !== 'running' || link !== undefined) return;
        watch.disconnect();
        done();
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    document.querySelector('#start').click();
    look();";

/// Calls back at the next link, or at the end.
const NEXT: &str = r"
    const [known, done] = arguments;
    const look = () => {
        const result = document.querySelector('#result');
        const { state, link } = result.dataset;
        if (state !== 'done' && (link ?? null) === known) return;
        watch.disconnect();
        done({ state, link: link ?? null, text: result.textContent });
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    look();";

impl Browser {
    /// Starts a run; gives its silent wait once that was dropped, and the observation of it.
    pub(crate) async fn idle(&self) -> Result<(Wait, Observation)> {
        let dropped = |evidence: &Evidence| {
            evidence.of(Probe::Idle).find_map(|(_, seen)| match seen.outcome {
                Outcome::Waited(wait) if wait.dropped().is_some() => Some((wait, seen.clone())),
                _ => None,
            })
        };
        self.seen(dropped).await.context("no silent wait was dropped")
    }

    /// Starts a run; gives what is looked for as soon as its report holds it.
    pub(crate) async fn seen<T>(&self, find: impl Fn(&Evidence) -> Option<T>) -> Result<T> {
        self.run(START, Vec::new()).await?;
        let mut known = Value::Null;
        loop {
            let seen = self.run(NEXT, vec![known]).await?;
            let Some(address) = seen["link"].as_str() else {
                bail!("the result is {} without a link: {}", seen["state"], seen["text"]);
            };
            let (_, text) = address.split_once("#r=").context("the link carries a report")?;
            if let Some(found) = find(&link::decode(text)?.evidence) {
                return Ok(found);
            }
            ensure!(seen["state"] != "done", "the run is over, and its report does not hold it");
            known = seen["link"].clone();
        }
    }
}
