//! Whether an answer opens a WebSocket (RFC 6455 section 4.1), judged as Chromium does.

use base64ct::{Base64, Encoding};
use diagnosis::evidence::Line;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use ring::rand::{SecureRandom, SystemRandom};

use crate::edge::head::Head;

/// RFC 6455 section 1.3.
const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("every system that runs this has random numbers");
    bytes
}

/// A fresh `Sec-WebSocket-Key`.
pub(crate) fn key() -> String {
    Base64::encode_string(&random::<16>())
}

/// What `Sec-WebSocket-Accept` must be for this key.
pub(crate) fn accept(key: &str) -> String {
    let sum = digest(&SHA1_FOR_LEGACY_USE_ONLY, [key, MAGIC].concat().as_bytes());
    Base64::encode_string(sum.as_ref())
}

/// The subprotocol that the server chose, if it opened the WebSocket.
///
/// # Errors
/// What a browser's console says of an answer that does not open.
pub(crate) fn opens(head: &Head, key: &str, offered: &[String]) -> Result<Option<String>, Line> {
    if head.status != 101 {
        return Err(Line::Status(head.status));
    }
    let one = |name| {
        let mut all = head.all(name);
        all.next().filter(|_| all.next().is_none())
    };
    let upgrades = one("upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    let accepted = one("sec-websocket-accept") == Some(&accept(key));
    if head.minor != Some(1) || !upgrades || !head.has("connection", "upgrade") || !accepted {
        return Err(Line::DamagedUpgrade);
    }
    if head.get("sec-websocket-extensions").is_some_and(|value| !value.is_empty()) {
        return Err(Line::Extension);
    }
    match (head.get("sec-websocket-protocol"), one("sec-websocket-protocol")) {
        (None, _) if offered.is_empty() => Ok(None),
        (Some(_), Some(chosen)) if offered.iter().any(|one| one == chosen) => {
            Ok(Some(chosen.to_owned()))
        }
        _ => Err(Line::Subprotocol),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    fn head(status: u16, headers: &[(&str, &str)]) -> Head {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Head { minor: Some(1), status, headers: headers.collect(), ..Head::default() }
    }

    #[test]
    fn the_key_of_the_rfc_is_accepted_as_it_says() {
        assert_eq!(accept(KEY), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_eq!(key().len(), 24);
    }

    #[test]
    fn an_answer_opens_only_if_nothing_of_it_was_lost() {
        let (up, con, acc) = (
            ("upgrade", "WebSocket"),
            ("connection", "keep-alive, Upgrade"),
            ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        );
        let chosen = ("sec-websocket-protocol", "chat.v2");
        let opened = |name: &str| Ok(Some(name.to_owned()));
        for (status, headers, offered, expected) in [
            (101, &[up, con, acc][..], &[][..], Ok(None)),
            (502, &[up, con, acc], &[], Err(Line::Status(502))),
            (101, &[con, acc], &[], Err(Line::DamagedUpgrade)),
            (101, &[up, up, con, acc], &[], Err(Line::DamagedUpgrade)),
            (101, &[up, acc], &[], Err(Line::DamagedUpgrade)),
            (101, &[up, con], &[], Err(Line::DamagedUpgrade)),
            (101, &[up, con, ("sec-websocket-accept", "AAAA")], &[], Err(Line::DamagedUpgrade)),
            (
                101,
                &[up, con, acc, ("sec-websocket-extensions", "permessage-deflate")],
                &[],
                Err(Line::Extension),
            ),
            (101, &[up, con, acc, chosen], &["chat.v1", "chat.v2"], opened("chat.v2")),
            (101, &[up, con, acc, chosen], &["chat.v1"], Err(Line::Subprotocol)),
            (101, &[up, con, acc, chosen], &[], Err(Line::Subprotocol)),
            (101, &[up, con, acc], &["chat.v1"], Err(Line::Subprotocol)),
        ] {
            let offered: Vec<String> = offered.iter().map(ToString::to_string).collect();
            assert_eq!(opens(&head(status, headers), KEY, &offered), expected, "{headers:?}");
        }
    }
}
