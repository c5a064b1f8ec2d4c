//! The report as a ticket: what a reader gets who has nothing else.

use diagnosis::diagnose::Finding;
use diagnosis::evidence::{
    After, Agent, Answer, Body, Evidence, Family, Fetch, FetchEnd, Fetches, Hop, Line, Marred,
    Observation, Opened, Outcome, PageFacts, Probe, Quote, Refusal, Source, Variant, Via,
};
use diagnosis::product::Product;
use diagnosis::report::Report;
use diagnosis::report::link;
use diagnosis::report::markdown::markdown;
use diagnosis::report::plain::plain;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;

fn seen(probe: Probe, started: u32, took: u32, outcome: Outcome) -> Observation {
    Observation {
        probe,
        via: Via::Front,
        variant: Variant::AsIs,
        started: Millis(started),
        ended: Millis(started + took),
        outcome,
        marred: Marred::default(),
        source: Source::Measured,
    }
}

fn page() -> Observation {
    let facts = PageFacts { secure: true, same_origin: true, online: true, ..PageFacts::default() };
    seen(Probe::Page, 0, 0, Outcome::Page(facts))
}

fn opened(took: u32) -> Outcome {
    let after = After::Held;
    Outcome::Opened(Opened { took: Millis(took), subprotocol: false, extensions: false, after })
}

fn answered(status: u16, took: u32) -> Outcome {
    let body = if status == 426 { Body::AsksForUpgrade } else { Body::Html };
    let answer = Answer { status, marks: vec![Product::Nginx], body, digest: status };
    let end = FetchEnd::Answered(answer);
    Outcome::Fetched(Box::new(Fetches {
        opaque: Fetch { took: Millis(took), end: FetchEnd::Opaque },
        cors: Fetch { took: Millis(took), end },
        manual: Fetch::NOT_RUN,
    }))
}

fn evidence(observations: Vec<Observation>) -> Evidence {
    Evidence {
        target: Target::new(true, "chat.example.com", 443, "/ws/chat/", "token=hunter2"),
        agent: Agent { family: Family::Chromium, major: 156 },
        minute: 29_919_725,
        trace: Some(0x0a1b_2c3d),
        observations,
        runbook: 0,
        quotes: Vec::new(),
    }
}

/// nginx without the Upgrade headers: 426 in the console and for a plain request; behind it, it opens.
fn broken() -> Evidence {
    let refused = Outcome::Refused(Refusal { code: Some(1006), error: true });
    let mut behind = seen(Probe::Bypass, 240, 30, opened(30));
    behind.via = Via::Behind(Hop::Proxy);
    let mut line = seen(Probe::Console, 0, 0, Outcome::Line(Line::Status(426), Place::Endpoint));
    line.source = Source::Pasted;
    evidence(vec![
        page(),
        seen(Probe::Handshake, 5, 41, refused),
        seen(Probe::Shadow, 55, 38, answered(426, 38)),
        seen(Probe::Reach, 60, 35, answered(200, 35)),
        behind,
        line,
    ])
}

fn healthy() -> Evidence {
    evidence(vec![
        page(),
        seen(Probe::Handshake, 5, 842, opened(42)),
        seen(Probe::Shadow, 55, 38, answered(426, 38)),
        seen(Probe::Reach, 60, 35, answered(200, 35)),
    ])
}

#[test]
fn a_broken_report_is_a_whole_ticket() {
    let link = "https://check.example.com/#r=v1.AAAA";
    insta::assert_snapshot!(markdown(&Report::new(broken()), Some(link)), @r####"
## The entrance of the service does not let chat connections through.

|  |  |
| --- | --- |
| Target | `wss://chat.example.com/ws/chat/?token=…` |
| When | 2026-11-20 14:05 UTC |
| Lasted | 270 ms, 6 observations, 1 of them pasted |
| Browser | Chromium 156 |
| Page of the check | on the target’s own origin, over https |
| Seen on the way | nginx |
| Verdict | **broken** |
| Told to the visitor | Most likely the service, not you |
| Code to read out | `2G12-M6N2-PW` |
| Written by | ws-doctor 0.1.0 |

### What fits

| Confidence | Cause | In short | Where |
| --- | --- | --- | --- |
| likely | `upgrade-headers-missing` | A proxy does not pass the Upgrade header on | reverse proxy |
| possible | `multi-hop-strip` | One of several hops strips the Upgrade header | reverse proxy |

### First: A proxy does not pass the Upgrade header on

Upgrade and Connection are hop-by-hop headers: each proxy must set them anew, or the application sees a normal page request and answers that instead of opening a WebSocket.

For it:

- the handshake got the answer of a plain request: the application never saw an Upgrade (no. 6, strong)
- behind the reverse proxy it opens (no. 5, strong)

Put in again what is masked as … in what follows.

#### To settle it

Compare the status of the handshake with that of a plain request. Twice 426, or twice 400: the application never saw the Upgrade. Twice 404 or 200: that, or a wrong path. 101 and another: it works by hand. Two others: the Upgrade arrived and was refused.

```bash
curl -sS --http1.1 -m 5 -o /dev/null -w 'handshake %{http_code}\n' \
  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
  'https://chat.example.com/ws/chat/?token=…'
curl -sS --http1.1 -m 5 -o /dev/null -w 'plain %{http_code}\n' 'https://chat.example.com/ws/chat/?token=…'
```

Make the same handshake at the next hop inwards, hop by hop up to the application. Put each hop’s own address in. 101 at a hop that fails from outside: the fault lies between the two. 101 nowhere: it is the application.

```bash
curl -sS --http1.1 -m 5 -D - -o /dev/null \
  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
  -H 'Host: chat.example.com' -H 'Origin: https://chat.example.com' 'http://127.0.0.1:8000/ws/chat/'
```

#### To mend it

**nginx**, inside `http`: Give the path a location of its own, without filters, that sets Upgrade and Connection anew.

```diff
+map $http_upgrade $connection_upgrade {
+    default upgrade;
+    ''      '';
+}
 server {
     server_name chat.example.com;  # keep your listen and ssl_certificate lines
+    location /ws/chat/ {
+        proxy_pass http://127.0.0.1:8000;  # the next hop, without a path
+        proxy_http_version 1.1;            # the default since 1.29.7
+        proxy_set_header Upgrade $http_upgrade;
+        proxy_set_header Connection $connection_upgrade;
+        proxy_set_header Host $http_host;
+        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
+        proxy_set_header X-Forwarded-Proto $scheme;
+    }
 }
```

Proof: Make the handshake by hand through the front.

**HAProxy**: Give the path a backend of its own; upgrades pass by themselves, unless a rule or a filter touches them.

```diff
 frontend front
     mode http
     bind :80  # keep your own bind lines
+    use_backend chat if { path_beg /ws/chat/ }
+backend chat
+    mode http
+    server chat1 127.0.0.1:8000 check
```

Proof: Make the handshake by hand through the front.

<details><summary>For other products: 4</summary>

**Apache httpd**: Pass upgrades on: 2.4.47 and later, with mod_proxy_http.

```diff
+ProxyPreserveHost On
-ProxyPass "/ws/chat/" "http://127.0.0.1:8000/ws/chat/"
+ProxyPass "/ws/chat/" "http://127.0.0.1:8000/ws/chat/" upgrade=websocket
```

Proof: Make the handshake by hand through the front.

**Caddy**: Route the path; upgrades pass by themselves.

```diff
 chat.example.com {
+    handle /ws/chat/* {
+        reverse_proxy 127.0.0.1:8000
+    }
 }
```

Proof: Make the handshake by hand through the front.

**Varnish**: Pipe WebSockets, and copy both headers.

```vcl
sub vcl_recv {
    if (req.http.Upgrade ~ "(?i)websocket") { return (pipe); }
}
sub vcl_pipe {
    if (req.http.Upgrade) {
        set bereq.http.Upgrade = req.http.Upgrade;
        set bereq.http.Connection = req.http.Connection;
    }
}
```

Proof: Make the handshake by hand through the front.

**Envoy**: Allow the upgrade in the HTTP connection manager; without it Envoy answers 403.

```yaml
upgrade_configs:
- upgrade_type: websocket
```

Proof: Make the handshake by hand through the front.

</details>

#### To prove it

Make the handshake by hand through the front. 101, and after 5 s curl’s exit 28, is success. 426, 400, 404 or 200: the Upgrade was lost, or the path is wrong. 403: the Origin or a filter. 502, 503: the next hop gave no usable answer; 504: none in time. Put the address of the application’s page into Origin, and add -b 'name=value' if it wants a login cookie.

```bash
curl -sS --http1.1 -m 5 -D - -o /dev/null \
  -H 'Connection: Upgrade' -H 'Upgrade: websocket' \
  -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
  -H 'Origin: https://chat.example.com' 'https://chat.example.com/ws/chat/?token=…'
```

### What was seen

| No. | At | Question | Way in | Took | Seen |
| --- | --- | --- | --- | --- | --- |
| 1 | 0 ms | This page | front | 0 ms | on the endpoint’s own origin, over https |
| 2 | 5 ms | Handshake | front | 41 ms | failed after 41 ms: error event, then close code 1006 |
| 3 | 55 ms | Plain request, same path | front | 38 ms | no-cors: an answer that the page may not read after 38 ms; cors: status 426 (nginx) after 38 ms |
| 4 | 60 ms | Plain request, root | front | 35 ms | no-cors: an answer that the page may not read after 35 ms; cors: status 200 (nginx) after 35 ms |
| 5 | 240 ms | Handshake behind a hop | behind the reverse proxy | 30 ms | opened after 30 ms, stayed, and closed when asked |
| 6 |  | Console line | front |  | The handshake was answered with 426; success is 101. (pasted) |

<details><summary>Ruled out: 6</summary>

- `host-unreachable`: the host answers plain requests
- `dns-failure`: the host answers plain requests, so the name was found
- `tls-certificate`: plain requests over the same TLS port are answered
- `foreign-origin`: this page stands on the endpoint’s own origin
- `tls-to-plain-mismatch`: plain requests over the same TLS port are answered
- `offline`: the host answers plain requests

</details>

### What this check can’t see

One browser on one network at one time: no configuration, no log, and no other visitor.

A page never learns the status or the headers of a handshake; what is said of them here is inferred, or pasted from the console.

<details><summary>This check in each hop’s access log</summary>

```bash
# nginx
sudo grep -h 'wsd=0a1b2c3d' /var/log/nginx/*access*.log
# HAProxy
sudo grep -h 'wsd=0a1b2c3d' /var/log/haproxy.log
# Apache httpd
sudo grep -h 'wsd=0a1b2c3d' /var/log/apache2/*access*.log
# Caddy
journalctl -u caddy --no-pager | grep 'wsd=0a1b2c3d'
# Varnish
varnishlog -d -g request -q 'ReqURL ~ "wsd=0a1b2c3d"'
# Envoy, Istio
kubectl logs deploy/"$GATEWAY" | grep 'wsd=0a1b2c3d'
# Traefik
grep -h 'wsd=0a1b2c3d' "$ACCESS_LOG"
# ingress-nginx
kubectl logs -n ingress-nginx deploy/ingress-nginx-controller | grep 'wsd=0a1b2c3d'
# AWS ALB
aws s3 cp --recursive "s3://$BUCKET/$PREFIX" alb-logs && gzip -dcr alb-logs | grep 'wsd=0a1b2c3d'
# The application
journalctl -u "$SERVICE" --no-pager | grep 'wsd=0a1b2c3d'
```

| Found | What that means |
| --- | --- |
| no line | The request never came this far: look at the hop before, and at what stands between. An address with a query of its own carries no trace. |
| 101 | The handshake succeeded at this hop. If the browser failed all the same, it was lost further out. |
| 426, 400 or 404 | It came without its Upgrade, or at the wrong route: the hop before drops the header, if a plain request gets the same. |
| 401 or 403 | This hop or one behind it refused it. If it stands in no log behind this one, this hop did. |
| 502, 503 or 504 | What stands behind this hop is down, hangs up, or does not answer in time. |
| plain requests but no handshake | Something between the browser and this hop takes WebSockets away, and lets pages through. |

</details>

[The report with all its evidence](<https://check.example.com/#r=v1.AAAA>)
"####);
}

#[test]
fn a_healthy_report_is_short() {
    insta::assert_snapshot!(markdown(&Report::new(healthy()), None), @r####"
## The chat’s connection works from here.

|  |  |
| --- | --- |
| Target | `wss://chat.example.com/ws/chat/?token=…` |
| When | 2026-11-20 14:05 UTC |
| Lasted | 847 ms, 4 observations |
| Browser | Chromium 156 |
| Page of the check | on the target’s own origin, over https |
| Seen on the way | nginx |
| Verdict | **healthy** |
| Told to the visitor | Nothing to mend was found |
| Code to read out | `0000-C582-X4` |
| Written by | ws-doctor 0.1.0 |

### What was seen

| No. | At | Question | Way in | Took | Seen |
| --- | --- | --- | --- | --- | --- |
| 1 | 0 ms | This page | front | 0 ms | on the endpoint’s own origin, over https |
| 2 | 5 ms | Handshake | front | 842 ms | opened after 42 ms, stayed, and closed when asked |
| 3 | 55 ms | Plain request, same path | front | 38 ms | no-cors: an answer that the page may not read after 38 ms; cors: status 426 (nginx) after 38 ms |
| 4 | 60 ms | Plain request, root | front | 35 ms | no-cors: an answer that the page may not read after 35 ms; cors: status 200 (nginx) after 35 ms |

<details><summary>Ruled out: 26</summary>

- `upgrade-headers-missing`: the handshake succeeded, so no hop lost it
- `backend-down`: the handshake succeeded, so the application answers
- `host-unreachable`: the handshake succeeded
- `dns-failure`: the handshake succeeded, so the name was found
- `tls-certificate`: the handshake succeeded over TLS
- `backend-crash-or-reset`: the handshake succeeded and the socket stayed
- `backend-timeout`: the handshake succeeded
- `wrong-path-or-route`: the handshake succeeded at this path
- `redirect-on-handshake`: the handshake succeeded
- `multi-hop-strip`: the handshake succeeded, so no hop lost it
- `cdn-websocket-disabled`: the handshake succeeded through whatever stands in front
- `http-version-1.0-upstream`: the handshake succeeded and the socket stayed
- `http2-only`: the handshake succeeded
- `foreign-origin`: the handshake succeeded with this page’s origin
- `origin-rejected`: the handshake succeeded with this page’s origin
- `waf-or-challenge-blocked`: the handshake succeeded
- `load-balancer-protocol-misconfigured`: the handshake succeeded
- `platform-websocket-disabled`: the handshake succeeded
- `client-network-blocks`: the handshake succeeded from this network
- `tls-to-plain-mismatch`: the handshake succeeded
- `offline`: the handshake succeeded
- `csp-blocked`: the handshake succeeded
- `mixed-content`: the handshake succeeded
- `local-network-access`: the handshake succeeded
- `browser-extension-blocks`: the handshake succeeded
- `extension-mismatch`: the handshake succeeded

</details>

### What this check can’t see

One browser on one network at one time: no configuration, no log, and no other visitor.

<details><summary>This check in each hop’s access log</summary>

```bash
# nginx
sudo grep -h 'wsd=0a1b2c3d' /var/log/nginx/*access*.log
# HAProxy
sudo grep -h 'wsd=0a1b2c3d' /var/log/haproxy.log
# Apache httpd
sudo grep -h 'wsd=0a1b2c3d' /var/log/apache2/*access*.log
# Caddy
journalctl -u caddy --no-pager | grep 'wsd=0a1b2c3d'
# Varnish
varnishlog -d -g request -q 'ReqURL ~ "wsd=0a1b2c3d"'
# Envoy, Istio
kubectl logs deploy/"$GATEWAY" | grep 'wsd=0a1b2c3d'
# Traefik
grep -h 'wsd=0a1b2c3d' "$ACCESS_LOG"
# ingress-nginx
kubectl logs -n ingress-nginx deploy/ingress-nginx-controller | grep 'wsd=0a1b2c3d'
# AWS ALB
aws s3 cp --recursive "s3://$BUCKET/$PREFIX" alb-logs && gzip -dcr alb-logs | grep 'wsd=0a1b2c3d'
# The application
journalctl -u "$SERVICE" --no-pager | grep 'wsd=0a1b2c3d'
```

| Found | What that means |
| --- | --- |
| no line | The request never came this far: look at the hop before, and at what stands between. An address with a query of its own carries no trace. |
| 101 | The handshake succeeded at this hop. If the browser failed all the same, it was lost further out. |
| 426, 400 or 404 | It came without its Upgrade, or at the wrong route: the hop before drops the header, if a plain request gets the same. |
| 401 or 403 | This hop or one behind it refused it. If it stands in no log behind this one, this hop did. |
| 502, 503 or 504 | What stands behind this hop is down, hangs up, or does not answer in time. |
| plain requests but no handshake | Something between the browser and this hop takes WebSockets away, and lets pages through. |

</details>
"####);
}

#[test]
fn a_chat_gets_a_few_plain_lines() {
    let link = "https://check.example.com/#r=v1.AAAA";
    insta::assert_snapshot!(plain(&Report::new(broken()), Some(link)), @r####"
The entrance of the service does not let chat connections through.
Whose side: Most likely the service, not you
Address: wss://chat.example.com/ws/chat/?token=…
When: 2026-11-20 14:05 UTC
Browser: Chromium 156, on the target’s own origin, over https
Found: A proxy does not pass the Upgrade header on (likely; upgrade-headers-missing)
To do: Send the report to support: it shows them what was seen.
To do: Until it works, use another way, such as email or phone.
Code: 2G12-M6N2-PW
Written by: ws-doctor 0.1.0
All of it: https://check.example.com/#r=v1.AAAA
"####);
    insta::assert_snapshot!(plain(&Report::new(healthy()), None), @r####"
The chat’s connection works from here.
Whose side: Nothing to mend was found
Address: wss://chat.example.com/ws/chat/?token=…
When: 2026-11-20 14:05 UTC
Browser: Chromium 156, on the target’s own origin, over https
To do: If the chat still fails, run this check again at that moment, and send the report to support.
Code: 0000-C582-X4
Written by: ws-doctor 0.1.0
"####);
}

#[test]
fn what_the_application_said_is_quoted_and_stays_text() {
    let mut evidence = healthy();
    let reason = r"token *expired* | <b> `x` \| @team #12 https://e.example ![i](u)".to_string();
    evidence.quotes.push(Quote { observation: 1, reason });
    let text = markdown(&Report::new(evidence), None);
    let row = text.lines().find(|line| line.contains("it said")).expect("a row quotes it");
    insta::assert_snapshot!(row.replace('\u{2060}', "·"), @r####"| 2 | 5 ms | Handshake | front | 842 ms | opened after 42 ms, stayed, and closed when asked; it said “token \*expired\* \| &lt;b> 'x' \\\| @·team \#·12 https:·//e.example \!\[i\]\(u\)” |"####);
}

#[test]
fn plain_text_is_short_and_has_no_markup() {
    for line in include_str!("core/links.txt").lines().filter(|line| !line.starts_with('#')) {
        let link = line.split("  ").nth(1).expect("each line holds a link");
        let decoded = link::decode(link).expect("a recorded link decodes");
        let report = Report::new(decoded.evidence);
        let text = plain(&report, Some(&format!("https://e.example/#r={link}")));
        let alike = |one: &&Finding| Some(one.confidence) == report.confidence();
        let equals = report.diagnosis.findings.iter().filter(alike).count();
        assert_eq!(text.contains("As likely: "), equals > 1, "{text}");
        let lines = text.lines().count();
        assert!((6..=15).contains(&lines), "{lines} lines:\n{text}");
        assert!(!text.contains(['*', '`', '|', '<', '>']), "{text}");
        let longest = text
            .lines()
            .filter(|line| !line.contains("#r="))
            .map(|line| line.chars().count())
            .max();
        assert!(longest < Some(200), "{text}");
    }
}

#[test]
fn a_ticket_holds_no_value_of_the_query() {
    for evidence in [broken(), healthy()] {
        assert!(!markdown(&Report::new(evidence), None).contains("hunter2"));
    }
}

#[test]
fn a_link_can_not_leave_its_place() {
    let text = markdown(&Report::new(healthy()), Some("https://e.example/>\n# <b> x"));
    assert!(text.ends_with("(<https://e.example/#bx>)\n\n"), "{text}");
}
