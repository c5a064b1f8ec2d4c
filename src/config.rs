//! What a deployment says about itself in `config.json`, read strictly.
//!
//! A key or value that is not known stops the page with a message for the operator: a misspelt
//! setting that is silently ignored would be found by visitors. `null` counts as not given.

use std::cell::OnceCell;

use diagnosis::evidence::Hop;
use diagnosis::language::LANGUAGES;
use sheet::exchange::{Inbox, Support};

use crate::colour::{Colour, DARK, Ground, LIGHT};
use crate::request::{Draft, Field, ON};
use crate::value::{Value, quoted};

/// A deployment's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The name in the heading.
    pub brand: Option<String>,
    /// The picture beside it, as an address below the page's own.
    pub logo: Option<String>,
    /// The accent in the light theme.
    pub accent: Option<Colour>,
    /// That in the dark theme.
    pub accent_dark: Option<Colour>,
    /// Whom a report is sent to.
    pub support: Option<Support>,
    /// Where the deployment takes reports.
    pub inbox: Option<Inbox>,
    /// Which addresses visitors may type.
    pub allow_typed: Typed,
    /// Whether a typed address may be loopback or private.
    pub allow_private: bool,
    /// Whether requests carry the run's trace id.
    pub trace: bool,
    /// The endpoints that the deployment names.
    pub targets: Vec<Named>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            brand: None,
            logo: None,
            accent: None,
            accent_dark: None,
            support: None,
            inbox: None,
            allow_typed: Typed::Anything,
            allow_private: false,
            trace: true,
            targets: Vec::new(),
        }
    }
}

/// Which addresses visitors may type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// None.
    Nothing,
    /// Any, on the ports that the web uses.
    Anything,
    /// Those that one of these patterns fits, a line each; what runs the check reads them.
    Hosts(String),
}

/// An endpoint that the deployment names; only such a one may be private without more ado.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// For `?target=`.
    pub id: String,
    /// What a visitor reads.
    pub label: String,
    /// Everything else, as a visitor would have typed it.
    pub draft: Draft,
}

/// A setting that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    path: String,
    message: String,
}

impl Mistake {
    /// At this path, with a message that says what was expected and what was found.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Mistake {
        Mistake { path: path.into(), message: message.into() }
    }

    /// As the operator reads it.
    pub fn told(&self) -> String {
        let colon = if self.path.is_empty() { "" } else { ": " };
        [&self.path, colon, &self.message].concat()
    }
}

const KEYS: [&str; 11] = [
    "brand",
    "logo",
    "accent",
    "accentDark",
    "support",
    "inbox",
    "language",
    "allowTyped",
    "allowPrivate",
    "trace",
    "targets",
];
const INBOX_KEYS: [&str; 2] = ["url", "format"];
const TARGET_KEYS: [&str; 11] = [
    "id",
    "label",
    "url",
    "subprotocols",
    "bypass",
    "control",
    "message",
    "idleLimit",
    "heartbeat",
    "refine",
    "grow",
];
const PICTURES: [&str; 3] = ["svg", "png", "webp"];
const BYPASS_KEYS: [&str; 2] = ["hop", "url"];
const HOPS: [(&str, Field); 3] = [
    (CDN, Field::BypassCdn),
    (LOAD_BALANCER, Field::BypassLoadBalancer),
    (PROXY, Field::BypassProxy),
];
const CDN: &str = "cdn";
const LOAD_BALANCER: &str = "load-balancer";
const PROXY: &str = "proxy";
/// What a pattern of hosts looks like.
pub const HOST: &str = "a host such as \"chat.example.com\", \"*.example.com\" or \"chat.example.com:8443\" in small letters";
const ADDRESS: &str = "an address that starts with wss:// or ws://";

/// Reads a deployment's settings.
///
/// # Errors
/// The first [`Mistake`], with its path.
pub fn read(value: &Value) -> Result<Config, Mistake> {
    let first = OnceCell::new();
    let map = Map::new(String::new(), value, &KEYS, &first);
    language(&map);
    let accent = colour(&map, "accent", &LIGHT);
    let config = Config {
        brand: map.text("brand"),
        logo: logo(&map),
        accent,
        accent_dark: colour(&map, "accentDark", &DARK)
            .or_else(|| accent.map(|accent| accent.lightened(&DARK))),
        support: map.text("support").and_then(|text| support(&map, text)),
        inbox: map.map("inbox", &INBOX_KEYS).map(|map| inbox(&map)),
        allow_typed: typed(&map, "allowTyped"),
        allow_private: map.flag("allowPrivate", false),
        trace: map.flag("trace", true),
        targets: map
            .list("targets")
            .map(|(path, value)| named(&Map::new(path, value, &TARGET_KEYS, &first)))
            .collect(),
    };
    for (index, target) in config.targets.iter().enumerate() {
        if config.targets[..index].iter().any(|other| other.id == target.id) {
            let key = index_path("targets", index) + ".id";
            map.wrong(&key, "an id of its own", &quoted(&target.id));
        }
    }
    if config.targets.is_empty() && config.allow_typed == Typed::Nothing {
        map.wrong("targets", "at least one target where allowTyped is false", "none");
    }
    first.into_inner().map_or(Ok(config), Err)
}

impl Config {
    /// Tells what the page's style knows of the accent: each name with its value.
    pub fn paint(&self, mut tell: impl FnMut(&'static str, String)) {
        // What the pointer is on stands out a little more.
        if let Some(own) = self.accent {
            tell("--brand", own.style());
            tell("--brand-strong", own.toward(0, 4).style());
        }
        if let Some(own) = self.accent_dark {
            tell("--brand-dark", own.style());
            tell("--brand-dark-strong", own.toward(u8::MAX, 4).style());
        }
    }
}

/// An address that leads nowhere but to a file beside the page, or below it.
fn logo(map: &Map<'_>) -> Option<String> {
    let text = map.text("logo")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.chars().all(plain);
    let picture = text.rsplit_once('.').is_some_and(|(_, end)| PICTURES.contains(&end));
    if !picture || !text.split('/').all(part) {
        let expected = "a file beside this one, such as \"logo.svg\" or \"brand/logo.png\"";
        map.wrong("logo", expected, &quoted(&text));
    }
    Some(text)
}

/// A colour that can be read on this ground.
fn colour(map: &Map<'_>, key: &str, on: &Ground) -> Option<Colour> {
    let text = map.text(key)?;
    let Some(colour) = Colour::read(&text) else {
        map.wrong(key, "a colour such as \"#0b5cad\"", &quoted(&text));
        return None;
    };
    if let Some(contrast) = on.short(colour) {
        map.wrong(key, &on.expected(), &[&quoted(&text), ", which has ", &contrast].concat());
    }
    Some(colour)
}

/// Only a language that there is; what loads this program has begun with it.
fn language(map: &Map<'_>) {
    let known = LANGUAGES.each_ref().map(|spoken| spoken.tag);
    if let Some(text) = map.text("language").filter(|text| !known.contains(&text.as_str())) {
        map.wrong("language", &one_of(&known), &quoted(&text));
    }
}

fn typed(map: &Map<'_>, key: &str) -> Typed {
    match map.get(key) {
        None | Some(Value::Bool(true)) => Typed::Anything,
        Some(Value::List(hosts)) if !hosts.is_empty() => {
            let mut lines = Vec::new();
            for (index, value) in hosts.iter().enumerate() {
                match value {
                    Value::Text(text) if !text.is_empty() => lines.push(text.as_str()),
                    value => map.wrong(&index_path(key, index), HOST, &value.told()),
                }
            }
            Typed::Hosts(lines.join("\n"))
        }
        Some(value) => {
            if !matches!(value, Value::Bool(false)) {
                map.wrong(key, "true, false or a list of at least one host", &value.told());
            }
            Typed::Nothing
        }
    }
}

fn named(map: &Map<'_>) -> Named {
    let id = map.needed("id", "an id such as \"main-chat\"");
    if id.is_empty()
        || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        map.wrong("id", "small letters, digits and hyphens", &quoted(&id));
    }
    let mut draft = Draft::default();
    draft.set(Field::Address, address(map, "url", map.needed("url", ADDRESS)));
    let mut offered = Vec::new();
    for (path, value) in map.list("subprotocols") {
        match value {
            Value::Text(name) if one_word(name) => offered.push(name.as_str()),
            _ => wrong(map.first, &path, "a name without spaces and commas", &value.told()),
        }
    }
    draft.set(Field::Subprotocols, offered.join(", "));
    for (path, value) in map.list("bypass") {
        let bypass = Map::new(path, value, &BYPASS_KEYS, map.first);
        let (field, url) = way(&bypass);
        if !draft.get(field).is_empty() {
            bypass.wrong("", "each hop once", "one a second time");
        }
        draft.set(field, url);
    }
    if let Some(control) = map.text("control").filter(|control| !control.is_empty()) {
        draft.set(Field::Control, address(map, "control", control));
    }
    draft.set(Field::Message, map.text("message").unwrap_or_default());
    for (key, field) in [("idleLimit", Field::IdleLimit), ("heartbeat", Field::Heartbeat)] {
        if let Some(value) = map.get(key) {
            // Whether it is a number, and in its range, is for the field to say.
            draft.set(field, value.told());
        }
    }
    for (key, field) in [("refine", Field::Refine), ("grow", Field::Grow)] {
        if map.flag(key, false) {
            draft.set(field, ON.into());
        }
    }
    let label = map.text("label").unwrap_or_else(|| id.clone());
    Named { id, label, draft }
}

/// A name that stays one among others, with commas between them.
fn one_word(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == ',' || c.is_whitespace())
}

fn way(map: &Map<'_>) -> (Field, String) {
    let expected = one_of(&HOPS.map(|(name, _)| name));
    let hop = map.needed("hop", &expected);
    let found = HOPS.into_iter().find(|(name, _)| *name == hop);
    if found.is_none() {
        map.wrong("hop", &expected, &quoted(&hop));
    }
    let url = address(map, "url", map.needed("url", ADDRESS));
    (found.map_or(Field::BypassProxy, |(_, field)| field), url)
}

/// An address that may be one of a WebSocket; what runs the check looks at all of it.
fn address(map: &Map<'_>, key: &str, text: String) -> String {
    if !text.starts_with("wss://") && !text.starts_with("ws://") {
        map.wrong(key, ADDRESS, &quoted(&text));
    }
    text
}

/// Only what can't be anything but an address or a page becomes a link.
fn support(map: &Map<'_>, text: String) -> Option<Support> {
    let plain = text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>'));
    let email = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
        && !text.contains(['/', '?', '&', ':', '%']);
    match text.strip_prefix("https://") {
        Some(rest) if plain && !rest.is_empty() => Some(Support::Page(text)),
        None if plain && email => Some(Support::Email(text)),
        _ => {
            let expected = "an email address or a page that starts with https://";
            map.wrong("support", expected, &quoted(&text));
            None
        }
    }
}

/// Where reports are posted to: only where nobody can read along, or to the page's own host.
fn inbox(map: &Map<'_>) -> Inbox {
    let expected = "an address that starts with https:// or /";
    let url = map.needed("url", expected);
    let own = url.starts_with('/') && !url.starts_with("//");
    if !own && !url.starts_with("https://") {
        map.wrong("url", expected, &quoted(&url));
    }
    let format = map.text("format").unwrap_or_else(|| "json".into());
    let otlp = format == "otlp";
    if !otlp && format != "json" {
        map.wrong("format", "\"json\" or \"otlp\"", &quoted(&format));
    }
    Inbox { url, otlp }
}

/// The hop that a field of a draft leads around.
pub fn hop_of(field: Field) -> Option<Hop> {
    match field {
        Field::BypassCdn => Some(Hop::Cdn),
        Field::BypassLoadBalancer => Some(Hop::LoadBalancer),
        Field::BypassProxy => Some(Hop::Proxy),
        _ => None,
    }
}

/// The field of a draft that leads around a hop.
pub fn field_of(hop: Hop) -> Option<Field> {
    HOPS.into_iter().map(|(_, field)| field).find(|field| hop_of(*field) == Some(hop))
}

/// An object whose keys are all known.
///
/// Reading goes on after a mistake, with whatever it comes to; that is not used then.
struct Map<'a> {
    path: String,
    entries: &'a [(String, Value)],
    first: &'a OnceCell<Mistake>,
}

impl<'a> Map<'a> {
    fn new(path: String, value: &'a Value, keys: &[&str], first: &'a OnceCell<Mistake>) -> Map<'a> {
        let entries = if let Value::Map(entries) = value { &entries[..] } else { &[] };
        let map = Map { path, entries, first };
        if !matches!(value, Value::Map(_)) {
            map.wrong("", "an object", &value.told());
        }
        if let Some((key, _)) = entries.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            map.wrong("", &one_of(keys), &quoted(key));
        }
        map
    }

    /// Notes a mistake, unless there was one before.
    fn wrong(&self, key: &str, expected: &str, found: &str) {
        wrong(self.first, &self.path(key), expected, found);
    }

    fn path(&self, key: &str) -> String {
        let dot = if self.path.is_empty() || key.is_empty() { "" } else { "." };
        [&self.path, dot, key].concat()
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        let (_, value) = self.entries.iter().find(|(own, _)| own == key)?;
        (*value != Value::Null).then_some(value)
    }

    fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Value::Text(text) => Some(text.clone()),
            value => {
                self.wrong(key, "a text", &value.told());
                None
            }
        }
    }

    fn needed(&self, key: &str, expected: &str) -> String {
        self.text(key).unwrap_or_else(|| {
            self.wrong(key, expected, "nothing");
            String::new()
        })
    }

    fn flag(&self, key: &str, default: bool) -> bool {
        match self.get(key) {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(value) => {
                self.wrong(key, "true or false", &value.told());
                default
            }
        }
    }

    fn map(&self, key: &str, keys: &[&str]) -> Option<Map<'a>> {
        Some(Map::new(self.path(key), self.get(key)?, keys, self.first))
    }

    /// The entries of a list, each with its path.
    fn list(&self, key: &str) -> impl Iterator<Item = (String, &'a Value)> {
        let values = match self.get(key) {
            None => &[],
            Some(Value::List(values)) => &values[..],
            Some(value) => {
                self.wrong(key, "a list", &value.told());
                &[]
            }
        };
        let path = self.path(key);
        values.iter().enumerate().map(move |(index, value)| (index_path(&path, index), value))
    }
}

fn wrong(first: &OnceCell<Mistake>, path: &str, expected: &str, found: &str) {
    let message = ["expected ", expected, ", found ", found].concat();
    // Only the first is told.
    let _ = first.set(Mistake::new(path, message));
}

/// The path of an entry of a list.
pub fn index_path(list: &str, index: usize) -> String {
    [list, "[", &index.to_string(), "]"].concat()
}

fn one_of(names: &[&str]) -> String {
    ["one of \"", &names.join("\", \""), "\""].concat()
}

#[cfg(test)]
mod tests;
