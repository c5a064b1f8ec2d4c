//! Remedies in the application: its server, and its page in the browser.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn app(
    product: &'static str,
    title: &'static str,
    language: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language, inside: "", body };
    Remedy { hop: Hop::Backend, product, title: Text(title), snippet, verify, source }
}

pub(crate) static START: Remedy = app(
    "application",
    "Start it, and keep it running",
    "bash",
    "sudo systemctl enable --now chat  # put its unit in
sudo journalctl -u chat -n 50
",
    &check::LISTENS,
    source::STATUS_502,
);

pub(crate) static DJANGO_ASGI: Remedy = app(
    "Django Channels",
    "Run it under an ASGI server; a WSGI server can’t take upgrades",
    "bash",
    "daphne -b 127.0.0.1 -p 8000 mysite.asgi:application
",
    &check::INWARDS,
    source::CHANNELS_DEPLOY,
);

pub(crate) static DJANGO_ROUTE: Remedy = app(
    "Django Channels",
    "Route the path, which stands there without its first slash",
    "python",
    "from channels.routing import URLRouter
from django.urls import path
from chat.consumers import ChatConsumer

websocket = URLRouter([path(\"{path}\"[1:], ChatConsumer.as_asgi())])
",
    &check::INWARDS,
    source::CHANNELS_ROUTING,
);

pub(crate) static DJANGO_ORIGIN: Remedy = app(
    "Django Channels",
    "Accept the page’s Origin; AllowedHostsOriginValidator takes the list from ALLOWED_HOSTS",
    "python",
    "from channels.security.websocket import OriginValidator

application = OriginValidator(websocket, [\"{origin}\"])  # the pages that may connect
",
    &check::ORIGINS,
    source::CHANNELS_ORIGIN,
);

pub(crate) static DJANGO_ACCEPT: Remedy = app(
    "Django Channels",
    "Accept first, and do slow work afterwards",
    "python",
    "import asyncio
from channels.generic.websocket import AsyncWebsocketConsumer


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        self.loading = asyncio.create_task(self.load_history())
",
    &check::HANDSHAKE,
    source::CHANNELS_CONSUMERS,
);

pub(crate) static DJANGO_BEAT: Remedy = app(
    "Django Channels",
    "Send a heartbeat from the server, 25 s apart: below the smallest idle limit of all hops",
    "python",
    "import asyncio, contextlib, time
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class ChatConsumer(AsyncJsonWebsocketConsumer):
    beat = None

    async def connect(self):
        self.heard = time.monotonic()
        await self.accept()
        self.beat = asyncio.create_task(self.keep_alive())

    async def keep_alive(self):
        while time.monotonic() - self.heard < 60:  # two answers missed
            await self.send_json({\"type\": \"ping\"})  # the page answers {\"type\": \"pong\"}
            await asyncio.sleep(25)
        await self.close(4408)

    async def receive_json(self, content):
        self.heard = time.monotonic()
        ...  # your messages

    async def disconnect(self, code):
        if self.beat:  # a refused handshake has none
            self.beat.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self.beat
",
    &check::STAYS,
    source::CHANNELS_CONSUMERS,
);

pub(crate) static DAPHNE_AGE: Remedy = app(
    "daphne",
    "Lift its limit of age, which is 86400 s",
    "bash",
    "daphne --websocket_timeout -1 -b 127.0.0.1 -p 8000 mysite.asgi:application
",
    &check::BUSY,
    source::DAPHNE,
);

pub(crate) static NODE_UPGRADE: Remedy = app(
    "Node.js ws",
    "Handle the server’s upgrade event, and never let an error of one socket end the process",
    "js",
    "import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer();
const wss = new WebSocketServer({ server, path: '{path}' });
wss.on('connection', (ws) => ws.on('error', console.error));
server.listen(8000);
",
    &check::INWARDS,
    source::NODE_WS,
);

pub(crate) static NODE_ORIGIN: Remedy = app(
    "Node.js ws",
    "Accept the page’s Origin",
    "js",
    "const allowed = new Set(['{origin}']);  // the pages that may connect
const wss = new WebSocketServer({
  server,
  verifyClient: ({ origin }, done) => done(allowed.has(origin), 403),  // 401 without the number
});
",
    &check::ORIGINS,
    source::ORIGIN,
);

pub(crate) static NODE_BEAT: Remedy = app(
    "Node.js ws",
    "Send a ping from the server every 25 s, below the smallest idle limit of all hops; browsers answer by themselves",
    "js",
    "wss.on('connection', (ws) => {
  ws.alive = true;
  ws.on('pong', () => { ws.alive = true; });
});
const beat = setInterval(() => {
  for (const ws of wss.clients) {
    if (!ws.alive) { ws.terminate(); continue; }
    ws.alive = false;
    ws.ping();
  }
}, 25000);
wss.on('close', () => clearInterval(beat));
",
    &check::STAYS,
    source::NODE_WS,
);

pub(crate) static NODE_HTTP1: Remedy = app(
    "Node.js",
    "Take HTTP/1.1 beside HTTP/2",
    "js",
    "const server = http2.createSecureServer({ key, cert, allowHTTP1: true });
",
    &check::ALPN,
    source::NODE_HTTP2,
);

pub(crate) static BROWSER_BEAT: Remedy = Remedy {
    hop: Hop::Browser,
    product: "browser",
    title: Text(
        "Send a message that the server answers every 25 s, notice when no answer comes, and connect anew; in a hidden tab it comes once a minute only, so let the server beat as well",
    ),
    snippet: Snippet {
        language: "js",
        inside: "",
        body: "let tries = 0;
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
    },
    verify: &check::STAYS,
    source: source::WHATWG_PING,
};

pub(crate) static BROWSER_RENEW: Remedy = Remedy {
    hop: Hop::Browser,
    product: "browser",
    title: Text(
        "Open the next connection at nine tenths of the limit, then close the old one; no heartbeat helps against age",
    ),
    snippet: Snippet {
        language: "js",
        inside: "",
        body: "const LIMIT = 30000;  // the measured age, in ms
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
    },
    verify: &check::RENEWS,
    source: source::CLOUD_RUN,
};

pub(crate) static BROWSER_ADDRESS: Remedy = Remedy {
    hop: Hop::Browser,
    product: "browser",
    title: Text(
        "Connect to the final address: secure from a secure page, with the slash at the end where the server wants it",
    ),
    snippet: Snippet {
        language: "js",
        inside: "",
        body: "const url = new URL('{path}', location.href);
url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
const ws = new WebSocket(url);
",
    },
    verify: &check::REDIRECTS,
    source: source::WHATWG,
};

pub(crate) static BROWSER_ONLINE: Remedy = Remedy {
    hop: Hop::Browser,
    product: "browser",
    title: Text("Connect anew as soon as the device is back online"),
    snippet: Snippet {
        language: "js",
        inside: "",
        body: "addEventListener('online', () => connect());
",
    },
    verify: &check::RENEWS,
    source: source::ONLINE,
};
