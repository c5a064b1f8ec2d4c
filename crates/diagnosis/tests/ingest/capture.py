"""Runs proxies before backends that fail in known ways, and keeps what they log and tools print.

Ports and dates differ each time; nothing else should. scripts/capture starts it.
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import threading
import time

import applications
import browsers

WORK = pathlib.Path(sys.argv[1])
ENVOY = str(WORK / "envoy/envoy/_bin/envoy")
OUT = pathlib.Path(__file__).parent / "fixtures"
HOST = "chat.example.com"
HANDSHAKE = [
    "-H", "Connection: Upgrade",
    "-H", "Upgrade: websocket",
    "-H", "Sec-WebSocket-Version: 13",
    "-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
]


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def head(it):
    text = b""
    while b"\r\n\r\n" not in text:
        more = it.recv(4096)
        if not more:
            return None
        text += more
    return text.decode("latin-1")


def accept(text):
    key = re.search(r"(?i)sec-websocket-key: (\S+)", text)
    digest = hashlib.sha1((key[1] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def opened(it, text):
    it.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + f"Sec-WebSocket-Accept: {accept(text)}\r\n\r\n".encode()
    )


def usual(it, text):
    """A WebSocket server that says nothing, and asks plain requests for an upgrade."""
    if re.search(r"(?i)upgrade: websocket", text) and re.search(r"(?i)connection: .*upgrade", text):
        opened(it, text)
        it.recv(4096)
    else:
        it.sendall(b"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 16\r\n\r\nUpgrade Required")


def lost(it, text):
    opened(it, text)
    time.sleep(0.3)
    reset(it, text)


def closing(it, text):
    pass


def reset(it, text):
    it.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(it, text):
    it.recv(4096)


def garbage(it, text):
    it.sendall(b"\x15\x03\x01\x00\x02\x02\x46")


def serve(way, waits=True):
    """A backend on a port of its own, which waits for a request; `None` listens to nobody."""
    if way is None:
        return free_port()
    listener = socket.create_server(("127.0.0.1", 0))

    def one(it):
        with it:
            try:
                text = head(it) if waits else it.recv(4096)
                if text:
                    way(it, text)
            except OSError:
                pass

    def loop():
        while True:
            it, _ = listener.accept()
            threading.Thread(target=one, args=(it,), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()
    return listener.getsockname()[1]


def await_port(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nobody listens at port {port}")


def run(command, open_for=0):
    """What a command prints, both streams as they come; its input stays open for some seconds."""
    it = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        if open_for:
            it.wait(open_for)
    except subprocess.TimeoutExpired:
        pass
    return it.communicate(timeout=10)[0].decode("utf-8", "replace")


def curl(port, *options, seconds=4):
    command = ["curl", "-sS", "-m", str(seconds), *options]
    return run([*command, "--connect-to", f"{HOST}:80:127.0.0.1:{port}", f"http://{HOST}/ws/chat"])


def keep(name, text):
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    # What starting prints about this machine.
    lines = [line for line in lines if "[notice]" not in line and "AH02155" not in line]
    text = "\n".join(lines).strip("\n").replace(str(WORK), "/srv") + "\n"
    (OUT / name).write_text(text)
    print(name, len(text))


def proxied(name, command, config, file, log, ways, before_end=lambda: None):
    """One proxy before each backend in turn: its log, of the handshake alone."""
    for way, backend in ways.items():
        place = WORK / f"{name}-{way}"
        place.mkdir()
        front = free_port()
        text = config(front, serve(backend, waits=backend is not plain)).replace("{here}", str(place))
        (place / file).write_text(text)
        with open(place / "out.log", "w") as out:
            it = subprocess.Popen(
                [word.replace("{here}", str(place)) for word in command],
                cwd=place, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "HOME": str(WORK)},
            )
        try:
            await_port(front)
            printed = curl(front, "-i", *HANDSHAKE)
            time.sleep(0.6)
            before_end()
        finally:
            it.terminate()
            it.wait()
        yield way, printed, {one: (place / one).read_text() for one in log if (place / one).exists()}


def nginx():
    def config(front, back):
        return f"""
daemon off; master_process off; pid nginx.pid; error_log error.log info;
events {{}}
http {{
    access_log access.log combined;
    client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
    server {{
        listen 127.0.0.1:{front};
        server_name {HOST};
        location /ws/ {{
            proxy_pass http://127.0.0.1:{back};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            proxy_read_timeout 1s;
        }}
    }}
}}
"""

    ways = {
        "refused": None, "closing": closing, "reset": reset, "silent": silent, "garbage": garbage,
        "idle": usual, "lost": lost,
    }
    command = ["nginx", "-p", ".", "-e", "error.log", "-c", "nginx.conf"]
    for way, printed, logs in proxied("nginx", command, config, "nginx.conf", ["error.log", "access.log"], ways):
        keep(f"nginx-{way}.txt", logs["error.log"])
        keep(f"nginx-{way}-access.txt", logs["access.log"])
        keep(f"curl-i-nginx-{way}.txt", printed)

    def tls(front, back):
        return config(front, back).replace("proxy_pass http:", "proxy_pass https:")

    def bare(front, back):
        return re.sub("proxy_(http_version|set_header).*", "", config(front, back))

    for way, _, logs in proxied("nginx-tls", command, tls, "nginx.conf", ["error.log"], {"tls": plain}):
        keep("nginx-tls.txt", logs["error.log"])
    for _, printed, logs in proxied("nginx-bare", command, bare, "nginx.conf", ["access.log"], {"bare": usual}):
        keep("nginx-bare-access.txt", logs["access.log"])
        keep("curl-i-nginx-bare.txt", printed)


def haproxy():
    def config(front, back):
        return f"""
global
    log stdout format raw local0
defaults
    mode http
    option httplog
    log global
    timeout connect 300ms
    timeout client 5s
    timeout server 1s
    timeout tunnel 1s
    retries 1
frontend front
    bind 127.0.0.1:{front}
    default_backend chat
backend chat
    server one 127.0.0.1:{back}
"""

    ways = {"refused": None, "closing": closing, "silent": silent, "garbage": garbage, "idle": usual, "lost": lost}
    command = ["haproxy", "-db", "-f", "haproxy.cfg"]
    for way, _, logs in proxied("haproxy", command, config, "haproxy.cfg", ["out.log"], ways):
        lines = [line for line in logs["out.log"].split("\n") if "/ws/chat" in line]
        keep(f"haproxy-{way}.txt", "\n".join(lines))


def apache():
    def config(options):
        return lambda front, back: f"""
ServerName localhost
Listen 127.0.0.1:{front}
PidFile apache2.pid
ErrorLog error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
CustomLog access.log common
Timeout 1
ProxyPreserveHost On
ProxyPass / http://127.0.0.1:{back}/ {options}
"""

    command = ["apache2", "-X", "-d", "{here}", "-f", "apache2.conf"]
    ways = {"refused": None, "closing": closing, "reset": reset, "silent": silent}
    for way, _, logs in proxied("apache", command, config("upgrade=websocket"), "apache2.conf", ["error.log", "access.log"], ways):
        keep(f"apache-{way}.txt", logs["error.log"])
        keep(f"apache-{way}-access.txt", logs["access.log"])

    def always(it, text):
        it.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")

    for _, _, logs in proxied("apache-no", command, config(""), "apache2.conf", ["error.log"], {"upgrade": always}):
        keep("apache-no-upgrade.txt", logs["error.log"])


def caddy():
    def config(front, back):
        return f"""
{{
    admin off
    auto_https off
    log {{
        output file error.log
        format json
    }}
}}
http://{HOST}:{front} {{
    log {{
        output file access.log
        format json
    }}
    reverse_proxy 127.0.0.1:{back} {{
        transport http {{
            response_header_timeout 1s
        }}
    }}
}}
"""

    ways = {"refused": None, "closing": closing, "silent": silent}
    command = ["caddy", "run", "--config", "Caddyfile"]
    for way, _, logs in proxied("caddy", command, config, "Caddyfile", ["error.log", "access.log"], ways):
        keep(f"caddy-{way}.txt", logs.get("error.log", "") + logs.get("access.log", ""))


def envoy():
    def config(upgrades="upgrade_configs: [{ upgrade_type: websocket }]", prefix="/ws/"):
        return lambda front, back: f"""
admin: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {admin} }} }} }}
static_resources:
  listeners:
  - address: {{ socket_address: {{ address: 127.0.0.1, port_value: {front} }} }}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: front
          stream_idle_timeout: 1s
          {upgrades}
          access_log:
          - name: envoy.access_loggers.file
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
              path: access.log
          - name: envoy.access_loggers.file
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
              path: json.log
              log_format:
                json_format:
                  start_time: "%START_TIME%"
                  method: "%REQ(:METHOD)%"
                  path: "%REQ(:PATH)%"
                  authority: "%REQ(:AUTHORITY)%"
                  response_code: "%RESPONSE_CODE%"
                  response_flags: "%RESPONSE_FLAGS%"
                  response_code_details: "%RESPONSE_CODE_DETAILS%"
          route_config:
            virtual_hosts:
            - name: chat
              domains: ["{HOST}"]
              routes: [{{ match: {{ prefix: {prefix} }}, route: {{ cluster: app, timeout: 0.5s }} }}]
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{ "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }}
  clusters:
  - name: app
    connect_timeout: 0.3s
    type: STATIC
    load_assignment:
      cluster_name: app
      endpoints: [{{ lb_endpoints: [{{ endpoint: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {back} }} }} }} }}] }}]
"""

    admin = free_port()
    ways = {
        "refused": None, "closing": closing, "reset": reset, "silent": silent, "garbage": garbage,
        "idle": usual, "lost": lost,
    }
    command = [ENVOY, "--config-path", "envoy.yaml", "--disable-hot-restart", "--concurrency", "1", "--log-level", "error"]
    for way, _, logs in proxied("envoy", command, config(), "envoy.yaml", ["access.log", "json.log"], ways):
        keep(f"envoy-{way}.txt", logs["access.log"])
        keep(f"envoy-{way}-json.txt", logs["json.log"])
    for name, told in {"off": config("# no upgrades"), "route": config(prefix="/api")}.items():
        for _, _, logs in proxied(f"envoy-{name}", command, told, "envoy.yaml", ["access.log"], {"no": usual}):
            keep(f"envoy-no-{name}.txt", logs["access.log"])

    dumps = []

    def dump():
        dumps.append(run(["curl", "-sS", f"http://127.0.0.1:{admin}/config_dump"]))

    for _ in proxied("envoy-dump", command, config(), "envoy.yaml", [], {"usual": usual}, before_end=dump):
        dumped = json.loads(dumps[0])
        for one in dumped["configs"]:
            # A list of all that Envoy could do, a hundred kilobytes long.
            one.get("bootstrap", {}).get("node", {}).pop("extensions", None)
        keep("envoy-dump.json", json.dumps(dumped, indent=1))


def adapted():
    """What Caddy makes of a Caddyfile for its admin page."""
    (WORK / "Adapted").write_text(f"""
http://{HOST} {{
    handle /ws/* {{
        reverse_proxy app:8000 {{
            header_up -Upgrade
        }}
    }}
    handle {{
        file_server
    }}
}}
""")
    command = ["caddy", "adapt", "--pretty", "--adapter", "caddyfile", "--config", str(WORK / "Adapted")]
    keep("caddy-adapted.json", subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def tools():
    front = serve(usual)
    await_port(front)
    keep("curl-v-101.txt", curl(front, "-v", "-o", "-", *HANDSHAKE, seconds=1))
    keep("curl-v-plain.txt", curl(front, "-v"))
    keep("curl-empty.txt", curl(serve(closing), "-v", *HANDSHAKE))
    keep("curl-reset.txt", curl(serve(reset), "-v", *HANDSHAKE))
    keep("curl-refused.txt", curl(serve(None), "-v", *HANDSHAKE))
    keep("curl-name.txt", run(["curl", "-sS", "-v", *HANDSHAKE, "http://chat.invalid/ws/chat"]))
    asked = f"$ wscat -c ws://127.0.0.1:{front}/ws/chat\n"
    keep("wscat-opened.txt", asked + wscat(front))
    for name, way in {"refused": None, "closing": closing}.items():
        port = serve(way)
        keep(f"wscat-{name}.txt", f"$ wscat -c ws://127.0.0.1:{port}/ws/chat\n" + wscat(port))
    keep("openssl-plain.txt", run(["openssl", "s_client", "-connect", f"127.0.0.1:{serve(plain, waits=False)}"]))
    keep("openssl-refused.txt", run(["openssl", "s_client", "-connect", f"127.0.0.1:{serve(None)}"]))
    certificate()


def plain(it, text):
    it.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def wscat(port):
    # It says less where nobody reads it.
    command = f"wscat --no-color -c ws://127.0.0.1:{port}/ws/chat"
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", run(["script", "-qec", command, "/dev/null"], open_for=2))


def certificate():
    key, it = WORK / "own.key", WORK / "own.pem"
    run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", str(key), "-out", str(it), "-subj", f"/CN={HOST}"])
    port = free_port()
    server = subprocess.Popen(["openssl", "s_server", "-accept", str(port), "-key", str(key), "-cert", str(it), "-quiet"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port)
        printed = run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST])
        # What follows the certificate is about the session, and long.
        told = re.compile("CONNECTED|depth|verify|Verif|subject|issuer|ALPN|DONE")
        keep("openssl-self-signed.txt", "\n".join(line for line in printed.split("\n") if told.search(line)))
    finally:
        server.terminate()
        server.wait()


os.environ.pop("XDG_DATA_HOME", None)
OUT.mkdir(exist_ok=True)
this = sys.modules[__name__]
PARTS = {
    "nginx": nginx,
    "haproxy": haproxy,
    "apache": apache,
    "caddy": caddy,
    "adapted": adapted,
    "envoy": envoy,
    "tools": tools,
    "python": lambda: applications.python(this),
    "node": lambda: applications.node(this),
    "browsers": lambda: browsers.capture(this),
}
for part in sys.argv[2:] or PARTS:
    PARTS[part]()
