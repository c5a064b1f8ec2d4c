//! The commands `list`, `serve`, `deploy`, `demo` and `gallery`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::gallery::{self, STATES};
use crate::{Lab, Scenario, Server, find, scenarios};

const USAGE: &str = "\
usage: lab list
       lab serve [--dist DIR] [--until-stdin-closes] NAME…   (`all`: all that are available)
       lab deploy --dist DIR [--until-stdin-closes]          (nginx, as deploy/nginx.conf has it)
       lab demo --dist DIR [--port N]                        (port 8787 unless told otherwise)
       lab gallery [--dist DIR] [--only STATE] [FOLDER]      (from dist to target/gallery unless told otherwise)";

const DEMO_PORT: u16 = 8787;
/// Below which path a server has the page.
const BELOW: &str = "/ws-doctor";

/// Runs the command of these arguments: 2 is the exit code of wrong ones, 1 that of any other failure.
pub async fn run(arguments: Vec<String>) -> ExitCode {
    let command = match parse(arguments) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("{error:#}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let ended = match command {
        Command::List => list(),
        Command::Serve(serve) => self::serve(serve).await,
        Command::Deploy { dist, until_stdin_closes } => deploy(dist, until_stdin_closes).await,
        Command::Demo { dist, port } => demo(dist, port).await,
        Command::Gallery(gallery) => self::gallery(gallery).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

enum Command {
    List,
    Serve(Serve),
    Deploy { dist: PathBuf, until_stdin_closes: bool },
    Demo { dist: PathBuf, port: u16 },
    Gallery(Gallery),
}

#[derive(Default)]
struct Serve {
    dist: Option<PathBuf>,
    until_stdin_closes: bool,
    scenarios: Vec<&'static Scenario>,
}

struct Gallery {
    dist: PathBuf,
    folder: PathBuf,
    only: Option<String>,
}

fn parse(arguments: Vec<String>) -> Result<Command> {
    let mut arguments = arguments.into_iter();
    match arguments.next().as_deref() {
        Some("list") => Ok(Command::List),
        Some("serve") => parse_serve(arguments).map(Command::Serve),
        Some("deploy") => parse_deploy(arguments),
        Some("demo") => parse_demo(arguments),
        Some("gallery") => parse_gallery(arguments).map(Command::Gallery),
        Some(other) => {
            bail!("unknown command `{other}`; expected one of list, serve, deploy, demo, gallery")
        }
        None => bail!("expected a command"),
    }
}

fn parse_serve(mut arguments: impl Iterator<Item = String>) -> Result<Serve> {
    let mut serve = Serve::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dist" => serve.dist = Some(value(&mut arguments, "--dist")?.into()),
            "--until-stdin-closes" => serve.until_stdin_closes = true,
            "all" => {
                serve.scenarios.extend(scenarios().filter(|scenario| scenario.missing().is_empty()))
            }
            name => serve.scenarios.push(find(name).with_context(|| unknown(name))?),
        }
    }
    if serve.scenarios.is_empty() {
        bail!("expected at least one scenario");
    }
    Ok(serve)
}

fn parse_deploy(mut arguments: impl Iterator<Item = String>) -> Result<Command> {
    let (mut dist, mut until_stdin_closes) = (None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dist" => dist = Some(value(&mut arguments, "--dist")?.into()),
            "--until-stdin-closes" => until_stdin_closes = true,
            other => {
                bail!("unknown argument `{other}`; expected --dist or --until-stdin-closes")
            }
        }
    }
    Ok(Command::Deploy { dist: dist.context("expected --dist DIR")?, until_stdin_closes })
}

fn parse_demo(mut arguments: impl Iterator<Item = String>) -> Result<Command> {
    let (mut dist, mut port) = (None, DEMO_PORT);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dist" => dist = Some(value(&mut arguments, "--dist")?.into()),
            "--port" => {
                let text = value(&mut arguments, "--port")?;
                port = text.parse().with_context(|| format!("expected a port, found `{text}`"))?;
            }
            other => bail!("unknown argument `{other}`; expected --dist or --port"),
        }
    }
    Ok(Command::Demo { dist: dist.context("expected --dist DIR")?, port })
}

fn parse_gallery(mut arguments: impl Iterator<Item = String>) -> Result<Gallery> {
    let (mut dist, mut folder, mut only) = (None, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dist" => dist = Some(value(&mut arguments, "--dist")?.into()),
            "--only" => only = Some(value(&mut arguments, "--only")?),
            flag if flag.starts_with('-') => {
                bail!("unknown argument `{flag}`; expected --dist, --only or a folder")
            }
            path if folder.is_none() => folder = Some(path.into()),
            other => bail!("expected one folder, found `{other}` too"),
        }
    }
    let known = |name: &String| STATES.iter().any(|state| state.name.starts_with(name.as_str()));
    if let Some(name) = only.as_ref().filter(|name| !known(name)) {
        let names: Vec<_> = STATES.iter().map(|state| state.name).collect();
        bail!("unknown state `{name}`; expected one of {}", names.join(", "));
    }
    Ok(Gallery {
        dist: dist.unwrap_or_else(|| "dist".into()),
        folder: folder.unwrap_or_else(|| "target/gallery".into()),
        only,
    })
}

fn value(arguments: &mut impl Iterator<Item = String>, name: &str) -> Result<String> {
    arguments.next().with_context(|| format!("expected a value after {name}"))
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = scenarios().map(|scenario| scenario.name).collect();
    format!("unknown scenario `{name}`; expected one of {}", names.join(", "))
}

fn list() -> Result<()> {
    let mut all = Vec::new();
    for scenario in scenarios() {
        let mut entry = serde_json::to_value(scenario)?;
        entry["available"] = scenario.missing().is_empty().into();
        all.push(entry);
    }
    say(&serde_json::to_string_pretty(&all)?)
}

async fn serve(serve: Serve) -> Result<()> {
    let ended = ended(serve.until_stdin_closes)?;
    let mut lab = Lab::open(serve.dist.as_deref()).await?;
    for scenario in serve.scenarios {
        let running = lab.start(scenario).await?;
        say(&serde_json::to_string(running)?)?;
    }
    say(&json!({ "ready": true, "authority": lab.authority(), "page": lab.page() }).to_string())?;
    ended.await;
    lab.end().await;
    Ok(())
}

/// Serves the page with the headers that it has at its best.
async fn deploy(dist: PathBuf, until_stdin_closes: bool) -> Result<()> {
    let ended = ended(until_stdin_closes)?;
    let lab = Lab::open(Some(&dist)).await?;
    let deployment = lab.deploy(Server::Nginx, BELOW, &[]).await?;
    say(&json!({ "ready": true, "page": deployment.url }).to_string())?;
    ended.await;
    deployment.end().await;
    lab.end().await;
    Ok(())
}

async fn demo(dist: PathBuf, port: u16) -> Result<()> {
    let ended = ended(false)?;
    let mut lab = Lab::open_at(Some(&dist), port).await?;
    for scenario in scenarios().filter(|scenario| scenario.missing().is_empty()) {
        lab.start(scenario).await?;
    }
    let page = lab.page().context("the page was not built")?;
    say(&format!("ws-doctor is at {page}"))?;
    say(&format!(
        "{} of {} scenarios run, until Ctrl-C",
        lab.running().len(),
        scenarios().count()
    ))?;
    say(&software())?;
    ended.await;
    lab.end().await;
    Ok(())
}

async fn gallery(gallery: Gallery) -> Result<()> {
    let Gallery { dist, folder, only } = gallery;
    let taken = gallery::hang(&dist, &folder, only.as_deref()).await?;
    say(&format!("{taken} pictures are in {}", folder.display()))
}

/// Which real software is here, and how to get the rest, as far as it is to be had.
fn software() -> String {
    let all: BTreeSet<_> =
        scenarios().flat_map(|scenario| scenario.needs.iter().copied()).collect();
    let missing: BTreeSet<_> = scenarios().flat_map(Scenario::missing).collect();
    let join =
        |names: &mut dyn Iterator<Item = &&str>| names.copied().collect::<Vec<_>>().join(", ");
    let here = match join(&mut all.difference(&missing)) {
        none if none.is_empty() => "none".to_owned(),
        some => some,
    };
    match join(&mut missing.iter()) {
        none if none.is_empty() => format!("real software: {here}"),
        some => format!("real software: {here}; missing: {some} (scripts/test installs it)"),
    }
}

/// What waits for Ctrl-C, SIGTERM or the end of stdin; it listens from now on, before it is awaited.
fn ended(by_stdin: bool) -> Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let (closed, closing) = oneshot::channel();
    if by_stdin {
        // A thread of the runtime would keep the process until stdin closes, whatever else ends it.
        std::thread::spawn(move || {
            // An error in reading is an end too.
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            let _ = closed.send(());
        });
    }
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            // Without that thread nothing is ever sent, and this branch rests.
            Ok(()) = closing => {}
        }
    })
}

/// Prints a line at once: whoever reads it from a pipe waits for it.
fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
