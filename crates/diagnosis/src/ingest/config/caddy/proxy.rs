//! `reverse_proxy`: what it makes of a handshake that it gets.

use alloc::format;
use alloc::vec::Vec;

use super::Reader;
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::reading::has_sessions;
use crate::text::Text;
use crate::time::Millis;

const LONG: Millis = Millis::seconds(300);

impl Reader<'_> {
    pub(super) fn proxied(&self, at: usize, draft: &mut Draft<'_, '_>) {
        let node = self.node(at);
        let body = self.tree.body(Some(at));
        for line in &body {
            let line = self.node(*line);
            if line.name() == "header_up" {
                self.header(line, line.word(1), line.words.get(2).map(|word| &*word.text), draft);
            }
        }
        self.versions(at, &body, draft);
        let lost = draft
            .config
            .settings()
            .any(|(setting, _)| matches!(setting, Setting::UpgradeLost | Setting::Http2Backend));
        if !lost {
            draft.says(Setting::UpgradePassed);
            draft.remark(
                Bearing::Right,
                &node.whole(),
                Text("Nothing here takes the Upgrade away for {path}").with("path", &self.path),
                Text("Caddy passes an Upgrade on without being told."),
                [].into(),
            );
        }
        self.timeouts(&body, draft);
        self.reload(at, &body, draft);
        self.nodes_of(at, &body, draft);
    }

    /// The addresses, with their places.
    fn upstreams(&self, at: usize, body: &[usize]) -> Vec<(usize, usize)> {
        let matched = self.node(at).word(1).starts_with(['/', '@', '*']);
        let own = (if matched { 2 } else { 1 }..self.node(at).words.len()).map(|place| (at, place));
        let to = body.iter().copied().filter(|line| self.node(*line).name() == "to");
        let to =
            to.flat_map(|line| (1..self.node(line).words.len()).map(move |place| (line, place)));
        own.chain(to).collect()
    }

    fn versions(&self, at: usize, body: &[usize], draft: &mut Draft<'_, '_>) {
        let mut edits = Vec::new();
        let mut found = None;
        for (line, place) in self.upstreams(at, body) {
            let word = &self.node(line).words[place];
            if let Some(rest) = word.text.strip_prefix("h2c://") {
                edits.push(Edit { at: word.at.clone(), with: format!("http://{rest}") });
                found = Some(line);
            }
        }
        for line in self.transport(body) {
            let node = self.node(line);
            let versions = node.texts(1);
            if node.name() == "versions" && !versions.contains(&"1.1") {
                let end = node.at.end;
                edits.push(Edit { at: end..end, with: " 1.1".into() });
                found = Some(line);
            }
        }
        let Some(found) = found else { return };
        draft.says(Setting::Http2Backend);
        draft.remark(
            Bearing::Wrong,
            &self.node(found).at,
            Text("Caddy speaks HTTP/2 and nothing else to the application"),
            Text("An Upgrade goes on over HTTP/1.1 only: the handshake gets 502."),
            edits,
        );
    }

    /// The lines inside of `transport http`.
    fn transport(&self, body: &[usize]) -> Vec<usize> {
        let blocks = body.iter().copied().filter(|line| self.node(*line).name() == "transport");
        blocks.flat_map(|block| self.tree.body(Some(block))).collect()
    }

    fn timeouts(&self, body: &[usize], draft: &mut Draft<'_, '_>) {
        for line in self.transport(body) {
            let node = self.node(line);
            let limit = duration(node.word(1)).filter(|limit| *limit > Millis::ZERO);
            let Some(limit) =
                limit.filter(|_| matches!(node.name(), "read_timeout" | "write_timeout"))
            else {
                continue;
            };
            draft.says(Setting::ServerIdle(limit));
            let bearing = if limit >= LONG { Bearing::Right } else { Bearing::Mind };
            let value = node.words.get(1).filter(|_| limit < LONG);
            let edits = value.map(|word| Edit { at: word.at.clone(), with: "1h".into() });
            draft.remark(
                bearing,
                &node.at,
                Text("A WebSocket on which the application is silent for {limit} is closed").with("limit", limit),
                Text("Only what the application sends starts the time anew; without the line there is no limit."),
                edits.into_iter().collect(),
            );
        }
        let lifetime =
            body.iter().copied().find(|line| self.node(*line).name() == "stream_timeout");
        if let Some((node, limit)) = lifetime.map(|line| self.node(line)).and_then(|node| {
            Some((node, duration(node.word(1)).filter(|limit| *limit > Millis::ZERO)?))
        }) {
            draft.says(Setting::Lifetime(limit));
            draft.remark(
                Bearing::Mind,
                &node.at,
                Text("Every WebSocket is closed at an age of {limit}").with("limit", limit),
                Text("No heartbeat prevents that: the client must connect again."),
                [].into(),
            );
        }
    }

    fn reload(&self, at: usize, body: &[usize], draft: &mut Draft<'_, '_>) {
        let delay =
            body.iter().copied().find(|line| self.node(*line).name() == "stream_close_delay");
        let limit = delay.and_then(|line| duration(self.node(line).word(1))).unwrap_or_default();
        draft.says(Setting::ReloadCuts(limit));
        let title = match delay {
            Some(_) => {
                Text("A reload closes every open WebSocket {limit} later").with("limit", limit)
            }
            None => Text("A reload closes every open WebSocket at once").phrase(),
        };
        let why = Text("Since 2.7 “stream_close_delay 5m” gives them time.");
        draft.remark(Bearing::Mind, &self.node(delay.unwrap_or(at)).at, title, why, [].into());
    }

    /// Several nodes, where the path is one of a protocol that needs the same one each time.
    fn nodes_of(&self, at: usize, body: &[usize], draft: &mut Draft<'_, '_>) {
        let policy = body.iter().copied().find(|line| self.node(*line).name() == "lb_policy");
        let sticky = policy.is_some_and(|line| {
            let by = self.node(line).word(1);
            by.contains("hash") || matches!(by, "cookie" | "header" | "first" | "query")
        });
        if self.upstreams(at, body).len() < 2 || sticky || !has_sessions(&self.target.path) {
            return;
        }
        draft.says(Setting::NotSticky);
        let node = self.node(at);
        let edits = match policy {
            Some(line) => {
                let line = self.node(line);
                let words = line.words.get(1).map_or(line.at.end, |word| word.at.start);
                [Edit { at: words..line.at.end, with: "ip_hash".into() }]
            }
            None if node.is_block => {
                let indent = format!("{}    ", self.script.indent(node.at.start));
                [self.script.insert(node.at.end, &indent, &["lb_policy ip_hash".into()])]
            }
            None => {
                let indent = self.script.indent(node.at.start);
                let with = format!(" {{\n{indent}    lb_policy ip_hash\n{indent}}}");
                [Edit { at: node.at.end..node.at.end, with }]
            }
        };
        draft.remark(
            Bearing::Wrong,
            &node.whole(),
            Text("Requests of one visitor go to several servers by chance"),
            Text("This path’s protocol begins with plain requests, and a server that did not see the first one answers 400. Behind another hop, use “lb_policy cookie”."),
            edits.into(),
        );
    }
}

/// Go's times with days: `1h30m`, `90s`, `1d`.
fn duration(text: &str) -> Option<Millis> {
    let mut sum = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let behind = &rest[digits..];
        let letters = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let unit = match &behind[..letters] {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        sum = sum.saturating_add(number.saturating_mul(unit));
        rest = &behind[letters..];
    }
    Some(Millis(u32::try_from(sum).unwrap_or(u32::MAX)))
}
