//! Which location a path selects: exact ones, the longest prefix, the first expression that matches.

use alloc::vec::Vec;

use super::Reader;

impl Reader<'_> {
    /// The locations that the path selects among these directives, each inside of the one before.
    pub(super) fn locate(&self, nodes: &[usize], path: &str, depth: usize) -> Found {
        let mut chain: Vec<usize> = Vec::new();
        let mut levels: Vec<(Vec<Location<'_>>, bool)> = Vec::new();
        let mut inside = self.locations(nodes);
        let mut last = None;
        // First the longest prefix, and in it the longest of those it holds.
        while !inside.is_empty() && levels.len() < 10 {
            let exact = inside.iter().find(|one| one.kind == Kind::Exact && one.text == path);
            let prefix = inside.iter().filter(|one| one.is_prefix() && path.starts_with(one.text));
            let best = exact.or(prefix.max_by_key(|one| one.text.len())).copied();
            let slash = inside.iter().find(|one| {
                one.is_prefix()
                    && one.text.strip_suffix('/') == Some(path)
                    && self.hands_on(one.node)
            });
            if let (Some(slash), false) = (slash, best.is_some_and(|best| best.text == path)) {
                return Found::Slash(slash.node);
            }
            levels.push((inside, best.is_some_and(|best| best.kind == Kind::Strong)));
            inside = Vec::new();
            if let Some(best) = best {
                chain.push(best.node);
                last = Some(best);
                if best.kind != Kind::Exact {
                    inside = self.locations(&self.tree.body(Some(best.node)));
                }
            }
        }
        if last.is_some_and(|last| last.kind == Kind::Exact) {
            return Found::Chain(chain);
        }
        // Then the first expression that matches, from the inside out; a strong prefix goes before those
        // that stand beside it, and not before those that stand in it.
        for (place, (level, _)) in
            levels.iter().enumerate().rev().filter(|(_, (_, strong))| !strong)
        {
            for one in level {
                let Kind::Pattern { caseless } = one.kind else { continue };
                match self.matches(one.text, caseless, path) {
                    Some(true) => {
                        chain.truncate(place);
                        chain.push(one.node);
                        // What includes itself has no end.
                        if depth < 10
                            && let Found::Chain(inner) =
                                self.locate(&self.tree.body(Some(one.node)), path, depth + 1)
                        {
                            chain.extend(inner);
                        }
                        return Found::Chain(chain);
                    }
                    Some(false) => {}
                    None => return Found::Doubt(one.node),
                }
            }
        }
        Found::Chain(chain)
    }

    fn locations(&self, nodes: &[usize]) -> Vec<Location<'_>> {
        self.blocks(nodes, "location").filter_map(|node| self.location(node)).collect()
    }

    fn location(&self, at: usize) -> Option<Location<'_>> {
        let words = &self.tree.nodes[at].words;
        let first: &str = &words.get(1)?.text;
        let second = words.get(2).map(|word| &*word.text);
        let (kind, text) = match (first, second) {
            ("=", Some(text)) => (Kind::Exact, text),
            ("^~", Some(text)) => (Kind::Strong, text),
            ("~", Some(text)) => (Kind::Pattern { caseless: false }, text),
            ("~*", Some(text)) => (Kind::Pattern { caseless: true }, text),
            (text, None) if text.starts_with('@') => return None,
            (text, None) => match text.strip_prefix("~*") {
                Some(text) => (Kind::Pattern { caseless: true }, text),
                None => {
                    match (text.strip_prefix('='), text.strip_prefix('~'), text.strip_prefix("^~"))
                    {
                        (Some(text), ..) => (Kind::Exact, text),
                        (_, Some(text), _) => (Kind::Pattern { caseless: false }, text),
                        (_, _, Some(text)) => (Kind::Strong, text),
                        _ => (Kind::Prefix, text),
                    }
                }
            },
            _ => return None,
        };
        Some(Location { node: at, kind, text })
    }

    /// Whether a location hands its requests on, which is what makes nginx add a slash.
    fn hands_on(&self, location: usize) -> bool {
        self.tree.body(Some(location)).iter().any(|node| self.node(*node).name().ends_with("_pass"))
    }
}

/// What a path selects.
pub(super) enum Found {
    Chain(Vec<usize>),
    Slash(usize),
    Doubt(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exact,
    Prefix,
    /// A prefix before which no pattern goes.
    Strong,
    Pattern {
        caseless: bool,
    },
}

#[derive(Clone, Copy)]
struct Location<'t> {
    node: usize,
    kind: Kind,
    text: &'t str,
}

impl Location<'_> {
    fn is_prefix(&self) -> bool {
        matches!(self.kind, Kind::Prefix | Kind::Strong)
    }
}
