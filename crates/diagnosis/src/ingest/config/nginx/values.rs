//! What is in force where a request arrives: nginx's inheritance, variables, maps and units.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use super::select::Route;
use crate::ingest::config::pattern::matches;
use crate::time::Millis;

const DEEPEST: usize = 8;

impl Reader<'_> {
    /// The directive of this name that is in force: the innermost one.
    pub(super) fn single(&self, route: &Route, name: &str) -> Option<usize> {
        route.levels.iter().rev().find_map(|level| {
            level.nodes.iter().copied().rev().find(|node| self.node(*node).name() == name)
        })
    }

    /// The directives of this name that are in force: those of the innermost block that has any, for
    /// one there cancels all that stand further out.
    pub(super) fn all(&self, route: &Route, name: &str) -> Vec<usize> {
        let of = |nodes: &[usize]| -> Vec<usize> {
            nodes.iter().copied().filter(|node| self.node(*node).name() == name).collect()
        };
        let levels = route.levels.iter().rev().map(|level| of(&level.nodes));
        levels.into_iter().find(|all| !all.is_empty()).unwrap_or_default()
    }

    /// The `proxy_set_header` in force for this header.
    pub(super) fn header(&self, route: &Route, header: &str) -> Option<usize> {
        let all = self.all(route, "proxy_set_header");
        all.into_iter().rev().find(|node| {
            self.node(*node).value(0).is_some_and(|name| name.eq_ignore_ascii_case(header))
        })
    }

    /// A text with its variables filled, for a browser's handshake; `None` if one is not known.
    pub(super) fn evaluate(&self, text: &str, route: &Route) -> Option<String> {
        self.fill(text, route, 0)
    }

    fn fill(&self, text: &str, route: &Route, depth: usize) -> Option<String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            filled.push_str(&rest[..at]);
            let behind = &rest[at + 1..];
            let (name, after) = match behind.strip_prefix('{') {
                Some(braced) => braced.split_once('}')?,
                None => {
                    let part = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
                    behind.split_at(behind.find(part).unwrap_or(behind.len()))
                }
            };
            if filled.len() > 1000 {
                return None;
            }
            filled.push_str(&self.variable(name, route, depth)?);
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn variable(&self, name: &str, route: &Route, depth: usize) -> Option<String> {
        if let Some(value) = route.variables.get(name) {
            return Some(value.clone());
        }
        if let Some(map) = self.map(name, route) {
            // Maps may name each other, and themselves.
            self.spend(self.tree.body(Some(map)).len())?;
            return (depth < DEEPEST).then(|| self.mapped(map, route, depth + 1))?;
        }
        let scheme = match route.tls.unwrap_or(self.target.secure) {
            true => "https",
            false => "http",
        };
        let known = match name {
            "http_upgrade" => "websocket",
            "http_connection" => "Upgrade",
            "http_sec_websocket_version" => "13",
            "request_method" => "GET",
            "server_protocol" => "HTTP/1.1",
            "scheme" => scheme,
            "https" if scheme == "https" => "on",
            "https" | "args" | "query_string" | "is_args" => "",
            // What stands before it tells how the browser came.
            "http_x_forwarded_proto" if self.target.secure => "https",
            "host" => &self.target.host,
            "http_host" => return Some(self.target.authority()),
            "uri" | "document_uri" => &route.path,
            "request_uri" => &self.path,
            _ => return None,
        };
        Some(known.to_owned())
    }

    /// The `map` that makes this variable.
    pub(super) fn map(&self, name: &str, route: &Route) -> Option<usize> {
        let outer = route.levels.first()?;
        self.spend(outer.nodes.len())?;
        self.blocks(&outer.nodes, "map").find(|node| {
            self.node(*node).value(1).is_some_and(|made| made.strip_prefix('$') == Some(name))
        })
    }

    /// Takes work off what one text may cost; `None` if it has cost enough.
    fn spend(&self, work: usize) -> Option<()> {
        self.fuel.set(self.fuel.get().checked_sub(work.max(1))?);
        Some(())
    }

    fn mapped(&self, map: usize, route: &Route, depth: usize) -> Option<String> {
        let source = self.fill(self.node(map).value(0)?, route, depth)?;
        let mut default = String::new();
        let mut found = None;
        let mut by_pattern = None;
        for node in self.tree.body(Some(map)) {
            let node = self.node(node);
            let (key, value) = (node.name(), node.value(0).unwrap_or_default());
            let (pattern, caseless) = match (key.strip_prefix("~*"), key.strip_prefix('~')) {
                (Some(pattern), _) => (Some(pattern), true),
                (None, pattern) => (pattern, false),
            };
            if let Some(pattern) = pattern {
                if by_pattern.is_none() && matches(pattern, &source, caseless)? {
                    by_pattern = Some(value);
                }
            } else if key == "default" {
                default = value.to_owned();
            } else if key.strip_prefix('\\').unwrap_or(key).eq_ignore_ascii_case(&source) {
                found = Some(value);
            }
        }
        self.fill(found.or(by_pattern).unwrap_or(&default), route, depth)
    }

    /// The time of a setting, or its default.
    pub(super) fn time(
        &self,
        route: &Route,
        name: &str,
        default: Millis,
    ) -> (Option<usize>, Millis) {
        let node = self.single(route, name);
        let value = node.and_then(|node| self.node(node).value(0)).and_then(duration);
        (node.filter(|_| value.is_some()), value.unwrap_or(default))
    }
}

/// nginx's times: `60`, `60s`, `1h 30m`, `500ms`.
pub(super) fn duration(text: &str) -> Option<Millis> {
    const UNITS: [(&str, u64); 8] = [
        ("ms", 1),
        ("s", 1000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
        ("w", 604_800_000),
        ("M", 2_592_000_000),
        ("y", 31_536_000_000),
    ];
    let mut sum = 0_u64;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u64 = rest[..digits].parse().ok()?;
        let behind = &rest[digits..];
        let letters = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let unit = match &behind[..letters] {
            "" => 1000,
            unit => UNITS.iter().find(|(name, _)| *name == unit)?.1,
        };
        sum = sum.saturating_add(number.saturating_mul(unit));
        rest = behind[letters..].trim_start();
    }
    Some(Millis(u32::try_from(sum).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, expected) in [
            ("60", Some(60_000)),
            ("60s", Some(60_000)),
            ("1h 30m", Some(5_400_000)),
            ("1h30m", Some(5_400_000)),
            ("500ms", Some(500)),
            ("7d", Some(604_800_000)),
            ("10y", Some(u32::MAX)),
            ("", None),
            ("s", None),
            ("5 parsecs", None),
        ] {
            assert_eq!(duration(text), expected.map(Millis), "{text}");
        }
    }
}
