//! A limit as long as those of real services, which takes minutes: `scripts/test --long`.

use anyhow::{Context, Result, ensure};

use crate::browser::{Browser, Engine};
use crate::page::{read, until};
use crate::trial::Stage;

pub(crate) const NAME: &str = "nginx-idle-60s";

/// nginx's own limit, timed and named in one run.
pub(crate) async fn run(stage: &Stage) -> Result<()> {
    let page = stage.lab.page().context("the lab serves the page")?;
    let browser = Browser::start(Engine::Chromium, &stage.lab.trusted()).await?;
    let seen = look(&browser, &page).await;
    browser.close().await?;
    seen
}

async fn look(browser: &Browser, page: &str) -> Result<()> {
    browser.open(&format!("{page}?target={NAME}")).await?;
    let (wait, _) = browser.idle().await?;
    let quiet = wait.quiet().0;
    ensure!((59_900..=60_100).contains(&quiet), "dropped after 60 s, but timed with {quiet} ms");
    until(browser, "document.querySelector('#result').dataset.state === 'done'").await?;
    let told = "(({ cause, confidence }) => `${cause}:${confidence}`)(document.querySelector('#result').dataset)";
    let told = read(browser, told).await?;
    ensure!(told == "idle-timeout-proxy:likely", "told {told}");
    Ok(())
}
