//! The widget on pages of other people, which stand in `tests/hosts` and come from another origin.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use fantoccini::elements::Element;
use lab::Hosts;
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::page::{read, until};
use crate::trial::{self, Stage};

/// A kind of page, and what the widget promises on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Host {
    Plain,
    StrictPolicy,
    HostileStyles,
    React,
    Vue,
    SandboxedFrame,
    TwoServices,
    ItSpeaksItsReadersLanguage,
    ARemovedWidgetEndsItsSockets,
    APolicyThatForgotTheCheck,
    NothingStartsWithoutAGesture,
}

impl Host {
    pub(crate) const ALL: [Host; 11] = [
        Host::Plain,
        Host::StrictPolicy,
        Host::HostileStyles,
        Host::React,
        Host::Vue,
        Host::SandboxedFrame,
        Host::TwoServices,
        Host::ItSpeaksItsReadersLanguage,
        Host::ARemovedWidgetEndsItsSockets,
        Host::APolicyThatForgotTheCheck,
        Host::NothingStartsWithoutAGesture,
    ];

    /// Whether a browser shows it: WebKit runs a WebAssembly program that no policy allows.
    pub(crate) fn concerns(self, engine: Engine) -> bool {
        engine != Engine::WebKit || self != Host::APolicyThatForgotTheCheck
    }

    fn file(self) -> &'static str {
        match self {
            Host::StrictPolicy => "strict-csp.html",
            Host::HostileStyles => "hostile-css.html",
            Host::React => "react.html",
            Host::Vue => "vue.html",
            Host::SandboxedFrame => "frame.html",
            Host::TwoServices => "two.html",
            Host::APolicyThatForgotTheCheck => "blocked-by-csp.html",
            _ => "plain.html",
        }
    }
}

/// What is checked, and what the widget must say of it.
const TRUTHS: [(&str, Option<&str>); 2] = [("healthy", None), ("answer-502", Some("backend-down"))];

/// Notes what happens from now on, and how the host looks that must not change by it.
const WATCH: &str = r"
    const done = arguments[arguments.length - 1];
    window.seen = [];
    for (const what of ['ready', 'progress', 'result'])
        document.addEventListener(`ws-doctor:${what}`, ({ detail }) => {
            seen.push({ what, ...detail });
            dispatchEvent(new Event('seen'));
        });
    window.shifts = [];
    const box = ({ x, y, width, height }) => [x, y, width, height].join(' ');
    const add = (list) => list.getEntries().forEach(({ value, hadRecentInput, sources }) => {
        if (hadRecentInput) return;
        const moved = sources.map(({ node, previousRect, currentRect }) =>
            `${node?.localName ?? 'something'} from ${box(previousRect)} to ${box(currentRect)}`);
        shifts.push(`${value}: ${moved.join(', ')}`);
    });
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift'))
        new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
    window.sockets = new Set(); window.workers = new Set(); window.made = 0;
    window.WebSocket = new Proxy(WebSocket, { construct(target, list) {
        const socket = new target(...list); sockets.add(socket); return socket;
    } });
    window.Worker = new Proxy(Worker, { construct(target, list) {
        const worker = new target(...list), end = worker.terminate;
        workers.add(worker); window.made += 1;
        worker.terminate = () => { workers.delete(worker); end.call(worker); };
        return worker;
    } });
    const fetched = window.fetch; window.asked = [];
    window.fetch = (to, ...more) => { asked.push(String(to.url ?? to)); return fetched(to, ...more); };
    window.look = () => {
        const style = (element) => {
            const { color, font, display, margin, letterSpacing } = getComputedStyle(element);
            return [element.localName, color, font, display, margin, letterSpacing].join();
        };
        return JSON.stringify({
            styles: [...document.querySelectorAll('html, body, h1, p')].map(style),
            head: document.head.children.length, body: document.body.children.length,
            sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
            globals: Object.keys(window).sort().join(), title: document.title, address: location.href,
            history: history.length, stored: localStorage.length + sessionStorage.length + document.cookie.length,
        });
    };
    window.before = '';
    window.before = look();
    done();";

/// Waits until something was seen.
const SEEN: &str = r"
    const done = arguments[arguments.length - 1];
    const [what, over] = arguments;
    const look = () => {
        const found = seen.find((one) => one.what === what && (!over || one.over));
        if (found) { removeEventListener('seen', look); done(found); }
    };
    addEventListener('seen', look);
    look();";

/// A part of a widget, which its shadow root hides from selectors.
fn part(widget: u32, selector: &str) -> String {
    format!(
        "document.querySelectorAll('ws-doctor')[{widget}].shadowRoot.querySelector('{selector}')"
    )
}

pub(crate) async fn keep(stage: &Stage, host: Host, engine: Engine) -> Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (built, plain) = (here.join("target/hosts/built"), here.join("tests/hosts"));
    let hosts = Hosts::start(&[&built, &plain]).await?;
    let browser = Browser::start(engine, &stage.lab.trusted()).await?;
    let stand = Stand { stage, host, browser: &browser, origin: hosts.origin() };
    let kept = match host {
        Host::SandboxedFrame => framed(&stand).await,
        Host::TwoServices => two(&stand).await,
        Host::ItSpeaksItsReadersLanguage => speaking(&stand).await,
        Host::ARemovedWidgetEndsItsSockets => removed(&stand).await,
        Host::APolicyThatForgotTheCheck => forgotten(&stand).await,
        Host::NothingStartsWithoutAGesture => nothing_starts(&stand).await,
        _ => both(&stand).await,
    };
    browser.close().await?;
    kept
}

/// A page of another origin in a browser.
struct Stand<'a> {
    stage: &'a Stage,
    host: Host,
    browser: &'a Browser,
    origin: String,
}

impl Stand<'_> {
    /// Opens it with a widget for that target, and watches what happens.
    async fn open(&self, target: &str, more: &str) -> Result<()> {
        let check = self.stage.lab.page().context("the lab serves the page")?;
        let running = self.stage.lab.running().iter().find(|running| running.name == target);
        let running = running.context("the scenario runs")?;
        let control = running.control.as_deref().context("it has a control")?;
        let [service, control] =
            [running.endpoint.as_str(), control].map(|url| url.split('/').nth(2));
        let (service, control) = service.zip(control).context("they have hosts")?;
        let deployment = check.trim_end_matches('/');
        let url = format!(
            "{}/{}?{more}&check={check}&target={target}&origin={deployment}&parent={}&service={service}&control={control}",
            self.origin,
            self.host.file(),
            self.origin,
        );
        self.browser.client.goto(&url).await?;
        self.browser.client.wait().for_element(Locator::Css("ws-doctor, iframe")).await?;
        self.browser.run("customElements.whenDefined('ws-doctor').then(arguments[0]); document.querySelector('iframe') && arguments[0]()", Vec::new()).await?;
        self.browser.run(WATCH, Vec::new()).await?;
        Ok(())
    }

    /// Clicks as a visitor does, which no script of a page can, on what an expression gives.
    async fn click(&self, expression: &str) -> Result<()> {
        let client = &self.browser.client;
        let found = client.execute(&format!("return {expression}"), Vec::new()).await?;
        let id = found.as_object().and_then(|one| one.values().next()).and_then(Value::as_str);
        let id = id.with_context(|| format!("{expression} is no element: {found}"))?;
        Ok(Element::from_element_id(client.clone(), id.to_owned().into()).click().await?)
    }

    async fn seen(&self, what: &str, over: bool) -> Result<Value> {
        self.browser.run(SEEN, vec![json!(what), json!(over)]).await
    }

    /// Waits until a text within a widget holds something.
    async fn noted(&self, widget: u32, text: &str, expected: &str) -> Result<()> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const root = document.querySelectorAll('ws-doctor')[{widget}].shadowRoot;
             const look = () => {{ if ({text}.includes(arguments[0])) {{ watch.disconnect(); done(true); }} }};
             const watch = new MutationObserver(look);
             watch.observe(root, {{ subtree: true, childList: true, characterData: true, attributes: true }});
             look();"
        );
        let noted = self.browser.run(&script, vec![json!(expected)]).await;
        noted.with_context(|| format!("waited for {expected}"))?;
        Ok(())
    }

    /// Starts the check of a widget, and stops it once it has a verdict: the rest is waiting.
    async fn check(&self, widget: u32) -> Result<Value> {
        self.click(&part(widget, "#start")).await?;
        self.seen("result", false).await?;
        read(self.browser, &format!("document.querySelectorAll('ws-doctor')[{widget}].cancel()"))
            .await?;
        self.seen("result", true).await
    }

    /// The host looks as it did, and nothing of it has moved by itself.
    async fn untouched(&self) -> Result<()> {
        let now = read(self.browser, "look()").await?;
        let before = read(self.browser, "before").await?;
        ensure!(now == before, "the host was {before}, and is {now}");
        self.unmoved().await
    }

    /// Nothing on the page has moved by itself.
    async fn unmoved(&self) -> Result<()> {
        let shifts = read(self.browser, "shifts.join('; ')").await?;
        ensure!(shifts == "", "it has shifted by {shifts}");
        Ok(())
    }
}

/// What was told is the truth, and what the link carries.
fn is_true(result: &Value, truth: Option<&str>) -> Result<()> {
    let told = trial::told(result)?;
    let code = result["code"].as_str().unwrap_or_default();
    ensure!(code.len() >= 9, "no code to read out: {code}");
    match truth {
        None => ensure!(result["verdict"] == "healthy", "healthy, but {result}"),
        Some(truth) => {
            ensure!(result["verdict"] == "broken", "{truth}, but {result}");
            ensure!(told.offers(truth), "{truth} is not offered: {result}");
            ensure!(result["confidence"] != "confirmed", "a page alone can't know: {result}");
        }
    }
    Ok(())
}

/// Both verdicts, on a host that stays as it was.
async fn both(stand: &Stand<'_>) -> Result<()> {
    for (target, truth) in TRUTHS {
        stand.open(target, "").await?;
        let result = stand.check(0).await?;
        is_true(&result, truth)?;
        stand.untouched().await?;
        let style = format!(
            "(({{ fontSize, fontStyle, letterSpacing, textTransform }}) => \
             [fontSize, fontStyle, letterSpacing, textTransform].join())\
             (getComputedStyle({}))",
            part(0, "#again")
        );
        let style = read(stand.browser, &style).await?;
        ensure!(style == "16px,normal,normal,none", "the host's style has come in: {style}");
        let seen = read(stand.browser, "seen.map(({ what }) => what).join()").await?;
        let seen = seen.as_str().context("a text")?;
        ensure!(seen.contains("progress,result"), "the host was told of {seen}");
        let workers = read(stand.browser, "made").await?;
        // Where a policy forbids a worker, WebKit makes none, and the others one that fails.
        let forbidden = (stand.host, stand.browser.engine) == (Host::StrictPolicy, Engine::WebKit);
        let expected = u32::from(!forbidden);
        ensure!(truth.is_some() || workers == expected, "the long waits had {workers} workers");
        let check = stand.stage.lab.page().context("the lab serves the page")?;
        stand.click(&part(0, "#send")).await?;
        let sent = format!("asked.includes('{check}inbox')");
        ensure!(read(stand.browser, &sent).await? == true, "the report goes to the host");
        if matches!(stand.host, Host::React | Host::Vue) {
            let told = "document.querySelector('#behind').dataset.told";
            ensure!(read(stand.browser, told).await? == result["verdict"], "it missed the event");
            stand.click("document.querySelector('#leave')").await?;
            until(stand.browser, "!document.querySelector('ws-doctor')").await?;
        }
    }
    Ok(())
}

async fn framed(stand: &Stand<'_>) -> Result<()> {
    for (target, truth) in TRUTHS {
        stand.open(target, "").await?;
        stand.browser.client.enter_frame(0).await?;
        until(stand.browser, "document.querySelector('ws-doctor')?.shadowRoot").await?;
        let note = read(stand.browser, "document.querySelector('p').textContent").await?;
        let check = stand.stage.lab.page().context("the lab serves the page")?;
        let origin = check.trim_end_matches('/');
        ensure!(
            note.as_str().is_some_and(|note| note.contains(origin)),
            "whose Origin it is: {note}"
        );
        commands(stand).await?;
        stand.click(&part(0, "#start")).await?;
        stand.browser.client.enter_parent_frame().await?;
        let heard = stand.browser.run(HEARD, vec![json!("result")]).await?;
        ensure!(heard["origin"] == origin && heard["ws-doctor"] == 1, "heard {heard}");
        ensure!(heard.get("link").is_none(), "the visitor's link left the frame: {heard}");
        command(stand, "'cancel'", "").await?;
        let heard = stand.browser.run(HEARD, vec![json!("over")]).await?;
        let sizes = read(stand.browser, "heard.filter(one => one.height > 100).length").await?;
        ensure!(sizes.as_u64() > Some(0), "it does not tell its height");
        stand.untouched().await?;
        stand.browser.client.enter_frame(0).await?;
        let link = read(stand.browser, &format!("{}.dataset.link", part(0, "#result"))).await?;
        let mut result = heard;
        result["link"] = link;
        is_true(&result, truth)?;
        stand.browser.client.enter_parent_frame().await?;
    }
    // One that names another parent than it has.
    stand.browser.client.goto("about:blank").await?;
    stand.open("healthy", "parent=http://help.example.com").await?;
    stand.browser.client.enter_frame(0).await?;
    until(stand.browser, "document.querySelector('ws-doctor')?.shadowRoot").await?;
    stand.browser.client.enter_parent_frame().await?;
    ensure!(read(stand.browser, "heard.length").await? == 0, "a frame talks to any parent");
    Ok(())
}

/// Its parent gives a frame commands; nobody else does, and none of them starts a check.
async fn commands(stand: &Stand<'_>) -> Result<()> {
    let client = &stand.browser.client;
    client.enter_parent_frame().await?;
    command(stand, "'start'", "").await?;
    command(stand, "'theme'", "theme: 'dark'").await?;
    client.enter_frame(0).await?;
    until(stand.browser, "document.querySelector('ws-doctor').theme === 'dark'").await?;
    ensure!(read(stand.browser, &part(0, "[data-open]")).await?.is_null(), "a message starts it");
    read(stand.browser, "postMessage({ 'ws-doctor': 1, type: 'theme', theme: 'light' }, '*')")
        .await?;
    client.enter_parent_frame().await?;
    command(stand, "'lang'", "lang: 'xx'").await?;
    client.enter_frame(0).await?;
    until(stand.browser, "document.querySelector('ws-doctor').lang === 'xx'").await?;
    let theme = read(stand.browser, "document.querySelector('ws-doctor').theme").await?;
    ensure!(theme == "dark", "a frame heeds whoever speaks to it: {theme}");
    client.enter_parent_frame().await?;
    command(stand, "'lang'", "lang: 'fr'").await?;
    client.enter_frame(0).await?;
    until(stand.browser, "document.title === 'Vérifier la connexion'").await?;
    Ok(())
}

async fn command(stand: &Stand<'_>, kind: &str, with: &str) -> Result<()> {
    let message = format!("{{ 'ws-doctor': 1, type: {kind}, {with} }}");
    let window = "document.querySelector('iframe').contentWindow";
    read(stand.browser, &format!("{window}.postMessage({message}, '*')")).await?;
    Ok(())
}

/// Waits for a message of the frame: one of this type, or the last result.
const HEARD: &str = r"
    const done = arguments[arguments.length - 1];
    const wanted = arguments[0];
    const look = () => {
        const found = heard.find((one) => one.type === wanted || one[wanted] === true);
        if (found) { removeEventListener('heard', look); done(found); }
    };
    addEventListener('heard', look);
    look();";

async fn two(stand: &Stand<'_>) -> Result<()> {
    let [(first, _), (second, truth)] = TRUTHS;
    stand.open(first, &format!("other={second}")).await?;
    stand.click(&part(0, "#start")).await?;
    stand.seen("progress", false).await?;
    // One check at a time, whichever widget runs it; the other one says so.
    stand.click(&part(1, "#start")).await?;
    stand.noted(1, "root.querySelector('#note').textContent", "Another check").await?;
    let state = read(stand.browser, &format!("{}.dataset.state", part(0, "#result"))).await?;
    ensure!(state == "running", "the first one is {state}");
    // By a script, since a run draws this button anew whenever it wants.
    read(stand.browser, &format!("{}.click()", part(0, "#cancel"))).await?;
    stand.noted(0, "root.querySelector('#result').dataset.state", "done").await?;
    read(stand.browser, "seen.length = 0").await?;
    stand.click(&part(1, "#start")).await?;
    let ended = format!("{}.dataset.state === 'done'", part(1, "#result"));
    stand.browser.run(SEEN, vec![json!("result"), json!(true)]).await?;
    ensure!(read(stand.browser, &ended).await? == true, "the other one has ended");
    let result = stand.seen("result", true).await?;
    is_true(&result, truth)?;
    let grounds =
        [0, 1].map(|widget| format!("getComputedStyle({}).backgroundColor", part(widget, "#room")));
    let grounds = read(stand.browser, &format!("[{}].join()", grounds.join(","))).await?;
    ensure!(grounds == "rgb(244, 246, 248),rgb(15, 20, 26)", "their themes are {grounds}");
    stand.untouched().await
}

/// From its first button on, in the language that its host says.
async fn speaking(stand: &Stand<'_>) -> Result<()> {
    let [(target, _), _] = TRUTHS;
    stand.open(target, "").await?;
    let button = "root.querySelector('#start').textContent";
    for (lang, expected, dir) in [
        ("ar", "فحص الاتصال", "rtl"),
        ("xx", "Check the connection", "ltr"),
        ("DE-at", "Verbindung prüfen", "ltr"),
    ] {
        read(stand.browser, &format!("document.querySelector('ws-doctor').lang = '{lang}'"))
            .await?;
        stand.noted(0, button, expected).await?;
        let now =
            read(stand.browser, &format!("getComputedStyle({}).direction", part(0, "#start")))
                .await?;
        ensure!(now == dir, "{lang} is written {now}");
    }
    stand.check(0).await?;
    let answer = read(stand.browser, &format!("{}.textContent", part(0, "#result h2"))).await?;
    ensure!(answer == "Die Verbindung des Chats funktioniert von hier aus.", "it says {answer}");
    stand.untouched().await
}

const OPEN: &str = "[...sockets].filter(socket => socket.readyState < 2).length + workers.size";

async fn removed(stand: &Stand<'_>) -> Result<()> {
    // One whose long waits are in a worker, and one that hangs in its handshake.
    for (target, what, over) in [("healthy", "result", false), ("hang", "progress", false)] {
        stand.open(target, "").await?;
        stand.click(&part(0, "#start")).await?;
        stand.seen(what, over).await?;
        ensure!(read(stand.browser, OPEN).await?.as_u64() > Some(0), "{target}: nothing is open");
        // What only moves goes on.
        read(stand.browser, "document.body.append(document.querySelector('ws-doctor'))").await?;
        ensure!(read(stand.browser, OPEN).await?.as_u64() > Some(0), "{target}: ended by a move");
        read(stand.browser, "document.querySelector('ws-doctor').remove()").await?;
        let left = read(stand.browser, OPEN).await?;
        ensure!(left == 0, "{target}: {left} are open after the widget is gone");
    }
    Ok(())
}

/// Takes the time from a click until the button is there again.
const REFUSED: &str = r"(() => {
    window.refused = null;
    const root = document.querySelector('ws-doctor').shadowRoot;
    addEventListener('click', () => {
        const clicked = performance.now();
        const watch = new MutationObserver(() => {
            if (root.querySelector('#start:enabled')) refused ??= performance.now() - clicked;
        });
        watch.observe(root, { subtree: true, childList: true });
    }, { capture: true, once: true });
})()";

async fn forgotten(stand: &Stand<'_>) -> Result<()> {
    let check = stand.stage.lab.page().context("the lab serves the page")?;
    let origin = check.trim_end_matches('/');
    let (own, wasm) = (&stand.origin, "wasm-unsafe-eval");
    for (word, connect, expected) in [
        ("report-sample", origin, ""),
        (wasm, own, ""),
        // The service alone.
        (wasm, origin, " ws://127.0.0.1"),
    ] {
        stand.open("healthy", &format!("word={word}&connect={connect}")).await?;
        read(stand.browser, REFUSED).await?;
        stand.click(&part(0, "#start")).await?;
        let note = format!("{}.textContent", part(0, "#note"));
        let lines = format!("script-src {origin} '{wasm}'\nconnect-src {origin}{expected}");
        stand.noted(0, &note, &lines).await?;
        let link = "document.querySelector('ws-doctor a').checkVisibility()";
        ensure!(read(stand.browser, link).await? == true, "{word}: the host's own link is hidden");
        let empty = format!(
            "{}.getBoundingClientRect().bottom - document.querySelector('ws-doctor a').getBoundingClientRect().bottom",
            part(0, "#room")
        );
        let empty = read(stand.browser, &empty).await?;
        ensure!(empty.as_f64() < Some(50.0), "{word}: {empty} px stand empty");
        if expected.is_empty() {
            stand.noted(0, "`${root.querySelector('#start').disabled}`", "false").await?;
            // What comes at once gives the room back, as an effect of the click.
            let kept = format!("(refused ?? Infinity) < 350 && !!{}", part(0, "[data-open]"));
            ensure!(read(stand.browser, &kept).await? == false, "{word}: the room is kept");
            stand.unmoved().await?;
        }
    }
    Ok(())
}

/// Only a click or a key of the visitor starts a check, whatever the host's script does.
async fn nothing_starts(stand: &Stand<'_>) -> Result<()> {
    stand.open("healthy", "").await?;
    let asked = "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !/(embed.js|favicon.ico)$/.test(name)).join()";
    let early = read(stand.browser, asked).await?;
    ensure!(early == "", "more than the loader came before the click: {early}");
    let thrown = read(stand.browser, "(() => { try { document.querySelector('ws-doctor').start(); } catch ({ name }) { return name; } })()").await?;
    ensure!(thrown == "NotAllowedError", "start() without a gesture: {thrown}");
    read(stand.browser, &format!("{}.click()", part(0, "#start"))).await?;
    ensure!(read(stand.browser, asked).await? == "", "a script's click has started it");
    // A target that the deployment does not have is not replaced by another.
    read(stand.browser, "document.querySelector('ws-doctor').target = 'gone'").await?;
    stand.click(&part(0, "#start")).await?;
    stand.noted(0, &format!("{}.textContent", part(0, "#note")), "is not known").await?;
    ensure!(read(stand.browser, OPEN).await? == 0, "another target is checked instead");
    Ok(())
}
