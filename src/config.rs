//! What a deployment says about itself in `config.json`, read strictly.
//!
//! A key or value that is not known stops the page with a message for the operator: a misspelt
//! setting that is silently ignored would be found by visitors. `null` counts as not given.

use std::fmt;

use diagnosis::evidence::Hop;
use sheet::exchange::{Inbox, Support};

use crate::request::{Draft, Field, ON};
use crate::value::{Value, quoted};

/// A deployment's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The name in the heading.
    pub brand: Option<String>,
    /// Whom a report is sent to.
    pub support: Option<Support>,
    /// Where the deployment takes reports.
    pub inbox: Option<Inbox>,
    /// Whether visitors may type an address.
    pub allow_typed: bool,
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
            support: None,
            inbox: None,
            allow_typed: true,
            allow_private: false,
            trace: true,
            targets: Vec::new(),
        }
    }
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

    fn expected(path: &str, expected: &str, found: &str) -> Mistake {
        Mistake::new(path, ["expected ", expected, ", found ", found].concat())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            f.write_str(&self.path)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

const KEYS: [&str; 8] =
    ["brand", "support", "inbox", "language", "allowTyped", "allowPrivate", "trace", "targets"];
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
const BYPASS_KEYS: [&str; 2] = ["hop", "url"];
const HOPS: [(&str, Field); 3] = [
    (CDN, Field::BypassCdn),
    (LOAD_BALANCER, Field::BypassLoadBalancer),
    (PROXY, Field::BypassProxy),
];
const CDN: &str = "cdn";
const LOAD_BALANCER: &str = "load-balancer";
const PROXY: &str = "proxy";

/// Reads a deployment's settings.
///
/// # Errors
/// The first [`Mistake`], with its path.
pub fn read(value: &Value) -> Result<Config, Mistake> {
    let map = Map::new("", value, &KEYS)?;
    if let Some((path, language)) = map.text("language")?
        && language != "en"
    {
        return Err(Mistake::expected(&path, "\"en\"", &quoted(&language)));
    }
    let config = Config {
        brand: map.text("brand")?.map(|(_, brand)| brand),
        support: map.text("support")?.map(|(path, text)| support(&path, text)).transpose()?,
        inbox: map.get("inbox").map(|(path, value)| inbox(&path, value)).transpose()?,
        allow_typed: map.flag("allowTyped", true)?,
        allow_private: map.flag("allowPrivate", false)?,
        trace: map.flag("trace", true)?,
        targets: map.list("targets")?.iter().map(named).collect::<Result<_, _>>()?,
    };
    for (index, target) in config.targets.iter().enumerate() {
        if config.targets[..index].iter().any(|other| other.id == target.id) {
            let path = index_path("targets", index) + ".id";
            return Err(Mistake::expected(&path, "an id of its own", &quoted(&target.id)));
        }
    }
    if config.targets.is_empty() && !config.allow_typed {
        let expected = "at least one target where allowTyped is false";
        return Err(Mistake::expected("targets", expected, "none"));
    }
    Ok(config)
}

fn named((path, value): &(String, &Value)) -> Result<Named, Mistake> {
    let map = Map::new(path, value, &TARGET_KEYS)?;
    let (id_path, id) = map.needed("id", "an id such as \"main-chat\"")?;
    if id.is_empty()
        || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        let expected = "small letters, digits and hyphens";
        return Err(Mistake::expected(&id_path, expected, &quoted(&id)));
    }
    let mut draft = Draft::default();
    draft.set(Field::Address, map.needed("url", "an address that starts with wss:// or ws://")?.1);
    let offered = map.list("subprotocols")?;
    let offered: Vec<String> =
        offered.iter().map(|(path, value)| text(path, value)).collect::<Result<_, _>>()?;
    draft.set(Field::Subprotocols, offered.join(", "));
    for (path, value) in map.list("bypass")? {
        let (field, url) = bypass(&path, value)?;
        if !draft.get(field).is_empty() {
            return Err(Mistake::expected(&path, "each hop once", "one a second time"));
        }
        draft.set(field, url);
    }
    for (key, field) in [("control", Field::Control), ("message", Field::Message)] {
        draft.set(field, map.text(key)?.map(|(_, text)| text).unwrap_or_default());
    }
    for (key, field) in [("idleLimit", Field::IdleLimit), ("heartbeat", Field::Heartbeat)] {
        if let Some((_, value)) = map.get(key) {
            // Whether it is a number, and in its range, is for the field to say.
            draft.set(field, value.to_string());
        }
    }
    for (key, field) in [("refine", Field::Refine), ("grow", Field::Grow)] {
        if map.flag(key, false)? {
            draft.set(field, ON.into());
        }
    }
    let label = map.text("label")?.map_or_else(|| id.clone(), |(_, label)| label);
    Ok(Named { id, label, draft })
}

fn bypass(path: &str, value: &Value) -> Result<(Field, String), Mistake> {
    let map = Map::new(path, value, &BYPASS_KEYS)?;
    let expected = one_of(&HOPS.map(|(name, _)| name));
    let (path, hop) = map.needed("hop", &expected)?;
    let (_, field) = HOPS
        .into_iter()
        .find(|(name, _)| *name == hop)
        .ok_or_else(|| Mistake::expected(&path, &expected, &quoted(&hop)))?;
    Ok((field, map.needed("url", "an address that starts with wss:// or ws://")?.1))
}

/// Only what can't be anything but an address or a page becomes a link.
fn support(path: &str, text: String) -> Result<Support, Mistake> {
    let plain = text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>'));
    let email = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
        && !text.contains(['/', '?', '&', ':', '%']);
    match text.strip_prefix("https://") {
        Some(rest) if plain && !rest.is_empty() => Ok(Support::Page(text)),
        None if plain && email => Ok(Support::Email(text)),
        _ => Err(Mistake::expected(
            path,
            "an email address or a page that starts with https://",
            &quoted(&text),
        )),
    }
}

/// Where reports are posted to: only where nobody can read along, or to the page's own host.
fn inbox(path: &str, value: &Value) -> Result<Inbox, Mistake> {
    let map = Map::new(path, value, &INBOX_KEYS)?;
    let expected = "an address that starts with https:// or /";
    let (url_path, url) = map.needed("url", expected)?;
    let own = url.starts_with('/') && !url.starts_with("//");
    if !own && !url.starts_with("https://") {
        return Err(Mistake::expected(&url_path, expected, &quoted(&url)));
    }
    let otlp = match map.text("format")? {
        None => false,
        Some((_, format)) if format == "json" => false,
        Some((_, format)) if format == "otlp" => true,
        Some((path, format)) => {
            return Err(Mistake::expected(&path, "\"json\" or \"otlp\"", &quoted(&format)));
        }
    };
    Ok(Inbox { url, otlp })
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

/// An object whose keys are all known.
struct Map<'a> {
    path: &'a str,
    entries: &'a [(String, Value)],
}

impl<'a> Map<'a> {
    fn new(path: &'a str, value: &'a Value, keys: &[&str]) -> Result<Map<'a>, Mistake> {
        let Value::Map(entries) = value else {
            return Err(Mistake::expected(path, "an object", &value.to_string()));
        };
        match entries.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            Some((key, _)) => Err(Mistake::expected(path, &one_of(keys), &quoted(key))),
            None => Ok(Map { path, entries }),
        }
    }

    fn get(&self, key: &str) -> Option<(String, &'a Value)> {
        let (_, value) = self.entries.iter().find(|(own, _)| own == key)?;
        let dot = if self.path.is_empty() { "" } else { "." };
        (*value != Value::Null).then(|| ([self.path, dot, key].concat(), value))
    }

    fn text(&self, key: &str) -> Result<Option<(String, String)>, Mistake> {
        let Some((path, value)) = self.get(key) else { return Ok(None) };
        let text = text(&path, value)?;
        Ok(Some((path, text)))
    }

    fn flag(&self, key: &str, default: bool) -> Result<bool, Mistake> {
        match self.get(key) {
            None => Ok(default),
            Some((_, Value::Bool(flag))) => Ok(*flag),
            Some((path, value)) => {
                Err(Mistake::expected(&path, "true or false", &value.to_string()))
            }
        }
    }

    fn needed(&self, key: &str, expected: &str) -> Result<(String, String), Mistake> {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.text(key)?
            .ok_or_else(|| Mistake::expected(&[self.path, dot, key].concat(), expected, "nothing"))
    }

    fn list(&self, key: &str) -> Result<Vec<(String, &'a Value)>, Mistake> {
        match self.get(key) {
            None => Ok(Vec::new()),
            Some((path, Value::List(values))) => Ok(values
                .iter()
                .enumerate()
                .map(|(index, value)| (index_path(&path, index), value))
                .collect()),
            Some((path, value)) => Err(Mistake::expected(&path, "a list", &value.to_string())),
        }
    }
}

fn text(path: &str, value: &Value) -> Result<String, Mistake> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(Mistake::expected(path, "a text", &value.to_string())),
    }
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
