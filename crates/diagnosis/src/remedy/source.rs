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

pub(crate) const APACHE_UPGRADE: Source = page(
    "Apache httpd: protocol upgrade",
    "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#protoupgrade",
);
pub(crate) const APACHE_TIMEOUT: Source =
    page("Apache httpd: Timeout", "https://httpd.apache.org/docs/2.4/mod/core.html#timeout");
pub(crate) const CADDY: Source = page(
    "Caddy: reverse_proxy, streaming",
    "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#streaming",
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
pub(crate) const DAPHNE: Source =
    page("daphne: its options", "https://github.com/django/daphne#readme");
pub(crate) const NODE_WS: Source =
    page("ws for Node.js", "https://github.com/websockets/ws#readme");
pub(crate) const NODE_HTTP2: Source = page(
    "Node.js: allowHTTP1",
    "https://nodejs.org/api/http2.html#http2createsecureserveroptions-onrequesthandler",
);
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
