//! What the worst text that is accepted can cost: memory is held to a bound, time is only told.

use std::alloc::System;
use std::time::{Duration, Instant};

use base64ct::{Base64UrlUnpadded, Encoding};
use cap::Cap;
use diagnosis::report::json::json;
use diagnosis::report::link::{self, LONGEST};
use diagnosis::report::markdown::markdown;
use diagnosis::report::otlp::otlp;
use diagnosis::report::pile::Pile;
use diagnosis::report::plain::plain;
use diagnosis::report::{Report, code, compare, held};
use diagnosis::target::Target;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const MOST: usize = 1 << 20;
/// As many bytes as fit into the longest link, behind `v1.` and the checksum.
const BODY: usize = (LONGEST - 3) / 4 * 3 - 4;

/// Bytes of a link's body, as postcard writes them.
#[derive(Clone, Default)]
struct Body(Vec<u8>);

impl Body {
    fn number(mut self, mut number: usize) -> Body {
        while number > 127 {
            self.0.push(u8::try_from(number & 127).expect("seven bits") | 128);
            number >>= 7;
        }
        self.0.push(u8::try_from(number).expect("seven bits"));
        self
    }

    fn text(self, text: &str) -> Body {
        self.bytes(text.as_bytes())
    }

    fn bytes(self, bytes: &[u8]) -> Body {
        let mut all = self.number(bytes.len());
        all.0.extend_from_slice(bytes);
        all
    }

    /// The target's parts up to its query, and this many names.
    fn target(host: &str, path: &str, names: usize) -> Body {
        Body::default().number(1).text(host).number(443).text(path).number(names)
    }

    /// The browser, the minute and no trace.
    fn made(self) -> Body {
        self.number(0).number(156).number(29_919_725).number(0)
    }

    fn fill(self, item: &Body) -> Body {
        let mut all = self;
        while all.0.len() + item.0.len() <= BODY {
            all.0.extend_from_slice(&item.0);
        }
        all
    }

    /// The link with a checksum that fits.
    fn link(&self) -> String {
        let sum = self.0.iter().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        let sealed: Vec<u8> = sum.to_be_bytes().into_iter().chain(self.0.iter().copied()).collect();
        format!("v1.{}", Base64UrlUnpadded::encode_string(&sealed))
    }
}

/// An observation's head: probe, front, as it is, begun and took, no flag.
fn seen(probe: usize) -> Body {
    Body::default().number(probe).number(0).number(0).number(5).number(9).number(0)
}

/// Links as long as any may be, each full of one thing.
fn worst() -> Vec<(&'static str, String)> {
    let many = |item: &Body, most: usize| (BODY - 200).div_euclid(item.0.len()).min(most);
    let observed = |item: Body| {
        let item = Body::default().bytes(&item.0);
        let count = many(&item, usize::MAX);
        Body::target("chat.example", "/ws", 0).made().number(count).fill(&item).link()
    };
    let name = Body::default().text("a");
    let none = Body::default().number(0);
    let names = many(&name, usize::MAX);
    // Three answers with every product, each twenty times.
    let marks: Vec<u8> = (0..20).flat_map(|_| 0..17).collect();
    let answer = Body::default().number(9).number(1).number(426).bytes(&marks).number(1).number(7);
    let answers = seen(2).number(5);
    let answers = [&answer; 3].into_iter().fold(answers, |mut all, one| {
        all.0.extend_from_slice(&one.0);
        all
    });
    let heard = (0..16).fold(seen(9).number(7).number(16), |all, _| all.number(4_000_000));
    vec![
        ("names", {
            let body = Body::target("chat.example", "/ws", names);
            (0..names).fold(body, |all, _| all.text("a")).made().number(0).link()
        }),
        ("blocks of nothing", observed_raw(&none)),
        ("a host", Body::target(&"a".repeat(BODY - 60), "/ws", 0).made().number(0).link()),
        (
            "a path",
            Body::target("chat.example", &"/a".repeat(BODY / 2 - 60), 0).made().number(0).link(),
        ),
        (
            "a path of masks",
            Body::target("chat.example", &"/…".repeat(BODY / 4 - 60), 0).made().number(0).link(),
        ),
        ("console lines", observed(seen(12).number(8).number(1).number(426).number(0))),
        ("handshakes", observed(seen(16).number(2).number(1).number(1006).number(1))),
        ("answers", observed(answers)),
        ("times", observed(heard)),
        (
            "a length that is a lie",
            Body::target("chat.example", "/ws", 0).made().number(u32::MAX as usize).link(),
        ),
        (
            "a number of names that is a lie",
            Body::target("chat.example", "/ws", u32::MAX as usize).link(),
        ),
    ]
}

fn observed_raw(item: &Body) -> String {
    let count = BODY - 200;
    Body::target("chat.example", "/ws", 0).made().number(count).fill(item).link()
}

/// What this took at its worst moment beyond what was there before, and how long.
fn cost<T>(of: impl FnOnce() -> T) -> (usize, Duration, T) {
    let before = MEMORY.allocated();
    let began = Instant::now();
    // The highest mark of all counts: nothing before in this program came near it.
    let result = of();
    (MEMORY.max_allocated().saturating_sub(before), began.elapsed(), result)
}

#[test]
fn the_worst_link_costs_little() {
    for (name, text) in worst() {
        assert!(text.len() <= LONGEST, "{name}: {}", text.len());
        let (memory, time, decoded) = cost(|| link::decode(&text));
        println!("{name}: {} characters, {memory} bytes, {time:?} to decode", text.len());
        assert!(memory < MOST, "{name} takes {memory} bytes to decode");
        assert_eq!(decoded.is_err(), name.ends_with("a lie"), "{name}");
        let Ok(decoded) = decoded else { continue };
        let (memory, time, lengths) = cost(|| {
            let report = Report::new(decoded.evidence);
            let address = format!("https://check.example/#r={text}");
            let mut pile = Pile::default();
            pile.add_some(&address, 1);
            let lengths = [
                markdown(&report, Some(&address)).len(),
                plain(&report, Some(&address)).len(),
                json(&report).len(),
                otlp(&report).len(),
                pile.csv().len(),
                code::encode(&report).len(),
                held::held(&report.evidence).len(),
            ];
            compare::compare(&report, &report, compare::Between::Places);
            lengths
        });
        println!("  {memory} bytes, {time:?} for all that is written of it: {lengths:?}");
        assert!(memory < MOST, "{name} takes {memory} bytes to write");
        assert!(lengths.into_iter().all(|length| length < MOST), "{name}: {lengths:?}");
    }
    // All of this is of no use if the links are refused for another reason.
    let whole = Body::target("chat.example", "/ws", 0).made().number(0).link();
    let target = link::decode(&whole).map(|decoded| decoded.evidence.target);
    assert_eq!(target, Ok(Target::new(true, "chat.example", 443, "/ws", "")));
}
