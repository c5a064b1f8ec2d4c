//! What the visitor asks for: the form's fields as typed, and the endpoint they come to.
//!
//! Parsing a URL needs a browser, so that the parser is handed in.

use diagnosis::evidence::Hop;
use diagnosis::target::{Endpoint, TargetError, UrlParts};
use diagnosis::text::Text;
use diagnosis::time::Millis;
use sheet::saying::Saying;

use crate::config::hop_of;
use crate::value::quoted;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The WebSocket's address.
    Address,
    /// Subprotocols, separated by commas.
    Subprotocols,
    /// The way around the CDN.
    BypassCdn,
    /// The way around the load balancer.
    BypassLoadBalancer,
    /// The way around the reverse proxy.
    BypassProxy,
    /// A WebSocket elsewhere that is known to work.
    Control,
    /// A harmless message.
    Message,
    /// The heartbeat's interval in seconds; one that suits the time to watch where it is empty.
    Heartbeat,
    /// How long to watch for drops, in seconds.
    IdleLimit,
    /// Whether drops are measured exactly, [`ON`] or empty.
    Refine,
    /// Whether a limit of message size is looked for, [`ON`] or empty.
    Grow,
}

/// What a checkbox holds that is ticked, as in HTML.
pub const ON: &str = "on";

impl Field {
    /// Every field, in the order of the form.
    pub const ALL: [Field; 11] = [
        Field::Address,
        Field::Subprotocols,
        Field::BypassCdn,
        Field::BypassLoadBalancer,
        Field::BypassProxy,
        Field::Control,
        Field::Message,
        Field::Heartbeat,
        Field::IdleLimit,
        Field::Refine,
        Field::Grow,
    ];
    /// Those about watching for drops; the form has them for every target.
    pub const WAITS: [Field; 5] =
        [Field::Message, Field::Heartbeat, Field::IdleLimit, Field::Refine, Field::Grow];
    /// Those that lead around a hop.
    const BYPASSES: [Field; 3] = [Field::BypassCdn, Field::BypassLoadBalancer, Field::BypassProxy];

    /// The key in `config.json`, for messages to the operator.
    pub fn key(self) -> &'static str {
        match self {
            Field::Address => "url",
            Field::Subprotocols => "subprotocols",
            Field::BypassCdn | Field::BypassLoadBalancer | Field::BypassProxy => "bypass",
            Field::Control => "control",
            Field::Message => "message",
            Field::Heartbeat => "heartbeat",
            Field::IdleLimit => "idleLimit",
            Field::Refine => "refine",
            Field::Grow => "grow",
        }
    }
}

/// The form's fields as typed. It may hold tokens and so can't be printed whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft(Vec<String>);

impl Default for Draft {
    fn default() -> Draft {
        let mut draft = Draft(vec![String::new(); Field::ALL.len()]);
        draft.set(Field::IdleLimit, "130".into());
        draft
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft(…)")
    }
}

impl Draft {
    /// What a field holds.
    pub fn get(&self, field: Field) -> &str {
        &self.0[field as usize]
    }

    /// Whether a field is ticked.
    pub fn is_on(&self, field: Field) -> bool {
        self.get(field) == ON
    }

    /// Fills a field.
    pub fn set(&mut self, field: Field, text: String) {
        self.0[field as usize] = text;
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which field.
    pub field: Field,
    /// What was expected and what was found.
    pub message: Saying,
    /// What to fill in instead, where that can be guessed.
    pub offer: Option<String>,
}

/// What the fields come to.
pub struct Request {
    /// Where to connect to.
    pub endpoint: Endpoint,
    /// A harmless message, if one was given.
    pub message: Option<String>,
    /// The heartbeat's interval.
    pub heartbeat: Millis,
    /// How long to watch for drops; zero for a quick check.
    pub idle_limit: Millis,
    /// Whether drops are measured exactly.
    pub refine: bool,
    /// Whether a limit of message size is looked for.
    pub grow: bool,
}

/// How a URL is split, or `None` if it is not one.
pub type Parse<'a> = &'a dyn Fn(&str) -> Option<UrlParts>;

/// In seconds; longer waits need a plan of their own, not an open tab.
const LONGEST_WAIT: u32 = 3600;
/// The heartbeat's interval in seconds where none is given and the time to watch is long enough.
const HEARTBEAT: u32 = 10;

/// What the fields come to.
///
/// # Errors
/// All problems, in the order of the form.
pub fn request(draft: &Draft, private: bool, parse: Parse<'_>) -> Result<Request, Vec<Problem>> {
    let mut problems = Vec::new();
    let optional = |field: Field, problems: &mut Vec<Problem>| {
        (!draft.get(field).trim().is_empty())
            .then(|| kept(address(draft, field, private, parse), problems))
            .flatten()
    };
    let endpoint = kept(address(draft, Field::Address, private, parse), &mut problems);
    let subprotocols = kept(subprotocols(draft.get(Field::Subprotocols)), &mut problems);
    let bypasses: Vec<(Hop, Endpoint)> = Field::BYPASSES
        .into_iter()
        .filter_map(|field| Some((hop_of(field)?, optional(field, &mut problems)?)))
        .collect();
    let control = optional(Field::Control, &mut problems);
    let idle_limit = seconds(draft, Field::IdleLimit, 0, LONGEST_WAIT);
    let heartbeat = kept(heartbeat(draft, *idle_limit.as_ref().unwrap_or(&0)), &mut problems);
    let idle_limit = kept(idle_limit, &mut problems);
    match (endpoint, subprotocols, heartbeat, idle_limit) {
        (Some(mut endpoint), Some(subprotocols), Some(heartbeat), Some(idle_limit))
            if problems.is_empty() =>
        {
            endpoint.bypasses = bypasses
                .into_iter()
                .map(|(hop, mut way)| {
                    way.subprotocols.clone_from(&subprotocols);
                    (hop, way)
                })
                .collect();
            endpoint.subprotocols = subprotocols;
            endpoint.control = control.map(Box::new);
            let message = draft.get(Field::Message);
            let message = (!message.is_empty()).then(|| message.to_owned());
            Ok(Request {
                endpoint,
                message,
                heartbeat: Millis::seconds(heartbeat),
                idle_limit: Millis::seconds(idle_limit),
                refine: draft.is_on(Field::Refine),
                grow: draft.is_on(Field::Grow),
            })
        }
        _ => Err(problems),
    }
}

fn kept<T>(result: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn address(
    draft: &Draft,
    field: Field,
    private: bool,
    parse: Parse<'_>,
) -> Result<Endpoint, Problem> {
    let text = draft.get(field).trim();
    let slashed = text.split(':').skip(1).any(|rest| rest.starts_with("//"));
    let result = match parse(text) {
        Some(parts) => Endpoint::new(parts, private),
        None => Err(TargetError::NotAUrl),
    };
    result.map_err(|error| {
        let offer = match &error {
            TargetError::Scheme { offer: Some(_), .. } => socket_scheme(text),
            TargetError::Scheme { .. } | TargetError::NotAUrl if !slashed => {
                Some(["wss://", text.trim_start_matches('/')].concat())
            }
            _ => None,
        };
        let works = |offer: &String| {
            parse(offer).is_some_and(|parts| Endpoint::new(parts, private).is_ok())
        };
        Problem { field, message: error.phrase().into(), offer: offer.filter(works) }
    })
}

/// The address as typed, with the scheme of a WebSocket. Unlike the core's offer it keeps the query:
/// it goes nowhere but back into the field.
fn socket_scheme(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once(':')?;
    let secure = scheme.eq_ignore_ascii_case("https");
    Some([if secure { "wss:" } else { "ws:" }, rest].concat())
}

fn subprotocols(text: &str) -> Result<Vec<String>, Problem> {
    let mut offered: Vec<String> = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        // RFC 6455 section 4.1: tokens, each once; the constructor throws at anything else.
        let token = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !token || offered.iter().any(|other| other == name) {
            let expected = if token {
                Text("expected each name once, found {found}")
            } else {
                Text("expected names without spaces or marks, found {found}")
            };
            return Err(Problem {
                field: Field::Subprotocols,
                message: expected.with("found", quoted(name)).into(),
                offer: None,
            });
        }
        offered.push(name.to_owned());
    }
    Ok(offered)
}

/// The heartbeat's interval within this time to watch, both in seconds; zero stands for none.
fn heartbeat(draft: &Draft, idle_limit: u32) -> Result<u32, Problem> {
    let most = if idle_limit == 0 { LONGEST_WAIT } else { idle_limit };
    if draft.get(Field::Heartbeat).trim().is_empty() {
        // What nobody wrote is no mistake; a third, so that it is sent more than once.
        return Ok(HEARTBEAT.min(most / 3).max(1));
    }
    seconds(draft, Field::Heartbeat, 1, most)
}

fn seconds(draft: &Draft, field: Field, least: u32, most: u32) -> Result<u32, Problem> {
    let text = draft.get(field).trim();
    text.parse().ok().filter(|seconds| (least..=most).contains(seconds)).ok_or_else(|| {
        let expected = if most == LONGEST_WAIT {
            Text("expected a whole number of seconds from {least} to {most}, found {found}")
        } else {
            Text(
                "expected a whole number of seconds from {least} to {most}, the time to watch, found {found}",
            )
        };
        let message = expected.with("least", least).with("most", most).with("found", quoted(text));
        Problem { field, message: message.into(), offer: None }
    })
}

#[cfg(test)]
mod tests;
