//! mod_rewrite: which rule takes a browser's handshake.

use crate::ingest::config::logic::either;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Host, Reader, masked};
use crate::ingest::config::pattern::matches;
use crate::target::MASK;

/// What the rules make of the request.
#[derive(PartialEq, Eq)]
pub(super) enum Rewritten {
    /// They let it go on.
    No,
    /// This rule hands it on, to there.
    Passed(usize, String),
    /// This rule answers it.
    Answers(usize, u16),
    /// What this rule does can't be told.
    Unknown(usize),
}

impl Reader<'_> {
    pub(super) fn rewritten(&self, host: &Host) -> Rewritten {
        let own = match host.block {
            // The server's own rules are not inherited, unless a line says so.
            Some(block) => self.tree.body(Some(block)),
            None => host.nodes.clone(),
        };
        self.rules(&own, &self.path)
    }

    /// What the rules among these lines make of a path.
    pub(super) fn rules(&self, own: &[usize], path: &str) -> Rewritten {
        let on = self.named(own, "rewriteengine").last();
        if !on.is_some_and(|node| self.node(node).word(0).eq_ignore_ascii_case("on")) {
            return Rewritten::No;
        }
        let mut conditions: Vec<usize> = Vec::new();
        for at in own.iter().copied() {
            match self.node(at).name.as_str() {
                "rewritecond" => conditions.push(at),
                "rewriterule" => {
                    let rewritten = self.rule(at, &core::mem::take(&mut conditions), path);
                    if !matches!(rewritten, Rewritten::No) {
                        return rewritten;
                    }
                }
                _ => {}
            }
        }
        Rewritten::No
    }

    fn rule(&self, at: usize, conditions: &[usize], path: &str) -> Rewritten {
        let node = self.node(at);
        let flags: Vec<String> =
            node.word(2).trim_matches(['[', ']']).split(',').map(upper).collect();
        let has = |names: &[&str]| flags.iter().any(|flag| names.contains(&flag.as_str()));
        let (negated, pattern) = match node.word(0).strip_prefix('!') {
            Some(pattern) => (true, pattern),
            None => (false, node.word(0)),
        };
        let found = masked(pattern, path, has(&["NC", "NOCASE"])).map(|found| found != negated);
        let to = node.word(1);
        let status = flags.iter().find_map(|flag| {
            let (name, value) = flag.split_once('=').unwrap_or((flag, "302"));
            matches!(name, "R" | "REDIRECT").then(|| match value {
                "PERMANENT" => 301,
                "TEMP" => 302,
                "SEEOTHER" => 303,
                value => value.parse().unwrap_or(302),
            })
        });
        let ends = if has(&["F", "FORBIDDEN"]) {
            Rewritten::Answers(at, 403)
        } else if has(&["G", "GONE"]) {
            Rewritten::Answers(at, 410)
        } else if has(&["P", "PROXY"]) {
            Rewritten::Passed(at, to.into())
        } else if let Some(status) = status {
            Rewritten::Answers(at, status)
        } else if to.starts_with("http://") || to.starts_with("https://") {
            Rewritten::Answers(at, 302)
        } else if to == "-" {
            Rewritten::No
        } else {
            Rewritten::Unknown(at)
        };
        match (found, self.all_hold(conditions), &ends) {
            (_, _, Rewritten::No) | (Some(false), ..) | (_, Some(false), _) => Rewritten::No,
            (Some(true), Some(true), _) => ends,
            _ => Rewritten::Unknown(at),
        }
    }

    /// Conditions have to hold together, but for those that the flag OR joins to the next one.
    fn all_hold(&self, conditions: &[usize]) -> Option<bool> {
        let mut unknown = false;
        let mut any = Some(false);
        for at in conditions {
            let node = self.node(*at);
            let flags: Vec<String> =
                node.word(2).trim_matches(['[', ']']).split(',').map(upper).collect();
            let has = |names: &[&str]| flags.iter().any(|flag| names.contains(&flag.as_str()));
            let holds = self.holds(node.word(0), node.word(1), has(&["NC", "NOCASE"]));
            any = either(any, holds);
            if has(&["OR", "ORNEXT"]) {
                continue;
            }
            match any.replace(false) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => unknown = true,
            }
        }
        (!unknown).then_some(true)
    }

    fn holds(&self, test: &str, pattern: &str, caseless: bool) -> Option<bool> {
        let value = self.filled(test)?;
        let (negated, pattern) = match pattern.strip_prefix('!') {
            Some(pattern) => (true, pattern),
            None => (false, pattern),
        };
        let found = match pattern.strip_prefix('=') {
            Some(wanted) => {
                let wanted = wanted.trim_matches('"');
                if caseless { value.eq_ignore_ascii_case(wanted) } else { value == wanted }
            }
            None if pattern.starts_with('-') || pattern.starts_with(['<', '>']) => return None,
            None => matches(pattern, &value, caseless)?,
        };
        if !found && value.contains(MASK) {
            return None;
        }
        Some(found != negated)
    }

    /// A text with its variables filled, for a browser's handshake.
    pub(super) fn filled(&self, text: &str) -> Option<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("%{") {
            filled.push_str(&rest[..at]);
            let (name, behind) = rest[at + 2..].split_once('}')?;
            rest = behind;
            filled.push_str(&self.variable(name)?);
        }
        // What an earlier match caught is not followed.
        if rest.contains(['$', '%']) && !rest.is_empty() {
            return None;
        }
        filled.push_str(rest);
        Some(filled)
    }

    /// The value of a variable for a browser's handshake, as far as it is known.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        Some(match upper(name).as_str() {
            "HTTP:UPGRADE" => "websocket".into(),
            "HTTP:CONNECTION" => "Upgrade".into(),
            "HTTP:SEC-WEBSOCKET-VERSION" => "13".into(),
            "HTTP:X-FORWARDED-PROTO" if self.target.secure => "https".into(),
            "HTTP_HOST" | "HTTP:HOST" => self.target.authority(),
            "SERVER_NAME" => self.target.host.clone(),
            "REQUEST_URI" => self.path.clone(),
            "REQUEST_METHOD" => "GET".into(),
            "REQUEST_SCHEME" => if self.target.secure { "https" } else { "http" }.into(),
            "HTTPS" => if self.target.secure { "on" } else { "off" }.into(),
            "SERVER_PORT" => alloc::format!("{}", self.target.port),
            _ => return None,
        })
    }
}

fn upper(text: &str) -> String {
    text.trim().to_ascii_uppercase()
}
