// A chat that echoes, and says goodbye to whoever was silent for 3 s.
//   node chat.cjs WS-PACKAGE PORT

const [ws, port] = process.argv.slice(2);
const { WebSocketServer } = require(ws);
const http = require("node:http");

const LIMIT = 3000;

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://chat");
  const status = { "/": 200, "/ws/chat": 426 }[pathname] ?? 404;
  response.writeHead(status, { "Content-Type": "text/html" });
  response.end("<!doctype html><title>Chat</title>");
});

new WebSocketServer({ server, path: "/ws/chat" }).on("connection", (socket) => {
  const leave = () => socket.close(4408, "idle for 3 s");
  let silence = setTimeout(leave, LIMIT);
  socket.on("message", (message, isBinary) => {
    clearTimeout(silence);
    silence = setTimeout(leave, LIMIT);
    socket.send(message, { binary: isBinary });
  });
  socket.on("close", () => clearTimeout(silence));
});

server.listen(Number(port), "127.0.0.1");
