//! How exactly the page times a handshake, in each browser: against JavaScript by hand in the same
//! document, and in Chromium against the browser's own log of the network.
//!
//! Each sample has a page of its own, as a visitor's check has. JavaScript takes its time twice, so
//! that the table also shows by how much two handshakes differ for whoever measures. `WS_DOCTOR_DIST`
//! names the built page. The table is Markdown.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use diagnosis::evidence::{Evidence, Outcome, Probe};
use lab::Lab;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::browser::{Browser, Engine};

/// How much later than it could the server answers, in ms.
const DELAYS: [u64; 3] = [0, 20, 100];

/// Opens a socket and closes it; calls back with how long it took to open or to fail, in ms.
const OPEN: &str = r"
    const [url, done] = arguments;
    const began = performance.now();
    const socket = new WebSocket(url);
    let took;
    socket.onopen = ({ timeStamp }) => { took = timeStamp - began; socket.close(); };
    socket.onerror = ({ timeStamp }) => { took ??= timeStamp - began; };
    socket.onclose = () => done(took);";

/// Takes the options of the command line.
pub(crate) async fn run(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    let mut samples = 50;
    while let Some(argument) = arguments.next() {
        ensure!(
            argument == "--samples",
            "unknown argument `{argument}`; usage: scripts/bench handshakes [--samples N]"
        );
        let number = arguments.next().context("expected --samples N")?;
        samples = number.parse().with_context(|| format!("expected a number: `{number}`"))?;
        ensure!(samples > 0, "expected at least 1 for --samples");
    }
    let dist = std::env::var_os("WS_DOCTOR_DIST").map(PathBuf::from);
    let mut lab = Lab::open(Some(&dist.unwrap_or_else(|| "../../dist".into()))).await?;
    let mut servers = Vec::new();
    let [opens, refuses] =
        [start(&mut lab, "healthy").await?, start(&mut lab, "answer-404").await?];
    for delay in DELAYS {
        servers.push(Server::start(opens, refuses, delay).await?);
    }
    println!(
        "| browser | handshake | delay | samples | page − JavaScript: median | p99 | JavaScript twice: median | p99 | page − log: median | p99 | JavaScript − log: median | p99 |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|"
    );
    for engine in Engine::ALL {
        let browser = Browser::start_with(engine, &lab.trusted(), log).await?;
        let measured = measure(&browser, &lab, &servers, samples).await;
        browser.close().await?;
        for (kind, differences) in measured? {
            println!("{}", row(engine, &kind, &differences));
        }
    }
    lab.end().await;
    Ok(())
}

/// Has Chromium keep its log of the network.
fn log(capabilities: &mut Value) {
    if let Some(logs) = capabilities.get_mut("goog:loggingPrefs") {
        logs["performance"] = json!("ALL");
    }
}

async fn start(lab: &mut Lab, name: &str) -> Result<SocketAddr> {
    let running = lab.start(lab::find(name).context("it is in the lab")?).await?;
    let url = url::Url::parse(&running.endpoint)?;
    Ok(url.socket_addrs(|| None)?[0])
}

/// One address that opens or refuses as it is told, after a delay.
struct Server {
    delay: u64,
    url: String,
    refuses: Arc<AtomicBool>,
}

impl Server {
    async fn start(opens: SocketAddr, refuses: SocketAddr, delay: u64) -> Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("ws://{}/ws/chat", listener.local_addr()?);
        let refusing = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&refusing);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let to = if told.load(Ordering::Relaxed) { refuses } else { opens };
                tokio::spawn(carry(client, to, Duration::from_millis(delay)));
            }
        });
        Ok(Server { delay, url, refuses: refusing })
    }
}

/// Carries bytes both ways, those of the answer later.
async fn carry(mut client: TcpStream, to: SocketAddr, delay: Duration) -> Result<()> {
    let mut upstream = TcpStream::connect(to).await?;
    client.set_nodelay(true)?;
    upstream.set_nodelay(true)?;
    let mut request = [0; 4096];
    let length = client.read(&mut request).await?;
    if !delay.is_zero() {
        sleep(delay).await;
    }
    upstream.write_all(&request[..length]).await?;
    copy_bidirectional(&mut client, &mut upstream).await?;
    Ok(())
}

/// Which handshakes a row is about.
#[derive(Clone, Copy)]
struct Kind {
    refused: bool,
    delay: u64,
}

/// What was measured of one kind of handshake, in ms.
#[derive(Default)]
struct Differences {
    page: Vec<f64>,
    twice: Vec<f64>,
    page_to_log: Vec<f64>,
    script_to_log: Vec<f64>,
}

/// Takes the samples of all kinds in turn.
async fn measure(
    browser: &Browser,
    lab: &Lab,
    servers: &[Server],
    samples: usize,
) -> Result<Vec<(Kind, Differences)>> {
    let mut all: Vec<(Kind, Differences)> = servers
        .iter()
        .flat_map(|server| [false, true].map(|refused| Kind { refused, delay: server.delay }))
        .map(|kind| (kind, Differences::default()))
        .collect();
    for sample in 0..samples {
        for (kind, differences) in &mut all {
            let server = servers.iter().find(|server| server.delay == kind.delay);
            let server = server.context("each delay has a server")?;
            let config = json!({
                "allowTyped": false,
                "trace": false,
                "targets": [{ "id": "server", "url": server.url, "message": "x", "idleLimit": 0 }],
            });
            let page = lab.page_with(&config).context("the lab serves the page")?;
            browser.open(&page).await?;
            let handshake = Handshake { browser, server, refused: kind.refused };
            // Who comes second would else have what the first one warmed.
            let (by_page, by_script) = if sample % 2 == 0 {
                let by_page = handshake.by_page().await?;
                (by_page, handshake.by_script().await?)
            } else {
                let by_script = handshake.by_script().await?;
                (handshake.by_page().await?, by_script)
            };
            let again = handshake.by_script().await?;
            differences.page.push(by_page.took - by_script.took);
            differences.twice.push(again.took - by_script.took);
            differences.page_to_log.extend(by_page.logged.map(|logged| by_page.took - logged));
            differences
                .script_to_log
                .extend(by_script.logged.map(|logged| by_script.took - logged));
        }
    }
    Ok(all)
}

/// One handshake to be measured.
struct Handshake<'a> {
    browser: &'a Browser,
    server: &'a Server,
    refused: bool,
}

/// How long a handshake took in ms, and how long by the browser's log.
struct Took {
    took: f64,
    logged: Option<f64>,
}

impl Handshake<'_> {
    /// By the page, whose check is over after it.
    async fn by_page(&self) -> Result<Took> {
        self.prepare().await?;
        let took = self.browser.seen(first_handshake).await?;
        crate::stop(self.browser).await?;
        Ok(Took { took, logged: self.logged().await? })
    }

    /// By JavaScript.
    async fn by_script(&self) -> Result<Took> {
        self.prepare().await?;
        let took = self.browser.run(OPEN, vec![json!(self.server.url)]).await?;
        Ok(Took { took: took.as_f64().context("a time")?, logged: self.logged().await? })
    }

    /// Browsers put handshakes off after some have failed; one that opens ends that.
    async fn prepare(&self) -> Result<()> {
        self.server.refuses.store(false, Ordering::Relaxed);
        self.browser.run(OPEN, vec![json!(self.server.url)]).await?;
        self.server.refuses.store(self.refused, Ordering::Relaxed);
        self.events().await?;
        Ok(())
    }

    /// How long the first handshake since the last look took by Chromium's own log, from the request
    /// to the answer or to the failure.
    async fn logged(&self) -> Result<Option<f64>> {
        let events = self.events().await?;
        let id = events.iter().find_map(|(name, event)| {
            (name == "webSocketCreated").then(|| event["requestId"].clone())
        });
        let at = |names: &[&str]| {
            let mut own =
                events.iter().filter(|(_, event)| Some(&event["requestId"]) == id.as_ref());
            own.find(|(name, _)| names.contains(&name.as_str()))
                .and_then(|(_, event)| event["timestamp"].as_f64())
        };
        let asked = at(&["webSocketWillSendHandshakeRequest"]);
        let ended =
            at(&["webSocketHandshakeResponseReceived", "webSocketFrameError", "webSocketClosed"]);
        Ok(asked.zip(ended).map(|(asked, ended)| (ended - asked) * 1000.0))
    }

    /// What Chromium has logged of the network since the last look.
    async fn events(&self) -> Result<Vec<(String, Value)>> {
        if self.browser.engine != Engine::Chromium {
            return Ok(Vec::new());
        }
        let entries = self.browser.own("se/log", json!({ "type": "performance" })).await?;
        let mut events = Vec::new();
        for entry in entries.as_array().into_iter().flatten() {
            let text = entry["message"].as_str().context("an entry is a text")?;
            let mut event: Value = serde_json::from_str(text)?;
            let name = event["message"]["method"].as_str().unwrap_or_default();
            if let Some(name) = name.strip_prefix("Network.") {
                events.push((name.to_owned(), event["message"]["params"].take()));
            }
        }
        Ok(events)
    }
}

/// How long the page's first handshake took, in ms.
fn first_handshake(evidence: &Evidence) -> Option<f64> {
    let (_, seen) = evidence.of(Probe::Handshake).next()?;
    let took = match &seen.outcome {
        Outcome::Opened(opened) => opened.took,
        _ => seen.took(),
    };
    Some(took.0.into())
}

fn row(engine: Engine, kind: &Kind, differences: &Differences) -> String {
    let handshake = if kind.refused { "refused" } else { "opens" };
    let (browser, delay, count) = (engine.name(), kind.delay, differences.page.len());
    let columns = [
        &differences.page,
        &differences.twice,
        &differences.page_to_log,
        &differences.script_to_log,
    ];
    let columns = columns.map(|all| figures(all)).join(" | ");
    format!("| {browser} | {handshake} | {delay} ms | {count} | {columns} |")
}

/// The median of differences, and how large all but one of a hundred are at most.
fn figures(differences: &[f64]) -> String {
    if differences.is_empty() {
        return "- | -".to_owned();
    }
    // The nearest rank: of fewer than a hundred samples, the 99th percentile is the last.
    let at = |mut sorted: Vec<f64>, percent: usize| {
        sorted.sort_unstable_by(f64::total_cmp);
        sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
    };
    let median = at(differences.to_vec(), 50);
    let last = at(differences.iter().map(|one| one.abs()).collect(), 99);
    format!("{median:+.1} ms | {last:.1} ms")
}
