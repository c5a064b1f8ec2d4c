"""What Chromium and Firefox export of their network, by their own developer tools.

A part of capture.py. Chromium's HAR is made by the DevTools that come with it, which are opened as a
page beside the one that they look at; Firefox's by its network monitor, which is also asked for the
text of its headers panel, as a visitor selects and copies it.
"""

import json
import re
import subprocess
import tempfile
import threading
import urllib.request

from websockets.sync.client import connect

PAGE = """<!doctype html><title>chat</title><script>
const dial = (url) => new Promise((done) => {
  const socket = new WebSocket(url)
  socket.onopen = () => { socket.send('hello'); setTimeout(() => socket.close(1000), 300) }
  socket.onclose = () => done()
})
window.run = async (url) => { await dial(url); await fetch(url.replace('ws', 'http')).catch(() => 0); return 'over' }
</script>"""

EXPORT = """(async () => {
  const { NetworkLog } = await import('./models/logs/logs.js')
  const { Log } = await import('./models/har/har.js')
  const log = await Log.Log.build(NetworkLog.NetworkLog.instance().requests(), { sanitize: true })
  return JSON.stringify({ log }, null, 2)
})()"""

MONITOR = """const done = arguments[arguments.length - 1]
const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs')
const { gDevTools } = require('devtools/client/framework/devtools')
gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: 'netmonitor' })
  .then((toolbox) => { window.toolbox = toolbox; done('open') }, (error) => done(String(error)))"""

HAR = """const done = arguments[arguments.length - 1]
toolbox.getHARFromNetMonitor().then((log) => done(JSON.stringify({ log }, null, 2)), (error) => done(String(error)))"""

PANEL = """const done = arguments[arguments.length - 1]
const view = toolbox.getPanel('netmonitor').panelWin
const row = [...view.document.querySelectorAll('.request-list-item')].find((row) => row.textContent.includes('websocket'))
row.dispatchEvent(new view.MouseEvent('mousedown', { bubbles: true, button: 0 }))
view.setTimeout(() => {
  const selection = view.getSelection()
  selection.selectAllChildren(view.document.querySelector('#headers-panel .panel-container'))
  done(selection.toString())
}, 1500)"""


def page(tools, socket):
    """A server for the page, which answers sockets as `socket` does."""
    def way(it, text):
        if text.startswith("GET /page"):
            body = PAGE.encode()
            it.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        elif "/favicon" in text:
            it.sendall(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        else:
            socket(it, text)
    return tools.serve(way)


def answering(status):
    def way(it, text):
        it.sendall(f"HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 6\r\n\r\nsorry\n".encode())
    return way


def capture(tools):
    ways = {"opened": tools.usual, "502": answering("502 Bad Gateway"), "closing": tools.closing}
    for name, way in ways.items():
        port = page(tools, way)
        chromium(tools, name, port, port)
        firefox(tools, name, port, port)
    port = page(tools, tools.usual)
    chromium(tools, "refused", port, tools.free_port())
    firefox(tools, "refused", port, tools.free_port())


def named(tools, text, port):
    """As it is with a server at the usual port."""
    return text.replace(f"{tools.HOST}:{port}", tools.HOST)


class Debugger:
    def __init__(self, address):
        self.socket = connect(address, max_size=None, compression=None).__enter__()
        self.last = 0

    def __call__(self, method, session=None, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        self.socket.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == self.last:
                return answer["result"]

    def run(self, session, script):
        told = self("Runtime.evaluate", session, expression=script, awaitPromise=True, returnByValue=True)
        return told["result"]["value"]


def chromium(tools, name, front, back):
    with tempfile.TemporaryDirectory() as place:
        it = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--remote-allow-origins=*",
             f"--user-data-dir={place}", f"--host-resolver-rules=MAP {tools.HOST} 127.0.0.1", "about:blank"],
            stderr=subprocess.PIPE, text=True,
        )
        try:
            found = (re.search(r"listening on (ws://\S+)", line) for line in it.stderr)
            address = next(one[1] for one in found if one)
            threading.Thread(target=lambda: list(it.stderr), daemon=True).start()
            keep_chromium(tools, name, address, front, back)
        finally:
            it.terminate()
            it.wait()


def keep_chromium(tools, name, address, front, back):
    browser = Debugger(address)
    authority = address.split("/")[2]
    shown = browser("Target.createTarget", url="about:blank")["targetId"]
    devtools = f"http://{authority}/devtools/devtools_app.html?ws={authority}/devtools/page/{shown}&panel=network"
    panel = browser("Target.createTarget", url=devtools)["targetId"]
    panel = browser("Target.attachToTarget", targetId=panel, flatten=True)["sessionId"]
    tools.time.sleep(5)
    shown = browser("Target.attachToTarget", targetId=shown, flatten=True)["sessionId"]
    browser("Page.navigate", shown, url=f"http://{tools.HOST}:{front}/page")
    tools.time.sleep(2)
    browser.run(shown, f"run('ws://{tools.HOST}:{back}/ws/chat')")
    tools.time.sleep(1)
    har = named(tools, named(tools, browser.run(panel, EXPORT), front), back)
    tools.keep(f"chromium-{name}.har", har)


def firefox(tools, name, front, back):
    driver = tools.free_port()
    it = subprocess.Popen(["geckodriver", "--port", str(driver), "--allow-system-access"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(path, body, method="POST"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{driver}{path}", method=method, data=json.dumps(body).encode(), headers={"content-type": "application/json"},
        )
        return json.load(urllib.request.urlopen(request, timeout=120))["value"]

    try:
        tools.await_port(driver)
        prefs = {"network.dns.localDomains": tools.HOST, "devtools.netmonitor.persistlog": True}
        options = {"args": ["-headless"], "prefs": prefs}
        session = ask("/session", {"capabilities": {"alwaysMatch": {"browserName": "firefox", "moz:firefoxOptions": options}}})
        session = "/session/" + session["sessionId"]

        def script(text, *args):
            return ask(session + "/execute/async", {"script": text, "args": args})

        ask(session + "/timeouts", {"script": 60_000})
        ask(session + "/url", {"url": f"http://{tools.HOST}:{front}/page"})
        ask(session + "/moz/context", {"context": "chrome"})
        script(MONITOR)
        ask(session + "/moz/context", {"context": "content"})
        script("const done = arguments[1]; run(arguments[0]).then(done)", f"ws://{tools.HOST}:{back}/ws/chat")
        tools.time.sleep(1.5)
        ask(session + "/moz/context", {"context": "chrome"})
        har, panel = script(HAR), script(PANEL)
        ask(session, None, "DELETE")
    finally:
        it.terminate()
        it.wait()
    tools.keep(f"firefox-{name}.har", named(tools, named(tools, har, front), back))
    tools.keep(f"firefox-{name}-panel.txt", named(tools, named(tools, panel, front), back))
