// Holds the long waits in a worker: a hidden page's timers are slowed, and a busy page hears late.
// src/edge/worker.rs is the other end. Times are in ms since the run began.
"use strict";

// More often than this no page is told of messages, however many a server sends.
const PAUSE = 50;
// In bytes, and per ms: no more is taken from a visitor's line. As in src/edge/socket.rs.
const MOST = 2 ** 24;
const RATE = 64;
const FRAME = 64;

const sockets = new Map();
let began = 0;
let timer = 0;

const since = (stamp) => performance.timeOrigin + stamp - began;

function open(id, url, subprotocols) {
  let socket;
  try {
    socket = new WebSocket(url, subprotocols);
  } catch ({ name, message }) {
    postMessage(["threw", since(performance.now()), id, name, message]);
    return;
  }
  sockets.set(id, socket);

  let count = 0;
  let last = 0;
  let pause = 0;
  const tell = (what, { timeStamp }, ...more) => {
    flush();
    if (sockets.has(id)) postMessage([what, since(timeStamp), id, ...more]);
  };
  const flush = () => {
    pause = count && setTimeout(flush, PAUSE);
    if (count && sockets.has(id)) postMessage(["message", since(last), id, count]);
    count = 0;
  };
  let most = MOST;
  let opened = 0;
  socket.onopen = (event) => {
    opened = event.timeStamp;
    tell("open", event, socket.protocol !== "", socket.extensions !== "");
  };
  socket.onmessage = (event) => {
    count += 1;
    last = event.timeStamp;
    most -= FRAME + (event.data.length ?? event.data.size);
    if (most + RATE * (last - opened) < 0) {
      socket.onmessage = null;
      tell("overrun", event);
    } else if (!pause) flush();
  };
  socket.onerror = (event) => tell("error", event);
  socket.onclose = (event) => {
    tell("close", event, event.code, event.wasClean, event.reason);
    sockets.delete(id);
  };
}

const acts = {
  start(at) {
    began = at;
    postMessage(["ready"]);
  },
  open,
  send: (id, text) => sockets.get(id)?.send(text),
  close: (id) => sockets.get(id)?.close(1000),
  abort(id) {
    acts.close(id);
    sockets.delete(id);
  },
  wake(at) {
    clearTimeout(timer);
    timer = setTimeout(() => postMessage(["tick"]), at - since(performance.now()));
  },
};

onmessage = ({ data: [what, ...rest] }) => acts[what](...rest);
