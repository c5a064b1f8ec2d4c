//! What `set`, `if`, `rewrite` and `return` make of a request on its way.

use alloc::vec::Vec;

use super::Reader;
use super::select::{End, Route};
use super::syntax::Node;
use crate::ingest::config::pattern::matches;
use crate::target::MASK;

impl Reader<'_> {
    /// Carries out what rewrites and returns in the innermost level; whether that answers.
    pub(super) fn rewrites(&self, route: &mut Route) -> bool {
        let mut open = route.levels.last().map(|level| level.nodes.clone()).unwrap_or_default();
        open.reverse();
        while let Some(at) = open.pop() {
            let node = self.node(at);
            match node.name() {
                "set" => {
                    if let (Some(name), Some(value)) = (node.value(0), node.value(1)) {
                        let value = self.evaluate(value, route);
                        let name = name.trim_start_matches('$').into();
                        match value {
                            Some(value) => route.variables.insert(name, value),
                            None => route.variables.remove(&name),
                        };
                    }
                }
                "return" => {
                    let first = node.value(0).unwrap_or_default();
                    // A URL alone is a redirect.
                    route.end = End::Answers(at, first.parse().unwrap_or(302));
                    return true;
                }
                "rewrite" => {
                    if let Some(end) = self.rewrite(at, route) {
                        route.end = end;
                        return true;
                    }
                }
                "if" => match self.condition(node, route) {
                    Some(true) => {
                        self.enter(route, at);
                        let inner = self.tree.body(Some(at));
                        open.extend(inner.into_iter().rev());
                    }
                    Some(false) => {}
                    None if self.decides(at) => route.doubt = Some(at),
                    None => {}
                },
                _ => {}
            }
        }
        false
    }

    /// Whether a block holds what would change the answer.
    fn decides(&self, block: usize) -> bool {
        const DECIDING: [&str; 3] = ["return", "rewrite", "proxy_pass"];
        self.tree.body(Some(block)).iter().any(|node| DECIDING.contains(&self.node(*node).name()))
    }

    fn rewrite(&self, at: usize, route: &mut Route) -> Option<End> {
        let node = self.node(at);
        let (pattern, to) = (node.value(0)?, node.value(1)?);
        match self.matches(pattern, false) {
            Some(false) => None,
            None => {
                route.doubt = Some(at);
                None
            }
            Some(true) => {
                let away = to.starts_with("http://")
                    || to.starts_with("https://")
                    || to.starts_with("$scheme");
                match node.value(2) {
                    Some("permanent") => Some(End::Answers(at, 301)),
                    Some("redirect") => Some(End::Answers(at, 302)),
                    _ if away => Some(End::Answers(at, 302)),
                    // Inside of a location `break` stays there; all else selects anew.
                    Some("break") => {
                        route.rewritten = Some(at);
                        None
                    }
                    _ => {
                        route.doubt = Some(at);
                        None
                    }
                }
            }
        }
    }

    /// Whether a pattern matches the path; masked parts of it may be anything.
    pub(super) fn matches(&self, pattern: &str, caseless: bool) -> Option<bool> {
        let found = matches(pattern, &self.path, caseless)?;
        (found || !self.path.contains(MASK)).then_some(found)
    }

    fn condition(&self, node: &Node<'_>, route: &Route) -> Option<bool> {
        let mut words: Vec<&str> = node.values().collect();
        if let Some(first) = words.first_mut() {
            *first = first.strip_prefix('(').unwrap_or(first);
        }
        if let Some(last) = words.last_mut() {
            *last = last.strip_suffix(')').unwrap_or(last);
        }
        words.retain(|word| !word.is_empty());
        match words[..] {
            [one] => self.evaluate(one, route).map(|value| !value.is_empty() && value != "0"),
            [left, operator, right] => {
                let left = self.evaluate(left, route)?;
                let right = |route| self.evaluate(right, route);
                match operator {
                    "=" => Some(left == right(route)?),
                    "!=" => Some(left != right(route)?),
                    "~" | "~*" => matches(words[2], &left, operator == "~*"),
                    "!~" | "!~*" => matches(words[2], &left, operator == "!~*").map(|found| !found),
                    _ => None,
                }
            }
            // `if ($a = "")`, whose last word is empty.
            [left, "="] => Some(self.evaluate(left, route)?.is_empty()),
            [left, "!="] => Some(!self.evaluate(left, route)?.is_empty()),
            _ => None,
        }
    }
}
