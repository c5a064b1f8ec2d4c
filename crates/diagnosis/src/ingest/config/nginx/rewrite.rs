//! What `set`, `if`, `rewrite` and `return` make of a request on its way.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Reader;
use super::select::{End, Rewrite, Route};
use super::syntax::Node;
use crate::ingest::config::pattern::{captures, matches};
use crate::target::MASK;

/// What the directives of one level come to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rewritten {
    /// They answer.
    Ends,
    /// The path has changed, and selects anew.
    Again,
    /// The request goes on where it is.
    On,
}

/// What one `rewrite` does.
enum Change {
    None,
    /// It answers.
    Ends(End),
    /// The path has changed, and selects anew now.
    Last,
    /// The path has changed, and the request stays.
    Break,
    /// The path has changed; others may follow.
    On,
}

impl Reader<'_> {
    /// Carries out what rewrites and returns in the innermost level.
    pub(super) fn rewrites(&self, route: &mut Route) -> Rewritten {
        let mut open = route.levels.last().map(|level| level.nodes.clone()).unwrap_or_default();
        open.reverse();
        let mut changed = false;
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
                    return Rewritten::Ends;
                }
                "rewrite" => match self.rewrite(at, route) {
                    Change::Ends(end) => {
                        route.end = end;
                        return Rewritten::Ends;
                    }
                    Change::Last => return Rewritten::Again,
                    Change::Break => return Rewritten::On,
                    Change::On => changed = true,
                    Change::None => {}
                },
                "break" => break,
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
        if changed { Rewritten::Again } else { Rewritten::On }
    }

    /// Whether a block holds what would change the answer.
    fn decides(&self, block: usize) -> bool {
        const DECIDING: [&str; 3] = ["return", "rewrite", "proxy_pass"];
        self.tree.body(Some(block)).iter().any(|node| DECIDING.contains(&self.node(*node).name()))
    }

    fn rewrite(&self, at: usize, route: &mut Route) -> Change {
        let node = self.node(at);
        let (Some(pattern), Some(to)) = (node.value(0), node.value(1)) else { return Change::None };
        match self.matches(pattern, false, &route.path) {
            Some(false) => return Change::None,
            Some(true) => {}
            None => {
                route.doubt = Some(at);
                return Change::None;
            }
        }
        let flag = node.value(2);
        let away =
            to.starts_with("http://") || to.starts_with("https://") || to.starts_with("$scheme");
        match flag {
            Some("permanent") => return Change::Ends(End::Answers(at, 301)),
            Some("redirect") => return Change::Ends(End::Answers(at, 302)),
            _ if away => return Change::Ends(End::Answers(at, 302)),
            _ => {}
        }
        let path = self.replaced(pattern, to, route);
        let here = flag == Some("break");
        // Whatever it becomes, inside of a location `break` stays there; all else selects anew.
        if path.is_none() && !here {
            route.doubt = Some(at);
            return Change::None;
        }
        route.rewritten = Some(Rewrite { node: at, known: path.is_some(), here });
        route.path = path.unwrap_or_default();
        match flag {
            Some("last") => Change::Last,
            Some("break") => Change::Break,
            _ => Change::On,
        }
    }

    /// What a rewrite makes of the path, without the query.
    fn replaced(&self, pattern: &str, to: &str, route: &mut Route) -> Option<String> {
        let groups = captures(pattern, &route.path, false)??;
        for number in 1..10 {
            let name = number.to_string();
            match groups.get(number) {
                Some(group) => route.variables.insert(name, group.clone()),
                None => route.variables.remove(&name),
            };
        }
        let path = self.evaluate(to.split('?').next().unwrap_or_default(), route)?;
        path.starts_with('/').then_some(path)
    }

    /// Whether a pattern matches the path; masked parts of it may be anything.
    pub(super) fn matches(&self, pattern: &str, caseless: bool, path: &str) -> Option<bool> {
        let found = matches(pattern, path, caseless)?;
        (found || !path.contains(MASK)).then_some(found)
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
