//! `<If>`, `<ElseIf>` and `<Else>`: what they hold goes before what stands outside.
//!
//! What Apache 2.4 does with them was tried: it does not start with a ProxyPass inside of one, and
//! lets a redirect, a rule, a handler or a rule of access in one go before the ProxyPass outside.

use crate::ingest::config::logic::both;
use alloc::vec::Vec;

use super::rewrite::Rewritten;
use super::{Host, Reader};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::text::Text;

/// What a request meets in sections with a condition.
#[derive(Default)]
pub(super) struct Conditional {
    /// The sections whose condition holds.
    pub(super) taken: Vec<usize>,
    /// One that decides, if its condition can't be told.
    pub(super) doubt: Option<usize>,
}

impl Reader<'_> {
    /// The sections with a condition that the request meets, in their order.
    pub(super) fn conditional(&self, host: &Host) -> Conditional {
        let mut found = Conditional::default();
        self.sections(&host.nodes, &mut found);
        for block in self.locations(host) {
            self.sections(&self.tree.body(Some(block)), &mut found);
        }
        found
    }

    fn sections(&self, nodes: &[usize], found: &mut Conditional) {
        // Whether none of a chain has held so far; `None` if that can't be told.
        let mut open = Some(false);
        for at in nodes {
            let node = self.node(*at);
            let holds = match node.name.as_str() {
                "if" => {
                    open = Some(true);
                    self.condition(*at)
                }
                "elseif" => self.condition(*at),
                "else" => Some(true),
                _ => {
                    open = Some(false);
                    continue;
                }
            };
            let holds = both(open, holds);
            match holds {
                Some(true) => {
                    found.taken.push(*at);
                    self.sections(&self.tree.body(Some(*at)), found);
                    open = Some(false);
                }
                Some(false) => {}
                None => {
                    if self.decides(*at) {
                        found.doubt = found.doubt.or(Some(*at));
                    }
                    open = None;
                }
            }
        }
    }

    fn condition(&self, at: usize) -> Option<bool> {
        let words: Vec<&str> = self.node(at).texts().collect();
        self.expression(&words.join(" "))
    }

    /// Whether a section holds what would change the answer.
    fn decides(&self, section: usize) -> bool {
        self.tree.body(Some(section)).iter().any(|at| {
            let name = self.node(*at).name.as_str();
            name.starts_with("redirect")
                || matches!(name, "require" | "deny" | "rewriterule" | "sethandler" | "if")
        })
    }

    /// Says what the sections make of the request; whether that settles it.
    pub(super) fn settled(
        &self,
        host: &Host,
        found: &Conditional,
        draft: &mut Draft<'_, '_>,
    ) -> bool {
        if let Some(pass) = self.misplaced() {
            let title = Text("ProxyPass stands inside of <If>, and Apache does not start with it");
            let why = Text(
                "Put it outside; what has to depend on a condition can be a RewriteRule with [P], or SetHandler \"proxy:ws://…\".",
            );
            draft.remark(Bearing::Wrong, &self.node(pass).at, title, why, [].into());
            return true;
        }
        if let Some(at) = found.doubt {
            self.doubt(at, draft);
            return true;
        }
        let nodes: Vec<usize> =
            found.taken.iter().flat_map(|section| self.tree.body(Some(*section))).collect();
        if let Some((at, status)) = self.redirect_among(&nodes) {
            self.answers(at, status, draft);
            return true;
        }
        match self.rules_inside(&nodes) {
            Rewritten::No => {}
            Rewritten::Unknown(at) => {
                self.doubt(at, draft);
                return true;
            }
            Rewritten::Answers(at, status) => {
                self.answers(at, status, draft);
                return true;
            }
            Rewritten::Passed(at, to) => {
                if !self.turned_away(host, found, draft) {
                    self.by_rule(at, &to, host, draft);
                }
                return true;
            }
        }
        let handler = self.named(&nodes, "sethandler").last();
        let to = handler.and_then(|at| Some((at, self.node(at).word(0).strip_prefix("proxy:")?)));
        let Some((at, to)) = to else { return false };
        if !self.turned_away(host, found, draft) {
            self.by_handler(at, to, host, draft);
        }
        true
    }

    /// A `ProxyPass` inside of a section with a condition.
    fn misplaced(&self) -> Option<usize> {
        let sections = self.tree.nodes.iter().enumerate().filter(|(_, node)| {
            node.is_block && matches!(node.name.as_str(), "if" | "elseif" | "else")
        });
        sections.map(|(at, _)| self.tree.body(Some(at))).find_map(|body| {
            let passes = |at: &usize| self.node(*at).name.starts_with("proxypass");
            body.into_iter().find(passes)
        })
    }

    /// Rules in a section match a path whose beginning depends on where the section stands.
    fn rules_inside(&self, nodes: &[usize]) -> Rewritten {
        let whole = self.rules(nodes, &self.path);
        let bare = self.rules(nodes, self.path.trim_start_matches('/'));
        match self.named(nodes, "rewriterule").next() {
            Some(at) if whole != bare => Rewritten::Unknown(at),
            _ => whole,
        }
    }

    fn by_handler(&self, at: usize, to: &str, host: &Host, draft: &mut Draft<'_, '_>) {
        let node = self.node(at);
        if to.starts_with("ws://") || to.starts_with("wss://") {
            self.passed(&node.at, draft);
            self.silence(at, None, host, draft);
            self.host_on(at, host, draft);
            return;
        }
        draft.says(Setting::UpgradeLost);
        let word = &node.words[0];
        let better = to.strip_prefix("http").map(|rest| ["\"proxy:ws", rest, "\""].concat());
        let edits = better.map(|with| Edit { at: word.at.clone(), with });
        draft.remark(
            Bearing::Wrong,
            &node.at,
            Text("This line hands the handshake on as a plain request"),
            Text("Without ws:// in its address Apache drops the Upgrade."),
            edits.into_iter().collect(),
        );
    }
}
