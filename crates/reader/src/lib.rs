//! Reads what people bring to a report: bytes of texts and files in, what they say out.
//!
//! It is a program of its own, so that nobody loads the readers of thirty formats who brings nothing,
//! and runs in a worker, so that a large file freezes no page.
#![forbid(unsafe_code)]

use diagnosis::evidence::{Evidence, Observation};
use diagnosis::ingest::{self, KINDS, Kind, Reader, Run, config, snippet};
use diagnosis::report::link;
use sheet::brought::{Brought, Left, Own, Piece, Remark};
use sheet::saying::Saying;

/// So many bytes of a text are kept for what is to be looked at a second time: a script's line, and
/// configurations. Neither a console nor what nginx -T prints holds more.
const MOST_KEPT: usize = 4 << 20;

/// What is read for one report.
pub struct Reading {
    report: &'static Evidence,
    as_kind: Option<&'static Kind>,
    text: Option<Source>,
    observations: Vec<Observation>,
    brought: Brought,
}

/// The text that is being read.
struct Source {
    name: String,
    reader: Reader<'static>,
    head: Vec<u8>,
}

impl Reading {
    /// For the report of this link's text; `kind` is the id of what the texts are said to be, or empty
    /// to find that out. `None` if the link is not whole.
    pub fn new(report: &str, kind: &str) -> Option<Reading> {
        let report = link::decode(report).ok()?.evidence;
        Some(Reading {
            // A worker reads once, and ends with what it read.
            report: Box::leak(Box::new(report)),
            as_kind: ingest::by_id(kind),
            text: None,
            observations: Vec::new(),
            brought: Brought::default(),
        })
    }

    /// Begins the next text; `name` is a file's, or empty.
    pub fn begin(&mut self, name: &str) {
        self.end();
        let reader = Reader::new(&self.report.target, Run::of(self.report), self.as_kind);
        self.text = Some(Source { name: name.to_owned(), reader, head: Vec::new() });
    }

    /// Reads the next bytes of it.
    pub fn push(&mut self, bytes: &[u8]) {
        let Some(text) = &mut self.text else { return };
        text.reader.push(bytes);
        let room = MOST_KEPT.saturating_sub(text.head.len()).min(bytes.len());
        text.head.extend_from_slice(&bytes[..room]);
    }

    /// What all of them said, as [`Brought::write`] has it.
    pub fn finish(mut self) -> String {
        self.end();
        let evidence = Evidence { observations: self.observations, ..self.report.clone() };
        self.brought.observations = link::encode(&evidence);
        self.brought.kinds =
            KINDS.iter().map(|kind| (kind.id.to_owned(), kind.name.into())).collect();
        self.brought.write()
    }

    fn end(&mut self) {
        let Some(Source { name, reader, head }) = self.text.take() else { return };
        let mut run = Run::of(self.report);
        match snippet::read(&String::from_utf8_lossy(&head), self.report) {
            None => {}
            Some(Err(unread)) => self.brought.own = Own::Unread(unread.text().into()),
            Some(Ok(own)) => {
                run = Run::of(&own);
                self.brought.own = Own::Read(link::encode(&own));
            }
        }
        let mut found = reader.finish();
        if run.trace != self.report.trace {
            // The lines around the script's are of its run.
            let mut again = Reader::new(&self.report.target, run, self.as_kind);
            again.push(&head);
            found = again.finish();
        }
        let brought = &mut self.brought;
        brought.left_out.other_address += found.other_address;
        brought.left_out.other_run += found.other_run;
        brought.left_out.outdated += found.outdated;
        brought.left_out.unlisted += found.unlisted;
        for seen in found.observations {
            let known = self
                .observations
                .iter()
                .any(|own| own.outcome == seen.outcome && own.via == seen.via);
            if !known {
                self.observations.push(seen);
            }
        }
        let text = String::from_utf8_lossy(&head);
        let remarks = config::remarks(&text, &found.read, &self.report.target);
        brought.remarks.extend(remarks.into_iter().map(|remark| Remark {
            source: name.clone(),
            lines: (remark.lines.first, remark.lines.last),
            bearing: remark.bearing.id().to_owned(),
            title: remark.title.into(),
            why: remark.why.into(),
            diff: remark.correction.map(|correction| correction.diff).unwrap_or_default(),
        }));
        brought.read.extend(found.read.into_iter().map(|piece| Piece {
            source: name.clone(),
            name: piece.kind.name.into(),
            lines: piece.lines,
            says: piece.says.into_iter().map(Saying::from).collect(),
        }));
        brought.unread.extend(found.unread.into_iter().map(|left| Left {
            source: name.clone(),
            lines: left.lines,
            expected: left.expected.into(),
            found: left.found.into(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::evidence::{Agent, Line};
    use diagnosis::target::Target;
    use sheet::brought::BROUGHT;
    use sheet::exchange::{Deployment, Filled, Report};
    use sheet::sheet::{Relation, Sheet};

    const FAILED: &str = "WebSocket connection to 'wss://chat.example.com/ws' failed: Error during WebSocket handshake: Unexpected response code: ";

    fn report() -> String {
        link::encode(&Evidence {
            target: Target::new(true, "chat.example.com", 443, "/ws", ""),
            agent: Agent::default(),
            minute: 7,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        })
    }

    fn read(report: &str, text: &str) -> String {
        let mut reading = Reading::new(report, "").expect("a whole report");
        reading.begin("");
        reading.push(text.as_bytes());
        reading.finish()
    }

    /// The report of this link's text with what was brought to it.
    fn sheet(report: &str, brought: &str) -> Sheet {
        let ask = Report {
            evidence: report.into(),
            quotes: Vec::new(),
            other: None,
            filled: Filled(vec![(BROUGHT.into(), brought.into())]),
            deployment: Deployment::default(),
            elsewhere: false,
            running: false,
            brief: false,
        };
        Sheet::read(&ask).expect("a whole report")
    }

    fn lines(sheet: &Sheet) -> Vec<Line> {
        sheet.report.evidence.lines().map(|(_, line, _)| line).collect()
    }

    #[test]
    fn a_console_takes_the_place_of_an_earlier_one() {
        let bare = report();
        let first = sheet(&bare, &read(&bare, &format!("{FAILED}502")));
        let (_, text) = first.link.split_once("#r=").expect("a link carries a report");
        let second = sheet(text, &read(text, &format!("{FAILED}404\nhello")));
        assert_eq!(lines(&second), [Line::Status(404)]);
        let paste = second.paste.expect("something was brought");
        assert_eq!(paste.brought[0].read.len(), 1);
        assert!(
            paste.before.first.map(|(cause, _)| cause.id)
                != paste.after.first.map(|(cause, _)| cause.id)
        );
    }

    #[test]
    fn several_pieces_add_up_each_once() {
        let bare = report();
        let one = read(&bare, &format!("{FAILED}502"));
        let log = "2026/11/25 10:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: chat.example.com, request: \"GET /ws HTTP/1.1\", upstream: \"http://127.0.0.1:8000/ws\", host: \"chat.example.com\"";
        let other = read(&bare, log);
        let all = sheet(&bare, &[&one, &other, &other].map(String::as_str).concat());
        assert_eq!(lines(&all), [Line::Status(502)]);
        assert_eq!(all.report.evidence.observations.len(), 2);
    }

    #[test]
    fn a_configuration_is_told_line_by_line_with_its_diff() {
        let bare = report();
        let text = "some words before\nserver {\n  listen 443 ssl;\n  server_name chat.example.com;\n  location /ws {\n    proxy_pass http://127.0.0.1:8000;\n  }\n}\n";
        let paste = sheet(&bare, &read(&bare, text)).paste.expect("something was brought");
        let wrong: Vec<_> =
            paste.brought[0].remarks.iter().filter(|remark| remark.bearing == "wrong").collect();
        assert!(!wrong.is_empty(), "{:?}", paste.brought[0]);
        assert!(wrong.iter().all(|remark| remark.lines.0 >= 5 && remark.lines.1 <= 8));
        assert!(wrong.iter().any(|remark| remark.diff.contains("+    proxy_set_header Upgrade")));
    }

    #[test]
    fn what_is_about_something_else_changes_nothing() {
        let bare = report();
        let text = FAILED.replace("chat.example.com", "other.example") + "502";
        let other = sheet(&bare, &read(&bare, &text));
        assert_eq!(other.link, sheet(&bare, "").link);
        let paste = other.paste.expect("something was brought");
        assert_eq!(paste.brought[0].left_out.other_address, 1);
    }

    #[test]
    fn a_check_on_the_own_page_becomes_the_report_and_is_compared() {
        let bare = report();
        let line = "ws-doctor:1 1795600000000 https://app.example.com 80abcdef wss://chat.example.com \
            1,12,R,1006,1,0, 1,9opaque,8TypeError,30 1,11opaque,12TypeError,14 40,55,R,1006,1,0, .";
        let console = FAILED.replace("/ws'", "/ws?wsd=80abcdef'") + "403";
        let own = sheet(&bare, &read(&bare, &format!("{line}\n{console}")));
        assert!(own.report.evidence.page().is_some_and(|page| page.own));
        assert_eq!(own.report.cause(), "origin-rejected");
        let other = own.other.expect("both are shown");
        let minute = other.report.map(|report| report.evidence.minute);
        assert_eq!((other.relation, minute), (Relation::Here, Ok(7)));

        let cut = sheet(&bare, &read(&bare, &line[..line.len() - 9]));
        assert_eq!(cut.link, sheet(&bare, "").link);
        let paste = cut.paste.expect("something was brought");
        assert!(matches!(paste.brought[0].own, Own::Unread(_)));
    }
}
