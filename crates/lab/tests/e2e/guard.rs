//! What keeps the page from being used against its visitors, or against others by their browsers.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};
use crate::page::{COUNT, read, until};
use crate::trial::Stage;

/// A guard, and what puts it to the test.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Guard {
    PrivateAddressesAreRefusedInEverySpelling,
    OnlyAllowedHostsAndPortsAreChecked,
    AnAddressFromALinkIsConfirmedFirst,
    AnAddressFromAReportIsConfirmedFirst,
    AHostThatImitatesAnotherIsNamed,
    OnePageChecksAtATime,
    ATypedAddressIsLeftAloneForAWhile,
    AHostileLinkIsOnlyText,
}

impl Guard {
    pub(crate) const ALL: [Guard; 8] = [
        Guard::PrivateAddressesAreRefusedInEverySpelling,
        Guard::OnlyAllowedHostsAndPortsAreChecked,
        Guard::AnAddressFromALinkIsConfirmedFirst,
        Guard::AnAddressFromAReportIsConfirmedFirst,
        Guard::AHostThatImitatesAnotherIsNamed,
        Guard::OnePageChecksAtATime,
        Guard::ATypedAddressIsLeftAloneForAWhile,
        Guard::AHostileLinkIsOnlyText,
    ];
}

pub(crate) async fn hold(stage: &Stage, guard: Guard, engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, &stage.lab.trusted()).await?;
    let held = put(stage, guard, &browser).await;
    browser.close().await?;
    held
}

async fn put(stage: &Stage, guard: Guard, browser: &Browser) -> Result<()> {
    let page = |config: Value| stage.lab.page_with(&config).context("the lab serves the page");
    // As developers set it up, since all that the lab has is on loopback.
    let own = page(json!({ "allowPrivate": true }))?;
    let running = stage.lab.running().iter().find(|running| running.name == "healthy");
    let healthy = &running.context("it runs")?.endpoint;
    match guard {
        Guard::PrivateAddressesAreRefusedInEverySpelling => {
            private(browser, &page(json!({}))?).await
        }
        Guard::OnlyAllowedHostsAndPortsAreChecked => {
            let hosts = json!(["chat.example.com", "*.example.net:8443"]);
            allowed(browser, &page(json!({}))?, &page(json!({ "allowTyped": hosts }))?).await
        }
        Guard::AnAddressFromALinkIsConfirmedFirst => linked(browser, &own, healthy).await,
        Guard::AnAddressFromAReportIsConfirmedFirst => reported(browser, &own, healthy).await,
        Guard::AHostThatImitatesAnotherIsNamed => imitated(browser, &page(json!({}))?).await,
        Guard::OnePageChecksAtATime => one(stage, browser).await,
        Guard::ATypedAddressIsLeftAloneForAWhile => rested(browser, &own, healthy).await,
        Guard::AHostileLinkIsOnlyText => hostile(browser, &page(json!({}))?).await,
    }
}

const ELSEWHERE: &str = "performance.getEntriesByType('resource').filter(entry => new URL(entry.name).origin !== location.origin).length";
const STATE: &str = "document.querySelector('#result').dataset.state";
const START: &str = "document.querySelector('#start').click()";

/// Types an address in place of the one that stands there.
async fn fill(browser: &Browser, address: &str) -> Result<()> {
    let typed = json!(address);
    read(browser, &format!("(() => {{ const field = document.querySelector('#endpoint'); field.value = {typed}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()")).await?;
    Ok(())
}

/// Types an address and presses the button; waits for what the field's error says.
async fn refused(browser: &Browser, address: &str, expected: &str) -> Result<()> {
    fill(browser, address).await?;
    until(browser, "!document.querySelector('#endpoint-error')").await?;
    read(browser, START).await?;
    let told = format!(
        "document.querySelector('#endpoint-error')?.textContent.includes({})",
        json!(expected)
    );
    until(browser, &told).await.with_context(|| address.to_owned())?;
    ensure!(read(browser, STATE).await? == "idle", "{address} has started a run");
    Ok(())
}

/// Nothing has gone out but for the page's own files, one of which comes with the form.
async fn silent(browser: &Browser) -> Result<()> {
    let sockets = read(browser, "window.open.size").await?;
    ensure!(sockets == 0, "{sockets} sockets were opened");
    let elsewhere = read(browser, ELSEWHERE).await?;
    ensure!(elsewhere == 0, "{elsewhere} requests went elsewhere");
    Ok(())
}

async fn private(browser: &Browser, page: &str) -> Result<()> {
    browser.open(page).await?;
    browser.run(COUNT, Vec::new()).await?;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.0.0.1.",
        "１２７.0.0.1",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::8.8.8.8]",
        "[2002:7f00:1::]",
        "[fd00::1]",
        "[fe80::1]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "loc%61lhost",
        "ⓛocalhost",
        "a.localhost",
        "printer.local",
        "printer.local.",
        "PRINTER。LOCAL",
        "db.internal",
        "router",
        "router.lan",
        "nas.home.arpa",
    ] {
        refused(browser, &format!("wss://{host}/ws"), "expected a public host").await?;
    }
    silent(browser).await?;
    // The same of a link's.
    browser.open(&with(page, "ws://0x7f.1:8080/")?).await?;
    read(browser, START).await?;
    until(
        browser,
        "document.querySelector('#endpoint-error')?.textContent.includes('found 127.0.0.1')",
    )
    .await
}

async fn allowed(browser: &Browser, any: &str, listed: &str) -> Result<()> {
    for (page, addresses) in [
        (
            any,
            &[
                (
                    "wss://chat.example.com:9000/",
                    "expected port 80, 443, 8080 or 8443, found chat.example.com:9000",
                ),
                ("ws://chat.example.com:3306/", "expected port"),
                ("wss://chat.example.com:22/", "every browser refuses"),
            ][..],
        ),
        (
            listed,
            &[
                (
                    "wss://example.com/",
                    "expected a host and port that this page may check, found example.com",
                ),
                ("wss://chat.example.com:8443/", "found chat.example.com:8443"),
                ("wss://a.example.net/", "found a.example.net"),
                ("wss://example.net:8443/", "found example.net:8443"),
                ("wss://chat.example.com.evil.example/", "found chat.example.com.evil.example"),
                ("wss://chat.example.com@evil.example/", "before the @"),
                ("wss://chat.exаmple.com/", "found chat.xn--exmple-4nf.com"),
                ("wss:\\\\evil.example\\.example.net:8443", "found evil.example"),
            ],
        ),
    ] {
        browser.open(page).await?;
        browser.run(COUNT, Vec::new()).await?;
        for (address, expected) in addresses {
            refused(browser, address, expected).await?;
        }
        silent(browser).await?;
    }
    Ok(())
}

fn with(page: &str, address: &str) -> Result<String> {
    let mut url = url::Url::parse(page)?;
    url.query_pairs_mut().append_pair("address", address);
    // A plus stands for itself here.
    Ok(url.as_str().replace('+', "%20"))
}

/// Presses the button, which must do nothing but ask; gives what it asks.
async fn asks(browser: &Browser) -> Result<String> {
    browser.run(COUNT, Vec::new()).await?;
    read(browser, START).await?;
    until(browser, "document.querySelector('#sure')").await?;
    ensure!(read(browser, STATE).await? == "idle", "it runs without a word of the visitor");
    ensure!(read(browser, "document.activeElement.id").await? == "sure", "the focus is elsewhere");
    silent(browser).await?;
    let told = read(browser, "document.querySelector('#asked').textContent").await?;
    Ok(told.as_str().unwrap_or_default().to_owned())
}

/// Confirms, which starts, and stops.
async fn runs(browser: &Browser) -> Result<()> {
    asks(browser).await?;
    read(browser, "document.querySelector('#sure').click()").await?;
    until(
        browser,
        "document.querySelector('#result').dataset.verdict && document.querySelector('#cancel')",
    )
    .await?;
    read(browser, "document.querySelector('#cancel').click()").await?;
    until(browser, &format!("{STATE} === 'done'")).await
}

async fn linked(browser: &Browser, page: &str, healthy: &str) -> Result<()> {
    browser.open(&with(page, &format!("{healthy}?token=secret"))?).await?;
    let shown = read(browser, "[document.querySelector('#endpoint').value, location.href]").await?;
    ensure!(shown[0] == format!("{healthy}?token=secret"), "{shown}");
    ensure!(shown[1] == page, "a token is left in the page's own address");
    let port = url::Url::parse(healthy)?.port().context("it has one")?;
    let told = asks(browser).await?;
    ensure!(told.contains(&format!("connect to:127.0.0.1, port {port}It is a number")), "{told}");
    // Another path, and even another host, is the link's still; who empties the field has typed all.
    for (address, asked) in [(healthy, true), ("wss://chat.example.com/", true), ("", false)] {
        fill(browser, address).await?;
        let left = format!(
            "!!document.querySelector('#asked') === {asked} && !document.querySelector('#sure')"
        );
        until(browser, &left).await.with_context(|| address.to_owned())?;
    }
    browser.open(&with(page, healthy)?).await?;
    runs(browser).await
}

async fn reported(browser: &Browser, page: &str, healthy: &str) -> Result<()> {
    browser.open(&with(page, healthy)?).await?;
    runs(browser).await?;
    let report =
        read(browser, "new URL(document.querySelector('#result').dataset.link).hash").await?;
    browser.open(page).await?;
    read(browser, &format!("location.hash = {report}")).await?;
    until(browser, "document.querySelector('#same')").await?;
    browser.run(COUNT, Vec::new()).await?;
    read(browser, "document.querySelector('#same').click()").await?;
    until(browser, "document.querySelector('#sure')").await?;
    ensure!(read(browser, STATE).await? == "idle", "it runs without a word of the visitor");
    silent(browser).await
}

async fn imitated(browser: &Browser, page: &str) -> Result<()> {
    for (address, expected) in [
        ("wss://аррӏе.com/", "connect to:xn--80ak6aa92e.com, port 443The part with xn--"),
        ("wss://203.0.113.7:8443/", "connect to:203.0.113.7, port 8443It is a number"),
        ("wss://3405803783/", "connect to:203.0.113.7, port 443It is a number"),
        ("wss://www.bank.com.login.evil.example/", "It has many parts."),
        ("wss://bank.example.login.evil.example./", "It has many parts."),
    ] {
        browser.open(&with(page, address)?).await?;
        let told = asks(browser).await?;
        ensure!(told.contains(expected), "{address}: {told}");
    }
    Ok(())
}

async fn one(stage: &Stage, browser: &Browser) -> Result<()> {
    let page = stage.lab.page().context("the lab serves the page")?;
    let address = format!("{page}?target=healthy");
    browser.open(&address).await?;
    let under_way =
        "document.querySelector('#result').dataset.verdict && document.querySelector('#cancel')";
    // A browser that takes a moment to let a lock go.
    read(browser, "(() => { const { locks } = navigator; const real = locks.request.bind(locks); locks.request = (name, options, told) => real(name, options, async (lock) => { await told(lock); return new Promise((gone) => setTimeout(gone, 100)); }); })()").await?;
    read(browser, START).await?;
    // The check that ends just now is not taken for another.
    until(browser, "document.querySelector('.progress .timeline')").await?;
    browser.run(AGAIN, Vec::new()).await?;
    until(browser, &format!("{under_way} || document.querySelector('#start-error')")).await?;
    ensure!(read(browser, under_way).await? != Value::Null, "its own check was in its way");
    read(browser, "document.querySelector('#cancel').click()").await?;
    until(browser, &format!("{STATE} === 'done'")).await?;
    let first = browser.client.window().await?;
    let second = browser.client.new_window(true).await?.handle;
    read(browser, START).await?;
    until(browser, under_way).await?;
    browser.client.switch_to_window(second.clone()).await?;
    browser.open(&address).await?;
    browser.run(COUNT, Vec::new()).await?;
    read(browser, START).await?;
    until(
        browser,
        "document.querySelector('#start-error')?.textContent.includes('Another check runs')",
    )
    .await?;
    silent(browser).await?;
    browser.client.switch_to_window(first.clone()).await?;
    read(browser, "document.querySelector('#cancel')?.click()").await?;
    until(browser, &format!("{STATE} === 'done'")).await?;
    // Nor is a browser that is slow to say who holds the lock taken for another check.
    browser.client.switch_to_window(second).await?;
    read(browser, "(() => { const { locks } = navigator; const real = locks.request.bind(locks); locks.request = (...list) => new Promise((told) => setTimeout(() => told(real(...list)), 1000)); })()").await?;
    read(browser, START).await?;
    until(browser, under_way).await?;
    // Nor does one keep a page from its check that refuses to lock anything.
    browser.client.switch_to_window(first).await?;
    read(
        browser,
        "navigator.locks.request = () => Promise.reject(new DOMException('', 'SecurityError'))",
    )
    .await?;
    read(browser, START).await?;
    until(browser, under_way).await
}

/// Stops the check, and starts another as soon as it is over.
const AGAIN: &str = r"
    const done = arguments[arguments.length - 1];
    const { dataset } = document.querySelector('#result');
    const watch = new MutationObserver(() => {
        if (dataset.state !== 'done') return;
        watch.disconnect();
        document.querySelector('#start').click();
        done();
    });
    watch.observe(document, { subtree: true, attributes: true });
    document.querySelector('#cancel').click();";

async fn rested(browser: &Browser, page: &str, healthy: &str) -> Result<()> {
    browser.open(&with(page, healthy)?).await?;
    runs(browser).await?;
    until(browser, "document.querySelector('#start').disabled && /in (30|29) s/.test(document.querySelector('#rest').textContent)").await?;
    // Even what is sent without the button starts nothing.
    read(browser, "document.querySelector('form').requestSubmit()").await?;
    ensure!(read(browser, STATE).await? == "done", "it was checked again at once");
    // Nor does another page of this origin.
    let first = browser.client.window().await?;
    let second = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(second).await?;
    browser.open(&with(page, healthy)?).await?;
    asks(browser).await?;
    read(browser, "document.querySelector('#sure').click()").await?;
    until(browser, "document.querySelector('#start-error')?.textContent.includes('half a minute')")
        .await?;
    silent(browser).await?;
    browser.client.switch_to_window(first).await?;
    read(browser, "(() => { const real = performance.now.bind(performance); performance.now = () => real() + 30000; })()").await?;
    until(browser, "!document.querySelector('#start').disabled && !document.querySelector('#rest')")
        .await
}

/// Goes to a fragment, and waits until what it asks for is drawn.
const GO: &str = r"
    const [hash, done] = arguments;
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(done));
    addEventListener('hashchange', drawn, { once: true });
    location.hash = hash;";

async fn hostile(browser: &Browser, page: &str) -> Result<()> {
    const MARKUP: &str = "<img src=x onerror=window.pwned=1><svg onload=window.pwned=1><script>window.pwned=1</script>";
    let encoded: String = url::form_urlencoded::byte_serialize(MARKUP.as_bytes()).collect();
    let encoded = encoded.replace('+', "%20");
    let twice = encoded.replace('%', "%25");
    let recorded = include_str!("../../../diagnosis/tests/core/links.txt");
    let real = recorded
        .lines()
        .filter_map(|line| line.split("  ").nth(1))
        .find(|text| text.starts_with("v1."))
        .context("one is recorded")?;
    let queries = [
        format!("?target={encoded}"),
        format!("?address={encoded}"),
        format!("?address=javascript%3Aalert(1)&watch={encoded}&exact={encoded}"),
        "?address=data%3Atext%2Fhtml%2Chello".to_owned(),
        "?address=%E2%80%AEwss%3A%2F%2Fevil.example".to_owned(),
        format!("?address=wss%3A%2F%2Fevil.example%2F{encoded}"),
        "?message=DROP%20TABLE&grow=on&bypass=ws%3A%2F%2Fevil.example&control=ws%3A%2F%2Fevil.example".to_owned(),
        format!("?target={}", "A".repeat(60_000)),
        "?watch=99999999999999999999&target=%FF%FE".to_owned(),
        "?__proto__=1&constructor=2&target=__proto__".to_owned(),
    ];
    let hashes = [
        format!("#cause/{MARKUP}"),
        format!("#cause/{encoded}"),
        format!("#r=v1.{MARKUP}"),
        format!("#r={encoded}"),
        format!("#r=v1.{twice}"),
        format!("#r=v1.{}", "A".repeat(1_000_000)),
        format!("#r=v1.{}", "_".repeat(8_000)),
        format!("#r={}{real}", "r=".repeat(5_000)),
        format!("#r={real}{MARKUP}"),
        format!("#r={}\u{202e}{}", &real[..20], &real[20..]),
        "#r=v1.%00%00%00".to_owned(),
        "#r=2GR6-6B16-21".to_owned(),
        "#__proto__".to_owned(),
        format!("#{}", "%25".repeat(20_000)),
        format!("#runbook{MARKUP}"),
        format!("#new?address={encoded}"),
    ];
    for query in &queries {
        browser.open(&format!("{page}{query}")).await?;
        harmless(browser, query).await?;
        let message = read(browser, "document.querySelector('#message')?.value ?? ''").await?;
        ensure!(message == "", "a link has filled in a message: {message}");
    }
    browser.open(page).await?;
    browser.run(COUNT, Vec::new()).await?;
    for hash in &hashes {
        browser.run(GO, vec![json!(hash)]).await?;
        until(browser, "!document.querySelector('#app').textContent.includes('Loading')").await?;
        harmless(browser, hash).await?;
    }
    silent(browser).await?;
    // Reports pasted into the desk are the sender's as well.
    read(browser, "location.hash = '#reports'").await?;
    until(browser, "document.querySelector('#desk-text')").await?;
    let pasted = json!(format!("{MARKUP} #r={real}{MARKUP} v1.{MARKUP} 2GR6-6B16-21{MARKUP}"));
    read(browser, &format!("(() => {{ const field = document.querySelector('#desk-text'); field.value = {pasted}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.dispatchEvent(new Event('change', {{ bubbles: true }})); document.querySelector('#desk-read').click(); }})()")).await?;
    until(browser, "document.querySelector('#desk-result')?.textContent").await?;
    harmless(browser, "the desk").await
}

/// Nothing was executed, fetched from elsewhere, put into the page as markup, or kept.
async fn harmless(browser: &Browser, link: &str) -> Result<()> {
    let link: String = link.chars().take(80).collect();
    let seen = format!(
        "({{ pwned: window.pwned ?? null, markup: document.querySelectorAll('#app img, #app script, #app iframe, #app object, [onerror], [onload]').length, elsewhere: {ELSEWHERE}, kept: localStorage.length + sessionStorage.length + document.cookie.length, state: document.querySelector('#result')?.dataset.state, own: location.pathname.startsWith('/configured/') }})"
    );
    let seen = read(browser, &seen).await?;
    ensure!(
        seen["pwned"].is_null()
            && seen["markup"] == 0
            && seen["elsewhere"] == 0
            && seen["kept"] == 0
            && seen["state"] != "running"
            && seen["own"] == true,
        "{link}: {seen}"
    );
    Ok(())
}
