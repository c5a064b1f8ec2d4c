//! The page as it is deployed: by real servers, with what `deploy/` has for them.
//!
//! What a server answers is asked by `scripts/check-deploy`, as an operator does; that this sees what
//! is lacking is shown by taking it away.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use lab::{Deployment, Server};
use tokio::process::Command;
use tokio::time::timeout;

use crate::browser::{Browser, Engine};
use crate::expect::{Origin, Setting};
use crate::page::{read, until};
use crate::trial::{self, Stage};

/// What is put to the test.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deployed {
    /// The page works to a verdict, and no browser complains of its policy.
    ItWorksOn(Server),
    /// What was altered on its way is not run.
    WhatWasAlteredDoesNotRun,
    /// Whatever a server lacks is told.
    WhatIsLackingIsTold,
}

impl Deployed {
    pub(crate) const ALL: [Deployed; 5] = [
        Deployed::ItWorksOn(Server::Nginx),
        Deployed::ItWorksOn(Server::Caddy),
        Deployed::ItWorksOn(Server::Apache),
        Deployed::WhatWasAlteredDoesNotRun,
        Deployed::WhatIsLackingIsTold,
    ];

    /// Whether it is a matter of that browser: what a server lacks is a matter of none.
    pub(crate) fn concerns(self, engine: Engine) -> bool {
        engine == Engine::Chromium || !matches!(self, Deployed::WhatIsLackingIsTold)
    }
}

/// Below another path than `deploy/` has, since any must do.
const BELOW: &str = "/tools/ws-doctor";

/// The lab's endpoints have no TLS.
const PLAIN: (&str, &str) = ("wss: https:", "wss: https: ws: http:");

const BROKEN: &str = "strip-upgrade-426";

/// A section of WebAssembly that no program minds: only its digest tells that it is there.
const HARMLESS: &[u8] = &[0, 2, 1, b'x'];

pub(crate) async fn run(stage: &Stage, what: Deployed, engine: Engine) -> Result<()> {
    match what {
        Deployed::ItWorksOn(server) => {
            let deployment = stage.lab.deploy(server, BELOW, &[PLAIN]).await?;
            let told = check(&deployment).await?;
            ensure!(told == (Some(0), String::new()), "{server:?} lacks: {}", told.1);
            let browser = Browser::start(engine, &stage.lab.trusted()).await?;
            let worked = works(stage, &deployment, &browser).await;
            browser.close().await?;
            deployment.end().await;
            worked
        }
        Deployed::WhatWasAlteredDoesNotRun => {
            let deployment = stage.lab.deploy(Server::Nginx, BELOW, &[PLAIN]).await?;
            deployment.alter("run_bg-", ".wasm", HARMLESS)?;
            let told = check(&deployment).await?;
            ensure!(told.1.contains("✗ content is as it was built\n"), "not told: {}", told.1);
            let browser = Browser::start(engine, &stage.lab.trusted()).await?;
            let kept = refuses(&deployment, &browser).await;
            browser.close().await?;
            deployment.end().await;
            kept
        }
        Deployed::WhatIsLackingIsTold => lacking(stage).await,
    }
}

const RULES: &str = include_str!("../../../../deploy/_headers");
const CHECK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/check-deploy");

/// What `scripts/check-deploy` says: its exit code, and the rows that are not as they should be.
async fn check(deployment: &Deployment) -> Result<(Option<i32>, String)> {
    let output = Command::new(CHECK).arg(&deployment.url).output().await?;
    let said = String::from_utf8([output.stdout, output.stderr].concat())?;
    let wrong = said.lines().filter(|line| !line.starts_with('✓'));
    Ok((output.status.code(), wrong.map(|line| [line, "\n"].concat()).collect()))
}

async fn works(stage: &Stage, deployment: &Deployment, browser: &Browser) -> Result<()> {
    let url = &deployment.url;
    browser.open(&format!("{url}?target={BROKEN}")).await?;
    let told = trial::check(browser).await?.told().first();
    let engine = browser.engine;
    let own = |setting: &Setting| setting.origin == Origin::Other && !setting.ways;
    let mut settings = Setting::of(BROKEN).into_iter().filter(own);
    let expected = settings.find(|setting| setting.engine == engine).context("it is looked at")?;
    ensure!(expected.tells(&told), "told {told}, expected {}", expected.told);

    // One with long waits, which a worker holds.
    browser.open(&format!("{url}?target=healthy")).await?;
    read(browser, "(() => { window.held = []; window.Worker = new Proxy(window.Worker, { construct(real, list) { const one = new real(...list); held.push(String(list[0])); return one; } }); document.querySelector('#start').click(); })()").await?;
    until(browser, "document.querySelector('#result').dataset.verdict === 'healthy' && document.querySelector('#cancel')").await?;
    let waits = read(browser, "window.held.some(name => name.includes('/wait-'))").await?;
    ensure!(waits == true, "no worker holds the long waits");
    read(browser, "document.querySelector('#cancel').click()").await?;
    until(browser, "document.querySelector('#result').dataset.state === 'done'").await?;
    for (hash, shown) in [
        ("#new", "#maker-result svg"),
        ("#reports", "#desk-text"),
        ("#runbook", "#result a[href='#cause/http2-only']"),
        ("#cause/http2-only", "#result a[href='#runbook']"),
    ] {
        read(browser, &format!("location.hash = '{hash}'")).await?;
        until(browser, &format!("document.querySelector(\"{shown}\")")).await?;
    }
    silent(stage, url, browser).await
}

/// Nothing was complained of but what is provoked last.
async fn silent(stage: &Stage, url: &str, browser: &Browser) -> Result<()> {
    let mut all = stage.lab.complaints();
    read(browser, "(() => { new Image().src = 'http://127.0.0.9/provoked'; })()").await?;
    let provoked = |text: &String| text.contains(url) && text.contains("provoked");
    let come = all.wait_for(|all| all.iter().any(provoked));
    let all = timeout(Duration::from_secs(20), come).await.context("no complaint comes")??.clone();
    let others: Vec<_> = all.iter().filter(|text| text.contains(url) && !provoked(text)).collect();
    ensure!(others.is_empty(), "the policy forbids what the page does: {others:?}");
    Ok(())
}

async fn refuses(deployment: &Deployment, browser: &Browser) -> Result<()> {
    browser.open(&format!("{}?target={BROKEN}", deployment.url)).await?;
    read(browser, "document.querySelector('#start').click()").await?;
    until(browser, "document.querySelector('#start-error')").await
}

async fn lacking(stage: &Stage) -> Result<()> {
    let wrongly = Command::new(CHECK).arg("https://chat.example.com/ws-doctor").output().await?;
    ensure!(wrongly.status.code() == Some(64), "an address without its last / was asked");
    let bare = stage.lab.deploy(Server::Bare, BELOW, &[]).await?;
    for name in bare.hashed()? {
        // The words of a language have the rule of the part that says them.
        let part = name.split('-').next().unwrap_or_default();
        let rule = format!("\n/{part}-*\n  Cache-Control: public");
        ensure!(RULES.contains(&rule), "deploy/_headers has no rule for {name}-*");
    }
    let (code, told) = check(&bare).await?;
    for row in [
        "✗ a policy\n",
        "✗ names with a digest are kept for good\n",
        "✗ encoding br\n",
        "    add       X-Content-Type-Options: nosniff\n",
    ] {
        ensure!(code == Some(1) && told.contains(row), "not told: {row}: {told}");
    }
    bare.end().await;
    for (from, to, row) in TAKEN {
        let changes = if from == PLAIN.0 { vec![(from, to)] } else { vec![(from, to), PLAIN] };
        let deployment = stage.lab.deploy(Server::Nginx, BELOW, &changes).await?;
        let (code, told) = check(&deployment).await?;
        deployment.end().await;
        ensure!(code == Some(1) && told.contains(row), "{from}: not told: {row}: {told}");
    }
    let hosts = stage.lab.deploy(Server::Nginx, BELOW, &[(PLAIN.0, HOSTS)]).await?;
    let told = check(&hosts).await?;
    hosts.end().await;
    ensure!(told == (Some(0), String::new()), "targets named one by one: {}", told.1);
    Ok(())
}

/// All that the lab names, by host and scheme.
const HOSTS: &str = "wss: https: ws://127.0.0.1:* http://127.0.0.1:* ws://127.0.0.2:* http://127.0.0.2:* ws://*.invalid http://*.invalid";

/// What is changed in nginx's configuration, and what must be told of it.
const TAKEN: [(&str, &str, &str); 20] = [
    (
        "add_header X-Content-Type-Options nosniff always;",
        "",
        "✗ no guessed types\n    expected  X-Content-Type-Options: nosniff\n    found     nothing, at index.html",
    ),
    (
        "X-Content-Type-Options nosniff",
        "X-Content-Type-Options none",
        "    add       add_header X-Content-Type-Options nosniff always;\n",
    ),
    ("Referrer-Policy no-referrer", "Referrer-Policy origin", "✗ no referrer\n"),
    ("Cross-Origin-Opener-Policy same-origin", "X-Other same-origin", "✗ no opener\n"),
    ("camera=(), ", "", "✗ no permission without need\n"),
    ("Content-Security-Policy", "Content-Security-Policy-Report-Only", "✗ a policy\n"),
    ("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'unsafe-inline'", "✗ policy: script-src\n"),
    ("require-trusted-types-for 'script'; ", "", "✗ policy: require-trusted-types-for\n"),
    ("frame-ancestors $ws_doctor_framers", "frame-ancestors *", "✗ policy: frame-ancestors\n"),
    ("wss: https:", "wss: https: ws:", "✗ policy: connect-src\n"),
    ("wss: https:", "wss: https: ws: http: *", "✗ policy: connect-src\n"),
    ("application/wasm", "application/octet-stream", "✗ types\n"),
    ("\"no-cache\";", "\"max-age=60\";", "✗ other names are asked for anew\n"),
    ("31536000", "60", "✗ names with a digest are kept for good\n"),
    (
        "(200|206|304)",
        "(200|206|304|404)",
        "✗ what is missing is said to be missing, and not kept so\n",
    ),
    ("\".br\";", "\"\";", "✗ encoding br\n"),
    ("gzip_static on;", "", "✗ encoding gzip\n"),
    ("Vary Accept-Encoding", "Vary Origin", "✗ caches keep the encodings apart\n"),
    (
        "gzip_static on;",
        "gzip_static on; etag off; if_modified_since off;",
        "✗ what has not changed is not sent again\n",
    ),
    (
        "return 301 /ws-doctor/$is_args$args;",
        "return 404;",
        "✗ the address without the last / leads to it\n",
    ),
];
