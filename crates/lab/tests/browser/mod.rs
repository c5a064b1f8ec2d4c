//! A fresh headless browser for each trial, through a driver of its own.

mod chromium;
mod firefox;
mod hidden;
mod home;
mod measured;
mod own;

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use self::home::Home;

/// How long a script may take, in ms: longer than any run of the page against the lab.
const PATIENCE: u32 = 300_000;

/// What shows the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
}

impl Engine {
    pub(crate) const ALL: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
        }
    }

    /// The driver's command, and what stands before the port where it says on which it listens.
    fn driver(self) -> (&'static [&'static str], &'static str) {
        match self {
            Engine::Chromium => (chromium::DRIVER, "started successfully on port "),
            Engine::Firefox => (firefox::DRIVER, "Listening on 127.0.0.1:"),
        }
    }

    fn capabilities(self) -> Value {
        match self {
            Engine::Chromium => chromium::capabilities(),
            Engine::Firefox => firefox::capabilities(),
        }
    }
}

/// One browser with one tab, and the driver that started it.
pub(crate) struct Browser {
    pub(crate) engine: Engine,
    pub(crate) client: Client,
    pub(crate) driver: Child,
    _home: Home,
}

impl Browser {
    /// Starts one that knows nothing yet, but whom to trust: the usual ones, and that certificate.
    pub(crate) async fn start(engine: Engine, authority: &str) -> Result<Browser> {
        Browser::start_with(engine, authority, |_| {}).await
    }

    /// The same with changes to what is asked of its driver.
    pub(crate) async fn start_with(
        engine: Engine,
        authority: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<Browser> {
        let home = Home::new()?;
        if engine == Engine::Chromium {
            chromium::trust(home.path(), authority).await?;
        }
        let (driver, port) = listen(engine, &home).await?;
        let mut wanted = engine.capabilities();
        change(&mut wanted);
        let Value::Object(wanted) = wanted else { bail!("capabilities are an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.into_iter().collect::<Capabilities>())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| format!("{} does not start", engine.name()))?;
        let browser = Browser { engine, client, driver, _home: home };
        if engine == Engine::Firefox {
            browser.trust(authority).await?;
        }
        Ok(browser)
    }

    /// Opens a page and waits until its program has drawn the button.
    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        self.client.goto(url).await?;
        self.client
            .wait()
            .at_most(Duration::from_secs(20))
            .for_element(Locator::Css("#start"))
            .await
            .context("the page's button did not appear")?;
        Ok(())
    }

    /// Runs a script that calls its last argument when it is done.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// Ends it and its driver, and waits until both are gone.
    pub(crate) async fn close(mut self) -> Result<()> {
        let closed = self.client.close().await;
        self.driver.kill().await?;
        Ok(closed?)
    }
}

/// Starts a driver, which says on which port it listens.
async fn listen(engine: Engine, home: &Home) -> Result<(Child, String)> {
    let ([name, arguments @ ..], before) = engine.driver() else { bail!("a command has a name") };
    let mut child = Command::new(name)
        .args(arguments)
        // Left to choose, a driver takes one of those for outgoing connections, and ends if another
        // program was faster.
        .arg(format!("--port={}", lab::free_address()?.port()))
        .env("HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{name} can't be started: scripts/test installs it"))?;
    let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
    let port = loop {
        let Some(line) = lines.next_line().await? else { bail!("{name} ended at once") };
        if let Some((_, port)) = line.split_once(before) {
            break port.trim_end_matches('.').to_owned();
        }
    };
    // It stops if nobody reads what it says.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, port))
}
