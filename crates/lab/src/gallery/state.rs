//! The states that the page can be in, and how each comes about.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::site::INBOX;
use crate::{Hosts, Lab};

/// A state of the page.
#[derive(Clone, Copy)]
pub struct State {
    /// Its name, which its pictures begin with.
    pub name: &'static str,
    /// It is one of paper.
    pub printed: bool,
    /// Its scripts run.
    pub(super) scripts: bool,
    /// What runs in the tab before anything of the page does.
    pub(super) before: &'static str,
    /// What is done in it, one after the other.
    pub(super) steps: &'static [Step],
    place: Place,
    pub(super) scenario: &'static str,
    /// What stands behind the page's own address; `{cause:confidence}` is a recorded report.
    address: &'static str,
}

/// What is done in a tab.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// A script runs; `see`, `click`, `fill` and `unfold` are at hand, `{endpoint}` is the scenario's.
    Do(&'static str),
    /// The visitor presses an element: some of them take no script's word.
    Press(&'static str),
}

/// Which page is opened, of which deployment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// That of a deployment with one service, an inbox and an address for support.
    Chat,
    /// That of one with two services, where visitors may also type an address.
    Several,
    /// That of one that names no service: visitors type the address.
    Bare,
    /// That of one whose configuration is mistaken.
    Mistaken,
    /// Another page with a widget in it.
    Host,
    /// The widget as a page of its own.
    Frame,
}

use Step::{Do, Press};

const RUN: Step = Do("await see('#start'); click('#start');");
const DONE: Step = Do("await see('#result[data-state=done]');");
const READ: Step = Do("await see('#result[data-verdict]');");
const ADD: &str = "await see('#paste'); find('.fold:has(#paste)').open = true;";

/// Lets no timer act that was set before `held` was raised: a run stays where it is.
const HOLD: &str = "globalThis.held = 0;
    for (const name of ['setTimeout', 'setInterval']) {
        const real = globalThis[name];
        globalThis[name] = (act, ...more) => {
            const before = held;
            return real(() => before === held && act(), ...more);
        };
    }";

const CHECK: State = State {
    name: "",
    printed: false,
    scripts: true,
    before: "",
    steps: &[Do("await see('#start');")],
    place: Place::Chat,
    scenario: "healthy",
    address: "?target=chat",
};

const REPORT: State = State { steps: &[READ], ..CHECK };

const SUPPORT: State = State { place: Place::Several, ..CHECK };

/// All states, from a visitor's first look to what support works with.
pub const STATES: [State; 54] = [
    State { name: "shell", scripts: false, steps: &[], ..CHECK },
    State {
        name: "shell-late",
        before: "window.WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => new Promise(() => {});",
        steps: &[Do("document.getAnimations().forEach((one) => one.finish());")],
        ..CHECK
    },
    State { name: "idle", ..CHECK },
    State { name: "idle-choice", place: Place::Several, ..CHECK },
    State { name: "idle-typed", place: Place::Bare, address: "", ..CHECK },
    State {
        name: "idle-advanced",
        place: Place::Bare,
        address: "",
        steps: &[Do("await see('#start'); unfold();")],
        ..CHECK
    },
    State {
        name: "asked",
        place: Place::Bare,
        address: "?address=wss%3A%2F%2Fchat.example.com%2Fws",
        steps: &[Do("await see('#asked');")],
        ..CHECK
    },
    State {
        name: "confirm",
        place: Place::Bare,
        address: "?address=wss%3A%2F%2Fxn--pple-43d.example%2Fws",
        steps: &[RUN, Do("await see('#sure');")],
        ..CHECK
    },
    State {
        name: "unknown-target",
        address: "?target=gone",
        steps: &[Do("await see('#target-error');")],
        ..CHECK
    },
    State {
        name: "bad-address",
        place: Place::Bare,
        address: "",
        steps: &[
            Do(
                "await see('#endpoint'); fill('#endpoint', 'https://chat.example.com/ws'); click('#start');",
            ),
            Do("await see('.offer');"),
        ],
        ..CHECK
    },
    State {
        name: "bad-fields",
        place: Place::Bare,
        address: "",
        steps: &[
            Do(
                "await see('#endpoint'); fill('#endpoint', 'wss://chat.example.com/ws'); fill('#idle-limit', 'long'); fill('#control', 'chat'); click('#start');",
            ),
            Do("await see('#idle-limit-error');"),
        ],
        ..CHECK
    },
    State {
        name: "not-loaded",
        before: "const real = fetch; window.fetch = (what, ...more) => /\\/run_bg/.test(what) ? Promise.reject(new TypeError()) : real(what, ...more);",
        steps: &[RUN, Do("await see('#start-error');")],
        ..CHECK
    },
    State {
        name: "misconfigured",
        place: Place::Mistaken,
        steps: &[Do("await see('#config-error');")],
        ..CHECK
    },
    State {
        name: "running",
        scenario: "hang",
        before: HOLD,
        steps: &[Do("await see('#start'); click('#start'); await see('.step.over'); held += 1;")],
        ..CHECK
    },
    State {
        name: "waiting",
        address: "?target=chat&watch=130",
        steps: &[RUN, Do("await see('#result[data-verdict]'); await see('.progress .timeline');")],
        ..CHECK
    },
    State {
        name: "wordless-loading",
        before: "const real = fetch; window.fetch = (what, ...more) => /\\/sheet_bg/.test(what) ? new Promise(() => {}) : real(what, ...more);",
        steps: &[Do("await see('#result .notice');")],
        address: "#r={upgrade-headers-missing:possible}",
        ..CHECK
    },
    State {
        name: "wordless",
        before: "const real = fetch; window.fetch = (what, ...more) => /\\/sheet_bg/.test(what) ? Promise.reject(new TypeError()) : real(what, ...more);",
        steps: &[Do("await see('#reload');")],
        address: "#r={upgrade-headers-missing:possible}",
        ..CHECK
    },
    State {
        name: "wordless-offline",
        before: "Object.defineProperty(navigator, 'onLine', { get: () => false }); const real = fetch; window.fetch = (what, ...more) => /\\/sheet_bg/.test(what) ? Promise.reject(new TypeError()) : real(what, ...more);",
        steps: &[Do("await see('#reload');")],
        address: "#r={upgrade-headers-missing:possible}",
        ..CHECK
    },
    State { name: "done-healthy", address: "?target=chat&watch=0", steps: &[RUN, DONE], ..CHECK },
    State {
        name: "done-degraded",
        scenario: "idle-close",
        address: "?target=chat&watch=5",
        steps: &[RUN, DONE],
        ..CHECK
    },
    State { name: "done-broken", scenario: "answer-502", steps: &[RUN, DONE], ..CHECK },
    State {
        name: "done-inconclusive",
        scenario: "hang",
        steps: &[
            Do("await see('#start'); click('#start'); await see('.step.over'); click('#cancel');"),
            DONE,
        ],
        ..CHECK
    },
    State {
        name: "done-typed",
        place: Place::Bare,
        scenario: "strip-upgrade-426",
        address: "",
        steps: &[
            Do("await see('#endpoint'); fill('#endpoint', '{endpoint}'); click('#start');"),
            DONE,
            Do("find('.settings').open = true; await see('#rest');"),
        ],
        ..CHECK
    },
    State {
        name: "confirmed",
        scenario: "answer-301",
        steps: &[
            RUN,
            DONE,
            Do(
                "await see('#paste'); fill('#paste', `WebSocket connection to '{endpoint}' failed: Error during WebSocket handshake: Unexpected response code: 301`); click('#paste-apply');",
            ),
            Do("await see('#paste-forget');"),
        ],
        ..CHECK
    },
    State {
        name: "sent",
        scenario: "answer-502",
        steps: &[RUN, DONE, Do("await see('#send'); click('#send'); await see('.said');")],
        ..CHECK
    },
    State {
        name: "not-sent",
        scenario: "answer-502",
        before: "const real = fetch; window.fetch = (what, ...more) => /\\/inbox$/.test(what) ? Promise.reject(new TypeError()) : real(what, ...more);",
        steps: &[RUN, DONE, Do("await see('#send'); click('#send'); await see('.failed');")],
        ..CHECK
    },
    State {
        name: "not-copied",
        before: "navigator.clipboard.writeText = () => Promise.reject(new TypeError());",
        address: "#r={backend-down:likely}",
        steps: &[
            READ,
            Do(
                "[...document.querySelectorAll('.actions button')].find((one) => one.id !== 'send').click(); await see('#copy-by-hand');",
            ),
        ],
        ..CHECK
    },
    State { name: "report-healthy", address: "#r={none}", ..REPORT },
    State { name: "report-degraded", address: "#r={idle-timeout-proxy:likely}", ..REPORT },
    State { name: "report-broken", address: "#r={backend-down:likely}", ..REPORT },
    State { name: "report-many", address: "#r={upgrade-headers-missing:possible}", ..REPORT },
    State { name: "report-network", address: "#r={client-network-blocks:likely}", ..REPORT },
    State {
        name: "report-unfolded",
        address: "#r={upgrade-headers-missing:possible}",
        steps: &[READ, Do("unfold();")],
        ..CHECK
    },
    State {
        name: "report-held",
        address: "#r={client-network-blocks:likely}",
        steps: &[
            READ,
            Do(
                "click('.held > summary'); click('#keep-path'); await see('#keep-path:not(:checked)');",
            ),
        ],
        ..CHECK
    },
    State {
        name: "report-waits",
        address: "#r={mobile-or-nat-timeout:likely}",
        steps: &[
            READ,
            Do(
                "for (const one of document.querySelectorAll('details:has(.lanes), details:has(.evidence)')) one.open = true;",
            ),
        ],
        ..CHECK
    },
    State { name: "report-printed", printed: true, address: "#r={backend-down:likely}", ..REPORT },
    State {
        name: "damaged",
        address: "#r=v1.AAAA",
        steps: &[Do("await see('#link-error');")],
        ..CHECK
    },
    State {
        name: "compared",
        address: "#r={client-network-blocks:likely}",
        steps: &[
            READ,
            Do("fill('#other', '#r={none}'); click('#other-apply'); await see('#comparison');"),
        ],
        ..CHECK
    },
    State {
        name: "not-compared",
        address: "#r={client-network-blocks:likely}",
        steps: &[
            READ,
            Do(
                "fill('#other', '#r=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'); click('#other-apply'); await see('#other-error');",
            ),
        ],
        ..CHECK
    },
    State {
        name: "adding",
        address: "#r={upgrade-headers-missing:possible}",
        before: "window.Worker = class { postMessage() { this.onmessage({ data: 42 }); } terminate() {} };",
        steps: &[
            READ,
            Do(ADD),
            Do("fill('#paste', 'status 502'); click('#paste-apply'); await see('#paste-halt');"),
        ],
        ..CHECK
    },
    State {
        name: "added",
        address: "#r={upgrade-headers-missing:possible}",
        steps: &[
            READ,
            Do(ADD),
            Do(
                "fill('#paste', `server {\n  listen 443 ssl;\n  server_name chat.example.com;\n  location /ws/ {\n    proxy_pass http://127.0.0.1:8000;\n    proxy_read_timeout 5s;\n  }\n}\n`); click('#paste-apply'); await see('#paste-forget');",
            ),
        ],
        ..CHECK
    },
    State {
        name: "added-nothing",
        address: "#r={upgrade-headers-missing:possible}",
        steps: &[
            READ,
            Do(ADD),
            Do(
                "fill('#paste', 'it does not work'); click('#paste-apply'); await see('#paste-forget');",
            ),
        ],
        ..CHECK
    },
    State {
        name: "cause",
        address: "#cause=upgrade-headers-missing",
        steps: &[Do("await see('#result article');")],
        ..CHECK
    },
    State {
        name: "runbook",
        address: "#runbook",
        steps: &[Do("await see('#result .runbook');")],
        ..CHECK
    },
    State { name: "maker", address: "#new", steps: &[Do("await see('#maker-apply');")], ..SUPPORT },
    State {
        name: "maker-made",
        address: "#new",
        steps: &[Do("await see('#maker-apply'); click('#maker-apply'); await see('#maker-link');")],
        ..SUPPORT
    },
    State {
        name: "maker-mistaken",
        address: "#new",
        steps: &[
            Do(
                "await see('#maker-target'); find('#maker-target').value = 'other'; find('#maker-target').dispatchEvent(new Event('change', { bubbles: true }));",
            ),
            Do(
                "await see('#maker-address'); fill('#maker-address', 'https://chat.example.com'); click('#maker-apply'); await see('#maker-error');",
            ),
        ],
        ..SUPPORT
    },
    State {
        name: "desk",
        address: "#reports",
        steps: &[Do("await see('#desk-read');")],
        ..SUPPORT
    },
    State {
        name: "desk-filled",
        address: "#reports",
        steps: &[Do(
            "await see('#desk-text'); fill('#desk-text', `{all}\nhttps://page.example/#r=v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`); click('#desk-read'); await see('#desk-count');",
        )],
        ..SUPPORT
    },
    State {
        name: "desk-code",
        address: "#reports",
        steps: &[Do(
            "await see('#desk-text'); fill('#desk-text', '{code}'); click('#desk-read'); await see('#desk-code');",
        )],
        ..SUPPORT
    },
    State {
        name: "desk-misheard",
        address: "#reports",
        steps: &[Do(
            "await see('#desk-text'); fill('#desk-text', '2gr6'); click('#desk-read'); await see('#code-error');",
        )],
        ..SUPPORT
    },
    State { name: "widget-idle", place: Place::Host, ..CHECK },
    State {
        name: "widget-done",
        place: Place::Host,
        scenario: "answer-502",
        steps: &[Do("await see('#start');"), Press("find('#start')"), DONE],
        ..CHECK
    },
    State { name: "frame", place: Place::Frame, ..CHECK },
];

/// Reports that were really made.
const RECORDED: &str = include_str!("../../../diagnosis/tests/core/links.txt");

fn recorded() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some((line.split("  ").next()?, line.split("  ").nth(1)?)))
}

impl State {
    /// The address that leads to it.
    pub(super) fn address(&self, lab: &Lab, hosts: &Hosts, language: &str) -> Result<String> {
        let endpoint = self.endpoint(lab)?;
        let page =
            lab.page_with(&config(self.place, endpoint)).context("the page was not built")?;
        let address = self.filled_in(self.address, endpoint);
        let (query, hash) = address.split_once('#').unwrap_or((&address, ""));
        let query = query.trim_start_matches('?');
        Ok(match self.place {
            Place::Host => format!("{}/plain.html?check={page}&{query}", hosts.origin()),
            Place::Frame => format!("{page}embed.html?{query}&lang={language}"),
            _ => format!("{page}?{query}&lang={language}#{hash}"),
        })
    }

    /// A script of it, with all that it names.
    pub(super) fn script(&self, script: &str, lab: &Lab) -> Result<String> {
        Ok(self.filled_in(script, self.endpoint(lab)?))
    }

    fn endpoint<'a>(&self, lab: &'a Lab) -> Result<&'a str> {
        let running = lab.running().iter().find(|running| running.name == self.scenario);
        Ok(&running.with_context(|| format!("scenario `{}` does not run", self.scenario))?.endpoint)
    }

    fn filled_in(&self, text: &str, endpoint: &str) -> String {
        let mut text = text.replace("{endpoint}", endpoint).replace("{code}", CODE);
        if text.contains("{all}") {
            let all: Vec<_> = recorded().map(|(_, report)| format!("#r={report}")).collect();
            text = text.replace("{all}", &all.join("\\n"));
        }
        for (first, report) in recorded() {
            text = text.replace(&format!("{{{first}}}"), report);
        }
        text
    }
}

/// What a code says that was read out.
const CODE: &str = "2G26-6B16-4P";

fn config(place: Place, endpoint: &str) -> Value {
    let chat = json!({ "id": "chat", "label": "Customer chat", "url": endpoint });
    let news = json!({ "id": "news", "label": "Live news", "url": "wss://news.example.com/live" });
    match place {
        Place::Bare => json!({ "allowPrivate": true }),
        Place::Mistaken => {
            json!({ "targets": [{ "id": "chat", "label": "Customer chat", "url": "https://chat.example.com/ws" }] })
        }
        Place::Several => {
            json!({ "brand": "Example Chat", "inbox": { "url": INBOX }, "targets": [chat, news] })
        }
        Place::Chat | Place::Host | Place::Frame => json!({
            "brand": "Example Chat",
            "support": "help@example.com",
            "inbox": { "url": INBOX },
            "allowTyped": false,
            "targets": [chat],
        }),
    }
}
