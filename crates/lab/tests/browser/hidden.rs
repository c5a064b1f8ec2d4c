//! A tab that nobody sees, where browsers slow a page's timers down.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::{sleep, timeout};

use super::{Browser, Engine};

/// Opens another tab, which comes to the front; calls back when this one is behind it.
const HIDE: &str = r"
    const done = arguments[arguments.length - 1];
    document.addEventListener('visibilitychange', () => done(document.visibilityState), { once: true });
    window.open('about:blank', '_blank', 'noopener');";

/// Makes a timer note when it ran last.
const TICK: &str = r"
    const done = arguments[arguments.length - 1];
    window.ticked = performance.now();
    window.ticking = setInterval(() => { window.ticked = performance.now(); }, 100);
    done();";

/// For how long that timer did not run.
const STILL: &str = "arguments[arguments.length - 1](performance.now() - window.ticked);";

const UNTICK: &str = "clearInterval(window.ticking); arguments[arguments.length - 1]();";

impl Engine {
    /// A pause of a timer of 100 ms, in ms, that it has only where the browser slows it down most.
    ///
    /// In a hidden tab, Firefox and WebKit run it once a second. So does Chromium for a minute, and then
    /// once a minute.
    fn pause(self) -> f64 {
        match self {
            Engine::Chromium => 3000.0,
            Engine::Firefox | Engine::WebKit => 700.0,
        }
    }
}

impl Browser {
    /// Hides the tab, and waits until the browser slows its timers down most.
    ///
    /// This takes Chromium a minute, and the others a second.
    pub(crate) async fn hide(&self) -> Result<()> {
        if self.engine == Engine::WebKit {
            // It opens no tab that nobody clicked for, and one that its driver opens hides no other.
            self.client.minimize_window().await?;
        } else {
            let state = self.run(HIDE, Vec::new()).await?;
            ensure!(state == "hidden", "the tab is {state} behind another");
        }
        self.run(TICK, Vec::new()).await?;
        timeout(Duration::from_secs(150), self.slowed())
            .await
            .context("the timers of a hidden tab are not slowed down")??;
        self.run(UNTICK, Vec::new()).await?;
        Ok(())
    }

    async fn slowed(&self) -> Result<()> {
        while self.run(STILL, Vec::new()).await?.as_f64() < Some(self.engine.pause()) {
            // No event says that a timer does not run.
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }
}
