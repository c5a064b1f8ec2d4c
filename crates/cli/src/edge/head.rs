//! The head of an HTTP/1.1 answer, bounded.

use std::io;

use diagnosis::evidence::Line;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::edge::net::fault;

/// No head is longer.
const MOST_BYTES: usize = 64 * 1024;
const MOST_HEADERS: usize = 128;

/// Status line and headers of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The minor version of HTTP/1; `None` for HTTP/2.
    pub(crate) minor: Option<u8>,
    /// The status.
    pub(crate) status: u16,
    /// What stands behind it.
    pub(crate) reason: String,
    /// Lower-case names and values.
    pub(crate) headers: Vec<(String, String)>,
}

impl Head {
    /// The values of a header.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = move |(own, _): &&(String, String)| own == name;
        self.headers.iter().filter(named).map(|(_, value)| value.as_str())
    }

    /// The first value of a header.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Whether one of a header's comma-separated words is this.
    pub(crate) fn has(&self, name: &str, word: &str) -> bool {
        let mut words = self.all(name).flat_map(|value| value.split(','));
        words.any(|one| one.trim().eq_ignore_ascii_case(word))
    }
}

/// Reads the head of an answer; gives it and what came behind it. Heads that only announce another
/// (1xx but 101) are passed over.
///
/// # Errors
/// What a browser's console would say of it.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<(Head, Vec<u8>), Line> {
    let mut bytes = Vec::with_capacity(4096);
    loop {
        match parse(&bytes)? {
            Some((head, length)) if (100..200).contains(&head.status) && head.status != 101 => {
                bytes.drain(..length);
                continue;
            }
            Some((head, length)) => return Ok((head, bytes.split_off(length))),
            None if bytes.len() >= MOST_BYTES => return Err(Line::Reset),
            None => {}
        }
        match stream.read_buf(&mut bytes).await {
            Ok(0) if bytes.is_empty() => return Err(Line::ClosedUnanswered),
            // It was cut short.
            Ok(0) => return Err(Line::Reset),
            Ok(_) => {}
            // TLS that ends without its own farewell is closed as well.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && bytes.is_empty() => {
                return Err(Line::ClosedUnanswered);
            }
            Err(error) => {
                return Err(match fault(&error) {
                    Line::Unreachable => Line::Reset,
                    line => line,
                });
            }
        }
    }
}

/// The head at the beginning of some bytes, and its length; `None` as long as it is not whole.
fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Line> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let length = match answer.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        // Browsers hang up as well.
        Err(httparse::Error::TooManyHeaders) => return Err(Line::Reset),
        Err(_) => return Err(Line::NotHttp),
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let head = Head {
        minor: answer.version,
        status: answer.code.unwrap_or_default(),
        reason: answer.reason.unwrap_or_default().to_owned(),
        headers: answer
            .headers
            .iter()
            .map(|header| (header.name.to_ascii_lowercase(), text(header.value)))
            .collect(),
    };
    Ok(Some((head, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn of(mut bytes: &[u8]) -> Result<(u16, Vec<u8>), Line> {
        read(&mut bytes).await.map(|(head, rest)| (head.status, rest))
    }

    #[tokio::test]
    async fn a_head_is_read_to_its_end_and_no_further() {
        let whole = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x00";
        assert_eq!(of(whole).await, Ok((101, vec![0x81, 0])));
        let hints = b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.0 502 Bad\r\n\r\n";
        assert_eq!(of(hints).await, Ok((502, Vec::new())));
    }

    #[tokio::test]
    async fn what_is_no_head_is_told_apart() {
        assert_eq!(of(b"").await, Err(Line::ClosedUnanswered));
        assert_eq!(of(b"HTTP/1.1 101 Swi").await, Err(Line::Reset));
        assert_eq!(of(b"SSH-2.0-OpenSSH_9.2\r\n").await, Err(Line::NotHttp));
        assert_eq!(of(&[0, 0, 18, 4, 0, 0, 0, 0, 0]).await, Err(Line::NotHttp));
        let many = ["HTTP/1.1 200 OK\r\n", &"A: b\r\n".repeat(200), "\r\n"].concat();
        assert_eq!(of(many.as_bytes()).await, Err(Line::Reset));
        let long = [&b"HTTP/1.1 200 OK\r\nA: "[..], &vec![b'a'; MOST_BYTES]].concat();
        assert_eq!(of(&long).await, Err(Line::Reset));
    }
}
