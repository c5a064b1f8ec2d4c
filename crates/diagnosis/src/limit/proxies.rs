//! Reverse proxies that one runs oneself.

use super::{
    ABSENT, Ends, HANDSHAKE, IDLE, Kind, LIFETIME, Limit, PING, RELOAD, REQUEST, Resets, Trust,
    page,
};
use crate::product::Product;
use crate::remedy::{Source, source};
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "nginx-read",
        product: "nginx",
        mark: Some(Product::Nginx),
        setting: "proxy_read_timeout",
        times: &[Millis::seconds(60)],
        ends: Ends::Fin,
        source: source::NGINX_TIMEOUT,
        ..IDLE
    },
    Limit {
        id: "nginx-send",
        product: "nginx",
        mark: Some(Product::Nginx),
        setting: "proxy_send_timeout",
        times: &[Millis::seconds(60)],
        kind: Kind::Stalled,
        resets: Resets::Unknown,
        ends: Ends::Fin,
        source: page(
            "nginx: proxy_send_timeout",
            "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_send_timeout",
        ),
        ..IDLE
    },
    Limit {
        id: "nginx-shutdown",
        product: "nginx",
        mark: Some(Product::Nginx),
        setting: "worker_shutdown_timeout, off unless set",
        ends: Ends::Fin,
        source: page(
            "nginx: worker_shutdown_timeout",
            "https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout",
        ),
        ..RELOAD
    },
    Limit {
        id: "haproxy-tunnel",
        product: "HAProxy",
        mark: Some(Product::Haproxy),
        setting: "timeout tunnel, off unless set",
        ends: Ends::Fin,
        source: source::HAPROXY_TUNNEL,
        ..IDLE
    },
    Limit {
        id: "haproxy-client-server",
        product: "HAProxy",
        mark: Some(Product::Haproxy),
        setting: "timeout client and server, without timeout tunnel; as packaged by Debian",
        times: &[Millis::seconds(50)],
        ends: Ends::Fin,
        source: page(
            "HAProxy: timeout client",
            "https://docs.haproxy.org/2.6/configuration.html#4.2-timeout%20client",
        ),
        ..IDLE
    },
    Limit {
        id: "haproxy-fin",
        product: "HAProxy",
        mark: Some(Product::Haproxy),
        setting: "timeout client-fin and server-fin, off unless set",
        kind: Kind::Stalled,
        resets: Resets::Unknown,
        ping: Some(false),
        ends: Ends::Fin,
        source: page(
            "HAProxy: timeout client-fin",
            "https://docs.haproxy.org/2.6/configuration.html#4.2-timeout%20client-fin",
        ),
        ..IDLE
    },
    Limit {
        id: "apache",
        product: "Apache httpd",
        mark: Some(Product::Apache),
        setting: "Timeout, or ProxyTimeout if longer; 300 s as packaged by Debian",
        times: &[Millis::seconds(60), Millis::seconds(300)],
        ends: Ends::Fin,
        source: source::APACHE_TIMEOUT,
        ..IDLE
    },
    Limit {
        id: "caddy-idle",
        product: "Caddy",
        mark: Some(Product::Caddy),
        setting: "none",
        source: source::CADDY,
        ..ABSENT
    },
    Limit {
        id: "caddy-stream",
        product: "Caddy",
        mark: Some(Product::Caddy),
        setting: "stream_timeout, off unless set",
        source: source::CADDY,
        ..LIFETIME
    },
    Limit {
        id: "caddy-reload",
        product: "Caddy",
        mark: Some(Product::Caddy),
        setting: "stream_close_delay, at once unless set",
        ends: Ends::CloseFrame(1001),
        source: source::CADDY,
        ..RELOAD
    },
    Limit {
        id: "caddy-read",
        product: "Caddy",
        mark: Some(Product::Caddy),
        setting: "read_timeout, off unless set",
        resets: Resets::ServerOnly,
        ends: Ends::Fin,
        trust: Trust::Medium,
        source: source::CADDY,
        ..IDLE
    },
    Limit {
        id: "traefik",
        product: "Traefik",
        setting: "readTimeout; idleTimeout 180 s",
        times: &[Millis::seconds(60), Millis::seconds(180)],
        trust: Trust::Medium,
        source: TRAEFIK,
        ..REQUEST
    },
    Limit {
        id: "traefik-grace",
        product: "Traefik",
        setting: "graceTimeOut",
        times: &[Millis::seconds(10)],
        trust: Trust::Medium,
        source: TRAEFIK,
        ..RELOAD
    },
    Limit {
        id: "envoy-idle",
        product: "Envoy",
        mark: Some(Product::Envoy),
        setting: "stream_idle_timeout; the client sees it 1 s later",
        times: &[Millis::seconds(300)],
        ends: Ends::Fin,
        source: source::ENVOY_TIMEOUT,
        ..IDLE
    },
    Limit {
        id: "envoy-route",
        product: "Envoy",
        mark: Some(Product::Envoy),
        setting: "timeout of the route",
        times: &[Millis::seconds(15)],
        source: source::ENVOY_TIMEOUT,
        ..HANDSHAKE
    },
    Limit {
        id: "varnish",
        product: "Varnish",
        mark: Some(Product::Varnish),
        setting: "pipe_timeout",
        times: &[Millis::seconds(60)],
        ends: Ends::Fin,
        source: page(
            "Varnish: pipe_timeout",
            "https://varnish-cache.org/docs/trunk/reference/varnishd.html#pipe-timeout",
        ),
        ..IDLE
    },
    Limit {
        id: "squid",
        product: "Squid",
        mark: Some(Product::Squid),
        setting: "read_timeout",
        times: &[Millis::seconds(900)],
        resets: Resets::ServerOnly,
        trust: Trust::Medium,
        source: page("Squid: read_timeout", "https://www.squid-cache.org/Doc/config/read_timeout/"),
        ..IDLE
    },
    Limit {
        id: "squid-lifetime",
        product: "Squid",
        mark: Some(Product::Squid),
        setting: "client_lifetime",
        times: &[Millis::seconds(86_400)],
        trust: Trust::Medium,
        source: page(
            "Squid: client_lifetime",
            "https://www.squid-cache.org/Doc/config/client_lifetime/",
        ),
        ..LIFETIME
    },
    Limit {
        id: "iis-arr",
        product: "IIS with ARR",
        mark: Some(Product::Iis),
        setting: "proxy timeout; 30 s in a server farm",
        times: &[Millis::seconds(120), Millis::seconds(30)],
        trust: Trust::Low,
        source: page(
            "IIS: 502 errors in ARR",
            "https://learn.microsoft.com/en-us/iis/extensions/troubleshooting-application-request-routing/troubleshooting-502-errors-in-arr",
        ),
        ..IDLE
    },
    Limit {
        id: "unit",
        product: "NGINX Unit",
        setting: "websocket.read_timeout; pings every 30 s",
        times: &[Millis::seconds(60)],
        source: page(
            "NGINX Unit: its code",
            "https://github.com/nginx/unit/blob/master/src/nxt_router.c",
        ),
        ..PING
    },
];

const TRAEFIK: Source = page(
    "Traefik: timeouts of an entry point",
    "https://doc.traefik.io/traefik/routing/entrypoints/#respondingtimeouts",
);
