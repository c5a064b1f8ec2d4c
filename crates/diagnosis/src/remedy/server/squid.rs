//! Remedies for Squid, a proxy of the visitor’s network.

use crate::evidence::Hop;
use crate::remedy::{Remedy, Snippet, check, source};
use crate::text::Text;

pub(crate) static SQUID: Remedy = Remedy {
    hop: Hop::ClientNetwork,
    product: "Squid",
    title: Text(
        "Let WebSockets of this host through: wss as an uninspected tunnel, ws by its Upgrade header",
    ),
    snippet: Snippet {
        language: "squid",
        inside: "",
        body: "acl chat dstdomain {host}
acl chat_tls ssl::server_name {host}
http_access allow CONNECT chat
ssl_bump splice chat_tls
http_upgrade_request_protocols WebSocket allow all
",
    },
    verify: &check::HANDSHAKE,
    source: source::SQUID,
};
