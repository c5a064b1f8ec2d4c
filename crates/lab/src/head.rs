//! The head of an HTTP/1 message: start line and fields, in the order and case in which they came.
//!
//! Absent on purpose: bodies. Only the inbox reads one, by itself, and answers are relayed as bytes.

use anyhow::{Result, bail};
use tokio::io::{AsyncRead, AsyncReadExt};

const LONGEST: usize = 64 * 1024;

/// A request's or a response's head, and the bytes that arrived behind it.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    start: String,
    fields: Vec<(String, String)>,
    rest: Vec<u8>,
}

impl Head {
    /// Reads a head; `None` if the peer closed before it was whole.
    pub(crate) async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> Result<Option<Head>> {
        let mut bytes = Vec::with_capacity(1024);
        loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let rest = bytes.split_off(end + 4);
                return Ok(Some(Head::parse(&String::from_utf8_lossy(&bytes[..end]), rest)));
            }
            if bytes.len() > LONGEST {
                bail!("expected a head of at most {LONGEST} bytes");
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn parse(text: &str, rest: Vec<u8>) -> Head {
        let mut lines = text.split("\r\n");
        let start = lines.next().unwrap_or_default().to_owned();
        let fields = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        Head { start, fields, rest }
    }

    /// The message as bytes, with what had arrived behind it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.to_string().into_bytes();
        bytes.extend_from_slice(&self.rest);
        bytes
    }

    /// The bytes that arrived behind the head.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.rest
    }

    /// The value of the first field of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(have, _)| have.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str())
    }

    /// Removes all fields of that name.
    pub(crate) fn remove(&mut self, name: &str) {
        self.fields.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
    }

    /// Replaces all fields of that name by one.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// Gives the request another path, if it has that one.
    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        if self.path() == from {
            self.start = format!("{} {to}{} {}", self.method(), self.query(), self.version());
        }
    }

    /// The request's method.
    pub(crate) fn method(&self) -> &str {
        self.word(0)
    }

    /// The request's path, without its query.
    pub(crate) fn path(&self) -> &str {
        self.word(1).split('?').next().unwrap_or_default()
    }

    /// The request's query with its question mark, or nothing.
    pub(crate) fn query(&self) -> &str {
        let target = self.word(1);
        target.find('?').map_or("", |at| &target[at..])
    }

    /// The request's protocol, such as `HTTP/1.1`.
    pub(crate) fn version(&self) -> &str {
        self.word(2)
    }

    /// Whether the request asks for a WebSocket (RFC 6455 section 4.2.1).
    pub(crate) fn is_handshake(&self) -> bool {
        self.has_token("upgrade", "websocket") && self.has_token("connection", "upgrade")
    }

    /// Whether the answer accepts a handshake (RFC 6455 section 4.2.2).
    pub(crate) fn is_switch(&self) -> bool {
        self.word(1) == "101"
    }

    fn has_token(&self, name: &str, token: &str) -> bool {
        let value = self.get(name).unwrap_or_default();
        value.split(',').any(|have| have.trim().eq_ignore_ascii_case(token))
    }

    fn word(&self, at: usize) -> &str {
        self.start.split(' ').nth(at).unwrap_or_default()
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}\r\n", self.start)?;
        for (name, value) in &self.fields {
            write!(out, "{name}: {value}\r\n")?;
        }
        write!(out, "\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANDSHAKE: &[u8] =
        b"GET /ws/chat?wsd=1 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\nmore";

    #[tokio::test]
    async fn a_handshake_is_known_by_both_of_its_fields() {
        let mut head = Head::read(&mut &HANDSHAKE[..]).await.unwrap().expect("it is whole");
        assert_eq!((head.method(), head.path(), head.query()), ("GET", "/ws/chat", "?wsd=1"));
        assert_eq!(head.rest(), b"more");
        assert!(head.is_handshake());
        head.remove("UPGRADE");
        assert!(!head.is_handshake());
    }

    #[tokio::test]
    async fn what_was_read_is_written_unchanged() {
        let head = Head::read(&mut &HANDSHAKE[..]).await.unwrap().expect("it is whole");
        assert_eq!(head.bytes(), HANDSHAKE);
    }

    #[tokio::test]
    async fn half_a_head_is_none() {
        assert!(Head::read(&mut &b"GET / HTTP/1.1\r\nHost:"[..]).await.unwrap().is_none());
    }
}
