//! WebSocket frames as a server reads and writes them (RFC 6455 section 5).
//!
//! Absent on purpose: joining fragments and extensions. An echo needs neither.

use anyhow::{Result, bail};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const LONGEST: u64 = 16 * 1024 * 1024;

/// A whole unfragmented text frame's first byte.
pub(crate) const TEXT: u8 = 0x81;
/// A close frame's first byte.
pub(crate) const CLOSE: u8 = 0x88;
/// A ping's first byte.
pub(crate) const PING: u8 = 0x89;
/// A pong's first byte.
pub(crate) const PONG: u8 = 0x8a;

/// A frame, unmasked.
#[derive(Debug)]
pub(crate) struct Frame {
    /// FIN, reserved bits and opcode.
    pub(crate) first: u8,
    /// The payload.
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// Whether it is a message or a part of one, and no control frame (RFC 6455 section 5.5).
    pub(crate) fn is_data(&self) -> bool {
        self.first & 0x08 == 0
    }

    /// Whether it is the last part of its message.
    pub(crate) fn is_last(&self) -> bool {
        self.first & 0x80 != 0
    }
}

/// Reads a frame; `None` if the peer closed.
pub(crate) async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> Result<Option<Frame>> {
    let Ok(first) = stream.read_u8().await else { return Ok(None) };
    let second = stream.read_u8().await?;
    let length = match second & 0x7f {
        126 => u64::from(stream.read_u16().await?),
        127 => stream.read_u64().await?,
        short => u64::from(short),
    };
    if length > LONGEST {
        bail!("expected a frame of at most {LONGEST} bytes, found {length}");
    }
    let mut mask = [0; 4];
    if second & 0x80 != 0 {
        stream.read_exact(&mut mask).await?;
    }
    let mut payload = vec![0; usize::try_from(length)?];
    stream.read_exact(&mut payload).await?;
    payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
    Ok(Some(Frame { first, payload }))
}

/// Writes a frame unmasked, as servers must.
pub(crate) async fn write<S: AsyncWrite + Unpin>(
    stream: &mut S,
    first: u8,
    payload: &[u8],
) -> Result<()> {
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(u8::try_from(short)?),
        middle @ 126..0x1_0000 => {
            bytes.push(126);
            bytes.extend(u16::try_from(middle)?.to_be_bytes());
        }
        long => {
            bytes.push(127);
            bytes.extend(u64::try_from(long)?.to_be_bytes());
        }
    }
    bytes.extend(payload);
    stream.write_all(&bytes).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_of_every_length_form_come_back_whole() {
        for length in [0, 125, 126, 0xffff, 0x1_0000] {
            let mut wire = Vec::new();
            write(&mut wire, TEXT, &vec![7; length]).await.unwrap();
            let frame = read(&mut &wire[..]).await.unwrap().expect("a frame was written");
            assert_eq!((frame.first, frame.payload), (TEXT, vec![7; length]));
        }
    }

    #[tokio::test]
    async fn a_masked_frame_is_unmasked() {
        // RFC 6455 section 5.7: a masked "Hello".
        let wire = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        let frame = read(&mut &wire[..]).await.unwrap().expect("a frame was written");
        assert_eq!(frame.payload, b"Hello");
    }

    #[tokio::test]
    async fn a_length_that_no_message_has_is_refused() {
        let wire = [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert!(read(&mut &wire[..]).await.is_err());
    }
}
