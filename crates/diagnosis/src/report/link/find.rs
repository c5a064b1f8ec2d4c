//! Report texts in whatever stands around them: mails, chats, tickets, files.
//!
//! What programs do to a link on its way is undone: escapes of URLs, of mails and of Markdown, marks
//! that can't be seen, line breaks with the `>` of a quote behind them. Where a link ends is not
//! guessed: of all that may belong to it, it is the longest part whose checksum fits. So a sentence
//! may go on behind it without a space, and a line break in it does no harm.
//!
//! A text whose checksum fits nowhere is found too if it was plainly meant as a report, so that a
//! reader can be told that it was cut short or made by a later version. Not undone: what takes
//! letters away, base64 of whole mails, and escapes of escapes.
//!
//! The time is linear in the text: a report text has one full stop, and no look goes past the next.

use alloc::string::String;
use core::ops::Range;

use super::{EMPTY, LONGEST, hashed};

/// A report text, and where it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As [`super::decode`] reads it: `v1.…`, or of another version.
    pub text: String,
    /// The index of the byte behind it in the text that was searched.
    pub end: usize,
}

/// The report texts in `text`, in their order.
pub fn find(text: &str) -> impl Iterator<Item = Found> + '_ {
    let mut from = 0;
    core::iter::from_fn(move || {
        let found = next(text, from)?;
        from = found.end;
        Some(found)
    })
}

/// The first report text in `text` that begins at or behind the byte `from`.
pub fn next(text: &str, from: usize) -> Option<Found> {
    next_within(text, from..text.len())
}

/// The first report text in `text` that begins in `range`: for a search in slices of time, also of a
/// text that holds none.
pub fn next_within(text: &str, range: Range<usize>) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut at = range.start;
    loop {
        let ahead = bytes.get(at..range.end.min(bytes.len()))?;
        at += ahead.iter().position(|byte| *byte == b'v')?;
        if let Some(found) = begins(bytes, at) {
            return Some(found);
        }
        at += 1;
    }
}

/// What stands before a report in the address of a page, in lower case; and as Proofpoint writes it,
/// which escapes with hyphens.
const INTRODUCTIONS: [&[u8]; 6] = [b"#r=", b"#r%3d", b"%23r=", b"%23r%3d", b"#r=3d", b"=23r=3d"];
const WITH_HYPHENS: &[u8] = b"-23r-3d";
/// How many characters look like a report where nothing introduces them.
const PLAUSIBLE: usize = 40;

/// The report text that begins at `at`, if one does.
fn begins(bytes: &[u8], at: usize) -> Option<Found> {
    let before = &bytes[..at];
    let hyphens = ends_with(before, WITH_HYPHENS);
    let mut steps = Steps { bytes, at: at + 1, hyphens };
    let (mut text, broken) = version(&mut steps)?;
    let head = text.len();
    // Where it ends if nothing behind the first gap belongs to it.
    let mut run = broken.then_some((head, steps.at));
    let mut sum = Sum::default();
    let mut fits = None;
    let run = loop {
        let end = steps.at;
        match steps.next() {
            _ if text.len() > LONGEST => break run.unwrap_or((text.len(), end)),
            Step::Letter(letter) => {
                text.push(letter.into());
                sum.add(letter);
            }
            Step::Dash => {
                text.push_str("--");
                sum.add(b'-');
                sum.add(b'-');
            }
            Step::Nothing => continue,
            Step::Gap => {
                run = run.or(Some((text.len(), end)));
                continue;
            }
            Step::FullStop | Step::End => break run.unwrap_or((text.len(), end)),
        }
        if sum.fits() {
            fits = Some((text.len(), steps.at));
        }
    };
    let letters = text.get(head..run.0).unwrap_or_default();
    let introduced = hyphens || INTRODUCTIONS.iter().any(|one| ends_with(before, one));
    let meant = (introduced && !letters.is_empty()) || looks_meant(before, letters);
    let (length, end) = fits.or(meant.then_some(run))?;
    text.truncate(length);
    Some(Found { text, end })
}

/// The version and its full stop, and whether there was a gap in it.
fn version(steps: &mut Steps<'_>) -> Option<(String, bool)> {
    let mut text = String::from("v");
    let mut broken = false;
    while !text.ends_with('.') {
        match steps.next() {
            Step::Letter(c) if c.is_ascii_digit() && text.len() < 4 => text.push(c.into()),
            Step::FullStop if text.len() > 1 => text.push('.'),
            Step::Nothing => {}
            Step::Gap => broken = true,
            _ => return None,
        }
    }
    Some((text, broken))
}

fn ends_with(before: &[u8], end: &[u8]) -> bool {
    let start = before.len().checked_sub(end.len());
    start.is_some_and(|start| before[start..].eq_ignore_ascii_case(end))
}

/// A word of its own, as long and mixed as evidence is and numbers of versions are not.
fn looks_meant(before: &[u8], letters: &str) -> bool {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./".contains(byte);
    !before.last().is_some_and(inside)
        && letters.len() >= PLAUSIBLE
        && letters.bytes().any(|byte| byte.is_ascii_uppercase())
        && letters.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// What comes next, with all undone that was done to it.
#[derive(Clone, Copy)]
enum Step {
    /// A letter, digit, hyphen or underscore.
    Letter(u8),
    /// Two hyphens, of which a word processor made a dash.
    Dash,
    /// A full stop.
    FullStop,
    /// Nothing that a reader sees.
    Nothing,
    /// White space, and the marks of a quote behind a line break.
    Gap,
    /// What can't belong to a report, or nothing more.
    End,
}

/// What stands for something else, whether its bytes are escaped or not.
const STANDS_FOR: [(&[u8], Step); 27] = [
    (b"=\n", Step::Nothing),
    (b"=\r\n", Step::Nothing),
    // Old mail servers break lines of more than 990 characters so.
    (b"!\n", Step::Gap),
    (b"!\r\n", Step::Gap),
    (b"<wbr>", Step::Nothing),
    (b"<wbr/>", Step::Nothing),
    (b"<wbr />", Step::Nothing),
    (b"<br>", Step::Gap),
    (b"<br/>", Step::Gap),
    (b"<br />", Step::Gap),
    (b"&shy;", Step::Nothing),
    (b"&#173;", Step::Nothing),
    (b"&#8203;", Step::Nothing),
    (b"&#45;", Step::Letter(b'-')),
    (b"&#46;", Step::FullStop),
    (b"&#95;", Step::Letter(b'_')),
    ("\u{ad}".as_bytes(), Step::Nothing),
    ("\u{200b}".as_bytes(), Step::Nothing),
    ("\u{200c}".as_bytes(), Step::Nothing),
    ("\u{200d}".as_bytes(), Step::Nothing),
    ("\u{200e}".as_bytes(), Step::Nothing),
    ("\u{2060}".as_bytes(), Step::Nothing),
    ("\u{feff}".as_bytes(), Step::Nothing),
    ("\u{a0}".as_bytes(), Step::Gap),
    ("\u{2010}".as_bytes(), Step::Letter(b'-')),
    ("\u{2011}".as_bytes(), Step::Letter(b'-')),
    ("\u{2014}".as_bytes(), Step::Dash),
];
/// No longer gap is looked at, in bytes.
const LONGEST_GAP: usize = 64;

struct Steps<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Hyphens begin an escape.
    hyphens: bool,
}

impl Steps<'_> {
    fn next(&mut self) -> Step {
        let (byte, plain) = self.byte(self.at);
        let (step, end) = if is_letter(byte) {
            (Step::Letter(byte), plain)
        } else if byte == b'.' {
            (Step::FullStop, plain)
        } else if byte == b'\\' && b"-_.".contains(&self.byte(plain).0) {
            (Step::Nothing, plain)
        } else if let Some(end) = self.gap() {
            (Step::Gap, end)
        } else {
            let known = |(written, step): &(&[u8], Step)| Some((*step, self.behind(written)?));
            STANDS_FOR.iter().find_map(known).unwrap_or((Step::End, self.at))
        };
        self.at = end;
        step
    }

    /// The byte at a place, whether escaped or not, and the place behind it; 0 where nothing is.
    fn byte(&self, at: usize) -> (u8, usize) {
        let Some(&first) = self.bytes.get(at) else { return (0, at) };
        let escapes = matches!(first, b'%' | b'=') || (first == b'-' && self.hyphens);
        let digit = |offset| self.bytes.get(at + offset).and_then(|digit| hex(*digit));
        match (digit(1), digit(2)) {
            (Some(high), Some(low)) if escapes => (high << 4 | low, at + 3),
            _ => (first, at + 1),
        }
    }

    /// The place behind `written`, if that is what comes next.
    fn behind(&self, written: &[u8]) -> Option<usize> {
        written.iter().try_fold(self.at, |at, wanted| {
            let (byte, end) = self.byte(at);
            (byte == *wanted).then_some(end)
        })
    }

    /// The place behind white space, if it comes next.
    fn gap(&self) -> Option<usize> {
        let mut at = self.at;
        let mut broken = false;
        loop {
            let (byte, end) = self.byte(at);
            match byte {
                b' ' | b'\t' | b'\r' => {}
                b'\n' => broken = true,
                b'>' | b'|' if broken => {}
                _ => return (at > self.at).then_some(at),
            }
            at = end;
            if at - self.at > LONGEST_GAP {
                return None;
            }
        }
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Whether a checksum fits, told after each letter.
struct Sum {
    /// What is left of the letters until a byte is full, and how many bits that is.
    left: (u32, u32),
    bytes: usize,
    told: u32,
    counted: u32,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum { left: (0, 0), bytes: 0, told: 0, counted: EMPTY }
    }
}

impl Sum {
    fn add(&mut self, letter: u8) {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            _ => 63,
        };
        let (mut bits, mut held) = (self.left.0 << 6 | u32::from(value), self.left.1 + 6);
        if held >= 8 {
            held -= 8;
            self.byte(bits >> held);
            bits &= (1 << held) - 1;
        }
        self.left = (bits, held);
    }

    fn byte(&mut self, byte: u32) {
        if self.bytes < 4 {
            self.told = self.told << 8 | byte;
        } else {
            self.counted = hashed(self.counted, byte);
        }
        self.bytes += 1;
    }

    /// The letters so far are whole bytes, and the first four are the sum of the others.
    fn fits(&self) -> bool {
        self.bytes > 4 && self.told == self.counted && self.left.1 < 6
    }
}
