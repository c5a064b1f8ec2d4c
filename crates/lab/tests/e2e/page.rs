//! What the page promises besides its answers: nothing runs by itself, nothing is left running, and
//! bad input is told from good.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::handing::recorded;
use crate::trial::{self, Stage};

/// A promise, and what puts it to the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Promise {
    NothingStartsByItself,
    NothingIsFetchedTwiceOrMoves,
    StoppingKeepsWhatWasMeasured,
    AReportOpensNoConnection,
    AReportThatIsLeftIsDrawnNoFurther,
    AResultIsKeptUntilItCanBeShown,
    ADamagedLinkSaysSo,
    ABadAddressSaysWhatIsWrong,
    AnUnknownTargetIsNotReplaced,
    ADropIsTimedInAHiddenTab,
    WhatAFrozenPageLostIsNotCounted,
    WhatANetworkChangeSpoiledIsNotCounted,
    ALocalNetworkNeedsPermission,
    ACheckComesWithTheForm,
    APhoneNeedsOnlyAFinger,
    ADeploymentHasItsOwnLook,
}

impl Promise {
    pub(crate) const ALL: [Promise; 16] = [
        Promise::NothingStartsByItself,
        Promise::NothingIsFetchedTwiceOrMoves,
        Promise::StoppingKeepsWhatWasMeasured,
        Promise::AReportOpensNoConnection,
        Promise::AReportThatIsLeftIsDrawnNoFurther,
        Promise::AResultIsKeptUntilItCanBeShown,
        Promise::ADamagedLinkSaysSo,
        Promise::ABadAddressSaysWhatIsWrong,
        Promise::AnUnknownTargetIsNotReplaced,
        Promise::ADropIsTimedInAHiddenTab,
        Promise::WhatAFrozenPageLostIsNotCounted,
        Promise::WhatANetworkChangeSpoiledIsNotCounted,
        Promise::ALocalNetworkNeedsPermission,
        Promise::ACheckComesWithTheForm,
        Promise::APhoneNeedsOnlyAFinger,
        Promise::ADeploymentHasItsOwnLook,
    ];

    /// Whether a browser can be brought to it: only Chromium's tools freeze a page, take its network
    /// away, answer for its visitor and touch.
    pub(crate) fn concerns(self, engine: Engine) -> bool {
        let tools = matches!(
            self,
            Promise::WhatAFrozenPageLostIsNotCounted
                | Promise::WhatANetworkChangeSpoiledIsNotCounted
                | Promise::ALocalNetworkNeedsPermission
                | Promise::APhoneNeedsOnlyAFinger
        );
        engine == Engine::Chromium || !tools
    }
}

/// Counts the sockets and requests that the page makes from here on, and those that are still open.
pub(crate) const COUNT: &str = r"
    const done = arguments[arguments.length - 1];
    const Real = window.WebSocket, fetched = window.fetch;
    window.made = 0; window.open = new Set();
    window.WebSocket = new Proxy(Real, { construct(target, list) {
        const socket = new target(...list);
        window.made += 1; window.open.add(socket);
        return socket;
    } });
    window.fetch = (...list) => { window.made += 1; return fetched(...list); };
    done();";

pub(crate) async fn keep(stage: &Stage, promise: Promise, engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, &stage.lab.trusted()).await?;
    let kept = put(stage, promise, &browser).await;
    browser.close().await?;
    kept
}

async fn put(stage: &Stage, promise: Promise, browser: &Browser) -> Result<()> {
    let page = stage.lab.page().context("the lab serves the page")?;
    let target = match promise {
        Promise::AnUnknownTargetIsNotReplaced => "gone",
        Promise::ADropIsTimedInAHiddenTab | Promise::WhatANetworkChangeSpoiledIsNotCounted => {
            "nginx-idle-3s"
        }
        Promise::ALocalNetworkNeedsPermission => LOCAL,
        Promise::APhoneNeedsOnlyAFinger => "strip-upgrade-426-alone",
        _ => "healthy",
    };
    if promise == Promise::APhoneNeedsOnlyAFinger {
        be_a_phone(browser).await?;
    }
    browser.open(&format!("{page}?target={target}")).await?;
    match promise {
        Promise::NothingStartsByItself => nothing_starts(browser).await,
        Promise::NothingIsFetchedTwiceOrMoves => first_load(browser).await,
        Promise::StoppingKeepsWhatWasMeasured => stopping(browser).await,
        Promise::AReportOpensNoConnection => report(browser).await,
        Promise::AReportThatIsLeftIsDrawnNoFurther => left(browser).await,
        Promise::AResultIsKeptUntilItCanBeShown => wordless(browser, &page).await,
        Promise::ADamagedLinkSaysSo => damaged(browser).await,
        Promise::ABadAddressSaysWhatIsWrong => bad_address(browser).await,
        Promise::AnUnknownTargetIsNotReplaced => unknown_target(browser).await,
        Promise::ADropIsTimedInAHiddenTab => hidden(browser).await,
        Promise::WhatAFrozenPageLostIsNotCounted => frozen(browser).await,
        Promise::WhatANetworkChangeSpoiledIsNotCounted => offline(browser).await,
        Promise::ALocalNetworkNeedsPermission => permitted(stage, browser).await,
        Promise::ACheckComesWithTheForm => program(browser).await,
        Promise::APhoneNeedsOnlyAFinger => touched(browser).await,
        Promise::ADeploymentHasItsOwnLook => branded(stage, browser).await,
    }
}

async fn branded(stage: &Stage, browser: &Browser) -> Result<()> {
    let own = json!({ "brand": "Example", "logo": "brand/logo.svg", "accent": "#8a0f3c" });
    browser.open(&stage.lab.page_with(&own).context("the lab serves the page")?).await?;
    let name = read(browser, "document.querySelector('h1').textContent").await?;
    ensure!(name == "Example", "the heading is {name}");
    let logo = read(browser, "document.querySelector('img.logo').getAttribute('src')").await?;
    ensure!(logo == "brand/logo.svg", "the logo is {logo}");
    let dark = read(browser, "matchMedia('(prefers-color-scheme: dark)').matches").await?;
    let expected = if dark == true { "rgb(189, 120, 145)" } else { "rgb(138, 15, 60)" };
    let ground = "getComputedStyle(document.querySelector('#start')).backgroundColor";
    let found = read(browser, ground).await?;
    ensure!(found == expected, "the button is {found}");
    Ok(())
}

async fn nothing_starts(browser: &Browser) -> Result<()> {
    let asked = "performance.getEntriesByType('resource').map(entry => new URL(entry.name)).filter(url => url.origin !== location.origin).length";
    let state = read(browser, "document.querySelector('#result').dataset.state").await?;
    ensure!(state == "idle", "a link that preselects has started a run: {state}");
    ensure!(read(browser, asked).await? == 0, "another origin was asked without a click");
    Ok(())
}

/// What has moved since the page was first painted; Firefox does not tell.
const SHIFTS: &str = r"(() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    return observer.takeRecords().flatMap(({ sources }) => sources.map(({ node }) => node?.nodeName));
})()";

async fn first_load(browser: &Browser) -> Result<()> {
    until(browser, "document.querySelector('#start')").await?;
    let fetched = "performance.getEntriesByType('resource').map(({ name }) => name)";
    let fetched = read(browser, fetched).await?;
    let fetched = fetched.as_array().context("a list of addresses")?;
    let programs = |name: &&&Value| name.as_str().is_some_and(|name| name.contains("/page"));
    // Only Chromium hands on what a link fetched early; the others fetch it anew, from their cache.
    let anew = |name: &str| browser.engine != Engine::Chromium && name.ends_with(".wasm");
    let mut known = BTreeSet::new();
    let fetched: Vec<_> = fetched
        .iter()
        .filter(|name| known.insert(name.as_str()) || !name.as_str().is_some_and(anew))
        .collect();
    let count = fetched.iter().filter(programs).count();
    ensure!(
        count == 3,
        "its styles, its program and the program's way in are not three: {fetched:?}"
    );
    for (at, name) in fetched.iter().enumerate() {
        ensure!(!fetched[..at].contains(name), "{name} was fetched twice");
    }
    let moved = read(browser, SHIFTS).await?;
    ensure!(moved == json!([]), "what was painted first has moved: {moved}");
    Ok(())
}

async fn stopping(browser: &Browser) -> Result<()> {
    browser.run(COUNT, Vec::new()).await?;
    read(browser, "document.querySelector('#start').click()").await?;
    // The verdict stands while the wait for drops goes on.
    until(
        browser,
        "document.querySelector('#result').dataset.verdict && document.querySelector('#cancel')",
    )
    .await?;
    read(browser, "document.querySelector('#cancel').click()").await?;
    until(browser, "document.querySelector('#result').dataset.state === 'done'").await?;
    let verdict = read(browser, "document.querySelector('#result').dataset.verdict").await?;
    ensure!(verdict == "healthy", "what was measured is lost: {verdict}");
    ensure!(read(browser, "window.made").await?.as_u64() > Some(3), "the run was not counted");
    let left = "[...window.open].filter(socket => socket.readyState < 2).length";
    ensure!(read(browser, left).await? == 0, "a socket is still open");
    Ok(())
}

async fn report(browser: &Browser) -> Result<()> {
    read(browser, "document.querySelector('#start').click()").await?;
    until(
        browser,
        "document.querySelector('#result').dataset.verdict && document.querySelector('#cancel')",
    )
    .await?;
    read(browser, "document.querySelector('#cancel').click()").await?;
    until(browser, "document.querySelector('#result').dataset.state === 'done'").await?;
    browser.run(COUNT, Vec::new()).await?;
    read(browser, "location.hash = new URL(document.querySelector('#result').dataset.link).hash")
        .await?;
    until(
        browser,
        "document.querySelector('#new') && document.querySelector('#result').dataset.verdict",
    )
    .await?;
    ensure!(read(browser, "window.made").await? == 0, "reading a report opened a connection");
    let text = read(browser, "document.querySelector('#result').textContent").await?;
    ensure!(
        text.as_str().is_some_and(|text| text.contains("made elsewhere")),
        "it does not say where it is from"
    );
    Ok(())
}

/// Opens a report, and leaves it as soon as anything of it is drawn; counts the page's timers once
/// that is done with, but not those of a driver, which wait.
const LEAVE: &str = r"
    const [hash, done] = arguments;
    const watch = new MutationObserver(() => {
        if (!document.querySelector('#result').dataset.verdict) return;
        watch.disconnect();
        history.replaceState(null, '', location.pathname + location.search);
        dispatchEvent(new Event('hashchange'));
        const real = window.setTimeout;
        let timers = 0;
        window.setTimeout = (act, wait) => { if (!wait) timers += 1; return real(act, wait); };
        const later = (times, act) => real(() => (times ? later(times - 1, act) : act()));
        later(20, () => { timers = 0; later(20, () => done(timers)); });
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true });
    location.hash = hash;";

async fn left(browser: &Browser) -> Result<()> {
    let report = recorded("client-network-blocks:likely")?;
    let timers = browser.run(LEAVE, vec![json!(format!("#r={report}"))]).await?;
    ensure!(timers == 0, "it is drawn on, by {timers} timers");
    until(
        browser,
        "document.querySelector('#start') && !document.querySelector('#result').dataset.verdict",
    )
    .await
}

async fn wordless(browser: &Browser, page: &str) -> Result<()> {
    let done = "document.querySelector('#result').dataset.state === 'done'";
    let result =
        "(({ cause, link }) => [!!cause, !!link])(document.querySelector('#result').dataset)";
    // A request that is lost once is made again; without a network the visitor is told, and tries again.
    for lost in [1, 2] {
        browser.open(&format!("{page}?target=answer-502")).await?;
        read(browser, &format!("(() => {{ let lost = {lost}; const real = window.fetch; window.fetch = (...list) => /sheet_bg/.test(list[0]) && lost-- > 0 ? Promise.reject(new TypeError('no network')) : real(...list); document.querySelector('#start').click(); }})()")).await?;
        until(browser, done).await?;
        if lost == 2 {
            let told = read(browser, result).await?;
            ensure!(told == json!([false, false]), "without words it tells {told}");
            until(browser, "document.querySelector('#result [role=alert] #reload')").await?;
            read(browser, "document.querySelector('#reload').click()").await?;
            until(browser, "document.activeElement.id === 'result'").await?;
            until(browser, &format!("{done} && {result}[1]")).await?;
        }
        let told = read(browser, result).await?;
        ensure!(told == json!([true, true]), "lost {lost}: told {told}");
    }
    Ok(())
}

async fn damaged(browser: &Browser) -> Result<()> {
    for (hash, expected) in [
        ("#r=v1.AAAA", "cut short or altered"),
        ("#r=v9.AAAA", "later version"),
        ("#r=hello", "begins with v1."),
    ] {
        read(browser, &format!("location.hash = '{hash}'")).await?;
        let told =
            format!("document.querySelector('#link-error')?.textContent.includes('{expected}')");
        until(browser, &told).await?;
        ensure!(
            read(browser, "!!document.querySelector('#new')").await? == true,
            "no way to a new check"
        );
    }
    Ok(())
}

async fn bad_address(browser: &Browser) -> Result<()> {
    // The deployment's targets come first; the last choice is an address of one's own.
    read(browser, "(() => { const choice = document.querySelector('#target'); choice.value = 'typed'; choice.dispatchEvent(new Event('change', { bubbles: true })); })()").await?;
    until(browser, "document.querySelector('#endpoint')").await?;
    for (address, expected) in [
        ("https://chat.example.com/ws", "did you mean wss://chat.example.com/ws"),
        ("ftp://chat.example.com/ws", "found ftp:"),
        ("wss://ann:secret@chat.example.com/ws", "before the @"),
        ("wss://chat.example.com/ws#x", "remove the #"),
        ("wss://chat.example.com:25/ws", "found 25"),
        ("chat", "not a URL"),
    ] {
        let typed = json!(address);
        read(browser, &format!("(() => {{ const field = document.querySelector('#endpoint'); field.value = {typed}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); document.querySelector('#start').click(); }})()")).await?;
        until(
            browser,
            &format!(
                "document.querySelector('#endpoint-error')?.textContent.includes('{expected}')"
            ),
        )
        .await?;
        let state = read(browser, "document.querySelector('#result').dataset.state").await?;
        ensure!(state == "idle", "{address} has started a run");
    }
    Ok(())
}

async fn unknown_target(browser: &Browser) -> Result<()> {
    until(browser, "document.querySelector('#target-error')").await?;
    let address = read(browser, "document.querySelector('#endpoint').value").await?;
    ensure!(address == "", "another target was chosen instead: {address}");
    Ok(())
}

async fn hidden(browser: &Browser) -> Result<()> {
    browser.hide().await?;
    let (wait, seen) = browser.idle().await?;
    ensure!(seen.marred.hidden, "the page did not notice that it was hidden");
    // The page's own timers run at most once a second here.
    let quiet = wait.quiet().0;
    ensure!((2500..3500).contains(&quiet), "dropped after 3 s, but timed with {quiet} ms");
    Ok(())
}

async fn frozen(browser: &Browser) -> Result<()> {
    waiting(browser).await?;
    for state in ["frozen", "active"] {
        tools(browser, "Page.setWebLifecycleState", json!({ "state": state })).await?;
    }
    uncounted(browser).await
}

async fn offline(browser: &Browser) -> Result<()> {
    waiting(browser).await?;
    for offline in [true, false] {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        tools(browser, "Network.emulateNetworkConditions", conditions).await?;
    }
    uncounted(browser).await
}

/// Starts a run, and waits until its first long wait is under way.
async fn waiting(browser: &Browser) -> Result<()> {
    read(browser, "document.querySelector('#start').click()").await?;
    until(browser, "document.querySelector('.progress .timeline')").await
}

/// A run whose long waits were spoiled knows nothing of them, and says so.
async fn uncounted(browser: &Browser) -> Result<()> {
    until(browser, "document.querySelector('#result').dataset.state === 'done'").await?;
    let told = "(({ verdict, cause }) => `${verdict}:${cause}`)(document.querySelector('#result').dataset)";
    let told = read(browser, told).await?;
    ensure!(told == "inconclusive:none", "told {told}");
    let text = read(browser, "document.querySelector('#result').textContent").await?;
    ensure!(
        text.as_str().is_some_and(|text| text.contains("is shown and not counted")),
        "it does not say what was spoiled"
    );
    Ok(())
}

async fn permitted(stage: &Stage, browser: &Browser) -> Result<()> {
    let running = stage.lab.running().iter().find(|running| running.name == LOCAL);
    let page = running.and_then(|running| running.page.clone()).context("it serves the page")?;
    for (state, expected) in [
        // Without a window there is nobody to ask, and it is denied.
        ("prompt", "local-network-access:confirmed"),
        ("denied", "local-network-access:confirmed"),
        ("granted", "none"),
    ] {
        let permission = json!({ "name": "loopback-network" });
        let answer = json!({ "permission": permission, "setting": state, "origin": page });
        tools(browser, "Browser.setPermission", answer).await?;
        browser.open(&format!("{page}?target={LOCAL}")).await?;
        let told = trial::check(browser).await?.told().first();
        ensure!(told == expected, "{state}: told {told}, expected {expected}");
    }
    Ok(())
}

const LOCAL: &str = "local-network";

/// A phone's screen, and a finger in place of a mouse.
async fn be_a_phone(browser: &Browser) -> Result<()> {
    let screen = json!({ "width": 390, "height": 844, "deviceScaleFactor": 3, "mobile": true });
    tools(browser, "Emulation.setDeviceMetricsOverride", screen).await?;
    tools(browser, "Emulation.setTouchEmulationEnabled", json!({ "enabled": true })).await?;
    Ok(())
}

/// From the open page to the answer, and to a report that was sent.
async fn touched(browser: &Browser) -> Result<()> {
    read(browser, "(() => { window.taps = []; addEventListener('click', ({ pointerType, target }) => taps.push(`${pointerType} ${target.closest('[id]').id}`)); })()").await?;
    fits(browser).await?;
    tap(browser, "start").await?;
    until(browser, "document.querySelector('#result').dataset.state === 'done' && document.querySelector('#send')").await?;
    let verdict = read(browser, "document.querySelector('#result').dataset.verdict").await?;
    ensure!(verdict == "broken", "the verdict is {verdict}");
    fits(browser).await?;
    tap(browser, "send").await?;
    until(browser, "document.querySelector('#result .said')?.textContent.includes('Sent')").await?;
    let taps = read(browser, "taps.join()").await?;
    ensure!(taps == "touch start,touch send", "what was tapped: {taps}");
    Ok(())
}

/// Nothing of the page is beside a phone's screen.
async fn fits(browser: &Browser) -> Result<()> {
    let sizes = read(browser, "[innerWidth, document.documentElement.scrollWidth]").await?;
    ensure!(sizes == json!([390, 390]), "the screen and the page are {sizes} wide");
    Ok(())
}

/// Touches the middle of a part, as a finger does.
async fn tap(browser: &Browser, id: &str) -> Result<()> {
    let place = format!(
        "(() => {{
            const part = document.querySelector('#{id}');
            part.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            const {{ x, y, width, height }} = part.getBoundingClientRect();
            return {{ x: x + width / 2, y: y + height / 2 }};
        }})()"
    );
    let place = read(browser, &place).await?;
    for (kind, points) in [("touchStart", json!([place])), ("touchEnd", json!([]))] {
        let touch = json!({ "type": kind, "touchPoints": points });
        tools(browser, "Input.dispatchTouchEvent", touch).await?;
    }
    Ok(())
}

/// Has Chromium's developer tools carry out a command.
pub(crate) async fn tools(browser: &Browser, command: &str, parameters: Value) -> Result<Value> {
    browser.own("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
}

/// Waits until the program that runs a check was fetched.
const COME: &str = r"
    const done = arguments[arguments.length - 1];
    const ours = ({ name }) => /\/run_bg-/.test(name);
    new PerformanceObserver((list) => list.getEntries().some(ours) && done(true))
        .observe({ type: 'resource', buffered: true });";

async fn program(browser: &Browser) -> Result<()> {
    let asked = "performance.getEntriesByType('resource').filter(entry => /\\/run(_bg)?-/.test(entry.name)).length";
    ensure!(read(browser, asked).await? == 0, "the first load holds the program that runs a check");
    // As without a network.
    read(browser, "(() => { const real = window.fetch; window.fetch = () => { window.fetch = real; return Promise.reject(new TypeError('no network')); }; document.querySelector('#start').click(); })()").await?;
    until(browser, "document.querySelector('#start-error')").await?;
    let state = read(browser, "document.querySelector('#result').dataset.state").await?;
    ensure!(state == "idle", "a check that could not be loaded is {state}");
    ensure!(
        read(browser, "document.activeElement.id").await? == "start",
        "the way to try again has lost the focus"
    );
    // The focus has come to the form by that, and so comes the program.
    browser.run(COME, Vec::new()).await.context("waited for the program that runs a check")?;
    read(browser, "document.querySelector('#start').click()").await?;
    until(browser, "document.querySelector('#result').dataset.verdict").await
}

/// The value of an expression. It is part of the script, because the page's CSP forbids `eval`.
pub(crate) async fn read(browser: &Browser, expression: &str) -> Result<Value> {
    browser.run(&format!("arguments[arguments.length - 1]({expression})"), Vec::new()).await
}

/// Waits until an expression is true of what the page shows and where its focus is.
pub(crate) async fn until(browser: &Browser, expression: &str) -> Result<()> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const look = () => {{
             if (!({expression})) return;
             watch.disconnect();
             removeEventListener('focusin', look);
             done(true);
         }};
         const watch = new MutationObserver(look);
         addEventListener('focusin', look);
         watch.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
         look();"
    );
    browser.run(&script, Vec::new()).await.with_context(|| format!("waited for {expression}"))?;
    Ok(())
}
