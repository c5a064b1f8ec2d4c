//! What the built page takes in real browsers: `scripts/bench`. `WS_DOCTOR_DIST` names the page.

#[path = "../../tests/browser/mod.rs"]
mod browser;
mod drops;
mod files;
mod handshakes;
mod reports;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::browser::Browser;

/// Ends the run, if it has not ended; calls back when the button is there again.
const STOP: &str = r"
    const done = arguments[arguments.length - 1];
    const look = () => {
        if (document.querySelector('#result').dataset.state !== 'done') return;
        watch.disconnect();
        done();
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    document.querySelector('#cancel')?.click();
    look();";

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    match runtime.block_on(bench()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn bench() -> Result<()> {
    // Cargo's own word to a benchmark comes last.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next().as_deref() {
        Some("handshakes") => handshakes::run(arguments).await,
        Some("drops") => drops::run(arguments).await,
        Some("reports") => reports::run().await,
        Some("files") => files::run().await,
        other => bail!("expected handshakes, drops, reports or files, found {other:?}"),
    }
}

/// Ends the page's run, if it has not ended, so that the button is there again.
async fn stop(browser: &Browser) -> Result<()> {
    browser.run(STOP, Vec::new()).await?;
    Ok(())
}
