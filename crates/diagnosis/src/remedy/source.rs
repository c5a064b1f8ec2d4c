//! Where statements come from: standards, vendors' pages, scenarios of the lab.

use crate::remedy::Source;

const fn page(title: &'static str, at: &'static str) -> Source {
    Source { title, at }
}

/// A scenario of the lab, by its `lab:NAME`.
pub(crate) const fn lab(at: &'static str) -> Source {
    Source { title: "Shown by the lab", at }
}

pub(crate) const HANDSHAKE: Source = page(
    "RFC 6455, section 4.1: what a handshake needs",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-4.1",
);
pub(crate) const ORIGIN: Source = page(
    "RFC 6455, section 10.2: servers check Origin",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-10.2",
);
pub(crate) const PING: Source = page(
    "RFC 6455, section 5.5.2: a ping keeps a connection alive",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-5.5.2",
);
pub(crate) const CLOSE: Source = page(
    "RFC 6455, section 7.1.5: 1006 is no code of the other side",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-7.1.5",
);
pub(crate) const CLOSE_CODES: Source = page(
    "RFC 6455, section 7.4: close codes",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4",
);
pub(crate) const TIMERS: Source = page(
    "Chrome: heavy throttling of timers in hidden tabs",
    "https://developer.chrome.com/blog/timer-throttling-in-chrome-88",
);
pub(crate) const HOP_BY_HOP: Source = page(
    "RFC 9110, section 7.6.1: Connection and Upgrade end at each hop",
    "https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1",
);
pub(crate) const STATUS_404: Source = page(
    "RFC 9110, section 15.5.5: 404",
    "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5",
);
pub(crate) const STATUS_502: Source = page(
    "RFC 9110, section 15.6.3: 502",
    "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.3",
);
pub(crate) const STATUS_504: Source = page(
    "RFC 9110, section 15.6.5: 504",
    "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.5",
);
pub(crate) const EXTENDED_CONNECT: Source =
    page("RFC 8441: WebSockets inside HTTP/2", "https://www.rfc-editor.org/rfc/rfc8441.html");
pub(crate) const NAME_ERROR: Source = page(
    "RFC 2308, section 2.1: a name that does not exist",
    "https://www.rfc-editor.org/rfc/rfc2308.html#section-2.1",
);
pub(crate) const NAT: Source = page(
    "RFC 5382, section 5: how long a NAT remembers",
    "https://www.rfc-editor.org/rfc/rfc5382.html#section-5",
);
pub(crate) const WHATWG: Source = page(
    "WHATWG: WebSockets, the opening handshake",
    "https://websockets.spec.whatwg.org/#websocket-opening-handshake",
);
pub(crate) const WHATWG_PING: Source = page(
    "WHATWG: WebSockets, pings are not for pages",
    "https://websockets.spec.whatwg.org/#ping-and-pong-frames",
);
pub(crate) const CSP: Source = page(
    "CSP Level 3, section 6.1.2: connect-src",
    "https://www.w3.org/TR/CSP3/#directive-connect-src",
);
pub(crate) const ONLINE: Source = page(
    "WHATWG: HTML, navigator.onLine",
    "https://html.spec.whatwg.org/multipage/system-state.html#browser-state",
);
pub(crate) const SUBPROTOCOL: Source = page(
    "RFC 6455, section 1.9: subprotocols",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-1.9",
);
pub(crate) const EXTENSIONS: Source = page(
    "RFC 6455, section 9.1: negotiating extensions",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-9.1",
);
pub(crate) const SIZE: Source = page(
    "RFC 6455, section 10.4: limits on sizes of frames and messages",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-10.4",
);
pub(crate) const RECONNECT: Source = page(
    "RFC 6455, section 7.2.3: recovering from abnormal closure",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-7.2.3",
);
pub(crate) const CLIENT_LOGIN: Source = page(
    "RFC 6455, section 10.5: authentication of clients",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-10.5",
);
pub(crate) const WSS: Source = page(
    "RFC 6455, section 3: ws and wss",
    "https://www.rfc-editor.org/rfc/rfc6455.html#section-3",
);
pub(crate) const RESTART: Source = page(
    "IANA: WebSocket close codes, 1012 among them",
    "https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number",
);
pub(crate) const STATUS_401: Source = page(
    "RFC 9110, section 15.5.2: 401",
    "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2",
);
pub(crate) const STATUS_429: Source =
    page("RFC 6585, section 4: 429", "https://www.rfc-editor.org/rfc/rfc6585.html#section-4");
pub(crate) const LOCAL_NETWORK: Source =
    page("WICG: Local Network Access", "https://wicg.github.io/local-network-access/");
pub(crate) const COOKIE: Source = page(
    "MDN: Set-Cookie, SameSite",
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value",
);
pub(crate) const TICKET: Source = page(
    "OWASP: WebSocket security",
    "https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html",
);
pub(crate) const FILTERS: Source = page(
    "Adblock Plus: how to write filters",
    "https://help.adblockplus.org/hc/en-us/articles/360062733293-How-to-write-filters",
);
pub(crate) const WEB_REQUEST: Source = page(
    "Chrome: how extensions see WebSockets",
    "https://developer.chrome.com/docs/extensions/reference/api/webRequest",
);

pub(crate) const NGINX_WEBSOCKET: Source =
    page("nginx: WebSocket proxying", "https://nginx.org/en/docs/http/websocket.html");
pub(crate) const NGINX_PASS: Source = page(
    "nginx: proxy_pass",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
);
pub(crate) const NGINX_HEADER: Source = page(
    "nginx: proxy_set_header",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
);
pub(crate) const NGINX_VERSION: Source = page(
    "nginx: proxy_http_version",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_http_version",
);
pub(crate) const NGINX_TIMEOUT: Source = page(
    "nginx: proxy_read_timeout",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
);
pub(crate) const NGINX_CONNECT: Source = page(
    "nginx: proxy_connect_timeout",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_connect_timeout",
);
pub(crate) const NGINX_BUFFER: Source = page(
    "nginx: proxy_buffer_size",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffer_size",
);
pub(crate) const NGINX_UPSTREAM: Source = page(
    "nginx: server in an upstream",
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",
);
pub(crate) const NGINX_CHAIN: Source = page(
    "nginx: HTTPS servers and certificate chains",
    "https://nginx.org/en/docs/http/configuring_https_servers.html#chains",
);
pub(crate) const NGINX_CORE: Source = page(
    "nginx: alias and location",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#location",
);
pub(crate) const NGINX_TLS: Source = page(
    "nginx: proxy_ssl_server_name",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_server_name",
);
pub(crate) const NGINX_STICKY: Source =
    page("nginx: ip_hash", "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#ip_hash");
pub(crate) const NGINX_LIMIT: Source = page(
    "nginx: limit_req",
    "https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req",
);
pub(crate) const NGINX_PASSWORD: Source = page(
    "nginx: auth_basic",
    "https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html#auth_basic",
);
pub(crate) const NGINX_RELOAD: Source = page(
    "nginx: worker_shutdown_timeout",
    "https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout",
);

pub(crate) const HAPROXY_TUNNEL: Source = page(
    "HAProxy: timeout tunnel",
    "https://docs.haproxy.org/2.6/configuration.html#4.2-timeout%20tunnel",
);
pub(crate) const HAPROXY_CONNECT: Source = page(
    "HAProxy: timeout connect",
    "https://docs.haproxy.org/2.6/configuration.html#4.2-timeout%20connect",
);
pub(crate) const HAPROXY_BACKEND: Source =
    page("HAProxy: use_backend", "https://docs.haproxy.org/2.6/configuration.html#4.2-use_backend");
pub(crate) const HAPROXY_CHECK: Source =
    page("HAProxy: check", "https://docs.haproxy.org/2.6/configuration.html#5.2-check");
pub(crate) const HAPROXY_WS: Source =
    page("HAProxy: ws", "https://docs.haproxy.org/2.6/configuration.html#5.2-ws");
pub(crate) const HAPROXY_ALPN: Source =
    page("HAProxy: alpn", "https://docs.haproxy.org/2.6/configuration.html#5.1-alpn");
pub(crate) const HAPROXY_CRT: Source =
    page("HAProxy: crt", "https://docs.haproxy.org/2.6/configuration.html#5.1-crt");
pub(crate) const HAPROXY_KEEPALIVE: Source = page(
    "HAProxy: option clitcpka",
    "https://docs.haproxy.org/2.6/configuration.html#4.2-option%20clitcpka",
);
pub(crate) const HAPROXY_REDIRECT: Source = page(
    "HAProxy: http-request redirect",
    "https://docs.haproxy.org/2.6/configuration.html#4.2-http-request%20redirect",
);
pub(crate) const HAPROXY_SSL: Source = page(
    "HAProxy: ssl on a server line",
    "https://docs.haproxy.org/2.6/configuration.html#5.2-ssl",
);
pub(crate) const HAPROXY_COOKIE: Source =
    page("HAProxy: cookie", "https://docs.haproxy.org/2.6/configuration.html#4.2-cookie");
pub(crate) const HAPROXY_EXPECT: Source = page(
    "HAProxy: http-check expect",
    "https://docs.haproxy.org/2.6/configuration.html#4.2-http-check%20expect",
);
pub(crate) const HAPROXY_TABLE: Source =
    page("HAProxy: stick-table", "https://docs.haproxy.org/2.6/configuration.html#4.2-stick-table");
pub(crate) const HAPROXY_HEADER: Source = page(
    "HAProxy: http-request del-header",
    "https://docs.haproxy.org/2.6/configuration.html#4.2-http-request%20del-header",
);
pub(crate) const HAPROXY_RELOAD: Source = page(
    "HAProxy: hard-stop-after",
    "https://docs.haproxy.org/2.6/configuration.html#3.1-hard-stop-after",
);

pub(crate) const APACHE_UPGRADE: Source = page(
    "Apache httpd: protocol upgrade",
    "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#protoupgrade",
);
pub(crate) const APACHE_TIMEOUT: Source =
    page("Apache httpd: Timeout", "https://httpd.apache.org/docs/2.4/mod/core.html#timeout");
pub(crate) const APACHE_STICKY: Source = page(
    "Apache httpd: stickiness",
    "https://httpd.apache.org/docs/2.4/mod/mod_proxy_balancer.html#stickyness",
);
pub(crate) const CADDY: Source = page(
    "Caddy: reverse_proxy, streaming",
    "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#streaming",
);
pub(crate) const CADDY_BALANCING: Source = page(
    "Caddy: reverse_proxy, load balancing",
    "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#load-balancing",
);
pub(crate) const VARNISH: Source = page(
    "Varnish: using WebSockets",
    "https://varnish-cache.org/docs/trunk/users-guide/vcl-example-websockets.html",
);
pub(crate) const ENVOY: Source = page(
    "Envoy: HTTP upgrades",
    "https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/http/upgrades",
);
pub(crate) const ENVOY_TIMEOUT: Source = page(
    "Envoy: how to configure timeouts",
    "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts",
);
pub(crate) const ENVOY_UPSTREAM: Source = page(
    "Envoy: HTTP protocol options of a cluster",
    "https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/upstreams/http/v3/http_protocol_options.proto",
);
pub(crate) const ISTIO_STICKY: Source = page(
    "Istio: DestinationRule, consistentHash",
    "https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB",
);
pub(crate) const CONTOUR: Source =
    page("Contour: WebSockets", "https://projectcontour.io/docs/main/config/websockets/");
pub(crate) const TRAEFIK_WEBSOCKET: Source =
    page("Traefik: WebSocket", "https://doc.traefik.io/traefik/expose/overview/");
pub(crate) const TRAEFIK_STICKY: Source = page(
    "Traefik: sticky sessions",
    "https://doc.traefik.io/traefik/routing/services/#sticky-sessions",
);
pub(crate) const TRAEFIK_STOP: Source = page(
    "Traefik: entry points, lifeCycle",
    "https://doc.traefik.io/traefik/routing/entrypoints/#lifecycle",
);
pub(crate) const INGRESS_WEBSOCKET: Source = page(
    "ingress-nginx: WebSockets",
    "https://kubernetes.github.io/ingress-nginx/user-guide/miscellaneous/#websockets",
);
pub(crate) const INGRESS_RELOAD: Source = page(
    "ingress-nginx: worker-shutdown-timeout",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#worker-shutdown-timeout",
);
pub(crate) const INGRESS_STICKY: Source = page(
    "ingress-nginx: sticky sessions",
    "https://kubernetes.github.io/ingress-nginx/examples/affinity/cookie/",
);
pub(crate) const GATEWAY_PROTOCOL: Source = page(
    "Gateway API: backend protocol",
    "https://gateway-api.sigs.k8s.io/guides/user-guides/backend-protocol/",
);
pub(crate) const POD_PROBE: Source = page(
    "Kubernetes: readiness probes",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
);
pub(crate) const POD_STOP: Source = page(
    "Kubernetes: how a pod ends",
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
);
pub(crate) const KONG: Source =
    page("Kong: services, read_timeout", "https://developer.konghq.com/gateway/entities/service/");
pub(crate) const IIS: Source = page(
    "IIS: webSocket",
    "https://learn.microsoft.com/en-us/iis/configuration/system.webServer/webSocket",
);
pub(crate) const MODSECURITY: Source = page(
    "ModSecurity: ctl",
    "https://github.com/owasp-modsecurity/ModSecurity/wiki/Reference-Manual-%28v3.x%29#ctl",
);

pub(crate) const ALB_TIMEOUT: Source = page(
    "AWS ALB: idle timeout",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
);
pub(crate) const ALB_ERRORS: Source = page(
    "AWS ALB: error codes, 464 among them",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
);
pub(crate) const ALB_HEALTH: Source = page(
    "AWS ALB: target health",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
);
pub(crate) const NLB_TIMEOUT: Source = page(
    "AWS NLB: TCP idle timeout",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html",
);
pub(crate) const CLOUDFLARE: Source =
    page("Cloudflare: WebSockets", "https://developers.cloudflare.com/network/websockets/");
pub(crate) const CLOUDFRONT: Source = page(
    "Amazon CloudFront: WebSockets",
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-working-with.websockets.html",
);
pub(crate) const FRONT_DOOR: Source = page(
    "Azure Front Door: WebSocket",
    "https://learn.microsoft.com/en-us/azure/frontdoor/standard-premium/websocket",
);
pub(crate) const GOOGLE_TIMEOUT: Source = page(
    "Google Cloud: backend service timeout",
    "https://cloud.google.com/load-balancing/docs/https#timeout-bes",
);
pub(crate) const CLOUD_RUN: Source =
    page("Google Cloud Run: WebSockets", "https://cloud.google.com/run/docs/triggering/websockets");
pub(crate) const ALB_STICKY: Source = page(
    "AWS ALB: sticky sessions",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html",
);
pub(crate) const ALB_STOP: Source = page(
    "AWS ALB: deregistration delay",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html",
);
pub(crate) const ALB_LAMBDA: Source = page(
    "AWS ALB: Lambda functions take no WebSockets",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
);
pub(crate) const CLB: Source = page(
    "AWS Classic Load Balancer: listeners",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html",
);
pub(crate) const API_GATEWAY: Source = page(
    "AWS API Gateway: quotas of WebSocket APIs",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
);
pub(crate) const AWS_WAF: Source = page(
    "AWS WAF: string match",
    "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-string-match.html",
);
pub(crate) const CLOUDFLARE_SKIP: Source = page(
    "Cloudflare: what a rule can skip",
    "https://developers.cloudflare.com/waf/custom-rules/skip/options/",
);
pub(crate) const CLOUDFLARE_TUNNEL: Source = page(
    "Cloudflare Tunnel: http2Origin",
    "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/cloudflared-parameters/origin-parameters/",
);
pub(crate) const GOOGLE_STICKY: Source = page(
    "Google Cloud: session affinity",
    "https://cloud.google.com/load-balancing/docs/backend-service#session_affinity",
);
pub(crate) const GKE: Source = page(
    "Google GKE: policies of a Gateway",
    "https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources",
);
pub(crate) const CLOUD_RUN_STICKY: Source = page(
    "Google Cloud Run: session affinity",
    "https://cloud.google.com/run/docs/configuring/session-affinity",
);
pub(crate) const APP_SERVICE: Source = page(
    "Azure App Service: general settings",
    "https://learn.microsoft.com/en-us/azure/app-service/configure-common",
);
pub(crate) const APP_GATEWAY: Source = page(
    "Azure Application Gateway: WebSocket",
    "https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-websocket",
);
pub(crate) const AZURE_IDLE: Source = page(
    "Azure Load Balancer: TCP reset and idle timeout",
    "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-reset",
);
pub(crate) const HEROKU_STICKY: Source =
    page("Heroku: session affinity", "https://devcenter.heroku.com/articles/session-affinity");
pub(crate) const FLY: Source =
    page("Fly.io: fly.toml", "https://fly.io/docs/reference/configuration/");

pub(crate) const CHANNELS_ROUTING: Source = page(
    "Django Channels: routing",
    "https://channels.readthedocs.io/en/stable/topics/routing.html",
);
pub(crate) const CHANNELS_ORIGIN: Source = page(
    "Django Channels: security",
    "https://channels.readthedocs.io/en/stable/topics/security.html",
);
pub(crate) const CHANNELS_CONSUMERS: Source = page(
    "Django Channels: consumers",
    "https://channels.readthedocs.io/en/stable/topics/consumers.html",
);
pub(crate) const CHANNELS_DEPLOY: Source =
    page("Django Channels: deploying", "https://channels.readthedocs.io/en/stable/deploying.html");
pub(crate) const CHANNELS_LOGIN: Source = page(
    "Django Channels: authentication",
    "https://channels.readthedocs.io/en/stable/topics/authentication.html",
);
pub(crate) const DAPHNE: Source =
    page("daphne: its options", "https://github.com/django/daphne#readme");
pub(crate) const NODE_WS: Source =
    page("ws for Node.js", "https://github.com/websockets/ws#readme");
pub(crate) const NODE_HTTP2: Source = page(
    "Node.js: allowHTTP1",
    "https://nodejs.org/api/http2.html#http2createsecureserveroptions-onrequesthandler",
);
pub(crate) const NODE_OPTIONS: Source =
    page("ws for Node.js: options", "https://github.com/websockets/ws/blob/master/doc/ws.md");
pub(crate) const SOCKETIO: Source =
    page("Socket.IO: server options", "https://socket.io/docs/v4/server-options/");
pub(crate) const SOCKETIO_STICKY: Source =
    page("Socket.IO: several nodes", "https://socket.io/docs/v4/using-multiple-nodes/");
pub(crate) const SPRING: Source = page(
    "Spring: STOMP and server configuration",
    "https://docs.spring.io/spring-framework/reference/web/websocket/stomp/server-config.html",
);
pub(crate) const ASPNET: Source = page(
    "ASP.NET Core: WebSockets",
    "https://learn.microsoft.com/en-us/aspnet/core/fundamentals/websockets",
);
pub(crate) const SIGNALR: Source = page(
    "SignalR: configuration",
    "https://learn.microsoft.com/en-us/aspnet/core/signalr/configuration",
);
pub(crate) const SIGNALR_STICKY: Source = page(
    "SignalR: hosting and scaling",
    "https://learn.microsoft.com/en-us/aspnet/core/signalr/scale",
);
pub(crate) const PHOENIX: Source =
    page("Phoenix: socket", "https://hexdocs.pm/phoenix/Phoenix.Endpoint.html#socket/3");
pub(crate) const RAILS: Source = page(
    "Rails: Action Cable",
    "https://guides.rubyonrails.org/action_cable_overview.html#allowed-request-origins",
);
pub(crate) const GORILLA: Source =
    page("gorilla/websocket", "https://github.com/gorilla/websocket#readme");
pub(crate) const GORILLA_CHAT: Source = page(
    "gorilla/websocket: a chat",
    "https://github.com/gorilla/websocket/blob/main/examples/chat/client.go",
);
pub(crate) const UVICORN: Source = page("uvicorn: settings", "https://uvicorn.dev/settings/");
pub(crate) const SQUID: Source = page(
    "Squid: http_upgrade_request_protocols",
    "https://www.squid-cache.org/Doc/config/http_upgrade_request_protocols/",
);
pub(crate) const CORAZA: Source = page(
    "A firewall module that ends WebSockets",
    "https://github.com/corazawaf/coraza-nginx/issues/53",
);
pub(crate) const CERTBOT: Source =
    page("Certbot: renewing", "https://eff-certbot.readthedocs.io/en/stable/using.html");
