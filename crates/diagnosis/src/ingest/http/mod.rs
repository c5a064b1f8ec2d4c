//! HTTP heads in every shape that people copy: developer tools, `curl -v` and `curl -i`, a status that
//! was typed.
//!
//! What a status means depends on what was asked. A head without its request is taken for the answer
//! to the handshake and names no address, so that nothing is confirmed by it.

mod curl;
mod exchange;
mod line;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::mem;

use crate::address::is_private;
use crate::evidence::{Entry, Line};
use crate::ingest::http::curl::{failure, of_host};
use crate::ingest::http::exchange::{Exchange, MOST_HEADERS};
use crate::ingest::http::line::{
    PANEL, answer_line, bare, header, is_method, label_of, request_line, typed,
};
use crate::ingest::shell;
use crate::ingest::sink::Sink;
use crate::ingest::words::status_of;
use crate::ingest::{Kind, Piece, Took, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "http",
    name: Text("HTTP heads, or what curl prints"),
    way: Way::Piece(begins, || Box::new(Heads::default())),
    signs: &[],
};

const LONGEST_COMMAND: usize = 16 * 1024;

/// Where in an exchange the reader is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Between,
    Command,
    Request,
    Answer,
    Body,
    /// A browser's panel: labels and values in turn.
    Panel,
    /// Firefox's, which begins otherwise.
    Summary,
}

#[derive(Default)]
struct Heads {
    part: Part,
    now: Exchange,
    command: String,
    label: String,
    refused: bool,
    /// How curl says that it failed. It writes so beside its output, and perhaps before the answer.
    failed: Option<(Line, Option<Entry>)>,
    /// The host that it names then.
    named: Option<String>,
    /// curl marks what it sends and gets; what has no mark is the body.
    marked: bool,
}

fn begins(line: &str) -> bool {
    let bare = bare(line);
    answer_line(bare).is_some()
        || request_line(bare).is_some()
        || typed(line).is_some()
        || shell::command(line, &["curl"]).is_some()
        || [
            "* Trying ",
            "*   Trying ",
            "* Host ",
            "* Connected to ",
            "* Could not resolve",
            "curl: (",
        ]
        .iter()
        .any(|lead| line.starts_with(lead))
        || PANEL.iter().any(|label| label_of(line) == Some(*label))
        || is_method(line)
}

impl Piece for Heads {
    fn line(&mut self, line: &str, sink: &mut Sink<'_>) -> Took {
        if self.part == Part::Command {
            return self.command(line, sink);
        }
        if let Some(command) = shell::command(line, &["curl"]) {
            self.finish(sink);
            sink.asked = None;
            self.command.clear();
            self.part = Part::Command;
            return self.command(command, sink);
        }
        if let Some(rest) = line.strip_prefix("* ") {
            self.remark(rest.trim_ascii_start());
            return Took::Mine;
        }
        if line.starts_with("curl: (") {
            self.error(line, sink);
            return Took::Mine;
        }
        if line.starts_with("{ [") || line.starts_with("} [") {
            return Took::Mine;
        }
        let marked = line.starts_with("> ") || line.starts_with("< ") || matches!(line, ">" | "<");
        let bare = bare(line);
        if let Some((status, http2)) = answer_line(bare) {
            // With -i and -v the head comes twice.
            if self.marked && !marked && self.now.status == Some(status) {
                return Took::Mine;
            }
            (self.marked, self.failed) = (marked, None);
            if self.now.status.is_some() {
                self.finish(sink);
            }
            (self.now.status, self.now.http2) = (Some(status), http2);
            self.part = Part::Answer;
            return Took::Mine;
        }
        if let Some(path) = request_line(bare) {
            if self.now.asked || self.now.status.is_some() {
                self.finish(sink);
            }
            (self.now.asked, self.marked) = (true, marked);
            match path.contains("://") {
                true => self.now.url = Some(path.to_string()),
                false => self.now.path = Some(path.to_string()),
            }
            self.part = Part::Request;
            return Took::Mine;
        }
        if self.part != Part::Panel && is_method(line) {
            self.finish(sink);
            self.part = Part::Summary;
            return Took::Mine;
        }
        match self.part {
            Part::Summary => self.summary(line),
            Part::Request | Part::Answer if bare.trim_ascii().is_empty() => {
                if self.part == Part::Answer && !marked {
                    self.part = Part::Body;
                }
                Took::Mine
            }
            Part::Request | Part::Answer if marked == self.marked && header(bare).is_some() => {
                self.header(bare);
                Took::Mine
            }
            Part::Panel => self.panel(line, sink),
            _ if label_of(line).is_some_and(|label| PANEL.contains(&label)) => {
                if self.now.status.is_some() && label_of(line) == Some("Request URL") {
                    self.finish(sink);
                }
                self.part = Part::Panel;
                self.panel(line, sink)
            }
            _ if marked => Took::Mine,
            _ if self.part == Part::Between => match typed(line) {
                Some(status) => {
                    self.now.status = Some(status);
                    self.finish(sink);
                    Took::Mine
                }
                None if line.trim_ascii().is_empty() => Took::Mine,
                None => Took::Not,
            },
            _ => Took::Loose,
        }
    }

    fn end(&mut self, sink: &mut Sink<'_>) {
        if self.part == Part::Command {
            self.asked(sink);
        }
        self.finish(sink);
        if sink.asked.take().is_some() {
            sink.note(Text("a request without its answer"));
        }
    }
}

impl Heads {
    fn command(&mut self, line: &str, sink: &mut Sink<'_>) -> Took {
        let room = self.command.len() + line.len() < LONGEST_COMMAND;
        if room {
            self.command.push_str(line);
            self.command.push('\n');
        }
        if !shell::goes_on(line) {
            self.asked(sink);
        }
        Took::Mine
    }

    fn asked(&mut self, sink: &mut Sink<'_>) {
        sink.asked = shell::asked(&self.command, sink);
        self.part = Part::Between;
    }

    /// What curl says between the heads.
    fn remark(&mut self, rest: &str) {
        if let Some(peer) = rest.strip_prefix("Connected to ") {
            let address = peer
                .split(['(', ')'])
                .find(|part| part.contains(['.', ':']) && !part.contains(' '));
            self.now.peer = address.map(ToString::to_string);
        }
        self.refused |= rest.contains("Connection refused");
    }

    /// `curl: (52) Empty reply from server`
    fn error(&mut self, line: &str, sink: &mut Sink<'_>) {
        // What fails after an answer is about the socket, on which curl does not speak.
        if self.now.status.is_some() {
            return;
        }
        let number = line["curl: (".len()..].split(')').next().unwrap_or_default();
        self.failed = failure(number, line, self.refused);
        self.named = ["resolve host: ", "connect to "].iter().find_map(|lead| {
            let rest = &line[line.find(lead)? + lead.len()..];
            rest.split(' ').next().map(ToString::to_string)
        });
        if self.failed.is_none() {
            sink.note(Text("curl failed, and not in a way that tells why"));
            sink.asked = None;
        }
    }

    /// Files that curl failed, once no answer can follow.
    fn file_failure(&mut self, sink: &mut Sink<'_>) {
        let Some((read, entry)) = self.failed.take() else { return };
        let mut asked = self.now.asked_of(sink);
        // Without the command, what curl says itself names the host.
        if let Some(named) = self.named.take().filter(|_| asked.place == Place::Unnamed) {
            asked.place = match named {
                _ if named == sink.target.host => Place::Endpoint,
                named if is_private(&named) => Place::Unnamed,
                _ => Place::OtherHost,
            };
        }
        if matches!(asked.place, Place::Root | Place::OtherPath) && of_host(read) {
            asked.place = Place::Endpoint;
        }
        // What a tool trusts is not what a browser trusts.
        if matches!(read, Line::Certificate(_)) && asked.place != Place::OtherHost {
            asked.place = Place::Unnamed;
        }
        sink.failed(read, entry, &asked);
        sink.asked = None;
    }

    fn header(&mut self, line: &str) {
        let Some((pseudo, name, value)) = header(line) else { return };
        let name = name.to_ascii_lowercase();
        if self.part == Part::Request {
            self.request_header(&name, value, pseudo);
        } else {
            self.answer_header(name, value);
        }
    }

    fn request_header(&mut self, name: &str, value: &str, pseudo: bool) {
        match name {
            "host" => self.now.host = Some(value.to_string()),
            "authority" if pseudo => self.now.host = Some(value.to_string()),
            "path" if pseudo => self.now.path = Some(value.to_string()),
            "protocol" if pseudo => (self.now.upgrade, self.now.key) = (true, true),
            "upgrade" if value.eq_ignore_ascii_case("websocket") => self.now.upgrade = true,
            "sec-websocket-key" => self.now.key = true,
            _ => {}
        }
    }

    fn answer_header(&mut self, name: String, value: &str) {
        if self.now.headers.len() < MOST_HEADERS {
            self.now.headers.push((name, value.to_string()));
        }
    }

    /// A browser's panel writes `Status Code: 101` in one line or in two, by its age.
    fn panel(&mut self, line: &str, sink: &mut Sink<'_>) -> Took {
        let line = line.trim_ascii();
        let (label, value) = match label_of(line) {
            Some(label) if PANEL.contains(&label) => {
                let value = line[label.len()..].trim_start_matches(':').trim_ascii();
                (label.to_string(), value)
            }
            _ => match line.split_once(": ") {
                Some((label, value)) if !label.contains(' ') => (label.to_string(), value),
                _ => (mem::take(&mut self.label), line),
            },
        };
        if value.is_empty() {
            self.label = label;
            return if line.is_empty() { Took::Mine } else { Took::Loose };
        }
        match label.as_str() {
            "Request URL" => {
                if self.now.status.is_some() {
                    self.finish(sink);
                    self.part = Part::Panel;
                }
                (self.now.url, self.now.asked) = (Some(value.to_string()), true);
                return Took::Mine;
            }
            "Status Code" => {
                let status = value.split(' ').find_map(status_of);
                self.now.status = self.now.status.or(status);
                return Took::Mine;
            }
            "Request Method" => return Took::Mine,
            // A line that is a name alone is followed by its value.
            "" => self.label = line.trim_end_matches(':').to_string(),
            name => {
                let name = name.to_ascii_lowercase();
                self.request_header(&name, value, false);
                self.answer_header(name, value);
            }
        }
        Took::Loose
    }

    /// Firefox's panel: the address under the method, the status in the line below its label, then
    /// headers, each value further in below its name.
    fn summary(&mut self, line: &str) -> Took {
        let text = line.trim_ascii();
        let label = mem::take(&mut self.label);
        if self.now.url.is_none() && ["ws", "http"].iter().any(|scheme| text.starts_with(scheme)) {
            (self.now.url, self.now.asked) = (Some(text.to_string()), true);
        } else if label == "Status" && self.now.status.is_none() {
            self.now.status = status_of(text);
        } else if line.contains('\t') && !text.is_empty() && !label.is_empty() {
            let name = label.to_ascii_lowercase();
            self.request_header(&name, text, false);
            self.answer_header(name, text);
        } else {
            self.label = text.to_string();
        }
        // What is no part of it comes in lines that others know.
        if self.now.url.is_some() || text.is_empty() { Took::Loose } else { Took::Not }
    }

    /// Files what the exchange says.
    fn finish(&mut self, sink: &mut Sink<'_>) {
        self.file_failure(sink);
        let now = mem::take(&mut self.now);
        self.part = Part::Between;
        self.label.clear();
        now.file(sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{
        After, Answer, Body, CertificateFault, Fetch, FetchEnd, Fetches, Opened, Outcome, Writer,
    };
    use crate::ingest::fixture::{assert_leaves, assert_reads, line as logged, target, told};
    use crate::ingest::read as read_text;
    use crate::product::Product;
    use crate::time::Millis;

    const CURL: &str = "$ curl -isS --http1.1 -m 5 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' https://chat.example.com/ws/chat\n";
    const ACCEPTED: &str = "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n";

    fn opened() -> Outcome {
        let (took, after) = (Millis::ZERO, After::Unknown);
        Outcome::Opened(Opened { took, subprotocol: false, extensions: false, after })
    }

    fn shown(status: u16, product: Product) -> Outcome {
        let answer = Answer { status, marks: alloc::vec![product], body: Body::Other, digest: 0 };
        Outcome::Fetched(Box::new(Fetches {
            opaque: Fetch::NOT_RUN,
            cors: Fetch { took: Millis::ZERO, end: FetchEnd::Answered(answer) },
            manual: Fetch::NOT_RUN,
        }))
    }

    #[test]
    fn a_status_means_what_was_asked_for() {
        let here = Place::Endpoint;
        for (text, expected) in [
            (alloc::format!("{CURL}{ACCEPTED}"), opened()),
            (alloc::format!("{CURL}HTTP/1.1 403 Forbidden\n\n<h1>no</h1>\n"), told(Line::Status(403), here)),
            // Without the whole of a handshake's headers the answer is that to a plain request.
            (
                "curl -i https://chat.example.com/ws/chat\nHTTP/1.1 426 Upgrade Required\n\n".into(),
                told(Line::FetchStatus(426), here),
            ),
            // curl offers no upgrade over HTTP/2.
            (alloc::format!("{CURL}HTTP/2 404\n\n"), told(Line::FetchStatus(404), here)),
            ("HTTP/1.1 502 Bad Gateway\n\n".into(), told(Line::Status(502), Place::Unnamed)),
            ("502".into(), told(Line::Status(502), Place::Unnamed)),
            ("status: 502 Bad Gateway".into(), told(Line::Status(502), Place::Unnamed)),
            ("101".into(), opened()),
            (
                "Request URL\nwss://chat.example.com/ws/chat\nRequest Method\nGET\nStatus Code\n502 Bad Gateway\n".into(),
                told(Line::Status(502), here),
            ),
            (
                "Request URL: wss://chat.example.com/ws/chat\nRequest Method: GET\nStatus Code: 502 Bad Gateway\nResponse Headers\nDate\nFri, 20 Nov 2026 14:05:01 GMT\n".into(),
                told(Line::Status(502), here),
            ),
            // Firefox's panel, as its text is selected and copied.
            (
                "\t\nGET\n\twss://chat.example.com/ws/chat\nStatus\n502\nBad Gateway\nVersionHTTP/1.1\nTransferred114 B (0 B size)\n\n    \t\n    Content-Type\n    \ttext/html\n".into(),
                told(Line::Status(502), here),
            ),
            (
                "GET\n\twss://chat.example.com/ws/chat\nStatus\n101\nSwitching Protocols\n    Sec-WebSocket-Accept\n    \ts3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n".into(),
                opened(),
            ),
            (
                "GET /ws/chat HTTP/1.1\nHost: chat.example.com\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\nHTTP/1.1 401 Unauthorized\nwww-authenticate: Basic\n\n".into(),
                told(Line::Status(401), here),
            ),
            (
                "* Connected to chat.example.com (192.0.2.1) port 443 (#0)\n> GET /ws/chat HTTP/1.1\n> Host: chat.example.com\n> Upgrade: websocket\n> Connection: Upgrade\n> Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n> \n< HTTP/1.1 504 Gateway Time-out\n< Content-Type: text/html\n< \n{ [160 bytes data]\nNote: not a header\n".into(),
                told(Line::Status(504), here),
            ),
            (
                alloc::format!("{CURL}HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\n"),
                told(Line::DamagedUpgrade, here),
            ),
            (
                "curl: (6) Could not resolve host: chat.example.com".into(),
                told(Line::NameNotResolved, here),
            ),
            // What curl writes beside its output may come first.
            (alloc::format!("{CURL}curl: (52) Empty reply from server\n{ACCEPTED}"), opened()),
            (alloc::format!("{CURL}curl: (52) Empty reply from server"), told(Line::ClosedUnanswered, here)),
            (
                alloc::format!("{CURL}curl: (6) Could not resolve host: chat.example.com"),
                told(Line::NameNotResolved, here),
            ),
            (
                alloc::format!("{CURL}curl: (60) SSL certificate problem: certificate has expired"),
                told(Line::Certificate(CertificateFault::Date), Place::Unnamed),
            ),
        ] {
            assert_reads(&text, &KIND, &[expected]);
        }
    }

    #[test]
    fn what_says_nothing_of_the_target_is_no_evidence() {
        for text in [
            "curl 'wss://chat.example.com/ws/chat' \\\n  -H 'Upgrade: websocket' \\\n  -H 'Cookie: session=abc'",
            "curl -i -H 'Upgrade: websocket' https://chat.example.com/ws/chat\nHTTP/1.1 400 Bad Request\n\n",
            "curl -i https://other.example.com/ws/chat\nHTTP/1.1 502 Bad Gateway\n\n",
            "curl: (6) Could not resolve host: other.example.com",
            "curl: (3) URL using bad/illegal format or missing URL",
        ] {
            assert_reads(text, &KIND, &[]);
        }
        assert_leaves("the answer was 502, I think");
        assert_leaves("2026 was a good year");
        // Without an address it is no panel.
        assert_reads("GET", &KIND, &[]);
        let after = read_text("GET\noranges", &target(), None, None);
        assert_eq!((after.observations.len(), after.unread.len()), (0, 1));
    }

    #[test]
    fn an_address_behind_and_who_shows_itself_are_told_apart() {
        let direct = CURL.replace("https://chat.example.com", "http://127.0.0.1:8000");
        assert_reads(&alloc::format!("{direct}{ACCEPTED}"), &KIND, &[opened()]);
        let refused = "curl: (7) Failed to connect to 127.0.0.1 port 8000: Connection refused";
        let entry = logged(Writer::Tool, Entry::Refused, Place::Endpoint);
        assert_reads(&alloc::format!("{direct}{refused}"), &KIND, &[entry]);
        let fronted =
            alloc::format!("{CURL}HTTP/1.1 403 Forbidden\nServer: cloudflare\nCF-RAY: 8a-MAD\n\n");
        let status = told(Line::Status(403), Place::Endpoint);
        assert_reads(&fronted, &KIND, &[status, shown(403, Product::Cloudflare)]);
    }

    #[test]
    fn each_answer_after_a_redirect_is_one_of_its_own() {
        let text = "> GET /ws/chat HTTP/1.1\n> Host: chat.example.com\n>\n< HTTP/1.1 301 Moved Permanently\n< Location: https://chat.example.com/ws/chat/\n<\n> GET /ws/chat/ HTTP/1.1\n> Host: chat.example.com\n>\n< HTTP/1.1 426 Upgrade Required\n<\n";
        let (moved, other) = (Line::FetchStatus(301), Line::FetchStatus(426));
        assert_reads(text, &KIND, &[told(moved, Place::Endpoint), told(other, Place::OtherPath)]);
    }
}
