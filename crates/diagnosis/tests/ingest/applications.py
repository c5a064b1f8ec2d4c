"""What applications and their libraries write when a handshake or a connection fails.

A part of capture.py: what it keeps is captured from the real libraries that the lab has.
"""

import os
import pathlib
import subprocess
import sys

TOOLS = pathlib.Path(os.environ["WS_DOCTOR_TOOLS"])
BIN = pathlib.Path(sys.executable).parent

ASGI = """
async def app(scope, receive, send):
    if scope["type"] != "websocket":
        await send({"type": "http.response.start", "status": 426, "headers": []})
        return await send({"type": "http.response.body", "body": b""})
    await receive()
    if "reject" in scope["path"]:
        return await send({"type": "websocket.close"})
    if "broken" in scope["path"]:
        raise RuntimeError("of its own")
    await send({"type": "websocket.accept"})
    await receive()
"""

CHANNELS = """
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="of no use", DEBUG=True)
import django
django.setup()
from channels.generic.websocket import WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
class Rejects(WebsocketConsumer):
    def connect(self):
        self.close()
app = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": URLRouter([path("ws/open", WebsocketConsumer.as_asgi()), path("ws/reject", Rejects.as_asgi())]),
})
"""

WS = """
const { WebSocketServer } = require('ws')
const server = new WebSocketServer({ port: PORT, maxPayload: 64 })
server.on('connection', (socket) => socket.on('error', (error) => console.error(error)))
"""

SOCKETIO = """
const { Server } = require('socket.io')
new Server(PORT)
"""

WEBSOCKETS = """
import asyncio, logging
from websockets.asyncio.server import serve
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
async def main():
    async with serve(lambda socket: socket.wait_closed(), "127.0.0.1", PORT, origins=["https://app.example.com"]):
        await asyncio.get_running_loop().create_future()
asyncio.run(main())
"""


def served(tools, name, command, ask, **environment):
    """What a server prints while it is asked."""
    port = tools.free_port()
    with open(tools.WORK / f"{name}.log", "w+") as out:
        it = subprocess.Popen(
            [str(word).replace("PORT", str(port)) for word in command],
            cwd=tools.WORK, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )
        try:
            tools.await_port(port)
            printed = ask(port)
            tools.time.sleep(0.8)
        finally:
            it.terminate()
            it.wait()
        out.seek(0)
        return printed, out.read()


def shake(tools, port, path="/ws/chat", more="", frame=b""):
    """A handshake, and a frame behind it."""
    with tools.socket.create_connection(("127.0.0.1", port), 5) as it:
        it.settimeout(2)
        it.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {tools.HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n".encode()
        )
        try:
            tools.head(it)
            it.sendall(frame)
            it.recv(4096)
        except OSError:
            pass


def python(tools):
    (tools.WORK / "asgi.py").write_text(ASGI)
    (tools.WORK / "chat.py").write_text(CHANNELS)
    for way, path in {"accepted": "/ws/chat", "rejected": "/ws/chat/reject", "broken": "/ws/chat/broken"}.items():
        command = [BIN / "uvicorn", "asgi:app", "--port", "PORT", "--no-use-colors"]
        # Our target has one path only.
        _, log = served(tools, f"uvicorn-{way}", command, lambda port: shake(tools, port, path))
        tools.keep(f"uvicorn-{way}.txt", own(log).replace(path, "/ws/chat"))
    command = [BIN / "uvicorn", "asgi:app", "--port", "PORT", "--no-use-colors", "--ws", "none"]
    _, log = served(tools, "uvicorn-none", command, lambda port: shake(tools, port))
    tools.keep("uvicorn-none.txt", own(log))
    for way, path in {"open": "/ws/open", "rejected": "/ws/reject", "no-route": "/ws/chat"}.items():
        command = [BIN / "daphne", "-p", "PORT", "--access-log", "-", "chat:app"]
        _, log = served(tools, f"daphne-{way}", command, lambda port: shake(tools, port, path))
        tools.keep(f"daphne-{way}.txt", own(log).replace(path, "/ws/chat"))
    script = tools.WORK / "websockets-server.py"
    for way, more in {"origin": "Origin: https://other.example.com\r\n", "plain": None}.items():
        def ask(port):
            return tools.curl(port) if more is None else shake(tools, port, more=more)
        port = tools.free_port()
        script.write_text(WEBSOCKETS.replace("PORT", str(port)))
        printed = with_port(tools, f"websockets-{way}", [sys.executable, script], port, ask)
        tools.keep(f"websockets-{way}.txt", own(printed))


def with_port(tools, name, command, port, ask):
    free, tools.free_port = tools.free_port, lambda: port
    try:
        return served(tools, name, command, ask, NODE_PATH=str(TOOLS / "npm/node_modules"))[1]
    finally:
        tools.free_port = free


def node(tools):
    masked = b"\x81\xfe\x00\xc8" + b"\0" * 4 + b"x" * 200
    script = tools.WORK / "server.js"
    port = tools.free_port()
    script.write_text(WS.replace("PORT", str(port)))
    log = with_port(tools, "ws", ["node", script], port, lambda port: shake(tools, port, frame=masked))
    tools.keep("ws-too-big.txt", own(log))
    for way, query in {"session": "&sid=unknown", "transport": ""}.items():
        port = tools.free_port()
        script.write_text(SOCKETIO.replace("PORT", str(port)))
        printed = []

        def ask(port):
            transport = "polling" if way == "session" else "websocket"
            url = f"http://{tools.HOST}/socket.io/?EIO=4&transport={transport}{query}"
            printed.append(tools.run(["curl", "-sS", "--connect-to", f"{tools.HOST}:80:127.0.0.1:{port}", url]))

        with_port(tools, f"socketio-{way}", ["node", script], port, ask)
        tools.keep(f"socketio-{way}.txt", printed[0])


def own(log):
    """Without the names of this machine's directories."""
    home = str(pathlib.Path.home())
    return log.replace(str(TOOLS), "/srv/tools").replace(home, "/srv/home")
