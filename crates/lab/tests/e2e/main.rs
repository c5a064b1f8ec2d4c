//! The built page in real browsers, against every fault and every real proxy.
//!
//! Each trial is one scenario seen from one origin in one browser: the page is opened, its button
//! pressed, and its report read from the link that it offers. Then the console's lines, as the browser
//! really printed them, are pasted into the page. `WS_DOCTOR_DIST` names the built page. A table of
//! what was told is written to `target/e2e.md`. What takes minutes runs with `--include-ignored`.

#[path = "../browser/mod.rs"]
mod browser;
mod console;
mod deployed;
mod expect;
mod gallery;
mod guard;
mod handing;
mod host;
mod keys;
mod long;
mod malice;
mod memory;
mod page;
mod trial;

use std::fmt::Debug;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use diagnosis::language::LANGUAGES;
use lab::Lab;
use lab::gallery::Theme;
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::Runtime;

use crate::browser::Engine;
use crate::deployed::Deployed;
use crate::expect::Setting;
use crate::gallery::Depth;
use crate::guard::Guard;
use crate::handing::Handing;
use crate::host::Host;
use crate::keys::Keys;
use crate::page::Promise;
use crate::trial::{Row, Stage};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Few browsers at a time: with more, their own work would be timed.
    arguments.test_threads = arguments.test_threads.or(Some(3));
    let dist = std::env::var_os("WS_DOCTOR_DIST")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from("../../dist"));
    let runtime = Runtime::new().expect("a runtime starts");
    let looks = settings().map(|setting| setting.name());
    let names: Vec<_> = promises()
        .map(name)
        .chain(handings().map(name))
        .chain(guards().map(name))
        .chain(keys().map(name))
        .chain(deployed().map(name))
        .chain(hosts().map(on_host))
        .chain(malices().map(|(scenario, engine)| malice::name(scenario, engine)))
        .chain(galleries().map(hung))
        .chain(looks)
        .collect();
    for name in OTHERWISE.iter().chain(&LATER) {
        assert!(names.iter().any(|one| one == name), "{name} is no trial: mend its list");
    }
    if arguments.list {
        let trials = names.into_iter().map(|name| {
            let waits = waits(&name);
            Trial::test(name, || Ok(())).with_ignored_flag(waits)
        });
        let long = Trial::test(long::NAME, || Ok(())).with_ignored_flag(true);
        return libtest_mimic::run(&arguments, trials.chain([long]).collect()).exit_code();
    }
    let long = arguments.ignored || arguments.include_ignored;
    let stage = runtime.block_on(async {
        let mut lab = Lab::open(Some(&dist))
            .await
            .expect("the built page is there: run scripts/test, which builds it");
        for scenario in lab::scenarios().chain(lab::long().filter(|_| long)) {
            if let Some(why) = scenario.barred() {
                eprintln!("NOT TESTED: {}: {why}", scenario.name);
                continue;
            }
            lab.start(scenario)
                .await
                .expect("its programs are there: run scripts/test, which installs them");
        }
        lab.offer_alone();
        Arc::new(Stage { lab, rows: Mutex::default(), turn: tokio::sync::Mutex::default() })
    });
    let trial = |name: String, run: Run| {
        let (stage, handle) = (Arc::clone(&stage), runtime.handle().clone());
        let waits = waits(&name);
        let trial = Trial::test(name, move || {
            handle.block_on(run(&stage)).map_err(|error| Failed::from(format!("{error:#}")))
        });
        trial.with_ignored_flag(waits)
    };
    let promises = promises().map(|(promise, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(page::keep(stage, promise, engine)));
        trial(name((promise, engine)), run)
    });
    let handings = handings().map(|(handing, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(handing::go(stage, handing, engine)));
        trial(name((handing, engine)), run)
    });
    let guards = guards().map(|(guard, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(guard::hold(stage, guard, engine)));
        trial(name((guard, engine)), run)
    });
    let keys = keys().map(|(keys, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(keys::press(stage, keys, engine)));
        trial(name((keys, engine)), run)
    });
    let deployed = deployed().map(|(what, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(deployed::run(stage, what, engine)));
        trial(name((what, engine)), run)
    });
    let malices = malices().map(|(scenario, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(malice::suffer(stage, scenario, engine)));
        trial(malice::name(scenario, engine), run)
    });
    let hosts = hosts().map(|(host, engine)| {
        let run: Run = Box::new(move |stage| Box::pin(host::keep(stage, host, engine)));
        trial(on_host((host, engine)), run)
    });
    let galleries = galleries().map(|(language, depth)| {
        let dist = dist.clone();
        let run: Run =
            Box::new(move |_| Box::pin(async move { gallery::look(&dist, language, depth).await }));
        trial(hung((language, depth)), run)
    });
    let looks = settings().map(|setting| {
        let name = setting.name();
        let run: Run = Box::new(move |stage| Box::pin(trial::run(stage, setting)));
        trial(name, run)
    });
    let long = trial(long::NAME.to_owned(), Box::new(|stage| Box::pin(long::run(stage))));
    let trials = promises
        .chain(handings)
        .chain(guards)
        .chain(keys)
        .chain(deployed)
        .chain(malices)
        .chain(hosts)
        .chain(galleries)
        .chain(looks)
        .chain([long.with_ignored_flag(true)])
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    let stage = Arc::try_unwrap(stage).ok().expect("every trial has ended");
    report(&stage.rows.into_inner().expect("no trial panicked while it wrote its row"));
    runtime.block_on(stage.lab.end());
    conclusion.exit_code()
}

/// A trial's own part.
type Run = Box<dyn for<'a> FnOnce(&'a Stage) -> Running<'a> + Send>;
type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// What Firefox and WebKit do otherwise than Chromium, which each run looks at.
const OTHERWISE: [&str; 19] = [
    "strip-upgrade-426/another-origin/firefox",
    "answer-301/another-origin/firefox",
    "one-node-of-three/same-origin/firefox",
    "no-subprotocol-picked/same-origin/firefox",
    "wrong-subprotocol/another-origin/firefox",
    "close-after-101/same-origin/firefox",
    "http2-only/another-origin/firefox",
    "tls-misnamed/another-origin/firefox",
    "csp-page/same-origin/firefox",
    "mixed-content/same-origin/firefox",
    "haproxy-h2-only-front/another-origin/firefox",
    "page/ADropIsTimedInAHiddenTab/firefox",
    "page/PrivateAddressesAreRefusedInEverySpelling/firefox",
    "host/StrictPolicy/firefox",
    "host/APolicyThatForgotTheCheck/firefox",
    "strip-upgrade-426/another-origin/webkit",
    "haproxy-h2-only-front/same-origin/webkit",
    "csp-page/same-origin/webkit",
    "mixed-content/same-origin/webkit",
];

/// What need not be tried each time: what harms least, and a second look at each state.
const LATER: [&str; 7] = [
    "gallery/ar/dark",
    "malice/huge-message/chromium",
    "malice/endless-frame/chromium",
    "malice/slow-drip/chromium",
    "malice/endless-head/chromium",
    "malice/huge-head/chromium",
    "malice/garbled-reason/chromium",
];

/// What each run looks at from another origin: one scenario of each kind.
const FROM_ELSEWHERE: [&str; 14] = [
    "answer-301",
    "answer-401",
    "answer-502",
    "csp-page",
    "haproxy-h2-backend",
    "local-network",
    "network-blocks-websocket",
    "nginx-nginx-inner-strips",
    "platform-off",
    "reject-origin",
    "silent-host",
    "strip-upgrade-426",
    "tls-untrusted",
    "waf-challenge",
];

/// Whether a trial waits for the long run: each other browser takes as long as the first, and from
/// another origin many scenarios look as from their own.
fn waits(name: &str) -> bool {
    if OTHERWISE.contains(&name) {
        return false;
    }
    let elsewhere = name.split_once("/another-origin/");
    let alike = elsewhere.is_some_and(|(scenario, _)| !FROM_ELSEWHERE.contains(&scenario));
    let engine = name.ends_with("/firefox") || name.ends_with("/webkit");
    alike || engine || LATER.contains(&name) || name.ends_with("/thorough")
}

/// Each way in which a scenario that can run here is looked at.
fn settings() -> impl Iterator<Item = Setting> {
    let here = lab::scenarios().filter(|scenario| scenario.barred().is_none());
    here.flat_map(|scenario| Setting::of(scenario.name))
}

/// What the page promises, in each browser.
fn promises() -> impl Iterator<Item = (Promise, Engine)> {
    let all = Engine::ALL.into_iter().flat_map(|engine| Promise::ALL.map(|one| (one, engine)));
    all.filter(|(promise, engine)| promise.concerns(*engine))
}

/// The ways of a report, in each browser.
fn handings() -> impl Iterator<Item = (Handing, Engine)> {
    Engine::ALL.into_iter().flat_map(|engine| Handing::ALL.map(|handing| (handing, engine)))
}

/// What keeps the page from harm, in each browser.
fn guards() -> impl Iterator<Item = (Guard, Engine)> {
    Engine::ALL.into_iter().flat_map(|engine| Guard::ALL.map(|guard| (guard, engine)))
}

/// The page by keyboard, in each browser.
fn keys() -> impl Iterator<Item = (Keys, Engine)> {
    Engine::ALL.into_iter().flat_map(|engine| Keys::ALL.map(|keys| (keys, engine)))
}

/// The page as it is deployed, in each browser.
fn deployed() -> impl Iterator<Item = (Deployed, Engine)> {
    let all = Engine::ALL.into_iter().flat_map(|engine| Deployed::ALL.map(|one| (one, engine)));
    all.filter(|(what, engine)| what.concerns(*engine))
}

/// The endpoints that want to do harm, in each browser.
fn malices() -> impl Iterator<Item = (&'static str, Engine)> {
    let all = Engine::ALL.into_iter().flat_map(|engine| malice::ALL.map(|one| (one, engine)));
    all.filter(|(scenario, engine)| malice::concerns(scenario, *engine))
}

/// The widget on pages of other people, in each browser.
fn hosts() -> impl Iterator<Item = (Host, Engine)> {
    let all = Engine::ALL.into_iter().flat_map(|engine| Host::ALL.map(|host| (host, engine)));
    all.filter(|(host, engine)| host.concerns(*engine))
}

/// Every state of the page: each run looks at it from the left in light colours and from the right in
/// dark ones, the long run at each language in each theme.
fn galleries() -> impl Iterator<Item = (&'static str, Depth)> {
    let quick = [("en", Theme::Light), ("ar", Theme::Dark)];
    let quick = quick.into_iter().map(|(language, theme)| (language, Depth::Quick(theme)));
    quick.chain(LANGUAGES.into_iter().map(|language| (language.tag, Depth::Thorough)))
}

fn hung((language, depth): (&str, Depth)) -> String {
    match depth {
        Depth::Quick(theme) => format!("gallery/{language}/{}", theme.name()),
        Depth::Thorough => format!("gallery/{language}/thorough"),
    }
}

fn name((what, engine): (impl Debug, Engine)) -> String {
    format!("page/{what:?}/{}", engine.name())
}

fn on_host((host, engine): (Host, Engine)) -> String {
    format!("host/{host:?}/{}", engine.name())
}

/// Writes what was told, scenario by scenario.
fn report(rows: &[Row]) {
    let table = trial::table(rows);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e.md");
    let written = file
        .parent()
        .map(std::fs::create_dir_all)
        .transpose()
        .and_then(|_| std::fs::write(&file, &table));
    if let Err(error) = written {
        eprintln!("the table could not be written: {error}");
    }
    println!("{}", trial::summary(rows));
}
