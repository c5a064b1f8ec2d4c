//! How the page and this program understand each other: bytes, written and read in one order.
//!
//! By hand: a tree and a few texts need no general way. Both programs come from one build, so that
//! there is no version; bytes that do not fit give `None`.

use diagnosis::evidence::Quote;
use diagnosis::target::{Endpoint, UrlParts};
use diagnosis::time::Millis;

use crate::exchange::{
    Ask, Deployment, Desk, Filled, Inbox, Named, Report, Shown, Support, Told, Waits, Watch,
};
use crate::markup::{Act, Deed, Element, Hand, Node};

/// An ask as bytes.
pub fn write_ask(ask: &Ask) -> Vec<u8> {
    let mut out = Vec::new();
    match ask {
        Ask::Cause(id) => {
            out.push(0);
            text(&mut out, id);
        }
        Ask::Report(report) => {
            out.push(1);
            text(&mut out, &report.evidence);
            text(&mut out, report.other.as_deref().unwrap_or_default());
            out.push(u8::from(report.elsewhere));
            out.push(u8::from(report.running));
            out.push(u8::from(report.brief));
            quotes(&mut out, &report.quotes);
            filled(&mut out, &report.filled);
            deployment(&mut out, &report.deployment);
        }
        Ask::Watch(watch) => {
            out.push(2);
            text(&mut out, &watch.evidence);
            number(&mut out, watch.ends.len());
            for end in &watch.ends {
                out.extend_from_slice(&end.0.to_le_bytes());
            }
        }
        Ask::Runbook => out.push(3),
        Ask::Maker(own) => {
            out.push(4);
            desk(&mut out, own);
        }
        Ask::Desk(own) => {
            out.push(5);
            desk(&mut out, own);
        }
    }
    out
}

fn desk(out: &mut Vec<u8>, desk: &Desk) {
    filled(out, &desk.filled);
    deployment(out, &desk.deployment);
    out.push(u8::from(desk.fresh));
    out.push(u8::from(desk.table));
}

fn filled(out: &mut Vec<u8>, filled: &Filled) {
    number(out, filled.0.len());
    for (id, held) in &filled.0 {
        text(out, id);
        text(out, held);
    }
}

fn deployment(out: &mut Vec<u8>, deployment: &Deployment) {
    text(out, &deployment.address);
    let (kind, address) = match &deployment.support {
        None => (0, ""),
        Some(Support::Email(email)) => (1, email.as_str()),
        Some(Support::Page(page)) => (2, page.as_str()),
    };
    out.push(kind);
    text(out, address);
    let (kind, address) = match &deployment.inbox {
        None => (0, ""),
        Some(inbox) => (if inbox.otlp { 2 } else { 1 }, inbox.url.as_str()),
    };
    out.push(kind);
    text(out, address);
    number(out, deployment.targets.len());
    for target in &deployment.targets {
        [&target.id, &target.label, &target.url].into_iter().for_each(|part| text(out, part));
    }
    out.push(u8::from(deployment.typed));
}

pub(crate) fn read_ask(bytes: &[u8]) -> Option<Ask> {
    let mut from = Reader(bytes);
    Some(match from.byte()? {
        0 => Ask::Cause(from.text()?),
        1 => Ask::Report(Box::new(from.report()?)),
        2 => Ask::Watch(from.watch()?),
        3 => Ask::Runbook,
        4 => Ask::Maker(from.desk()?),
        _ => Ask::Desk(from.desk()?),
    })
}

pub(crate) fn write_told(told: &Told) -> Vec<u8> {
    let mut out = Vec::new();
    match told {
        Told::Unknown => out.push(0),
        Told::Part(part) => {
            out.push(1);
            node(&mut out, part);
        }
        Told::Damaged(part) => {
            out.push(2);
            node(&mut out, part);
        }
        Told::Report(shown) => {
            out.push(3);
            for part in [
                &shown.verdict,
                &shown.cause,
                &shown.confidence,
                &shown.code,
                &shown.link,
                &shown.spoken,
            ] {
                text(&mut out, part);
            }
            node(&mut out, &shown.above);
            node(&mut out, &shown.below);
        }
        Told::Waits(waits) => {
            out.push(4);
            text(&mut out, &waits.passed);
            node(&mut out, &waits.part);
        }
        Told::Working(part) => {
            out.push(5);
            node(&mut out, part);
        }
        Told::Text(own) => {
            out.push(6);
            text(&mut out, own);
        }
    }
    out
}

/// What was told, from bytes.
pub fn read_told(bytes: &[u8]) -> Option<Told> {
    let mut from = Reader(bytes);
    Some(match from.byte()? {
        0 => Told::Unknown,
        1 => Told::Part(from.node()?),
        2 => Told::Damaged(from.node()?),
        4 => Told::Waits(Waits { passed: from.text()?, part: from.node()? }),
        5 => Told::Working(from.node()?),
        6 => Told::Text(from.text()?),
        _ => Told::Report(Box::new(Shown {
            verdict: from.text()?,
            cause: from.text()?,
            confidence: from.text()?,
            code: from.text()?,
            link: from.text()?,
            spoken: from.text()?,
            above: from.node()?,
            below: from.node()?,
        })),
    })
}

/// Writes a text.
pub fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Writes a number.
///
/// # Panics
/// Above 4 billion, which nothing on a page reaches.
pub fn number(out: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).expect("a page is smaller than 4 GB");
    out.extend_from_slice(&number.to_le_bytes());
}

/// Writes what applications said when they closed.
pub fn quotes(out: &mut Vec<u8>, quotes: &[Quote]) {
    number(out, quotes.len());
    for quote in quotes {
        number(out, quote.observation);
        text(out, &quote.reason);
    }
}

fn node(out: &mut Vec<u8>, one: &Node) {
    match one {
        Node::Text(own) => {
            out.push(0);
            text(out, own);
        }
        Node::Group(nodes) => {
            out.push(1);
            all(out, nodes);
        }
        Node::Element(element) => {
            out.push(2);
            text(out, &element.tag);
            text(out, element.key.as_deref().unwrap_or_default());
            number(out, element.attributes.len());
            for (name, value) in &element.attributes {
                text(out, name);
                text(out, value);
            }
            all(out, &element.children);
        }
        Node::Button { id, class, label, act } => {
            out.push(3);
            [id, class, label].into_iter().for_each(|part| text(out, part));
            let (kind, with) = match act {
                Act::Start => (0, ""),
                Act::Renew => (1, ""),
                Act::Read => (2, ""),
                Act::Bring => (3, ""),
                Act::Halt => (4, ""),
                Act::Forget => (5, ""),
                Act::Same(target) => (6, target.as_str()),
            };
            out.push(kind);
            text(out, with);
        }
        Node::Deed(deed) => {
            out.push(4);
            for part in [&deed.id, &deed.class, &deed.label, &deed.done, &deed.failed] {
                text(out, part);
            }
            out.push(deed.hand as u8);
            number(out, deed.with.len());
            deed.with.iter().for_each(|part| text(out, part));
        }
    }
}

fn all(out: &mut Vec<u8>, nodes: &[Node]) {
    number(out, nodes.len());
    nodes.iter().for_each(|one| node(out, one));
}

/// An address as a report would hold it: the page has not looked into it.
fn recorded(href: &str) -> String {
    let endpoint = Endpoint::new(UrlParts::written(href), true);
    endpoint.map(|endpoint| endpoint.target.url()).unwrap_or_default()
}

/// Reads what was written, in the same order.
pub struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    /// A byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A byte that says yes or no.
    pub fn flag(&mut self) -> Option<bool> {
        self.byte().map(|byte| byte == 1)
    }

    fn number(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    fn watch(&mut self) -> Option<Watch> {
        let evidence = self.text()?;
        Some(Watch { evidence, ends: self.list(|from| from.number().map(Millis))? })
    }

    fn report(&mut self) -> Option<Report> {
        let evidence = self.text()?;
        let other = Some(self.text()?).filter(|other| !other.is_empty());
        let (elsewhere, running, brief) = (self.flag()?, self.flag()?, self.flag()?);
        let quotes = self.quotes()?;
        let (filled, deployment) = (self.filled()?, self.deployment()?);
        Some(Report { evidence, quotes, other, filled, deployment, elsewhere, running, brief })
    }

    fn desk(&mut self) -> Option<Desk> {
        let (filled, deployment) = (self.filled()?, self.deployment()?);
        Some(Desk { filled, deployment, fresh: self.flag()?, table: self.flag()? })
    }

    fn filled(&mut self) -> Option<Filled> {
        self.list(Reader::pair).map(Filled)
    }

    fn deployment(&mut self) -> Option<Deployment> {
        let address = self.text()?;
        let support = match (self.byte()?, self.text()?) {
            (1, email) => Some(Support::Email(email)),
            (2, page) => Some(Support::Page(page)),
            _ => None,
        };
        let (kind, url) = (self.byte()?, self.text()?);
        let inbox = (kind > 0).then_some(Inbox { url, otlp: kind == 2 });
        let targets = self.list(|from| {
            Some(Named { id: from.text()?, label: from.text()?, url: recorded(&from.text()?) })
        })?;
        Some(Deployment { address, support, inbox, targets, typed: self.flag()? })
    }

    /// What [`quotes`] wrote.
    pub fn quotes(&mut self) -> Option<Vec<Quote>> {
        self.list(|from| {
            let observation = from.number()? as usize;
            Some(Quote { observation, reason: from.text()? })
        })
    }

    fn pair(&mut self) -> Option<(String, String)> {
        Some((self.text()?, self.text()?))
    }

    /// What [`text`] wrote.
    #[inline(never)]
    pub fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn node(&mut self) -> Option<Node> {
        Some(match self.byte()? {
            0 => Node::Text(self.text()?),
            1 => Node::Group(self.list(Reader::node)?),
            2 => Node::Element(self.element()?),
            3 => Node::Button {
                id: self.text()?,
                class: self.text()?,
                label: self.text()?,
                act: match (self.byte()?, self.text()?) {
                    (0, _) => Act::Start,
                    (1, _) => Act::Renew,
                    (2, _) => Act::Read,
                    (3, _) => Act::Bring,
                    (4, _) => Act::Halt,
                    (5, _) => Act::Forget,
                    (_, target) => Act::Same(target),
                },
            },
            _ => Node::Deed(Box::new(Deed {
                id: self.text()?,
                class: self.text()?,
                label: self.text()?,
                done: self.text()?,
                failed: self.text()?,
                hand: *Hand::ALL.get(usize::from(self.byte()?))?,
                with: self.list(Reader::text)?,
            })),
        })
    }

    /// A number, and so many of what `one` reads.
    pub fn list<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut list = Vec::new();
        for _ in 0..self.number()? {
            list.push(one(self)?);
        }
        Some(list)
    }

    fn element(&mut self) -> Option<Element> {
        let tag = self.text()?;
        let key = Some(self.text()?).filter(|key| !key.is_empty());
        let attributes = self.list(Reader::pair)?;
        Some(Element { tag, attributes, key, children: self.list(Reader::node)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tell;

    fn deployment() -> Deployment {
        Deployment {
            address: "https://page.example/".into(),
            support: Some(Support::Email("help@example.com".into())),
            inbox: Some(Inbox { url: "https://inbox.example/".into(), otlp: true }),
            targets: vec![Named {
                id: "chat".into(),
                label: "Chat".into(),
                url: "wss://chat.example.com/ws".into(),
            }],
            typed: true,
        }
    }

    fn filled() -> Filled {
        Filled(vec![("paste".into(), String::new()), ("extra-path".into(), "on".into())])
    }

    fn report() -> Ask {
        Ask::Report(Box::new(Report {
            evidence: "v1.nonsense".into(),
            quotes: vec![Quote { observation: 3, reason: "token expired".into() }],
            other: Some("v1.other".into()),
            filled: filled(),
            deployment: deployment(),
            elsewhere: true,
            running: false,
            brief: true,
        }))
    }

    fn desks() -> [Ask; 2] {
        let desk = Desk { filled: filled(), deployment: deployment(), fresh: true, table: false };
        [Ask::Maker(desk.clone()), Ask::Desk(desk)]
    }

    /// The waits of a recorded report, as if one of them went on.
    fn watch() -> Ask {
        let recorded = include_str!("../../diagnosis/tests/core/links.txt");
        let line = recorded.lines().find(|line| line.starts_with("idle-timeout-proxy"));
        let evidence = line.and_then(|line| line.split("  ").nth(1)).expect("one is recorded");
        Ask::Watch(Watch { evidence: evidence.into(), ends: vec![Millis(7), Millis(u32::MAX)] })
    }

    #[test]
    fn of_an_address_nothing_secret_is_read() {
        for (written, read) in [
            ("wss://chat.example.com/ws", "wss://chat.example.com/ws"),
            ("wss://chat.example.com/ws?token=s3cr3t", "wss://chat.example.com/ws?token=…"),
            ("wss://ann:s3cr3t@chat.example.com/ws", ""),
            ("", ""),
        ] {
            assert_eq!(recorded(written), read, "{written}");
        }
    }

    #[test]
    fn both_programs_read_what_the_other_wrote() {
        assert!(matches!(tell(&watch()), Told::Waits(_)));
        let causes = ["http2-only", "nonsense"].map(|id| Ask::Cause(id.into()));
        for ask in [report(), watch()].into_iter().chain(desks()).chain(causes) {
            assert_eq!(read_ask(&write_ask(&ask)).as_ref(), Some(&ask));
            let told = tell(&ask);
            assert_eq!(read_told(&write_told(&told)), Some(told));
        }
    }

    #[test]
    fn bytes_that_were_cut_short_are_refused() {
        let bytes = write_told(&tell(&Ask::Cause("http2-only".into())));
        for length in (0..bytes.len()).step_by(97) {
            assert_eq!(read_told(&bytes[..length]), None, "{length} bytes");
        }
    }
}
