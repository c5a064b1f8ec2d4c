//! The page by keyboard alone, and what it tells those who don't see it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::handing::{click, recorded, show};
use crate::page::{read, until};
use crate::trial::Stage;

/// What the keyboard must be good for, and who listens for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys {
    FromTheFirstKeyToASentReport,
    EverythingIsReachedInItsOrder,
    WhatIsBroughtIsRead,
    ChoicesAreMade,
    ReportsAreRead,
    ALinkIsMade,
    AMistakeIsMended,
    TheFocusMovesForWhoStarted,
    StepsAndVerdictAreSpokenAndNoTicks,
}

impl Keys {
    pub(crate) const ALL: [Keys; 9] = [
        Keys::FromTheFirstKeyToASentReport,
        Keys::EverythingIsReachedInItsOrder,
        Keys::WhatIsBroughtIsRead,
        Keys::ChoicesAreMade,
        Keys::ReportsAreRead,
        Keys::ALinkIsMade,
        Keys::AMistakeIsMended,
        Keys::TheFocusMovesForWhoStarted,
        Keys::StepsAndVerdictAreSpokenAndNoTicks,
    ];
}

pub(crate) async fn press(stage: &Stage, keys: Keys, engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, &stage.lab.trusted()).await?;
    let page = stage.lab.page().context("the lab serves the page")?;
    let pressed = match keys {
        Keys::FromTheFirstKeyToASentReport => sent(&browser, &page).await,
        Keys::EverythingIsReachedInItsOrder => reached(&browser, &page).await,
        Keys::WhatIsBroughtIsRead => brought(&browser, &page).await,
        Keys::ChoicesAreMade => chosen(&browser, &page).await,
        Keys::ReportsAreRead => reports(&browser, &page).await,
        Keys::ALinkIsMade => made(&browser, &page).await,
        Keys::AMistakeIsMended => {
            let typed = stage.lab.page_with(&json!({}));
            mended(&browser, &typed.context("the lab serves the page")?).await
        }
        Keys::TheFocusMovesForWhoStarted => moved(&browser, &page).await,
        Keys::StepsAndVerdictAreSpokenAndNoTicks => spoken(&browser, &page).await,
    };
    browser.close().await?;
    pressed
}

impl Browser {
    /// Presses a key and lets it go; what changes by it has changed when this returns.
    async fn key(&self, key: impl Into<char>) -> Result<()> {
        let value = key.into();
        let keys = KeyActions::new("keys".into());
        let keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(keys).await?;
        Ok(())
    }

    /// Steps back by one place.
    async fn back(&self) -> Result<()> {
        let (shift, tab) = (Key::Shift.into(), Key::Tab.into());
        let keys = KeyActions::new("keys".into())
            .then(KeyAction::Down { value: shift })
            .then(KeyAction::Down { value: tab })
            .then(KeyAction::Up { value: tab })
            .then(KeyAction::Up { value: shift });
        self.client.perform_actions(keys).await?;
        Ok(())
    }

    /// Types a text where the focus is.
    async fn write(&self, text: &str) -> Result<()> {
        let all = text.chars().fold(KeyActions::new("keys".into()), |keys, value| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.client.perform_actions(all).await?;
        Ok(())
    }

    /// Where the focus is, if that can be seen.
    async fn focus(&self) -> Result<String> {
        // WebKit scrolls there with the next frame.
        self.run("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))", Vec::new())
            .await?;
        let focus = read(self, FOCUS).await?;
        ensure!(focus["seen"] == true, "the focus can't be seen: {focus}");
        Ok(focus["name"].as_str().unwrap_or_default().to_owned())
    }

    /// Goes on from place to place until the focus is on what a selector names.
    async fn tab_to(&self, selector: &str) -> Result<()> {
        self.step_to(selector, false).await
    }

    /// Goes on to what a selector names, and presses a key there.
    async fn press(&self, selector: &str, key: Key) -> Result<()> {
        self.tab_to(selector).await?;
        self.key(key).await
    }

    /// The same as [`Browser::tab_to`], from place to place backwards.
    async fn back_to(&self, selector: &str) -> Result<()> {
        self.step_to(selector, true).await
    }

    async fn step_to(&self, selector: &str, backwards: bool) -> Result<()> {
        let mut passed = BTreeSet::new();
        loop {
            if backwards {
                self.back().await?;
            } else {
                self.key(Key::Tab).await?;
            }
            let there = format!("document.activeElement.matches({})", json!(selector));
            let name = self.focus().await?;
            if read(self, &there).await? == true {
                return Ok(());
            }
            ensure!(passed.insert(name), "no key leads to {selector}, only to {passed:?}");
        }
    }
}

/// What has the focus: its name, and whether it can be told from what has not, on the screen.
const FOCUS: &str = r"(() => {
    const one = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const { top, bottom } = one.getBoundingClientRect();
    const all = [...document.querySelectorAll('*')];
    return {
        name: `${all.indexOf(one)} ${one.localName}#${one.id} ${one.textContent.slice(0, 20)}`,
        seen: one === document.body
            || outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && bottom > 0 && top < innerHeight,
        outlineStyle, outlineWidth, top, bottom,
    };
})()";

const DONE: &str = "document.querySelector('#result').dataset.state === 'done'";

async fn sent(browser: &Browser, page: &str) -> Result<()> {
    browser.open(&format!("{page}?target=answer-502")).await?;
    browser.tab_to("#target").await?;
    browser.tab_to("#start").await?;
    browser.back().await?;
    ensure!(
        read(browser, "document.activeElement.id").await? == "target",
        "the way back is another than the way there"
    );
    browser.press("#start", Key::Enter).await?;
    until(browser, &format!("{DONE} && document.activeElement.id === 'result-heading'")).await?;
    browser.press("#send", Key::Space).await?;
    until(browser, "document.querySelector('#result .said')?.textContent.includes('Sent')").await?;
    stays(browser, "send").await?;
    // What was shown is pressed again in other ways.
    browser.press("#result .actions button:not(#send)", Key::Enter).await?;
    until(browser, "document.querySelectorAll('#result .said').length === 1 && !document.querySelector('#send + .said')").await
}

/// All that has to be reached on the page as it is, in the order in which it stands there: whatever a
/// browser makes a control, what scrolls, and what hears of a click, as Yew marks it.
const ALL: &str = r#"[...document.querySelectorAll('*')]
    .map((one, at) => [one, at])
    .filter(([one]) => one.matches('a[href], button, input, select, textarea, summary, pre, [tabindex="0"]')
        || one.__yew_listener_id !== undefined && !one.matches('form'))
    .filter(([one]) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
    .map(([, at]) => at)"#;

/// Goes once through the whole page, with everything unfolded.
async fn through(browser: &Browser, what: &str) -> Result<()> {
    read(browser, "document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        .await?;
    let expected: Vec<u64> = serde_json::from_value(read(browser, ALL).await?)?;
    read(browser, "document.activeElement.blur()").await?;
    let mut reached = Vec::new();
    for _ in 0..expected.len() {
        browser.key(Key::Tab).await?;
        let name = browser.focus().await.with_context(|| what.to_owned())?;
        let number = name.split(' ').next().and_then(|number| number.parse().ok());
        reached.push(number.context("a place has a number")?);
    }
    let all: BTreeSet<_> = expected.iter().collect();
    let missing: Vec<_> = all.difference(&reached.iter().collect()).copied().copied().collect();
    ensure!(
        missing.is_empty(),
        "{what}: {} of {} are not reached: {missing:?}",
        missing.len(),
        expected.len()
    );
    // Where it begins is the browser's choice; from there on it goes down the page.
    let begin = reached.iter().position(|one| *one == expected[0]).unwrap_or_default();
    reached.rotate_left(begin);
    ensure!(reached == expected, "{what}: reached {reached:?}, expected {expected:?}");
    Ok(())
}

async fn reached(browser: &Browser, page: &str) -> Result<()> {
    browser.open(&format!("{page}?address=wss%3A%2F%2Fchat.example.com%2Fws")).await?;
    through(browser, "the form").await?;
    let report = recorded("client-network-blocks:likely")?;
    for (hash, there) in [
        (format!("#r={report}"), ".answer"),
        ("#new".to_owned(), "#maker-apply"),
        ("#reports".to_owned(), "#desk-read"),
        ("#cause/http2-only".to_owned(), "#result article"),
    ] {
        show(browser, page, &hash, &format!("{DONE} && document.querySelector('{there}')")).await?;
        through(browser, &hash).await?;
    }
    Ok(())
}

async fn brought(browser: &Browser, page: &str) -> Result<()> {
    let report = recorded("upgrade-headers-missing:possible")?;
    show(browser, page, &format!("#r={report}"), "document.querySelector('#paste')").await?;
    browser.tab_to("#paste").await?;
    browser.write("status 502").await?;
    browser.press("#paste-apply", Key::Enter).await?;
    until(browser, "document.querySelector('#paste-forget')").await?;
    let told =
        read(browser, "document.querySelector('#paste-result[role=status]').textContent").await?;
    ensure!(told.as_str().is_some_and(|told| told.contains("502")), "told {told}");
    stays(browser, "paste-apply").await?;
    browser.press("#paste-forget", Key::Enter).await?;
    until(browser, "!document.querySelector('#paste-forget')").await?;
    keeps(browser).await
}

/// Whatever else has changed, the focus is where it was.
async fn stays(browser: &Browser, id: &str) -> Result<()> {
    let there = read(browser, "document.activeElement.id").await?;
    ensure!(there == id, "the focus has gone from {id} to {there}");
    Ok(())
}

/// What vanishes by its own key leaves the focus in the result.
async fn keeps(browser: &Browser) -> Result<()> {
    let inside = read(browser, "!!document.activeElement.closest('#result')").await?;
    ensure!(inside == true, "the focus is lost");
    Ok(())
}

async fn chosen(browser: &Browser, page: &str) -> Result<()> {
    let report = recorded("client-network-blocks:likely")?;
    show(browser, page, &format!("#r={report}"), "document.querySelector('.held')").await?;
    browser.press(".held > summary", Key::Enter).await?;
    until(browser, "document.querySelector('.held').open").await?;
    browser.tab_to("#keep-path").await?;
    let link = "document.querySelector('#result').dataset.link";
    let before = read(browser, link).await?;
    browser.key(Key::Space).await?;
    until(browser, &format!("{link} !== {before}")).await?;
    stays(browser, "keep-path").await?;
    browser.tab_to("#keep-time").await?;
    let before = read(browser, link).await?;
    browser.key(Key::Down).await?;
    until(browser, &format!("{link} !== {before}")).await?;
    stays(browser, "keep-time").await?;
    Ok(())
}

async fn reports(browser: &Browser, page: &str) -> Result<()> {
    show(browser, page, "#reports", "document.querySelector('#desk-text')").await?;
    browser.tab_to("#desk-text").await?;
    browser.write("2g26-6b16-4p").await?;
    browser.press("#desk-read", Key::Enter).await?;
    until(browser, "document.querySelector('#desk-code')").await?;
    stays(browser, "desk-read").await?;
    Ok(())
}

async fn made(browser: &Browser, page: &str) -> Result<()> {
    show(browser, page, "#new", "document.querySelector('#maker-apply')").await?;
    browser.press("#maker-watch", Key::Down).await?;
    stays(browser, "maker-watch").await?;
    browser.press("#maker-exact", Key::Space).await?;
    stays(browser, "maker-exact").await?;
    browser.press("#maker-apply", Key::Enter).await?;
    until(browser, "document.querySelector('#maker-link')").await?;
    let link = read(browser, "document.querySelector('#maker-link').value").await?;
    ensure!(link.as_str().is_some_and(|link| link.ends_with("&watch=0&exact")), "made {link}");
    stays(browser, "maker-apply").await?;
    Ok(())
}

async fn mended(browser: &Browser, page: &str) -> Result<()> {
    browser.open(page).await?;
    browser.tab_to("#endpoint").await?;
    browser.write("https://chat.example.com/ws").await?;
    // A key in the field is as good as the button.
    browser.key(Key::Enter).await?;
    until(browser, "document.querySelector('#endpoint-error')").await?;
    browser.press("#start", Key::Enter).await?;
    until(browser, "document.activeElement.id === 'endpoint'").await?;
    browser.press(".offer", Key::Space).await?;
    until(
        browser,
        "document.activeElement.id === 'endpoint' && !document.querySelector('#endpoint-error')",
    )
    .await?;
    let address = read(browser, "document.activeElement.value").await?;
    ensure!(address == "wss://chat.example.com/ws", "it was mended to {address}");
    Ok(())
}

/// Whoever opens a report is not moved about; whoever starts a check is led to its verdict, but not
/// away from what they read meanwhile.
async fn moved(browser: &Browser, page: &str) -> Result<()> {
    let report = recorded("backend-down:likely")?;
    show(
        browser,
        page,
        &format!("#r={report}"),
        "document.querySelector('#result').dataset.verdict",
    )
    .await?;
    let focus = "document.activeElement.id || document.activeElement.localName";
    ensure!(read(browser, focus).await? == "body", "a report that is opened takes the focus");
    browser.press("#new", Key::Enter).await?;
    until(browser, "document.activeElement.id === 'start'").await?;
    // The button that stops it goes at its end, whether that comes at once or after a wait.
    for target in ["answer-502", "idle-close"] {
        browser.open(&format!("{page}?target={target}")).await?;
        browser.press("#start", Key::Enter).await?;
        until(browser, &format!("{DONE} && document.activeElement.id === 'result-heading'"))
            .await?;
    }
    // The button that stops it has the focus, and keeps it when the answer comes above it: also where
    // the turns of a report are so slow that the seconds are shown anew between them.
    let stoppable = "document.querySelector('#result').dataset.verdict && document.querySelector('.held') && document.activeElement.id === 'cancel'";
    browser.open(&format!("{page}?target=healthy&watch=70")).await?;
    read(browser, "(() => { const real = window.setTimeout; window.setTimeout = (act, wait) => real(act, wait || 1100); })()").await?;
    browser.press("#start", Key::Enter).await?;
    until(browser, stoppable).await?;
    browser.key(Key::Enter).await?;
    until(browser, &format!("{DONE} && document.activeElement.id === 'result-heading'")).await?;
    browser.open(&format!("{page}?target=idle-close")).await?;
    browser.press("#start", Key::Enter).await?;
    until(browser, stoppable).await?;
    // The answer stands above the button that stops it. In Firefox the way around, through the
    // browser's own buttons, leads to a focus that can't be seen.
    browser.back_to(".held > summary").await?;
    until(browser, DONE).await?;
    let stays = read(browser, "document.activeElement.matches('.held > summary')").await?;
    ensure!(stays == true, "the end of a check takes the focus from what is read");
    Ok(())
}

/// Notes what each live region of the page says from now on.
const LISTEN: &str = r#"
    const done = arguments[arguments.length - 1];
    const live = '[role=status], [role=alert], [role=log], [role=timer], [aria-live]:not([aria-live=off])';
    window.spoken = [];
    window.times = [];
    new MutationObserver((list) => {
        const regions = list.map(({ target }) => (target.closest ? target : target.parentNode)?.closest(live));
        for (const region of new Set(regions)) if (region?.textContent) {
            spoken.push(region.textContent);
            times.push(performance.now());
        }
    }).observe(document, { subtree: true, childList: true, characterData: true });
    done();"#;

async fn spoken(browser: &Browser, page: &str) -> Result<()> {
    // Four seconds until its handshake is given up: long enough for a word about what comes next.
    browser.open(&format!("{page}?target=hang")).await?;
    browser.run(LISTEN, Vec::new()).await?;
    click(browser, "start").await?;
    let step = "[...document.querySelectorAll('.step span')].some((one) => one.firstChild.data === spoken[1])";
    until(browser, &format!("spoken.length > 1 && {step}")).await?;
    let quick = read(browser, "times[1] - times[0] < 2000").await?;
    ensure!(quick == false, "quick steps are not worth a word");
    // Three seconds until it is dropped: long enough for ticks.
    browser.open(&format!("{page}?target=idle-close")).await?;
    browser.run(LISTEN, Vec::new()).await?;
    click(browser, "start").await?;
    until(browser, "document.querySelector('.progress .timeline')").await?;
    let settled = headline(browser).await?;
    until(browser, DONE).await?;
    let finished = headline(browser).await?;
    let heard = read(browser, "spoken").await?;
    let heard: Vec<String> = serde_json::from_value(heard)?;
    let [first, steps @ .., before, last] = &heard[..] else {
        anyhow::bail!("only {heard:?} was spoken")
    };
    ensure!(first == "The check has started.", "it begins with {first:?}");
    ensure!(steps.len() < 3, "too much is spoken: {heard:?}");
    ensure!(before.starts_with(&settled), "then it says {before:?}, expected {settled:?}");
    ensure!(
        last.starts_with(&format!("The check is done. {finished}")),
        "it ends with {last:?}, expected {finished:?}"
    );
    let loud = "document.querySelectorAll('[role=alert], [aria-live=assertive]').length";
    ensure!(read(browser, loud).await? == 0, "it interrupts");
    Ok(())
}

async fn headline(browser: &Browser) -> Result<String> {
    let headline = read(browser, "document.querySelector('#result-heading').textContent").await?;
    let Value::String(headline) = headline else { anyhow::bail!("there is no headline") };
    Ok(headline)
}
