//! What becomes of a report: it is sent, saved, read back, compared and counted.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use diagnosis::report::Report;
use diagnosis::report::link;
use fantoccini::Locator;
use lab::Hosts;
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::page::{read, until};
use crate::trial::Stage;

/// A way of a report, and what puts it to the test.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Handing {
    SomebodyWhoHasNeverSeenItSendsAReportInThreeClicks,
    WhatIsSentHoldsItsEvidence,
    AReportThatCannotBeSentIsKept,
    AFileIsReadBack,
    WhatIsLeftOutIsInNoLink,
    TheSameCheckRunsHere,
    TwoReportsStandSideBySide,
    ManyReportsAreCounted,
    ALinkFillsTheFormInAndStartsNothing,
    TheScriptRunsOnTheOwnPage,
    ALargeFileIsReadOrGivenUp,
}

impl Handing {
    pub(crate) const ALL: [Handing; 11] = [
        Handing::SomebodyWhoHasNeverSeenItSendsAReportInThreeClicks,
        Handing::WhatIsSentHoldsItsEvidence,
        Handing::AReportThatCannotBeSentIsKept,
        Handing::AFileIsReadBack,
        Handing::WhatIsLeftOutIsInNoLink,
        Handing::TheSameCheckRunsHere,
        Handing::TwoReportsStandSideBySide,
        Handing::ManyReportsAreCounted,
        Handing::ALinkFillsTheFormInAndStartsNothing,
        Handing::TheScriptRunsOnTheOwnPage,
        Handing::ALargeFileIsReadOrGivenUp,
    ];
}

/// Reports that were really made.
const RECORDED: &str = include_str!("../../../diagnosis/tests/core/links.txt");

pub(crate) fn recorded(first: &str) -> Result<&'static str> {
    let line = RECORDED.lines().find(|line| line.starts_with(first));
    line.and_then(|line| line.split("  ").nth(1)).context("one is recorded")
}

pub(crate) async fn go(stage: &Stage, handing: Handing, engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, &stage.lab.trusted()).await?;
    let page = stage.lab.page().context("the lab serves the page")?;
    let gone = match handing {
        Handing::SomebodyWhoHasNeverSeenItSendsAReportInThreeClicks => {
            three_clicks(stage, &browser).await
        }
        Handing::WhatIsSentHoldsItsEvidence => sent(&browser, &page).await,
        Handing::AReportThatCannotBeSentIsKept => not_sent(&browser, &page).await,
        Handing::AFileIsReadBack => read_back(&browser, &page).await,
        Handing::WhatIsLeftOutIsInNoLink => left_out(&browser, &page).await,
        Handing::TheSameCheckRunsHere => same(&browser, &page).await,
        Handing::TwoReportsStandSideBySide => side_by_side(&browser, &page).await,
        Handing::ManyReportsAreCounted => counted(&browser, &page).await,
        Handing::ALinkFillsTheFormInAndStartsNothing => filled_in(&browser, &page).await,
        Handing::TheScriptRunsOnTheOwnPage => script(stage, &browser, &page).await,
        Handing::ALargeFileIsReadOrGivenUp => large(&browser, &page).await,
    };
    browser.close().await?;
    gone
}

const DONE: &str = "document.querySelector('#result').dataset.state === 'done'";
const LINK: &str = "document.querySelector('#result').dataset.link";

pub(crate) async fn click(browser: &Browser, id: &str) -> Result<()> {
    read(browser, &format!("document.querySelector('#{id}').click()")).await?;
    Ok(())
}

/// Fills a field in as a person would.
async fn fill(browser: &Browser, id: &str, text: &str, event: &str) -> Result<()> {
    let text = json!(text);
    read(browser, &format!("(() => {{ const field = document.querySelector('#{id}'); field.value = {text}; field.dispatchEvent(new Event('{event}', {{ bubbles: true }})); }})()")).await?;
    Ok(())
}

/// Opens a report or a page of the support agent.
pub(crate) async fn show(browser: &Browser, page: &str, hash: &str, expected: &str) -> Result<()> {
    browser.open(page).await?;
    read(browser, &format!("location.hash = {}", json!(hash))).await?;
    until(browser, expected).await
}

fn evidence(link: &Value) -> Result<diagnosis::evidence::Evidence> {
    let link = link.as_str().context("there is a link")?;
    let (_, text) = link.split_once("#r=").context("the link carries a report")?;
    Ok(link::decode(text)?.evidence)
}

/// The link in the help centre, the one button of the page, and the first one of the answer.
async fn three_clicks(stage: &Stage, browser: &Browser) -> Result<()> {
    let running = stage.lab.running().iter().find(|running| running.name == "answer-502");
    let endpoint = &running.context("it runs")?.endpoint;
    let config = json!({
        "inbox": { "url": "/inbox" },
        "allowTyped": false,
        "targets": [{ "id": "chat", "label": "Customer chat", "url": endpoint }],
    });
    let check = stage.lab.page_with(&config).context("the lab serves the page")?;
    let help = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hosts");
    let hosts = Hosts::start(&[&help]).await?;
    let help = format!("{}/link.html?check={check}&target=chat", hosts.origin());
    browser.client.goto(&help).await?;
    for button in ["a", "form .primary", "#result[data-state=done] .actions button"] {
        let found = browser.client.wait().for_element(Locator::Css(button)).await;
        let found = found.with_context(|| format!("waited for {button}"))?;
        found.click().await.with_context(|| format!("clicked {button}"))?;
    }
    let said = browser.client.wait().for_element(Locator::Css("#result .said")).await;
    let said = said.context("waited for what is said of the click")?;
    ensure!(said.text().await? == "✓ Sent", "it says {}", said.text().await?);
    Ok(())
}

async fn sent(browser: &Browser, page: &str) -> Result<()> {
    browser.open(&format!("{page}?target=strip-upgrade-426")).await?;
    click(browser, "start").await?;
    until(browser, &format!("{DONE} && document.querySelector('#send')")).await?;
    click(browser, "send").await?;
    until(browser, "document.querySelector('#result .said')?.textContent.includes('Sent')").await?;
    let last =
        "fetch('/inbox').then(answer => answer.json()).then(arguments[arguments.length - 1])";
    let posted = browser.run(last, Vec::new()).await?;
    ensure!(posted["format"] == "ws-doctor-report" && posted["version"] == 1, "posted {posted}");
    let text = posted["link"].as_str().context("it holds the evidence")?;
    let report = Report::new(link::decode(text)?.evidence);
    ensure!(posted["findings"][0]["cause"] == report.cause(), "another answer than its evidence");
    let maker = &posted["madeBy"];
    let build = maker["build"].as_str().map(|build| format!("+{build}")).unwrap_or_default();
    let version = format!("Version {}{build}", maker["version"].as_str().unwrap_or_default());
    let shown = read(browser, "document.querySelector('#version').textContent").await?;
    ensure!(shown == version, "the page says {shown}, and its report {version}");
    Ok(())
}

async fn not_sent(browser: &Browser, page: &str) -> Result<()> {
    browser.open(&format!("{page}?target=strip-upgrade-426")).await?;
    read(browser, "(() => { const real = window.fetch; window.fetch = (url, ...more) => String(url).endsWith('/inbox') ? Promise.reject(new TypeError('no network')) : real(url, ...more); })()").await?;
    click(browser, "start").await?;
    until(browser, &format!("{DONE} && document.querySelector('#send')")).await?;
    click(browser, "send").await?;
    until(
        browser,
        "document.querySelector('#result .failed')?.textContent.includes('Nothing is lost')",
    )
    .await?;
    evidence(&read(browser, LINK).await?)?;
    Ok(())
}

/// What a button would save, as text: a page can't see the disk.
const SAVED: &str = r"(() => { window.saved = new Promise(done => {
    const real = URL.createObjectURL;
    URL.createObjectURL = blob => { blob.text().then(done); return real.call(URL, blob); };
}); })()";

async fn read_back(browser: &Browser, page: &str) -> Result<()> {
    let report = recorded("client-network-blocks:likely")?;
    show(browser, page, &format!("#r={report}"), "document.querySelector('#save')").await?;
    read(browser, SAVED).await?;
    click(browser, "save").await?;
    let file =
        browser.run("window.saved.then(arguments[arguments.length - 1])", Vec::new()).await?;
    let parsed: Value = serde_json::from_str(file.as_str().context("a file was saved")?)?;
    ensure!(parsed["link"] == report, "the file holds another report");
    show(browser, page, "#reports", "document.querySelector('#desk-files')").await?;
    // As if it was dropped onto the page.
    let drop = format!(
        "(() => {{ const list = new DataTransfer(); list.items.add(new File([{file}], 'report.json')); dispatchEvent(new DragEvent('drop', {{ dataTransfer: list, bubbles: true, cancelable: true }})); }})()"
    );
    read(browser, &drop).await?;
    until(browser, "document.querySelector('#desk-result a[href^=\"#r=\"]')").await?;
    read(browser, "document.querySelector('#desk-result a').click()").await?;
    until(browser, "document.querySelector('#result').dataset.cause === 'client-network-blocks'")
        .await
}

async fn left_out(browser: &Browser, page: &str) -> Result<()> {
    let report = recorded("client-network-blocks:likely")?;
    show(browser, page, &format!("#r={report}"), "document.querySelector('#keep-path')").await?;
    let whole = evidence(&read(browser, LINK).await?)?;
    ensure!(
        whole.target.path.len() > 1 && whole.minute > 0 && whole.trace.is_some(),
        "nothing to leave out"
    );
    for (id, left) in [("keep-path", "path"), ("keep-trace", "trace")] {
        let before = read(browser, LINK).await?;
        click(browser, id).await?;
        until(browser, &format!("{LINK} !== {before}")).await.with_context(|| left.to_owned())?;
    }
    let before = read(browser, LINK).await?;
    fill(browser, "keep-time", "none", "change").await?;
    until(browser, &format!("{LINK} !== {before}")).await?;
    let kept = evidence(&read(browser, LINK).await?)?;
    ensure!(!kept.target.path.contains(&whole.target.path), "the path is in it");
    ensure!(kept.trace.is_none() && kept.minute == 0, "trace or time are in it");
    ensure!(kept.observations == whole.observations, "more was left out than was chosen");
    // The answer stays that of all that was seen.
    ensure!(
        read(browser, "document.querySelector('#result').dataset.cause").await?
            == "client-network-blocks",
        "the answer changed"
    );
    Ok(())
}

async fn same(browser: &Browser, page: &str) -> Result<()> {
    browser.open(&format!("{page}?target=healthy")).await?;
    click(browser, "start").await?;
    until(browser, DONE).await?;
    let report = read(browser, LINK).await?;
    let hash = report.as_str().and_then(|link| link.split_once('#')).context("a report link")?.1;
    show(browser, page, &format!("#{hash}"), "document.querySelector('#same')").await?;
    click(browser, "same").await?;
    until(browser, &format!("{DONE} && document.querySelector('#comparison')")).await?;
    let text = read(browser, "document.querySelector('#comparison').textContent").await?;
    let text = text.as_str().unwrap_or_default();
    ensure!(text.contains("Both checks found the connection working"), "{text}");
    ensure!(
        read(browser, "location.hash").await? == "",
        "the other report is still in the address"
    );
    Ok(())
}

async fn side_by_side(browser: &Browser, page: &str) -> Result<()> {
    let (one, other) = (recorded("client-network-blocks:likely")?, recorded("none")?);
    show(browser, page, &format!("#r={one}"), "document.querySelector('#other')").await?;
    fill(browser, "other", &format!("see <https://page.example/#r={other}>."), "input").await?;
    click(browser, "other-apply").await?;
    until(browser, "document.querySelector('#comparison')?.textContent.includes('What differs')")
        .await?;
    fill(
        browser,
        "other",
        "https://shop.example/#r=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "input",
    )
    .await?;
    click(browser, "other-apply").await?;
    until(
        browser,
        "document.querySelector('#other-error')?.textContent.includes('cut short or altered')",
    )
    .await
}

async fn counted(browser: &Browser, page: &str) -> Result<()> {
    let texts = RECORDED.lines().filter_map(|line| line.split("  ").nth(1));
    let links: Vec<&str> = texts.filter(|text| text.starts_with("v1.")).collect();
    let lines: Vec<String> = links.iter().map(|link| format!("{page}#r={link}")).collect();
    show(browser, page, "#reports", "document.querySelector('#desk-text')").await?;
    fill(browser, "desk-text", &lines.join("\n"), "input").await?;
    click(browser, "desk-read").await?;
    let expected = format!("{} reports", links.len());
    until(browser, &format!("document.querySelector('#desk-count')?.textContent === '{expected}'"))
        .await?;
    fill(browser, "desk-by", "browser", "change").await?;
    until(
        browser,
        "document.querySelector('#desk-result th[scope=row]')?.textContent.startsWith('Chromium')",
    )
    .await?;
    // Another language says the same of what was read.
    for (language, expected) in
        [("de", format!("Berichte: {}", links.len())), ("en", expected.clone())]
    {
        fill(browser, "language", language, "change").await?;
        let said = format!("document.querySelector('#desk-count')?.textContent === '{expected}'");
        until(browser, &said).await?;
    }
    // So long a text is taken without being laid out.
    let long = json!(format!("{}\n{}", lines[0], " ".repeat(100_000)));
    read(browser, &format!("(() => {{ const clipboardData = new DataTransfer(); clipboardData.setData('text', {long}); document.querySelector('#desk-text').dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, data: {long}, dataType: 'text/plain', bubbles: true, cancelable: true }})); }})()")).await?;
    until(browser, "document.querySelector('#desk-files').files[0]?.name === 'pasted.txt'").await?;
    show(browser, page, "#reports", "document.querySelector('#desk-text')").await?;
    fill(browser, "desk-text", "2gr6", "input").await?;
    click(browser, "desk-read").await?;
    until(
        browser,
        "document.querySelector('#code-error')?.textContent.includes('expected a code of 10')",
    )
    .await
}

async fn filled_in(browser: &Browser, page: &str) -> Result<()> {
    browser
        .open(&format!("{page}?address=wss%3A%2F%2Fchat.example.com%2Fws&watch=70&exact"))
        .await?;
    let held = "[document.querySelector('#endpoint').value, document.querySelector('#idle-limit').value, document.querySelector('#refine').checked, !!document.querySelector('#asked'), document.querySelector('#result').dataset.state]";
    let held = read(browser, held).await?;
    ensure!(held == json!(["wss://chat.example.com/ws", "70", true, true, "idle"]), "{held}");
    Ok(())
}

/// What a script prints on the page that is open, as its console shows it.
const PRINTED: &str = r"
    const done = arguments[arguments.length - 1], log = console.log;
    console.log = (text) => { console.log = log; done(text); };";

/// The same of a bookmark, which shows it in a box to copy from.
const SHOWN: &str = r"
    const done = arguments[arguments.length - 1];
    window.prompt = (_, text) => done(text);";

/// The script of a report from elsewhere runs on the application's page; its line is pasted.
async fn script(stage: &Stage, browser: &Browser, page: &str) -> Result<()> {
    for (scenario, cause, expected) in [
        ("refuse-foreign-origin", "none", "works for one of its own"),
        ("strip-upgrade-426", "upgrade-headers-missing", "on the chat’s own page as well"),
        ("answer-502", "backend-down", "on the chat’s own page as well"),
    ] {
        browser.open(&format!("{page}?target={scenario}-alone")).await?;
        click(browser, "start").await?;
        until(browser, DONE).await?;
        let of =
            |label: &str| format!("document.querySelector('[aria-label=\"{label}\"]').textContent");
        let text = read(browser, &of("Script")).await?;
        let text = text.as_str().context("the report shows a script")?;
        let address = read(browser, &of("Address of the bookmark")).await?;
        let address = address.as_str().and_then(|text| text.strip_prefix("javascript:"));
        let address = address.context("the report shows a bookmark")?;
        let bookmark = [("%0A", "\n"), ("%23", "#"), ("%25", "%")]
            .iter()
            .fold(address.to_owned(), |text, (code, sign)| text.replace(code, sign));
        let seen = read(browser, LINK).await?;
        let (_, report) =
            seen.as_str().and_then(|link| link.split_once("#r=")).context("a link")?;

        let own = stage.lab.running().iter().find(|running| running.name == scenario);
        let own = own.and_then(|running| running.page.clone()).context("it serves the page")?;
        browser.open(&own).await?;
        // One of them as the bookmark does it.
        let run = match scenario {
            "answer-502" => format!("{SHOWN}\n{bookmark}"),
            _ => format!("{PRINTED}\n{text}"),
        };
        let line = browser.run(&run, Vec::new()).await?;
        let line = line.as_str().context("it prints a line")?;

        show(browser, page, &format!("#r={report}"), "document.querySelector('#paste')").await?;
        fill(browser, "paste", &format!("a line before\n{line} VM24:37\nand one behind"), "input")
            .await?;
        click(browser, "paste-apply").await?;
        until(browser, "document.querySelector('#comparison')").await?;
        let meaning = read(browser, "document.querySelector('#comparison p').textContent").await?;
        let meaning = meaning.as_str().unwrap_or_default();
        ensure!(meaning.contains(expected), "{scenario}: {meaning}\n{line}");
        let told = read(browser, "document.querySelector('#result').dataset.cause").await?;
        ensure!(told == cause, "{scenario}: {told}\n{line}");
        let evidence = evidence(&read(browser, LINK).await?)?;
        ensure!(evidence.page().is_some_and(|page| page.own && page.same_origin), "{scenario}");
    }
    Ok(())
}

/// Chooses a log of 24 MB whose last line is about the target.
const LARGE: &str = r#"(() => {
    const line = (host, path) => `2026/11/25 10:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: x, request: "GET ${path} HTTP/1.1", upstream: "http://127.0.0.1:8000${path}", host: "${host}"\n`;
    const part = line('other.example', '/other').repeat(1000);
    const list = new DataTransfer();
    list.items.add(new File([...Array(110).fill(part), line(HOST, PATH)], 'error.log'));
    const field = document.querySelector('#paste-files');
    field.files = list.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
})()"#;

async fn large(browser: &Browser, page: &str) -> Result<()> {
    let report = recorded("upgrade-headers-missing:possible")?;
    let target = link::decode(report)?.evidence.target;
    let choose = LARGE
        .replace("HOST", &json!(target.authority()).to_string())
        .replace("PATH", &json!(target.path).to_string());
    show(browser, page, &format!("#r={report}"), "document.querySelector('#paste-files')").await?;
    let before = read(browser, LINK).await?;

    read(browser, &choose).await?;
    until(browser, "document.querySelector('#paste-halt')").await?;
    click(browser, "paste-halt").await?;
    until(browser, "!document.querySelector('#paste-halt')").await?;
    ensure!(read(browser, LINK).await? == before, "something of a file that was given up stays");

    read(browser, &choose).await?;
    until(browser, "document.querySelector('#paste-forget')").await?;
    let told = read(browser, "document.querySelector('#paste-result').textContent").await?;
    let told = told.as_str().unwrap_or_default();
    ensure!(told.contains("error.log, line 1 to 110001"), "{told}");
    let seen = evidence(&read(browser, LINK).await?)?;
    ensure!(seen.logged().count() == 1, "{told}");

    click(browser, "paste-forget").await?;
    until(browser, "!document.querySelector('#paste-forget')").await?;
    ensure!(read(browser, LINK).await? == before, "something that was forgotten stays");
    Ok(())
}
