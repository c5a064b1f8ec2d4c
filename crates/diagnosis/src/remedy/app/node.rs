//! Remedies for Node.js and its package ws.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static NODE_UPGRADE: Remedy = app(
    "Node.js ws",
    Text("Handle the server’s upgrade event, and never let an error of one socket end the process"),
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
    Text("Accept the page’s Origin"),
    "js",
    "+const allowed = new Set(['{origin}']);  // the pages that may connect
 const wss = new WebSocketServer({
   server,
+  verifyClient: ({ origin }, done) => done(allowed.has(origin), 403),  // 401 without the number
 });
",
    &check::ORIGINS,
    source::ORIGIN,
);

pub(crate) static NODE_LOGIN: Remedy = app(
    "Node.js ws",
    Text(
        "Read the login before the handshake is answered; the page can send cookies, an address and a subprotocol, and no other header",
    ),
    "js",
    "const wss = new WebSocketServer({ noServer: true });
server.on('upgrade', async (request, socket, head) => {
  socket.on('error', console.error);
  const user = await login(request.headers.cookie, new URL(request.url, '{plain}').searchParams);
  if (!user) return socket.end('HTTP/1.1 401 Unauthorized\\r\\nConnection: close\\r\\n\\r\\n');
  wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request, user));
});
",
    &check::LOGIN,
    source::NODE_WS,
);

pub(crate) static NODE_OPTIONS: Remedy = app(
    "Node.js ws",
    Text(
        "Say which subprotocols, message sizes and extensions it takes; by default it takes the first subprotocol, 100 MiB and no compression",
    ),
    "js",
    " const wss = new WebSocketServer({
   server,
+  handleProtocols: (offered) => offered.has('chat.v1') && 'chat.v1',
+  maxPayload: 1 << 20,  // a larger message ends with 1009
+  perMessageDeflate: false,
 });
",
    &check::SUBPROTOCOL,
    source::NODE_OPTIONS,
);

pub(crate) static NODE_BEAT: Remedy = app(
    "Node.js ws",
    Text(
        "Send a ping from the server every 25 s, below the smallest idle limit of all hops; browsers answer by themselves",
    ),
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

pub(crate) static NODE_STOP: Remedy = app(
    "Node.js ws",
    Text("Say before a restart that it comes: with 1012, spread over some seconds"),
    "js",
    "process.on('SIGTERM', () => {
  server.close();  // no new handshakes; it ends with the last socket
  for (const ws of wss.clients) setTimeout(() => ws.close(1012), Math.random() * 10000);
});
",
    &check::RENEWS,
    source::RESTART,
);

pub(crate) static NODE_HTTP1: Remedy = app(
    "Node.js",
    Text("Take HTTP/1.1 beside HTTP/2"),
    "js",
    "-const server = http2.createSecureServer({ key, cert });
+const server = http2.createSecureServer({ key, cert, allowHTTP1: true });
",
    &check::ALPN,
    source::NODE_HTTP2,
);
