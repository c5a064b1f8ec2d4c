//! The checks: something to do whose result settles a question. Causes and remedies share them.

use crate::remedy::Check;
use crate::text::Text;

/// A handshake by hand: over HTTP/1.1, or a front that offers HTTP/2 is asked in the wrong language;
/// with key and version, or a healthy server answers 400; with a limit, or success looks like a hang.
macro_rules! handshake {
    ($options:literal, $to:literal) => {
        concat!(
            "curl -sS --http1.1 ",
            $options,
            " \\\n  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \\\n",
            "  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \\\n  ",
            $to
        )
    };
}

const fn bash(title: Text, command: &'static str, expect: Text) -> Check {
    Check { title, command, language: "bash", expect }
}

const fn look(title: Text, expect: Text) -> Check {
    Check { title, command: "", language: "", expect }
}

pub(crate) static HANDSHAKE: Check = bash(
    Text("Make the handshake by hand through the front"),
    handshake!("-m 5 -D - -o /dev/null", "-H 'Origin: {origin}' '{plain}'"),
    Text(
        "101, and after 5 s curl’s exit 28, is success. 426, 400, 404 or 200: the Upgrade was lost, or the path is wrong. 403: the Origin or a filter. 502, 503: the next hop gave no usable answer; 504: none in time. Put the address of the application’s page into Origin, and add -b 'name=value' if it wants a login cookie.",
    ),
);

pub(crate) static PAIR: Check = bash(
    Text("Compare the status of the handshake with that of a plain request"),
    concat!(
        handshake!("-m 5 -o /dev/null -w 'handshake %{http_code}\\n'", "'{plain}'"),
        "\ncurl -sS --http1.1 -m 5 -o /dev/null -w 'plain %{http_code}\\n' '{plain}'"
    ),
    Text(
        "Twice 426, or twice 400: the application never saw the Upgrade. Twice 404 or 200: that, or a wrong path. 101 and another: it works by hand. Two others: the Upgrade arrived and was refused.",
    ),
);

pub(crate) static INWARDS: Check = bash(
    Text("Make the same handshake at the next hop inwards, hop by hop up to the application"),
    handshake!(
        "-m 5 -D - -o /dev/null",
        "-H 'Host: {authority}' -H 'Origin: {origin}' 'http://127.0.0.1:8000{path}'"
    ),
    Text(
        "Put each hop’s own address in. 101 at a hop that fails from outside: the fault lies between the two. 101 nowhere: it is the application.",
    ),
);

pub(crate) static HOLD: Check = bash(
    Text("Hold a silent connection open for longer than the limit"),
    handshake!(
        "-m 130 -o /dev/null -w '%{http_code} after %{time_total} s\\n'",
        "-H 'Origin: {origin}' '{plain}'"
    ),
    Text(
        "101 after 130 s, with exit 28: nobody ended it. 101 after a shorter, round time: that is the limit. A server’s ping hides it; and curl answers none, for which a server may end it.",
    ),
);

pub(crate) static BUSY: Check = bash(
    Text("Hold a busy connection open: here with a harmless message, or by hand with websocat"),
    "while sleep 10; do echo ping; done | (time websocat -E --origin '{origin}' '{url}')",
    Text(
        "Ended at the age at which a silent one ends: the limit is one of age. Still open: it is one of silence.",
    ),
);

pub(crate) static STAYS: Check = look(
    Text("Leave the application’s page open and silent for twice the limit, then write a message"),
    Text(
        "In DevTools → Network → WS it is still the same connection, and the message gets through.",
    ),
);

pub(crate) static RENEWS: Check = look(
    Text("Watch the application’s page in DevTools → Network → WS for longer than the limit"),
    Text(
        "A new connection opens before, or at once after, each one ends, and no message is missing.",
    ),
);

pub(crate) static TALK: Check = bash(
    Text("Talk by hand"),
    "npx wscat -c '{url}' -o '{origin}'",
    Text(
        "Type a message that the application answers. An answer: frames get through. None, although the application’s log shows the message: they are lost on the way back.",
    ),
);

pub(crate) static NGINX_SETTINGS: Check = bash(
    Text("Read nginx’s settings in force"),
    "sudo nginx -T 2>/dev/null | grep -nE 'server_name|location|proxy_(pass|http_version|read_timeout|set_header)'",
    Text(
        "The location that serves the path must itself hold all that it needs: with one proxy_set_header of its own it inherits none.",
    ),
);

pub(crate) static NGINX_VERSION: Check = bash(
    Text("Ask nginx for its version and its upstream protocol"),
    "nginx -v; sudo nginx -T 2>/dev/null | grep -n proxy_http_version",
    Text(
        "Before 1.29.7, and without proxy_http_version 1.1 for this path: it speaks HTTP/1.0 to the application.",
    ),
);

pub(crate) static NGINX_ERRORS: Check = bash(
    Text("Read nginx’s error log"),
    "sudo grep -hE 'upstream|SSL_do_handshake|resolved' /var/log/nginx/error.log | tail -n 20
# connect() failed (111: Connection refused): nothing listens there
# connect() to unix:… failed: no socket, or no right to it
# no live upstreams: every server failed just before
# upstream prematurely closed connection, recv() failed (104: Connection reset by peer): the application hung up
# upstream sent invalid header, no valid HTTP/1.0 header, SSL_do_handshake() failed: it speaks another protocol
# upstream sent too big header: raise proxy_buffer_size
# upstream timed out (110: Connection timed out) while connecting: a firewall; while reading response header: a slow application
# … could not be resolved: the upstream’s name",
    Text("The line names the fault. None, although the handshake fails: the application gave a whole answer, as it does when the Upgrade was lost."),
);

pub(crate) static HAPROXY_STATES: Check = bash(
    Text("Read the termination states in HAProxy’s log"),
    "sudo grep -hF '{path}' /var/log/haproxy.log | tail -n 20
# SC: no connection to the application; SH: it hung up; PH: no valid answer; sH: none in time
# with 101: cD or sD an idle limit; CD or SD an end that left",
    Text("The first two of the four letters tell who ended it, and when."),
);

pub(crate) static IDLE_LOG: Check = bash(
    Text("Look for the idle cut in nginx’s error log"),
    "sudo grep -h 'while proxying upgraded connection' /var/log/nginx/error.log | tail",
    Text(
        "“upstream timed out (110” there is the idle cut. nginx logs it at level info only: set error_log … info first, or the log stays empty.",
    ),
);

pub(crate) static TRACE: Check = bash(
    Text("Follow the trace of this check through each hop’s access log"),
    "sudo grep -h 'wsd=' /var/log/nginx/access.log /var/log/haproxy.log | tail -n 20",
    Text(
        "No line: it never came this far. 426, 400 or 404: it came without its Upgrade. 101: it succeeded here, so look further out.",
    ),
);

pub(crate) static LISTENS: Check = bash(
    Text("Look whether the application listens where the proxy looks"),
    "sudo ss -ltnp 'sport = :8000'",
    Text(
        "Put its port in. A line shows the address; 127.0.0.1 is not reached from another machine or container. No line: it is down.",
    ),
);

pub(crate) static HEALTH: Check = bash(
    Text("Ask AWS which targets are healthy"),
    "aws elbv2 describe-target-health --target-group-arn \"$TG\"",
    Text("No healthy target: the load balancer answers 502 or 503 itself."),
);

pub(crate) static APP_LOG: Check = bash(
    Text("Read the application’s log at the time of the check"),
    "journalctl -u chat --since '-10 min'",
    Text(
        "Put its unit in. A traceback or a restart: it crashes. “No route found for path”: the path. “WSREJECT” or “origin not allowed”: it refuses. Nothing: it was not asked.",
    ),
);

pub(crate) static REDIRECTS: Check = bash(
    Text("See where a plain request is sent"),
    "curl -sS --http1.1 -m 5 -D - -o /dev/null '{plain}' | grep -iE '^(HTTP|location)'",
    Text(
        "301, 302, 303, 307 or 308: browsers give up here. Location names the address to connect to, or the login that is missing.",
    ),
);

pub(crate) static ALPN: Check = bash(
    Text("Offer the front HTTP/1.1 only"),
    "openssl s_client -connect {host}:{port} -servername {host} -alpn http/1.1 </dev/null 2>&1 | grep -iE 'alpn|alert'",
    Text("“alert no application protocol”: it takes HTTP/2 only. Else it takes HTTP/1.1."),
);

pub(crate) static TARGET_GROUP: Check = bash(
    Text("Ask AWS which protocol version the target group has"),
    "aws elbv2 describe-target-groups --target-group-arns \"$TG\" --query 'TargetGroups[].[Protocol,ProtocolVersion]'",
    Text("HTTP1 takes WebSockets; HTTP2 and GRPC answer 464."),
);

pub(crate) static ORIGINS: Check = bash(
    Text("Make the handshake with two Origins"),
    concat!(
        "for page in '{origin}' 'https://app.example.com'; do\n",
        handshake!(
            "-m 5 -o /dev/null -w \"$page %{http_code}\\n\"",
            "-H \"Origin: $page\" '{plain}'"
        ),
        "\ndone"
    ),
    Text(
        "Put the application’s page in. 101 for one and 403, or 401 from Node’s ws, for the other: the Origin decides. Twice refused: a login, a firewall, or a Host that the proxy changed.",
    ),
);

pub(crate) static FROM_THE_APP: Check = Check {
    title: Text("Open the socket from a page of the application: paste this into its console"),
    command: "new WebSocket('{url}').onopen = () => console.log('open')",
    language: "js",
    expect: Text(
        "“open”: the service works, and only the checking page was refused. An error: its line in the console shows the status.",
    ),
};

pub(crate) static CLOUDFLARE_SWITCH: Check = bash(
    Text("Ask Cloudflare for the zone’s WebSocket switch"),
    "curl -sS \"https://api.cloudflare.com/client/v4/zones/$ZONE/settings/websockets\" -H \"Authorization: Bearer $TOKEN\" | jq -r .result.value",
    Text("on: the CDN passes them. off: it does not."),
);

pub(crate) static BEHIND_CDN: Check = bash(
    Text("Make the handshake at the origin, past the CDN"),
    handshake!("-m 5 -D - -o /dev/null", "--resolve '{host}:{port}:203.0.113.10' '{plain}'"),
    Text("Put the origin’s address in. 101 here and not through the CDN: it is the CDN."),
);

pub(crate) static REACH: Check = bash(
    Text("Ask the host for anything"),
    "curl -sS -m 5 -o /dev/null '{origin}/'; echo \"exit $?\"",
    Text(
        "0: it answers. 6: the name is not found. 7: refused. 28: silence. 35 or 60: TLS or the certificate.",
    ),
);

pub(crate) static TAB: Check = look(
    Text("Open the same host’s https address in a tab"),
    Text(
        "A page: the host is fine. A warning names what is wrong with the certificate. “Not found” is the name; “refused”, or loading without end, is the server.",
    ),
);

pub(crate) static CERTIFICATE: Check = bash(
    Text("Verify the certificate and its chain"),
    "openssl s_client -connect {host}:{port} -servername {host} -verify_hostname {host} -verify_return_error </dev/null 2>&1 | grep -iE 'subject=|issuer=|verif|error'",
    Text(
        "“Verify return code: 0 (ok)”: it is valid here. Else the line names the fault; “unable to get local issuer” is a chain without its intermediates.",
    ),
);

pub(crate) static ISSUER: Check = bash(
    Text("See who signs the certificate in that network"),
    "openssl s_client -connect {host}:{port} -servername {host} </dev/null 2>/dev/null | openssl x509 -noout -issuer",
    Text(
        "A company, a filter or a virus scanner instead of a public authority: the traffic is inspected.",
    ),
);

pub(crate) static OTHER_NETWORK: Check = look(
    Text("Run the check from another network, such as a phone’s hotspot"),
    Text("It opens there: the first network blocks it. It fails there too: the service."),
);

pub(crate) static NAME: Check = bash(
    Text("Look the name up, in this network and outside it"),
    "dig +short {host}; dig +short {host} @9.9.9.9",
    Text(
        "An address from both: the name is fine. Only from one: this network’s DNS filters it, or the name is an internal one. From none: it does not exist.",
    ),
);

pub(crate) static PORT: Check = bash(
    Text("Look on the server whether anything listens at the port"),
    "sudo ss -ltnp 'sport = :{port}'; sudo nft list ruleset | grep -nw {port}",
    Text("No listener: start it. A listener, and silence from outside: a firewall on the way."),
);

pub(crate) static ANY_PAGE: Check = look(
    Text("Open another website"),
    Text(
        "It loads: the device is online, and the fault is elsewhere. It does not: the device or its network.",
    ),
);

pub(crate) static POLICY: Check = look(
    Text("Open the console and run the check again"),
    Text(
        "A line that names connect-src: the policy of the page refused. One that names mixed content: the address must begin with wss://. Neither: look for an extension of the browser.",
    ),
);

pub(crate) static REPEAT: Check = bash(
    Text("Make twenty handshakes in a row"),
    concat!(
        "for try in $(seq 20); do\n",
        handshake!(
            "-m 2 -o /dev/null -w '%{http_code} '",
            "-H 'Origin: {origin}' '{plain}' 2>/dev/null"
        ),
        "\ndone"
    ),
    Text(
        "Twenty times 101: no node fails, and no limit is met. 101 and another by turns: one of several nodes. 101 first, and 429 or 503 from then on: a limit.",
    ),
);

pub(crate) static LOGIN: Check = bash(
    Text("Make the handshake without and with the login’s cookie"),
    concat!(
        "for login in '' 'session=…'; do\n",
        handshake!(
            "-m 5 -o /dev/null -w '%{http_code}\\n'",
            "-b \"$login\" -H 'Origin: {origin}' '{plain}'"
        ),
        "\ndone"
    ),
    Text(
        "Put in what DevTools → Network → WS shows as Cookie. Refused, then 101: the login decides; if the browser’s own handshake has no such cookie, its SameSite, host or path keeps it back. Twice refused: it is not valid any more, or it is something else.",
    ),
);

pub(crate) static MARKS: Check = bash(
    Text("Read who answered the handshake"),
    concat!(
        handshake!("-m 5 -D - -o /dev/null", "-H 'Origin: {origin}' '{plain}'"),
        " |\n  grep -iE '^(HTTP|server|via|retry-after|cf-|x-amz|x-azure|x-cache|x-envoy)'"
    ),
    Text(
        "The marks of a CDN, firewall or platform without those of the application: it refused by itself. cf-mitigated: a bot check. retry-after: a limit.",
    ),
);

pub(crate) static FIREWALL: Check = bash(
    Text("Look for the request in the firewall’s log"),
    "sudo grep -hE 'ModSecurity|Coraza' /var/log/nginx/error.log /var/log/apache2/error.log | grep -F '{path}' | tail",
    Text(
        "A line names the rule. Cloudflare shows it under Security → Events, AWS WAF among its sampled requests. Nothing: it was not the firewall.",
    ),
);

pub(crate) static LIMITS: Check = bash(
    Text("Look for limits in the proxies’ logs"),
    "sudo grep -hE 'limiting (requests|connections)|worker_connections are not enough' /var/log/nginx/error.log | tail
sudo grep -hE ' 429 .* PR--' /var/log/haproxy.log | tail",
    Text("A line names the limit or its zone. Nothing: the application, or a hop further out, limits."),
);

pub(crate) static SUBPROTOCOL: Check = bash(
    Text("Offer the page’s subprotocols by hand"),
    handshake!(
        "-m 5 -D - -o /dev/null",
        "-H 'Sec-WebSocket-Protocol: chat.v1' -H 'Origin: {origin}' '{plain}'"
    ),
    Text(
        "Put in what the page offers. 101 and Sec-WebSocket-Protocol with one of them: agreed. 101 without it: Chromium refuses. Any other name: every browser does.",
    ),
);

pub(crate) static EXTENSIONS: Check = bash(
    Text("Make the handshake without and with an offer of compression"),
    concat!(
        "for offer in '' permessage-deflate; do\n",
        handshake!(
            "-m 5 -D - -o /dev/null",
            "-H \"Sec-WebSocket-Extensions: $offer\" \\\n  -H 'Origin: {origin}' '{plain}'"
        ),
        " | grep -iE '^(HTTP|sec-websocket-ext)'\ndone"
    ),
    Text(
        "Sec-WebSocket-Extensions after the first 101, or another name than permessage-deflate after the second: the fault. Do the same hop by hop to find who adds it.",
    ),
);

pub(crate) static SIZES: Check = Check {
    title: Text("Send growing messages from a page of the application: paste this into its console"),
    command: "{
  let size = 512;
  const ws = new WebSocket('{url}');
  const grow = () => { if (size < 1e7) ws.send(JSON.stringify({ type: 'ping', pad: 'x'.repeat(size *= 2) })); };
  ws.onopen = ws.onmessage = grow;
  ws.onclose = ({ code }) => console.log(size, code);
}",
    language: "js",
    expect: Text(
        "Put a harmless message in that the application answers. 1009 is the server’s own limit, or API Gateway’s; 1006 a hop on the way. Above 65535 bytes a frame has another form, at which some boxes stop.",
    ),
};

pub(crate) static CLOSES: Check = Check {
    title: Text(
        "Read the close code and its reason: paste this into the console of the application’s page",
    ),
    command: "new WebSocket('{url}').onclose = ({ code, reason }) => console.log(code, reason)",
    language: "js",
    expect: Text(
        "1001 or 1012: a restart. 1008, or 4401 and the like: a login or a rule. 1009: a message that is too big. 1011: an error of the server, whose log has it. 1006: nobody closed it in order.",
    ),
};

pub(crate) static SESSION: Check = bash(
    Text("Ask for one Socket.IO session several times, with the cookies of its first answer"),
    "sid=$(curl -sS -m 5 -c jar '{origin}/socket.io/?EIO=4&transport=polling' | grep -o '\"sid\":\"[^\"]*' | cut -c8-)
for try in 1 2 3 4 5 6; do
  curl -sS -m 5 -b jar -o /dev/null -w '%{http_code} ' -d 3 \"{origin}/socket.io/?EIO=4&transport=polling&sid=$sid\"
done",
    Text("Six times 200: its node is found again. A 400 among them: another node was asked, which does not know the session."),
);

pub(crate) static RELOAD: Check = bash(
    Text("Reload the proxy while a connection is open"),
    concat!(
        handshake!(
            "-m 60 -o /dev/null -w '%{http_code} after %{time_total} s\\n'",
            "-H 'Origin: {origin}' '{plain}'"
        ),
        " &\nsleep 5; sudo systemctl reload nginx; wait"
    ),
    Text(
        "101 after 60 s: the reload spared it. 101 after 5 s, or after the time that old connections are given: it ended it.",
    ),
);

pub(crate) static RESTARTS: Check = bash(
    Text("Look for restarts at that time"),
    "journalctl --since '-1 hour' -u nginx -u haproxy -u chat | grep -iE 'start|stop|reload'
kubectl get events --sort-by=.lastTimestamp | tail -n 20",
    Text(
        "One at the very second: it ended the connections. None on any hop: a provider’s edge, which restarts without a word, or a timer.",
    ),
);

pub(crate) static BEATS: Check = look(
    Text(
        "Read the times of the messages in DevTools → Network → WS → Messages, in both directions",
    ),
    Text(
        "The longest gap must be shorter than the smallest limit on the way, and half of that limit is a good interval. Pings of the server don’t show there.",
    ),
);

pub(crate) static HIDDEN: Check = look(
    Text(
        "Leave the application’s page in a hidden tab for ten minutes, with its DevTools → Network → WS in a window of their own",
    ),
    Text(
        "The gaps grow to a minute, and the connection ends there but not in a visible tab: the timers are slowed. It ends in both: it is the limit.",
    ),
);

pub(crate) static PRIVATE: Check = look(
    Text("Open the application in a private window, where extensions are off"),
    Text(
        "It works there: switch the extensions off one by one. It fails with ERR_BLOCKED_BY_CLIENT there too: an administrator’s rule, which chrome://policy shows. Any other line: no extension.",
    ),
);

pub(crate) static PERMISSION: Check = Check {
    title: Text("Read the permission for local networks: paste this into the page’s console"),
    command: "for (const name of ['local-network-access', 'local-network', 'loopback-network'])
  navigator.permissions.query({ name }).then(({ state }) => console.log(name, state), () => {})",
    language: "js",
    expect: Text(
        "denied: allow it in the site settings, left of the address. prompt, and no question is asked: the page did not come over https. granted, or no line at all: it is something else.",
    ),
};

pub(crate) static SPEAKS: Check = bash(
    Text("Ask the port with TLS and without"),
    "openssl s_client -connect {host}:{port} -servername {host} -brief </dev/null 2>&1 | head -n 3
curl -sS -m 5 -o /dev/null -w 'plain %{http_code}\\n' 'http://{host}:{port}/'",
    Text(
        "“CONNECTION ESTABLISHED”: the port speaks TLS, and needs wss://. “wrong version number” and a status other than 000: it speaks none, and needs ws://, or TLS in front.",
    ),
);
