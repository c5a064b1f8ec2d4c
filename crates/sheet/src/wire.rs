//! How the page and this program understand each other: bytes, written and read in one order.
//!
//! By hand: a tree and a few texts need no general way. Both programs come from one build, so that
//! there is no version; bytes that do not fit give `None`.

use diagnosis::evidence::Quote;
use diagnosis::time::Millis;

use crate::exchange::{Ask, Report, Shown, Support, Told, Waits, Watch};
use crate::markup::{Act, Element, Node};

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
            out.push(u8::from(report.console.is_some()));
            text(&mut out, report.console.as_deref().unwrap_or_default());
            text(&mut out, &report.address);
            let (kind, address) = match &report.support {
                None => (0, ""),
                Some(Support::Email(email)) => (1, email.as_str()),
                Some(Support::Page(page)) => (2, page.as_str()),
            };
            out.push(kind);
            text(&mut out, address);
            out.push(u8::from(report.elsewhere));
            out.push(u8::from(report.running));
            number(&mut out, report.quotes.len());
            for quote in &report.quotes {
                number(&mut out, quote.observation);
                text(&mut out, &quote.reason);
            }
        }
        Ask::Runbook => out.push(3),
        Ask::Watch(watch) => {
            out.push(2);
            text(&mut out, &watch.evidence);
            number(&mut out, watch.ends.len());
            for end in &watch.ends {
                out.extend_from_slice(&end.0.to_le_bytes());
            }
        }
    }
    out
}

pub(crate) fn read_ask(bytes: &[u8]) -> Option<Ask> {
    let mut from = Reader(bytes);
    match from.byte()? {
        0 => return Some(Ask::Cause(from.text()?)),
        2 => return Some(Ask::Watch(from.watch()?)),
        3 => return Some(Ask::Runbook),
        _ => {}
    }
    let evidence = from.text()?;
    let pasted = from.flag()?;
    let console = from.text()?;
    let address = from.text()?;
    let support = match (from.byte()?, from.text()?) {
        (1, email) => Some(Support::Email(email)),
        (2, page) => Some(Support::Page(page)),
        _ => None,
    };
    let (elsewhere, running) = (from.flag()?, from.flag()?);
    let mut quotes = Vec::new();
    for _ in 0..from.number()? {
        let observation = from.number()? as usize;
        quotes.push(Quote { observation, reason: from.text()? });
    }
    let console = pasted.then_some(console);
    Some(Ask::Report(Report { evidence, quotes, console, address, support, elsewhere, running }))
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
            for part in
                [&shown.verdict, &shown.cause, &shown.confidence, &shown.link, &shown.spoken]
            {
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
        _ => Told::Report(Box::new(Shown {
            verdict: from.text()?,
            cause: from.text()?,
            confidence: from.text()?,
            link: from.text()?,
            spoken: from.text()?,
            above: from.node()?,
            below: from.node()?,
        })),
    })
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn number(out: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).expect("a page is smaller than 4 GB");
    out.extend_from_slice(&number.to_le_bytes());
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
        Node::Copy { label, class, text: copied } => {
            out.push(3);
            [label, class, copied].into_iter().for_each(|part| text(out, part));
        }
        Node::Button { id, class, label, act } => {
            out.push(match act {
                Act::Start => 4,
                Act::Renew => 5,
            });
            [id, class, label].into_iter().for_each(|part| text(out, part));
        }
        Node::Paste => out.push(6),
        Node::Field { id, text: held } => {
            out.push(7);
            [id, held].into_iter().for_each(|part| text(out, part));
        }
    }
}

fn all(out: &mut Vec<u8>, nodes: &[Node]) {
    number(out, nodes.len());
    nodes.iter().for_each(|one| node(out, one));
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn flag(&mut self) -> Option<bool> {
        self.byte().map(|byte| byte == 1)
    }

    fn number(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    fn watch(&mut self) -> Option<Watch> {
        let evidence = self.text()?;
        let mut ends = Vec::new();
        for _ in 0..self.number()? {
            ends.push(Millis(self.number()?));
        }
        Some(Watch { evidence, ends })
    }

    #[inline(never)]
    fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn node(&mut self) -> Option<Node> {
        Some(match self.byte()? {
            0 => Node::Text(self.text()?),
            1 => Node::Group(self.nodes()?),
            2 => Node::Element(self.element()?),
            3 => Node::Copy { label: self.text()?, class: self.text()?, text: self.text()? },
            kind @ (4 | 5) => Node::Button {
                id: self.text()?,
                class: self.text()?,
                label: self.text()?,
                act: if kind == 4 { Act::Start } else { Act::Renew },
            },
            6 => Node::Paste,
            _ => Node::Field { id: self.text()?, text: self.text()? },
        })
    }

    fn nodes(&mut self) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        for _ in 0..self.number()? {
            nodes.push(self.node()?);
        }
        Some(nodes)
    }

    fn element(&mut self) -> Option<Element> {
        let tag = self.text()?;
        let key = Some(self.text()?).filter(|key| !key.is_empty());
        let mut attributes = Vec::new();
        for _ in 0..self.number()? {
            attributes.push((self.text()?, self.text()?));
        }
        Some(Element { tag, attributes, key, children: self.nodes()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tell;

    fn report() -> Ask {
        Ask::Report(Report {
            evidence: "v1.nonsense".into(),
            quotes: vec![Quote { observation: 3, reason: "token expired".into() }],
            console: Some(String::new()),
            address: "https://page.example/".into(),
            support: Some(Support::Email("help@example.com".into())),
            elsewhere: true,
            running: false,
        })
    }

    /// The waits of a recorded report, as if one of them went on.
    fn watch() -> Ask {
        let recorded = include_str!("../../diagnosis/tests/core/links.txt");
        let line = recorded.lines().find(|line| line.starts_with("idle-timeout-proxy"));
        let evidence = line.and_then(|line| line.split("  ").nth(1)).expect("one is recorded");
        Ask::Watch(Watch { evidence: evidence.into(), ends: vec![Millis(7), Millis(u32::MAX)] })
    }

    #[test]
    fn both_programs_read_what_the_other_wrote() {
        assert!(matches!(tell(&watch()), Told::Waits(_)));
        let causes = ["http2-only", "nonsense"].map(|id| Ask::Cause(id.into()));
        for ask in [report(), watch()].into_iter().chain(causes) {
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
