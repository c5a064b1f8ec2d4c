//! Remedies in the application’s page.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn browser(
    title: Text,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language: "js", inside: "", body };
    Remedy { hop: Hop::Browser, product: "browser", title, snippet, verify, source }
}

pub(crate) static BROWSER_BEAT: Remedy = browser(
    Text(
        "Send a message that the server answers every 25 s, notice when no answer comes, and connect anew; in a hidden tab it comes once a minute only, so let the server beat as well",
    ),
    "let tries = 0;
function connect() {
  const ws = new WebSocket('{url}');
  const end = (ms) => setTimeout(() => ws.close(), ms);
  let beat, guard = end(10000);  // a handshake may hang for minutes
  const heard = () => { clearTimeout(guard); guard = end(150000); };
  ws.onopen = () => {
    tries = 0;
    heard();
    beat = setInterval(() => ws.send('{\"type\":\"ping\"}'), 25000);
  };
  ws.onmessage = heard;  // and your own
  ws.onclose = () => {
    clearTimeout(guard);
    clearInterval(beat);
    // At random, or all visitors come back at one instant.
    setTimeout(connect, Math.random() * Math.min(30000, 1000 * 2 ** tries++));
  };
}
connect();
",
    &check::STAYS,
    source::WHATWG_PING,
);

pub(crate) static BROWSER_RECONNECT: Remedy = browser(
    Text(
        "Connect anew at a random moment within a span that grows up to 30 s, and not where the server’s code forbids it",
    ),
    "let tries = 0;
function connect() {
  const ws = new WebSocket('{url}');
  ws.onmessage = () => { tries = 0; };  // an opening alone proves little
  ws.onclose = ({ code }) => {
    if (code === 1008 || code === 4401) return signIn();  // asking again changes nothing
    setTimeout(connect, Math.random() * Math.min(30000, 1000 * 2 ** tries++));
  };
}
connect();
",
    &check::RENEWS,
    source::RECONNECT,
);

pub(crate) static BROWSER_RENEW: Remedy = browser(
    Text(
        "Open the next connection at nine tenths of the limit, then close the old one; no heartbeat helps against age",
    ),
    "const LIMIT = 30000;  // the measured age, in ms
function connect(old) {
  if (old) old.onclose = null;  // its successor takes over
  const ws = new WebSocket('{url}');
  let renew;
  ws.onopen = () => {
    old?.close(1000);
    renew = setTimeout(connect, LIMIT * 0.9, ws);
  };
  ws.onclose = () => {
    clearTimeout(renew);
    setTimeout(connect, Math.random() * 3000, old);
  };
}
connect();
",
    &check::RENEWS,
    source::CLOUD_RUN,
);

pub(crate) static BROWSER_ADDRESS: Remedy = browser(
    Text(
        "Connect to the final address: secure from a secure page, with the slash at the end where the server wants it",
    ),
    "const url = new URL('{path}', location.href);
url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
const ws = new WebSocket(url);
",
    &check::REDIRECTS,
    source::WHATWG,
);

pub(crate) static BROWSER_TICKET: Remedy = browser(
    Text(
        "Fetch a ticket that is valid once and for seconds, and send it in the address: cookies of another site stay behind, and a page can set no header",
    ),
    "const { ticket } = await (await fetch('/ws-ticket', { method: 'POST' })).json();
const url = new URL('{url}');
url.searchParams.set('ticket', ticket);
const ws = new WebSocket(url);
",
    &check::LOGIN,
    source::TICKET,
);

pub(crate) static BROWSER_SUBPROTOCOL: Remedy = browser(
    Text("Offer the subprotocols that the server speaks, or none"),
    "const ws = new WebSocket('{url}', ['chat.v1']);
ws.onopen = () => console.log(ws.protocol);  // the server’s choice
",
    &check::SUBPROTOCOL,
    source::SUBPROTOCOL,
);

pub(crate) static BROWSER_UPLOAD: Remedy = browser(
    Text("Send what is large by a plain request, and only its address by the socket"),
    "const { href } = await (await fetch('/upload', { method: 'POST', body: file })).json();
ws.send(JSON.stringify({ href }));
",
    &check::SIZES,
    source::SIZE,
);

pub(crate) static BROWSER_ONLINE: Remedy = browser(
    Text("Connect anew as soon as the device is back online"),
    "addEventListener('online', () => connect());
",
    &check::RENEWS,
    source::ONLINE,
);
