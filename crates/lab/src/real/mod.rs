//! Scenarios with real software: nginx and HAProxy, each before backends of the lab.

mod haproxy;
mod nginx;

mod nginx_backend_down;
mod nginx_closing_early;
mod nginx_hanging;
mod nginx_healthy;
mod nginx_http10;
mod nginx_idle;
mod nginx_no_upgrade;

mod haproxy_backend_down;
mod haproxy_h2_backend;
mod haproxy_h2_only_front;
mod haproxy_h2_to_h1_backend;
mod haproxy_healthy;
mod haproxy_idle;

mod haproxy_nginx;
mod nginx_nginx;

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
    &haproxy_idle::SCENARIO,
    &haproxy_backend_down::SCENARIO,
    &haproxy_h2_only_front::SCENARIO,
    &haproxy_h2_backend::SCENARIO,
    &haproxy_h2_to_h1_backend::SCENARIO,
    &nginx_nginx::HEALTHY,
    &nginx_nginx::OUTER_STRIPS,
    &nginx_nginx::INNER_STRIPS,
    &haproxy_nginx::SCENARIO,
];
