//! One Chromium with many tabs, told what to do through its developer tools, over a pipe.
//!
//! A driver serves one tab at a time and tells of no event; pictures of many states want both.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;

use crate::program::{self, Directory};

/// Longer than any state takes to be there.
const PATIENCE: Duration = Duration::from_secs(120);

/// The tools speak through files 3 and 4, which a child gets from us as 0 and 1 only.
const PIPED: &str = r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Else a page is as wide as its window less a bar, or not, as the system likes.
    "--hide-scrollbars",
];

/// A browser; it ends when this is dropped.
pub(super) struct Chromium {
    tools: Arc<Tools>,
    _child: Child,
    _home: Directory,
}

/// What waits for answers, and what was heard besides.
struct Tools {
    commands: mpsc::UnboundedSender<String>,
    last: AtomicU64,
    asked: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
    events: Mutex<HashMap<String, Vec<Value>>>,
    heard: Notify,
}

impl Chromium {
    /// Starts one that knows nothing yet.
    pub(super) fn start() -> Result<Chromium> {
        let home = Directory::with(&[])?;
        let profile = format!("--user-data-dir={}", home.path().display());
        let mut child = Command::new("sh")
            .args(["-c", PIPED, "piped"])
            .arg(program::path("chromium")?)
            .args(ARGUMENTS)
            .arg(profile)
            .env("HOME", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("Chromium can't be started: scripts/test installs it")?;
        let input = child.stdin.take().expect("its input is piped");
        let mut said = BufReader::new(child.stdout.take().expect("its output is piped"));
        let (commands, wanted) = mpsc::unbounded_channel();
        let tools = Arc::new(Tools {
            commands,
            last: AtomicU64::new(0),
            asked: Mutex::default(),
            events: Mutex::default(),
            heard: Notify::new(),
        });
        tokio::spawn(write(wanted, input));
        let heard = Arc::clone(&tools);
        tokio::spawn(async move {
            let mut message = Vec::new();
            while said.read_until(0, &mut message).await.is_ok_and(|length| length > 0) {
                if let Ok(value) = serde_json::from_slice(&message[..message.len() - 1]) {
                    heard.take(value);
                }
                message.clear();
            }
            // Whoever still waits hears that nobody answers any more.
            heard.asked.lock().expect("no holder of this lock panics").clear();
        });
        Ok(Chromium { tools, _child: child, _home: home })
    }

    /// A tab that shares nothing with the others.
    pub(super) async fn tab(&self) -> Result<Tab> {
        let tools = Arc::clone(&self.tools);
        let context = tools.ask(None, "Target.createBrowserContext", json!({})).await?;
        let context = text(&context, "browserContextId")?;
        let new = json!({ "url": "about:blank", "browserContextId": context, "newWindow": true });
        let target = text(&tools.ask(None, "Target.createTarget", new).await?, "targetId")?;
        let attach = json!({ "targetId": target, "flatten": true });
        let session = tools.ask(None, "Target.attachToTarget", attach).await?;
        let tab = Tab { tools, session: text(&session, "sessionId")?, script: None };
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            tab.ask(domain, json!({})).await?;
        }
        // Only what has the focus shows it.
        tab.ask("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
        Ok(tab)
    }
}

async fn write(mut wanted: mpsc::UnboundedReceiver<String>, mut input: ChildStdin) {
    while let Some(command) = wanted.recv().await {
        if input.write_all(command.as_bytes()).await.is_err() || input.write_u8(0).await.is_err() {
            return;
        }
    }
}

fn text(value: &Value, name: &str) -> Result<String> {
    value[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {value}"))
}

impl Tools {
    async fn ask(&self, session: Option<&str>, method: &str, parameters: Value) -> Result<Value> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (answer, answered) = oneshot::channel();
        self.asked.lock().expect("no holder of this lock panics").insert(id, answer);
        let mut command = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.commands.send(command.to_string()).context("Chromium has ended")?;
        let answer = timeout(PATIENCE, answered).await;
        let answer = answer.with_context(|| format!("waited for {method}"))?;
        let mut answer = answer.context("Chromium has ended")?;
        match answer.get("error") {
            Some(error) => Err(anyhow!("{method}: {error}")),
            None => Ok(answer["result"].take()),
        }
    }

    fn take(&self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            let asked = self.asked.lock().expect("no holder of this lock panics").remove(&id);
            // Who has lost patience is gone.
            asked.map(|asked| asked.send(message));
        } else if let Some(session) = message["sessionId"].as_str().map(str::to_owned) {
            let mut events = self.events.lock().expect("no holder of this lock panics");
            events.entry(session).or_default().push(message.take());
            self.heard.notify_waiters();
        }
    }
}

/// One tab.
pub struct Tab {
    tools: Arc<Tools>,
    session: String,
    script: Option<String>,
}

impl Tab {
    /// Has the developer tools carry out a command.
    ///
    /// # Errors
    /// If they refuse it, or do not answer.
    pub async fn ask(&self, method: &str, parameters: Value) -> Result<Value> {
        self.tools.ask(Some(&self.session), method, parameters).await
    }

    /// The value of an expression; if that is a promise, what it comes to.
    ///
    /// # Errors
    /// If it throws.
    pub async fn read(&self, expression: &str) -> Result<Value> {
        let asked = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let mut answer = self.ask("Runtime.evaluate", asked).await?;
        match answer.get("exceptionDetails") {
            Some(thrown) => bail!("{expression}: {}", thrown["exception"]["description"]),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Opens a page, and waits until all that it names is loaded.
    pub(super) async fn open(&self, address: &str) -> Result<()> {
        let before = self.events().len();
        let went = self.ask("Page.navigate", json!({ "url": address })).await?;
        if let Some(error) = went["errorText"].as_str() {
            bail!("{address}: {error}");
        }
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        let coming = async {
            loop {
                let heard = self.tools.heard.notified();
                tokio::pin!(heard);
                heard.as_mut().enable();
                if self.events()[before..].iter().any(loaded) {
                    return;
                }
                heard.await;
            }
        };
        timeout(PATIENCE, coming).await.with_context(|| format!("waited for {address}"))
    }

    /// Presses the mouse in the middle of the element that an expression gives.
    pub(super) async fn press(&self, element: &str) -> Result<()> {
        let middle = format!(
            "(() => {{ const {{ x, y, width, height }} = {element}.getBoundingClientRect(); return [x + width / 2, y + height / 2]; }})()"
        );
        let middle = self.read(&middle).await?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": middle[0], "y": middle[1], "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Has a script run before those of every page that is opened from now on, in place of the one
    /// before; and forgets what happened in it.
    pub(super) async fn prepare(&mut self, source: &str) -> Result<()> {
        // Of the page that was there, nothing is to be heard any more.
        self.open("about:blank").await?;
        self.tools.events.lock().expect("no holder of this lock panics").remove(&self.session);
        let name = "Page.addScriptToEvaluateOnNewDocument";
        let script = text(&self.ask(name, json!({ "source": source })).await?, "identifier")?;
        if let Some(script) = self.script.replace(script) {
            let gone = json!({ "identifier": script });
            self.ask("Page.removeScriptToEvaluateOnNewDocument", gone).await?;
        }
        Ok(())
    }

    /// What happened in it so far.
    pub(super) fn events(&self) -> Vec<Value> {
        let events = self.tools.events.lock().expect("no holder of this lock panics");
        events.get(&self.session).cloned().unwrap_or_default()
    }
}
