//! What the first bytes of a file tell: text, in which coding, or something that is none.

use alloc::string::String;

use memchr::memchr_iter;

use crate::text::Text;

/// UTF-16 as it comes, in pieces of any length.
#[derive(Default)]
pub(super) struct Utf16 {
    big: bool,
    odd: Option<u8>,
    half: Option<u16>,
}

impl Utf16 {
    pub(super) fn new(big: bool) -> Utf16 {
        Utf16 { big, ..Utf16::default() }
    }

    /// The text of these bytes, but for what the next ones end.
    pub(super) fn decode(&mut self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len());
        for byte in bytes {
            let Some(first) = self.odd.take() else {
                self.odd = Some(*byte);
                continue;
            };
            let pair = [first, *byte];
            let unit = if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            for read in char::decode_utf16(self.half.take().into_iter().chain([unit])) {
                match read {
                    Ok(c) => text.push(c),
                    Err(half) => match half.unpaired_surrogate() {
                        high @ 0xd800..0xdc00 if high == unit => self.half = Some(high),
                        _ => text.push(char::REPLACEMENT_CHARACTER),
                    },
                }
            }
        }
        text
    }
}

/// Which file that is no text begins so.
pub(super) fn file(head: &[u8]) -> Option<Text> {
    const MAGIC: [(&[u8], Text); 8] = [
        (b"\x1f\x8b", Text("a gzip file; unpack it first")),
        (b"PK\x03\x04", Text("a zip file; unpack it first")),
        (b"\x28\xb5\x2f\xfd", Text("a zstd file; unpack it first")),
        (b"\x89PNG", Text("a picture; copy the text instead")),
        (b"\xff\xd8\xff", Text("a picture; copy the text instead")),
        (b"%PDF", Text("a PDF; copy the text instead")),
        (b"\xd4\xc3\xb2\xa1", Text("a packet capture")),
        (b"\x0a\x0d\x0d\x0a", Text("a packet capture")),
    ];
    let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, text)| *text);
    let binary = || {
        let zeros = memchr_iter(0, head).count();
        (zeros * 50 > head.len() && utf16(head).is_none()).then_some(Text("a binary file"))
    };
    known.or_else(binary)
}

/// Whether the text is UTF-16, with which byte first, and how long its mark is. Without a mark it is
/// known by the zeros that Latin letters have.
pub(super) fn utf16(head: &[u8]) -> Option<(bool, usize)> {
    match head {
        [0xff, 0xfe, ..] => return Some((false, 2)),
        [0xfe, 0xff, ..] => return Some((true, 2)),
        _ => {}
    }
    let pairs = head.len() / 2;
    let zeros = |place: usize| head.chunks_exact(2).filter(|pair| pair[place] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    match pairs {
        0..4 => None,
        _ if first * 10 > pairs * 8 && second == 0 => Some((true, 0)),
        _ if second * 10 > pairs * 8 && first == 0 => Some((false, 0)),
        _ => None,
    }
}
