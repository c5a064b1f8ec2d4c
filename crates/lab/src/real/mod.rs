//! Scenarios with real software: proxies before backends of the lab, and real backends behind nginx.

mod haproxy;
pub(crate) mod nginx;

mod nginx_auth;
mod nginx_backend_down;
mod nginx_closing_early;
mod nginx_hanging;
mod nginx_healthy;
mod nginx_http10;
mod nginx_idle;
mod nginx_limit;
mod nginx_no_upgrade;
mod nginx_reload;

mod haproxy_backend_down;
mod haproxy_h2_backend;
mod haproxy_h2_only_front;
mod haproxy_h2_to_h1_backend;
mod haproxy_healthy;
mod haproxy_idle;
mod haproxy_nat;

mod haproxy_nginx;
mod nginx_nginx;

mod apache;
mod caddy;
mod nghttpx;
mod varnish;

mod channels;
mod daphne;
mod node_ws;
mod socketio;
mod uvicorn;

use crate::scenario::Scenario;

/// All real scenarios; the order is that of display.
pub(crate) static REAL: &[&Scenario] = &[
    &nginx_healthy::SCENARIO,
    &nginx_no_upgrade::PLAIN_426,
    &nginx_no_upgrade::PLAIN_404,
    &nginx_no_upgrade::PLAIN_400,
    &nginx_http10::SCENARIO,
    &nginx_backend_down::SCENARIO,
    &nginx_hanging::SCENARIO,
    &nginx_closing_early::SCENARIO,
    &nginx_idle::SCENARIO,
    &haproxy_healthy::SCENARIO,
    &haproxy_idle::TUNNEL,
    &haproxy_backend_down::SCENARIO,
    &haproxy_h2_only_front::SCENARIO,
    &haproxy_h2_backend::SCENARIO,
    &haproxy_h2_to_h1_backend::SCENARIO,
    &nginx_nginx::HEALTHY,
    &nginx_nginx::OUTER_STRIPS,
    &nginx_nginx::INNER_STRIPS,
    &haproxy_nginx::SCENARIO,
    &haproxy_idle::CLIENT,
    &apache::IDLE,
    &apache::PROXYPASS_TIMEOUT,
    &caddy::READ_TIMEOUT,
    &varnish::PIPE,
    &uvicorn::PINGS,
    &daphne::CHANNELS,
    &daphne::MAX_AGE,
    &node_ws::SCENARIO,
    &nginx_reload::SCENARIO,
    &haproxy_nat::SCENARIO,
    &nginx_auth::SCENARIO,
    &nginx_limit::SCENARIO,
    &apache::HEALTHY,
    &apache::NO_UPGRADE,
    &caddy::UNKNOWN_HOST,
    &varnish::NO_PIPE,
    &nghttpx::SCENARIO,
    &uvicorn::STRIPPED,
    &channels::STRIPPED,
    &channels::UNKNOWN_PATH,
    &channels::REJECT,
    &socketio::SCENARIO,
];

/// Scenarios that take minutes to show what they are.
pub(crate) static LONG: &[&Scenario] = &[&nginx_idle::DEFAULT];
