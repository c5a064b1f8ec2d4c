//! Rules that answer a request, or change it on its way.

use alloc::string::String;

use super::Reader;
use super::syntax::Line;
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::text::Text;

/// What the rules of a section do to the request.
pub(super) enum Course {
    On,
    Ends,
}

impl Reader<'_> {
    /// Goes through the rules that may answer or change the request.
    pub(super) fn rules(&self, at: usize, draft: &mut Draft<'_, '_>) -> Course {
        let section = &self.sections[at];
        for line in &section.lines {
            let words = line.texts(0);
            let (action, legacy) = match words[..] {
                ["http-request", action, ..] => (action, false),
                ["redirect", ..] => ("redirect", true),
                ["block", ..] => ("deny", true),
                ["reqdel" | "reqidel" | "option", ..] => continue,
                _ => continue,
            };
            let (action, _) = action.split_once('(').unwrap_or((action, ""));
            let holds = self.holds(&words, section);
            if holds == Some(false) {
                continue;
            }
            let status = answer(action, &words, legacy);
            match (status, holds) {
                (Some(status), Some(true)) => {
                    self.answers(line, status, draft);
                    return Course::Ends;
                }
                (Some(_), _) => self.may_answer(line, draft),
                (None, _) => self.changes(action, line, &words, holds == Some(true), draft),
            }
        }
        Course::On
    }

    fn answers(&self, line: &Line, status: u16, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::Answers(status));
        let why = match status {
            300..=399 => Text(
                "Browsers do not follow redirects for WebSockets: leave this path out of the rule, or connect to where it leads.",
            ),
            401 => Text(
                "Browsers show no prompt for a WebSocket: leave this path out of the rule, and let the application check who it is.",
            ),
            _ => {
                Text("The request never reaches the application: leave this path out of the rule.")
            }
        };
        let title = Text("HAProxy itself answers {path}, with {status}");
        let title = title.with("path", &self.path).with("status", status);
        draft.remark(Bearing::Wrong, &line.at(), title, why, [].into());
    }

    fn may_answer(&self, line: &Line, draft: &mut Draft<'_, '_>) {
        let words = line.texts(0);
        let counts = words.iter().any(|word| {
            word.contains("_rate") || word.contains("_cnt") || word.contains("conn_cur")
        });
        if counts {
            draft.says(Setting::Limited);
        }
        let title = match counts {
            true => Text("This rule limits how many may come, and turns the rest away"),
            false => Text("Whether this rule answers the handshake can’t be told from here"),
        };
        let why = Text("If it does, the request never reaches the application.");
        draft.remark(Bearing::Mind, &line.at(), title, why, [].into());
    }

    /// Rules that change the request.
    fn changes(
        &self,
        action: &str,
        line: &Line,
        words: &[&str],
        sure: bool,
        draft: &mut Draft<'_, '_>,
    ) {
        let header = words.get(2).map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let of_upgrade = ["upgrade", "connection", "sec-websocket-key", "sec-websocket-version"];
        let value = words.get(3).map(|value| value.to_ascii_lowercase()).unwrap_or_default();
        let bearing = if sure { Bearing::Wrong } else { Bearing::Mind };
        match (action, header.as_str()) {
            ("del-header", header) if of_upgrade.contains(&header) => {
                if sure {
                    draft.says(Setting::UpgradeLost);
                }
                draft.remark(
                    bearing,
                    &line.at(),
                    Text("{header} is taken from the handshake").with("header", header),
                    Text("Without it the application sees a plain request."),
                    [self.without(line)].into(),
                );
            }
            ("set-header", "upgrade") if !value.contains("websocket") && !value.contains('%') => {
                if sure {
                    draft.says(Setting::UpgradeLost);
                }
                let title = Text("Upgrade goes on as another value than “websocket”");
                let why = Text("The application sees no handshake.");
                draft.remark(bearing, &line.at(), title, why, [self.without(line)].into());
            }
            ("set-header", "host") if !value.contains("%[req.hdr(host)]") => {
                draft.says(Setting::HostReplaced);
                draft.remark(
                    Bearing::Mind,
                    &line.at(),
                    Text("The application gets another Host than the browser sent"),
                    Text("Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403."),
                    [].into(),
                );
            }
            (
                "set-path" | "replace-path" | "set-uri" | "replace-uri" | "set-pathq"
                | "replace-pathq",
                _,
            ) => {
                draft.says(Setting::PathChanged);
                draft.remark(
                    Bearing::Mind,
                    &line.at(),
                    Text("The application may be asked for another path than {path}")
                        .with("path", &self.path),
                    Text("That is right only if it serves the WebSocket there."),
                    [].into(),
                );
            }
            _ => {}
        }
    }

    /// The change that takes a whole line away.
    fn without(&self, line: &Line) -> Edit {
        let row = self.script.line(line.at().start);
        let indent = self.script.indent(line.at().start).len();
        let start = line.at().start - indent;
        let end = start + self.script.row(row).len();
        let rest = &self.script.text[end..];
        let newline =
            rest.len() - rest.trim_start_matches('\r').strip_prefix('\n').unwrap_or(rest).len();
        Edit { at: start..end + newline, with: String::new() }
    }
}

/// The status that an action answers with; none if it lets the request go on.
fn answer(action: &str, words: &[&str], legacy: bool) -> Option<u16> {
    let told = |name: &str| {
        let mut pairs = words.windows(2);
        pairs.find(|pair| pair[0] == name).and_then(|pair| pair[1].parse().ok())
    };
    match action {
        "deny" | "reject" => Some(told("deny_status").unwrap_or(403)),
        "tarpit" => Some(told("deny_status").unwrap_or(500)),
        "auth" => Some(401),
        "return" => Some(told("status").unwrap_or(200)),
        "redirect" => Some(told("code").unwrap_or(302)),
        _ if legacy => Some(403),
        _ => None,
    }
}
