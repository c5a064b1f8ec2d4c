//! The way of the handshake: rules that answer it, the backend that gets it, and the limits on it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::rules::Course;
use super::syntax::Line;
use super::time::duration;
use super::{Entrance, Reader};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::reading::has_sessions;
use crate::target::{Place, Target};
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// A limit of silence that is shorter than this cuts quiet chats.
const LONG: Millis = Millis::seconds(300);

impl Reader<'_> {
    pub(super) fn judge(&self, entrance: Entrance, draft: &mut Draft<'_, '_>) {
        let known = self.target.path != Target::HIDDEN_PATH;
        draft.place = if entrance.named && known { Place::Endpoint } else { Place::Unnamed };
        let front = entrance.section;
        if !entrance.named {
            draft.remark(
                Bearing::Mind,
                &self.sections[front].head.at(),
                Text("No bind here has port {port}; this section is read in its place")
                    .with("port", self.target.port),
                Text("That is right if another hop stands before HAProxy."),
                [].into(),
            );
        }
        self.only_http2(front, draft);
        let http = self.is_http(front);
        if http && matches!(self.rules(front, draft), Course::Ends) {
            return;
        }
        let kind = self.sections[front].kind();
        let back = match kind {
            "frontend" => match self.backend(front, http, draft) {
                Some(back) => back,
                None => return,
            },
            _ => front,
        };
        if back != front && http && matches!(self.rules(back, draft), Course::Ends) {
            return;
        }
        let passes = self.servers(back, http, draft);
        if passes {
            draft.says(Setting::UpgradePassed);
            let text = match http {
                true => Text("Nothing here takes the Upgrade away for {path}"),
                false => Text("In mode tcp everything goes on as it came"),
            };
            draft.remark(
                Bearing::Right,
                &self.sections[back].at(),
                text.with("path", &self.path),
                Text("HAProxy passes an Upgrade on without being told."),
                [].into(),
            );
        }
        self.silence(front, back, draft);
        self.nodes(back, draft);
    }

    /// `proto h2` at the entrance leaves no way for HTTP/1.1.
    fn only_http2(&self, front: usize, draft: &mut Draft<'_, '_>) {
        let Some(bind) = self.bind_of(front) else { return };
        let Some(edits) = without_h2(self.script.text, bind) else { return };
        draft.says(Setting::Http2Only);
        draft.remark(
            Bearing::Wrong,
            &bind.at(),
            Text("This port speaks HTTP/2 and nothing else"),
            Text("Chromium opens a WebSocket with HTTP/1.1, unless it has an HTTP/2 session to the host already: offer both."),
            edits,
        );
    }

    /// The backend that the rules choose.
    fn backend(&self, front: usize, http: bool, draft: &mut Draft<'_, '_>) -> Option<usize> {
        let section = &self.sections[front];
        let mut chosen = None;
        for line in section.lines.iter().filter(|line| line.word(0) == "use_backend") {
            match self.holds(&line.texts(0), section).filter(|_| http || line.words.len() == 2) {
                Some(true) => {
                    chosen = Some(line);
                    break;
                }
                Some(false) => {}
                None => {
                    draft.remark(
                        Bearing::Mind,
                        &line.at(),
                        Text("Whether this line takes {path} can’t be told from here")
                            .with("path", &self.path),
                        Text("So nothing is concluded about what comes behind it."),
                        [].into(),
                    );
                    return None;
                }
            }
        }
        let default = || self.lines(front).find(|line| line.word(0) == "default_backend");
        let Some(line) = chosen.or_else(default) else {
            draft.says(Setting::RouteMissing);
            draft.remark(
                Bearing::Wrong,
                &section.at(),
                Text("No backend is chosen for {path}: HAProxy answers 503").with("path", &self.path),
                Text("Send the path to a backend with use_backend, or the rest with default_backend."),
                [].into(),
            );
            return None;
        };
        let mut all = self.sections.iter().enumerate();
        let named = all.find(|(_, one)| {
            ["backend", "listen"].contains(&one.kind()) && one.name() == line.word(1)
        });
        if named.is_none() {
            draft.remark(
                Bearing::Mind,
                &line.at(),
                Text("The backend {name} was not pasted").with("name", line.word(1)),
                Text("What becomes of the handshake there can’t be told."),
                [].into(),
            );
        }
        named.map(|(at, _)| at)
    }

    /// The protocol that is spoken to the servers; whether it carries a WebSocket.
    fn servers(&self, back: usize, http: bool, draft: &mut Draft<'_, '_>) -> bool {
        let mut passes = !self.config_lost(draft);
        let lines = self.sections[back].lines.iter();
        let inherited = self.lines(back).filter(|line| line.word(0) == "default-server");
        let servers: Vec<&Line> =
            lines.filter(|line| line.word(0) == "server").chain(inherited).collect();
        if let Some(line) = self.lines(back).find(|line| line.word(0) == "use-fcgi-app") {
            passes = false;
            draft.says(Setting::UpgradeLost);
            let title = Text("FastCGI carries no WebSocket");
            let why = Text("Send this path to a server that speaks HTTP.");
            draft.remark(Bearing::Wrong, &line.at(), title, why, [].into());
        }
        for server in servers.into_iter().filter(|_| http).take(100) {
            let words = server.texts(0);
            let over = |name: &str, value: &str| words.windows(2).any(|pair| pair == [name, value]);
            if !over("proto", "h2") || over("ws", "h1") {
                continue;
            }
            if passes {
                draft.says(Setting::Http2Backend);
            }
            passes = false;
            draft.remark(
                Bearing::Wrong,
                &server.at(),
                Text("HAProxy speaks HTTP/2 to this server, for WebSockets as well"),
                Text("Few applications take a WebSocket over HTTP/2 (RFC 8441): HAProxy answers 502. Without “proto h2” it speaks HTTP/1.1."),
                without_h2(self.script.text, server).unwrap_or_default(),
            );
        }
        passes
    }

    fn config_lost(&self, draft: &Draft<'_, '_>) -> bool {
        draft.config.settings().any(|(setting, _)| setting == Setting::UpgradeLost)
    }

    /// How long an open WebSocket may be silent: the tunnel's limit, or else the smaller of the two.
    fn silence(&self, front: usize, back: usize, draft: &mut Draft<'_, '_>) {
        let of = |section: usize, name: &str| {
            let mut lines = self.lines(section);
            lines
                .find(|line| line.is(&["timeout", name]))
                .and_then(|line| Some((line, duration(line.word(2))?)))
        };
        let tunnel = of(back, "tunnel").or_else(|| of(front, "tunnel"));
        let both = [of(front, "client"), of(back, "server")];
        let Some((line, limit)) =
            tunnel.or_else(|| both.into_iter().flatten().min_by_key(|(_, limit)| *limit))
        else {
            return;
        };
        draft.says(Setting::Idle(limit));
        let title: Phrase = match tunnel {
            Some(_) => Text("A WebSocket that is silent for {limit} is closed").with("limit", limit),
            None => Text("Without “timeout tunnel” a WebSocket that is silent for {limit} is closed: the smaller limit of client and server holds").with("limit", limit),
        };
        let (bearing, edits) = match tunnel {
            _ if limit >= LONG => (Bearing::Right, Vec::new()),
            Some(_) => {
                (Bearing::Mind, [Edit { at: line.words[2].at.clone(), with: "1h".into() }].into())
            }
            None => {
                let at = line.at();
                let indent = self.script.indent(at.start);
                (
                    Bearing::Mind,
                    [self.script.insert(at.end, indent, &["timeout tunnel 1h".into()])].into(),
                )
            }
        };
        let why = Text(
            "Bytes in either direction start the time anew: a heartbeat that comes more often keeps it open.",
        );
        draft.remark(bearing, &line.at(), title, why, edits);
    }

    /// Several servers, where the path is one of a protocol that needs the same one each time.
    fn nodes(&self, back: usize, draft: &mut Draft<'_, '_>) {
        let section = &self.sections[back];
        let servers = section.lines.iter().filter(|line| line.word(0) == "server");
        let serving = servers.filter(|line| !line.texts(3).contains(&"backup")).count();
        let sticky = self.lines(back).any(|line| {
            let by = line.word(1);
            matches!(line.word(0), "cookie" | "stick" | "stick-table")
                || line.word(0) == "balance"
                    && (by == "source" || by.starts_with("hdr") || by.starts_with("hash"))
        });
        if serving < 2 || sticky || !has_sessions(&self.target.path) {
            return;
        }
        draft.says(Setting::NotSticky);
        let own =
            section.lines.iter().find(|line| line.word(0) == "balance" && line.words.len() > 1);
        let edit = match own {
            Some(line) => Edit { at: line.words[1].at.start..line.at().end, with: "source".into() },
            None => {
                let indent = section
                    .lines
                    .first()
                    .map_or("    ", |line| self.script.indent(line.at().start));
                self.script.insert(section.head.at().end, indent, &["balance source".into()])
            }
        };
        draft.remark(
            Bearing::Wrong,
            &section.at(),
            Text("Requests of one visitor go to several servers by turns"),
            Text("This path’s protocol begins with plain requests, and a server that did not see the first one answers 400. Behind another hop, keep visitors apart by a cookie instead of the address."),
            [edit].into(),
        );
    }
}

/// The changes that take `proto h2` from a line, and leave HTTP/1.1 beside HTTP/2 in its `alpn`.
fn without_h2(text: &str, line: &Line) -> Option<Vec<Edit>> {
    let proto =
        line.words.windows(2).find(|pair| pair[0].text == "proto" && pair[1].text == "h2")?;
    let start = text[..proto[0].at.start].trim_end_matches([' ', '\t']).len();
    let whole: Range<usize> = start..proto[1].at.end;
    let mut edits = Vec::from([Edit { at: whole, with: String::new() }]);
    let alpn = line.words.windows(2).find(|pair| pair[0].text == "alpn" && pair[1].text == "h2");
    if let Some(pair) = alpn {
        edits.push(Edit { at: pair[1].at.clone(), with: format!("{},http/1.1", pair[1].text) });
    }
    Some(edits)
}
