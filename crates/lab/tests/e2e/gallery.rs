//! Every state of the page, in every language: none throws, complains or overflows, all can be used
//! without seeing it or with an unsteady hand, and axe-core finds nothing.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use lab::gallery::{Gallery, STATES, State, TABS, Tab, Theme, WIDTHS};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// How much of it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// A phone's width in one theme.
    Quick(Theme),
    /// Each width in each theme.
    Thorough,
}

/// A window of 1280 by 1024 CSS pixels, zoomed to 400 %.
const ZOOMED: (u32, u32) = (320, 256);

const HEIGHT: u32 = 900;

/// The least width and height of what is pressed, in CSS pixels.
const TARGET: f64 = 24.0;

/// What a rule of axe-core's needs to be asked of, and what depends on colours alone.
const EVERYTHING: &str = "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'] }";
const COLOURS: &str = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

/// Everything that can be pressed, with its size; but for links in the midst of a sentence, whose
/// size is that of its letters.
const TARGETS: &str = r#"(() => {
    const roots = [document, document.querySelector('ws-doctor')?.shadowRoot].filter(Boolean);
    const inside = (link) => {
        const sentence = link.closest('p, li, dt, dd')?.textContent.trim().length ?? 0;
        return sentence > link.textContent.trim().length + 2;
    };
    return roots
        .flatMap((root) => [...root.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')])
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
        .filter((one) => !(one.localName === 'a' && inside(one)))
        .map((one) => {
            const { width, height } = (one.type === 'checkbox' && one.closest('label') || one).getBoundingClientRect();
            return [`${one.localName}#${one.id}.${one.className} ${one.textContent.slice(0, 30)}`, Math.min(width, height)];
        });
})()"#;

/// Elements that reach beyond the page's edge, if the page can be moved sideways.
const WIDE: &str = r"(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = (one) => one.getBoundingClientRect().right > clientWidth + 0.5;
    return [...document.querySelectorAll('body *')].filter(beyond).slice(0, 5).map((one) => `${one.localName}.${one.className} ends at ${one.getBoundingClientRect().right} of ${clientWidth}`).concat(`${scrollWidth} wide`);
})()";

/// The roles that assistive technology announces by a name.
const NAMED: [&str; 11] = [
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "listbox",
    "checkbox",
    "DisclosureTriangle",
    "image",
    "navigation",
    "region",
];

/// What was found in one language.
#[derive(Default)]
struct Found {
    faults: Vec<String>,
    rules: BTreeMap<String, usize>,
    smallest: Option<(f64, String)>,
}

/// Looks at every state in a language.
pub(crate) async fn look(dist: &Path, language: &'static str, depth: Depth) -> Result<()> {
    let axe = lab::package("axe-core")?.join("axe.min.js");
    let axe = std::fs::read_to_string(&axe).with_context(|| axe.display().to_string())?;
    let shared = Arc::new((Gallery::open(dist).await?, axe, Mutex::new(STATES.iter())));
    let mut looking: JoinSet<Result<Found>> = JoinSet::new();
    for _ in 0..TABS {
        let shared = Arc::clone(&shared);
        looking.spawn(async move {
            let (gallery, axe, states) = &*shared;
            let (mut found, mut tab) = (Found::default(), gallery.tab().await?);
            loop {
                let Some(state) = states.lock().await.next() else { return Ok(found) };
                gallery.enter(&mut tab, state, language).await?;
                let looked = found.state(&tab, state, axe, depth).await;
                looked.with_context(|| format!("state {}", state.name))?;
                let complaints = gallery.complaints(&tab).into_iter();
                found.faults.extend(complaints.map(|what| format!("{}: {what}", state.name)));
            }
        });
    }
    let mut all = Found::default();
    while let Some(ended) = looking.join_next().await {
        all.add(ended.context("a state was not finished")??);
    }
    let (gallery, ..) = Arc::into_inner(shared).context("all tabs are closed")?;
    gallery.end().await;
    println!("{language}: {}", all.summary());
    ensure!(all.faults.is_empty(), "{}", all.faults.join("\n"));
    Ok(())
}

impl Found {
    async fn state(&mut self, tab: &Tab, state: &State, axe: &str, depth: Depth) -> Result<()> {
        let name = state.name;
        tab.read(&format!("{axe}; 0")).await?;
        for (width, height) in [ZOOMED, (WIDTHS[0], HEIGHT), (WIDTHS[1], HEIGHT)] {
            tab.resize(width, height).await?;
            let wide: Vec<String> = serde_json::from_value(tab.read(WIDE).await?)?;
            self.faults.extend(wide.iter().map(|what| format!("{name} at {width}: {what}")));
            let targets: Vec<(String, f64)> = serde_json::from_value(tab.read(TARGETS).await?)?;
            for (what, size) in targets {
                if size < TARGET {
                    self.faults.push(format!("{name} at {width}: {what} is {size} px"));
                }
                if self.smallest.as_ref().is_none_or(|(least, _)| size < *least) {
                    self.smallest = Some((size, format!("{what} ({name} at {width})")));
                }
            }
        }
        self.names(tab, name).await?;
        let (themes, widths) = match depth {
            Depth::Quick(theme) => (&[theme][..], &WIDTHS[..1]),
            Depth::Thorough => (&Theme::ALL[..], &WIDTHS[..]),
        };
        for &theme in themes {
            tab.wear(theme, state.printed).await?;
            // Paper has no headings to jump to.
            let rules = if state.printed { COLOURS } else { EVERYTHING };
            for &width in widths {
                tab.resize(width, HEIGHT).await?;
                let place = format!("{name} at {width} in {}", theme.name());
                self.axe(tab, &place, rules).await?;
            }
        }
        Ok(())
    }

    async fn axe(&mut self, tab: &Tab, place: &str, rules: &str) -> Result<()> {
        let run = format!(
            "axe.run(document, {{ runOnly: {rules}, resultTypes: ['violations'], preload: false }}).then(({{ violations }}) => violations.flatMap(({{ id, nodes }}) => nodes.map(({{ html, failureSummary }}) => [id, `${{html.slice(0, 120)}} ${{failureSummary}}`])))"
        );
        let violations: Vec<(String, String)> = serde_json::from_value(tab.read(&run).await?)?;
        for (rule, what) in violations {
            *self.rules.entry(rule.clone()).or_default() += 1;
            self.faults.push(format!("{place}: {rule}: {what}"));
        }
        Ok(())
    }

    /// What assistive technology is told: everything of use has a name, and one heading is the first.
    async fn names(&mut self, tab: &Tab, name: &str) -> Result<()> {
        let tree = tab.ask("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("a tree has nodes")?;
        let told = |node: &&Value| node["ignored"] != true;
        let role = |node: &Value| node["role"]["value"].as_str().unwrap_or_default().to_owned();
        for node in nodes.iter().filter(told) {
            let (role, called) = (role(node), node["name"]["value"].as_str().unwrap_or_default());
            if NAMED.contains(&role.as_str()) && called.trim().is_empty() {
                let which = json!({ "backendNodeId": node["backendDOMNodeId"] });
                let which = tab.ask("DOM.describeNode", which).await?;
                let which = &which["node"]["attributes"];
                self.faults.push(format!("{name}: a {role} without a name: {which}"));
            }
        }
        let firsts = nodes.iter().filter(told).filter(|node| {
            let level =
                |property: &Value| property["name"] == "level" && property["value"]["value"] == 1;
            role(node) == "heading"
                && node["properties"].as_array().is_some_and(|all| all.iter().any(level))
        });
        match firsts.count() {
            1 => {}
            other => self.faults.push(format!("{name}: {other} headings of the first level")),
        }
        Ok(())
    }

    fn add(&mut self, other: Found) {
        self.faults.extend(other.faults);
        for (rule, count) in other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
        let least = |found: &Option<(f64, String)>| found.as_ref().map_or(f64::MAX, |one| one.0);
        if least(&other.smallest) < least(&self.smallest) {
            self.smallest = other.smallest;
        }
    }

    fn summary(&self) -> String {
        let mut summary = format!("{} states", STATES.len());
        if let Some((size, what)) = &self.smallest {
            write!(summary, ", the smallest target {size} px: {what}").expect("a text takes it");
        }
        for (rule, count) in &self.rules {
            write!(summary, ", {rule} {count} times").expect("a text takes it");
        }
        summary
    }
}
