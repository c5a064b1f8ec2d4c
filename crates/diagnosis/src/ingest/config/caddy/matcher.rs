//! Caddy's request matchers, for a browser's handshake.

use crate::ingest::config::logic::either;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use super::syntax::Node;
use crate::ingest::config::pattern::matches;
use crate::target::MASK;

impl Reader<'_> {
    /// Whether a directive with this first argument takes the request; `None` if it can't be told.
    pub(super) fn takes(&self, node: &Node, path: &str, site: &[usize]) -> Option<bool> {
        match node.word(1) {
            "*" => Some(true),
            first if first.starts_with('/') => self.is_path(first, path),
            first => match first.strip_prefix('@') {
                Some(name) => self.named(name, path, site),
                None => Some(true),
            },
        }
    }

    fn named(&self, name: &str, path: &str, site: &[usize]) -> Option<bool> {
        let node = site
            .iter()
            .copied()
            .find(|at| self.node(*at).name().strip_prefix('@') == Some(name))?;
        self.set(node, path, 0)
    }

    /// All matchers of a set have to match; those of one kind are alternatives, but for headers.
    fn set(&self, node: usize, path: &str, depth: usize) -> Option<bool> {
        if depth > 4 {
            return None;
        }
        let mut all: Vec<(&str, Vec<&str>, usize)> = Vec::new();
        let head = self.node(node).texts(1);
        if let Some((kind, values)) = head.split_first() {
            all.push((kind, values.to_vec(), node));
        }
        for at in self.tree.body(Some(node)) {
            let values = self.node(at).texts(1);
            all.push((self.node(at).word(0), values, at));
        }
        let mut kinds: Vec<(&str, Option<bool>)> = Vec::new();
        for (kind, values, at) in all {
            // What `not` is followed by on its line, or holds in its block.
            let found = match kind {
                "not" => self.negated(at, &values, path, depth),
                "either" => self.any_of(at, path, depth),
                kind => self.test(kind, &values, path),
            };
            match kinds
                .iter_mut()
                .find(|(known, _)| *known == kind && !matches!(kind, "header" | "not"))
            {
                Some((_, one)) => *one = either(*one, found),
                None => kinds.push((kind, found)),
            }
        }
        if kinds.iter().any(|(_, found)| *found == Some(false)) {
            return Some(false);
        }
        kinds.iter().all(|(_, found)| found.is_some()).then_some(true)
    }

    /// Whether one of several sets matches, as Caddy's JSON has them.
    fn any_of(&self, at: usize, path: &str, depth: usize) -> Option<bool> {
        let sets = self.tree.body(Some(at));
        sets.into_iter().map(|set| self.set(set, path, depth + 1)).fold(Some(false), either)
    }

    fn negated(&self, at: usize, values: &[&str], path: &str, depth: usize) -> Option<bool> {
        let found = match values.split_first() {
            Some((kind, values))
                if self.node(at).word(0) == "not" || self.node(at).word(1) == "not" =>
            {
                let (kind, values) =
                    if *kind == "not" { values.split_first()? } else { (kind, values) };
                self.test(kind, values, path)
            }
            _ => self.set_of(at, path, depth + 1),
        };
        found.map(|found| !found)
    }

    fn set_of(&self, at: usize, path: &str, depth: usize) -> Option<bool> {
        if depth > 4 {
            return None;
        }
        let mut unknown = false;
        for inner in self.tree.body(Some(at)) {
            let node = self.node(inner);
            match self.test(node.word(0), &node.texts(1), path) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => unknown = true,
            }
        }
        (!unknown).then_some(true)
    }

    fn test(&self, kind: &str, values: &[&str], path: &str) -> Option<bool> {
        match kind {
            "path" => {
                values.iter().map(|value| self.is_path(value, path)).fold(Some(false), either)
            }
            "path_regexp" => {
                let found = matches(values.last()?, path, false)?;
                (found || !path.contains(MASK)).then_some(found)
            }
            "host" => Some(values.iter().any(|value| super::is_host(value, &self.target.host))),
            "method" => Some(values.iter().any(|value| value.eq_ignore_ascii_case("GET"))),
            "protocol" => match *values.first()? {
                "https" => Some(self.target.secure),
                "http" => Some(!self.target.secure),
                "grpc" => Some(false),
                _ => None,
            },
            "header" => self.has_header(values.first()?, values.get(1).copied()),
            _ => None,
        }
    }

    fn has_header(&self, name: &str, value: Option<&str>) -> Option<bool> {
        let (name, absent) = match name.strip_prefix('!') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let own = match name.to_ascii_lowercase().as_str() {
            "upgrade" => "websocket".into(),
            "connection" => "Upgrade".into(),
            "host" => self.target.authority(),
            "sec-websocket-version" => "13".into(),
            _ => return None,
        };
        if absent {
            return Some(false);
        }
        let own: String = own;
        Some(
            value
                .is_none_or(|wanted| wild(&wanted.to_ascii_lowercase(), &own.to_ascii_lowercase())),
        )
    }

    /// Paths are exact unless a star says otherwise, and of any case.
    fn is_path(&self, pattern: &str, path: &str) -> Option<bool> {
        let found = wild(&pattern.to_ascii_lowercase(), &path.to_ascii_lowercase());
        (found || !path.contains(MASK)).then_some(found)
    }
}

/// Whether a text is a pattern whose stars stand for anything.
fn wild(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text, expected) in [
            ("/ws/*", "/ws/chat", true),
            ("/ws/*", "/ws", false),
            ("/ws*", "/ws", true),
            ("/ws", "/ws/chat", false),
            ("*upgrade*", "keep-alive, upgrade", true),
            ("*.php", "/a.php", true),
            ("/a/*/c", "/a/b/c", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(wild(pattern, text), expected, "{pattern} for {text}");
        }
    }
}
