//! A fresh headless browser for each trial, through a driver of its own.

mod chromium;
mod firefox;
mod hidden;
mod home;
mod measured;
mod own;
mod webkit;

use std::net::Ipv4Addr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use lab::Trusted;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use self::home::Home;
use self::webkit::Screen;

/// How long a script may take, in ms: longer than any run of the page against the lab.
const PATIENCE: u32 = 300_000;

/// What shows the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub(crate) const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::WebKit => "webkit",
        }
    }

    /// The driver's command, and what stands before the port where it says on which it listens, if it
    /// says so.
    fn driver(self) -> (&'static [&'static str], Option<&'static str>) {
        match self {
            Engine::Chromium => (chromium::DRIVER, Some("started successfully on port ")),
            Engine::Firefox => (firefox::DRIVER, Some("Listening on 127.0.0.1:")),
            Engine::WebKit => (webkit::DRIVER, None),
        }
    }

    fn capabilities(self, home: &Home) -> Value {
        match self {
            Engine::Chromium => chromium::capabilities(),
            Engine::Firefox => firefox::capabilities(),
            Engine::WebKit => webkit::capabilities(home.path()),
        }
    }
}

/// One browser with one tab, and the driver that started it.
pub(crate) struct Browser {
    pub(crate) engine: Engine,
    pub(crate) client: Client,
    pub(crate) driver: Child,
    screen: Option<Screen>,
    _home: Home,
}

impl Browser {
    /// Starts one that knows nothing yet, but whom to trust: the usual ones, and the lab.
    pub(crate) async fn start(engine: Engine, trusted: &Trusted) -> Result<Browser> {
        Browser::start_with(engine, trusted, |_| {}).await
    }

    /// The same with changes to what is asked of its driver.
    pub(crate) async fn start_with(
        engine: Engine,
        trusted: &Trusted,
        change: impl FnOnce(&mut Value),
    ) -> Result<Browser> {
        let home = Home::new()?;
        let mut screen = None;
        match engine {
            Engine::Chromium => chromium::trust(home.path(), &trusted.authority).await?,
            // It can be told once it runs.
            Engine::Firefox => {}
            Engine::WebKit => {
                webkit::trust(home.path(), &trusted.certificate)?;
                screen = Some(Screen::start().await?);
            }
        }
        let (driver, port) = listen(engine, &home, screen.as_ref()).await?;
        let mut wanted = engine.capabilities(&home);
        change(&mut wanted);
        let Value::Object(wanted) = wanted else { bail!("capabilities are an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted.into_iter().collect::<Capabilities>())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| format!("{} does not start", engine.name()))?;
        let browser = Browser { engine, client, driver, screen, _home: home };
        if engine == Engine::Firefox {
            browser.trust(&trusted.authority).await?;
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

    /// Ends it, its driver and its screen, and waits until all are gone.
    pub(crate) async fn close(mut self) -> Result<()> {
        let closed = self.client.close().await;
        self.driver.kill().await?;
        if let Some(screen) = self.screen {
            screen.end().await?;
        }
        Ok(closed?)
    }
}

/// Starts a driver; gives the port on which it listens.
async fn listen(engine: Engine, home: &Home, screen: Option<&Screen>) -> Result<(Child, u16)> {
    let ([name, arguments @ ..], before) = engine.driver() else { bail!("a command has a name") };
    let free = lab::free_address()?.port();
    let mut child = Command::new(name)
        .args(arguments)
        // Left to choose, a driver takes one of those for outgoing connections, and ends if another
        // program was faster.
        .arg(format!("--port={free}"))
        .env("HOME", home.path())
        .envs(screen.map(webkit::surroundings).into_iter().flatten())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{name} can't be started: scripts/test installs it"))?;
    let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
    let port = match before {
        Some(before) => loop {
            let Some(line) = lines.next_line().await? else { bail!("{name} ended at once") };
            if let Some((_, port)) = line.split_once(before) {
                break port.trim_end_matches('.').parse()?;
            }
        },
        None => {
            let taken = timeout(Duration::from_secs(20), taken(free)).await;
            taken.with_context(|| format!("{name} does not listen"))?;
            free
        }
    };
    // It stops if nobody reads what it says.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, port))
}

/// Waits until somebody listens on a port.
async fn taken(port: u16) {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        // No event says that a driver listens which says nothing.
        sleep(Duration::from_millis(10)).await;
    }
}
