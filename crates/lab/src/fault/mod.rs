//! Faults on raw sockets: each says by bytes what some broken hop or backend would say.

mod healthy;
mod server_beat;

mod cdn_strips;
mod drop_plain;
mod strip_upgrade;

mod answer_200;
mod answer_301;
mod answer_404;
mod answer_502;
mod answer_503;
mod answer_504;

mod refuse_foreign_origin;
mod reject_origin;

mod close_after_101;
mod crash;
mod hang;
mod refuse;
mod reset;
mod silent_host;
mod unresolvable;

mod deaf_after_101;
mod idle_close;
mod lifetime_close;
mod silent_drop;

mod http2_only;
mod tls_untrusted;

mod network_blocks_websocket;

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::Result;

use crate::exchange::Exchange;
use crate::listener::{HERE, Listener};
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::site;

/// All faults; the order is that of display.
pub(crate) static FAULTS: &[&Scenario] = &[
    &healthy::SCENARIO,
    &server_beat::SCENARIO,
    &strip_upgrade::PLAIN_426,
    &strip_upgrade::PLAIN_404,
    &strip_upgrade::PLAIN_400,
    &strip_upgrade::PLAIN_200,
    &drop_plain::SCENARIO,
    &cdn_strips::SCENARIO,
    &answer_502::PATH,
    &answer_502::ALL,
    &answer_503::SCENARIO,
    &answer_504::SCENARIO,
    &answer_404::SCENARIO,
    &answer_200::SCENARIO,
    &answer_301::SCENARIO,
    &reject_origin::SCENARIO,
    &refuse_foreign_origin::SCENARIO,
    &crash::SCENARIO,
    &close_after_101::SCENARIO,
    &hang::SCENARIO,
    &refuse::SCENARIO,
    &reset::SCENARIO,
    &silent_host::SCENARIO,
    &unresolvable::SCENARIO,
    &idle_close::SCENARIO,
    &lifetime_close::SCENARIO,
    &deaf_after_101::SCENARIO,
    &silent_drop::SCENARIO,
    &http2_only::SCENARIO,
    &tls_untrusted::SCENARIO,
    &network_blocks_websocket::SCENARIO,
];

/// A stage with one server, which serves the page and leaves all else to `answer`.
async fn stage<F, Answering>(shared: &Shared, answer: F) -> Result<Stage>
where
    F: Fn(Exchange) -> Answering + Copy + Send + Sync + 'static,
    Answering: Future<Output = Result<()>> + Send + 'static,
{
    let front = front(shared, HERE, answer).await?;
    Ok(Stage::plain(front.address(), shared).with_page(shared).keep(front))
}

/// A server that serves the page and leaves all else to `answer`.
async fn front<F, Answering>(shared: &Shared, ip: Ipv4Addr, answer: F) -> Result<Listener>
where
    F: Fn(Exchange) -> Answering + Copy + Send + Sync + 'static,
    Answering: Future<Output = Result<()>> + Send + 'static,
{
    let site = Arc::clone(shared.site());
    Listener::free(ip, move |stream| {
        let site = Arc::clone(&site);
        async move {
            match Exchange::read(stream).await? {
                Some(exchange) if exchange.head.path().starts_with(site::BELOW) => {
                    site.answer(exchange).await
                }
                Some(exchange) => answer(exchange).await,
                None => Ok(()),
            }
        }
    })
    .await
}

/// Whether a request is one for the application's WebSocket route.
fn is_routed(exchange: &Exchange) -> bool {
    exchange.head.path().starts_with("/ws/")
}
