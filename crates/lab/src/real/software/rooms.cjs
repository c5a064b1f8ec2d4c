// A chat on Socket.IO, at its usual path: /socket.io/.
//   node rooms.cjs SOCKET.IO-PACKAGE PORT

const [socketio, port] = process.argv.slice(2);
const { Server } = require(socketio);
const http = require("node:http");

const server = http.createServer((request, response) => {
  response.writeHead(request.url === "/" ? 200 : 404, { "Content-Type": "text/html" });
  response.end("<!doctype html><title>Chat</title>");
});

new Server(server).on("connection", (socket) => {
  socket.on("message", (message) => socket.send(message));
});

server.listen(Number(port), "127.0.0.1");
