//! What the built page takes in real browsers: `scripts/bench`. `WS_DOCTOR_DIST` names the page.

#[path = "../../tests/browser/mod.rs"]
mod browser;
mod drops;
mod files;
mod reports;

use std::process::ExitCode;

use anyhow::{Result, bail};

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
        Some("drops") => drops::run(arguments).await,
        Some("reports") => reports::run().await,
        Some("files") => files::run().await,
        other => bail!("expected drops, reports or files, found {other:?}"),
    }
}
