//! Remedies in networks, names and certificates.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn network(
    hop: Hop,
    product: &'static str,
    title: Text,
    language: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language, inside: "", body };
    Remedy { hop, product, title, snippet, verify, source }
}

pub(crate) static ALLOW: Remedy = network(
    Hop::ClientNetwork,
    "company network",
    Text(
        "Ask whoever runs the network, the filter or the virus scanner to let this host pass uninspected",
    ),
    "text",
    "allow CONNECT to {host}:{port}
allow the Upgrade header “websocket”
no TLS inspection for {host}
",
    &check::OTHER_NETWORK,
    source::HANDSHAKE,
);

pub(crate) static SECURE: Remedy = network(
    Hop::Browser,
    "browser",
    Text(
        "Use wss:// on port 443, which filters can’t read: on port 80 some strip the Upgrade header",
    ),
    "js",
    "const ws = new WebSocket('wss://{host}{path}');
",
    &check::OTHER_NETWORK,
    source::HANDSHAKE,
);

pub(crate) static RENEW: Remedy = network(
    Hop::Proxy,
    "Certbot",
    Text("Renew the certificate, and load it"),
    "bash",
    "sudo certbot certificates -d {host}
sudo certbot renew --cert-name {host} && sudo systemctl reload nginx
",
    &check::CERTIFICATE,
    source::CERTBOT,
);

pub(crate) static ZONE: Remedy = network(
    Hop::ClientNetwork,
    "DNS",
    Text("Publish the name with the server’s public address"),
    "text",
    "{host}. 300 IN A    203.0.113.10
{host}. 300 IN AAAA 2001:db8::10
",
    &check::NAME,
    source::NAME_ERROR,
);

pub(crate) static OPEN_PORT: Remedy = network(
    Hop::Proxy,
    "firewall",
    Text(
        "Listen at the port on all addresses, and open it in the firewall and the cloud’s security group",
    ),
    "bash",
    "sudo ufw allow {port}/tcp
aws ec2 authorize-security-group-ingress --group-id \"$GROUP\" \\
  --protocol tcp --port {port} --cidr 0.0.0.0/0
",
    &check::REACH,
    source::HANDSHAKE,
);

pub(crate) static CONNECT_SRC: Remedy = network(
    Hop::Browser,
    "this page",
    Text("Name the chat in connect-src of the header that this page is served with"),
    "text",
    "Content-Security-Policy: connect-src 'self' {url} {origin}
",
    &check::POLICY,
    source::CSP,
);

pub(crate) static COOKIE: Remedy = network(
    Hop::Backend,
    "session cookie",
    Text(
        "Let the login’s cookie reach the handshake: for its host and path; SameSite=None only where the page is of another site, and then check Origin",
    ),
    "text",
    "Set-Cookie: session=…; Path=/; Secure; HttpOnly; SameSite=None
",
    &check::LOGIN,
    source::COOKIE,
);

pub(crate) static UNBLOCK: Remedy = network(
    Hop::Browser,
    "content blocker",
    Text(
        "Allow the address in the blocker’s own filters, and ask its list’s makers to do so for all",
    ),
    "text",
    "@@||{host}^$websocket
",
    &check::PRIVATE,
    source::FILTERS,
);

pub(crate) static LOCAL: Remedy = network(
    Hop::Browser,
    "Chromium",
    Text(
        "Allow local network access for this page in its site settings; in an organisation by this policy, or give the service a public address",
    ),
    "json",
    "{
  \"LocalNetworkAccessAllowedForUrls\": [\"https://app.example.com\"]
}
",
    &check::PERMISSION,
    source::LOCAL_NETWORK,
);
