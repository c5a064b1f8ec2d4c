//! A fresh headless browser for each trial, through a driver of its own.

mod chromium;
mod firefox;
mod hidden;
mod home;
mod idle;
mod own;

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
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
        let home = Home::new()?;
        if engine == Engine::Chromium {
            chromium::trust(home.path(), authority).await?;
        }
        let (driver, port) = listen(engine, &home).await?;
        let Value::Object(wanted) = engine.capabilities() else {
            bail!("capabilities are an object")
        };
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

    /// Clicks as a visitor does, which no script of a page can, on what an expression gives.
    pub(crate) async fn click(&self, expression: &str) -> Result<()> {
        let found = self.client.execute(&format!("return {expression}"), Vec::new()).await?;
        let id = found.as_object().and_then(|one| one.values().next()).and_then(Value::as_str);
        let id = id.with_context(|| format!("{expression} is no element: {found}"))?;
        let element = Element::from_element_id(self.client.clone(), id.to_owned().into());
        Ok(element.click().await?)
    }

    /// Ends it and its driver, and waits until both are gone.
    pub(crate) async fn close(mut self) -> Result<()> {
        let closed = self.client.close().await;
        self.driver.kill().await?;
        Ok(closed?)
    }
}

/// A port that is free now, below those that systems give to outgoing connections: left to choose,
/// a driver takes one of these, and ends if another program was faster.
fn free_port() -> Result<u16> {
    const FIRST: u16 = 12_000;
    const COUNT: u16 = 8_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % u32::from(COUNT))?;
    (0..COUNT)
        .map(|_| FIRST + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .context("no port is free")
}

/// Starts a driver, which says on which port it listens.
async fn listen(engine: Engine, home: &Home) -> Result<(Child, String)> {
    let ([name, arguments @ ..], before) = engine.driver() else { bail!("a command has a name") };
    let mut child = Command::new(name)
        .args(arguments)
        .arg(format!("--port={}", free_port()?))
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
