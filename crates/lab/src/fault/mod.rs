//! Faults on raw sockets: each says by bytes what some broken hop or backend would say.

mod flood;
mod healthy;
mod server_beat;
mod server_beat_masks;

mod cdn_strips;
mod drop_plain;
mod strip_upgrade;

mod answer_200;
mod answer_301;
mod answer_401;
mod answer_404;
mod answer_429;
mod answer_464;
mod answer_502;
mod answer_503;
mod answer_504;
mod one_node_of_three;
mod platform_off;
mod socketio_unknown_session;
mod waf_challenge;

mod refuse_foreign_origin;
mod reject_origin;

mod damaged_101;
mod subprotocol;
mod unoffered_extension;

mod close_after_101;
mod crash;
mod hang;
mod refuse;
mod reset;
mod silent_host;
mod unresolvable;

mod deaf_after_101;
mod heartbeat_too_slow;
mod idle_close;
mod lifetime_close;
mod message_limit;
mod one_way_idle;
mod restart;
mod server_closes;
mod silent_drop;

mod http2_only;
mod tls_flawed;
mod tls_mismatch;
mod tls_untrusted;

mod endless_frame;
mod endless_head;
mod fickle_close;
mod huge_message;

mod csp_page;
mod local_network;
mod mixed_content;
mod network_blocks_websocket;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;

use crate::backend::{Backend, CHAT};
use crate::exchange::Exchange;
use crate::listener::{HERE, Listener};
use crate::scenario::{Scenario, Stage};
use crate::shared::Shared;
use crate::site;
use crate::tunnel::{Edit, forward, unchanged};

/// All faults; the order is that of display.
pub(crate) static FAULTS: &[&Scenario] = &[
    &healthy::SCENARIO,
    &server_beat::SCENARIO,
    &server_beat_masks::SCENARIO,
    &flood::SCENARIO,
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
    &answer_401::ROUTE,
    &answer_401::HANDSHAKE,
    &answer_429::SCENARIO,
    &answer_464::SCENARIO,
    &waf_challenge::SCENARIO,
    &platform_off::APP_SERVICE,
    &platform_off::ENVOY,
    &socketio_unknown_session::SCENARIO,
    &one_node_of_three::SCENARIO,
    &reject_origin::SCENARIO,
    &refuse_foreign_origin::SCENARIO,
    &subprotocol::NONE,
    &subprotocol::WRONG,
    &unoffered_extension::SCENARIO,
    &damaged_101::ACCEPT,
    &damaged_101::BARE,
    &crash::SCENARIO,
    &close_after_101::SCENARIO,
    &hang::SCENARIO,
    &refuse::SCENARIO,
    &reset::SCENARIO,
    &silent_host::SCENARIO,
    &unresolvable::SCENARIO,
    &idle_close::SCENARIO,
    &one_way_idle::SERVER,
    &one_way_idle::CLIENT,
    &heartbeat_too_slow::SCENARIO,
    &lifetime_close::SCENARIO,
    &restart::DROPS,
    &restart::CLOSES,
    &server_closes::UNAUTHORIZED,
    &server_closes::INTERNAL,
    &server_closes::LONG_REASON,
    &message_limit::CLOSES,
    &message_limit::DROPS,
    &deaf_after_101::SCENARIO,
    &silent_drop::SCENARIO,
    &http2_only::SCENARIO,
    &tls_untrusted::SCENARIO,
    &tls_flawed::MISNAMED,
    &tls_flawed::EXPIRED,
    &tls_mismatch::TO_PLAIN,
    &tls_mismatch::TO_TLS,
    &flood::UNENDING,
    &huge_message::SCENARIO,
    &endless_frame::DRIBBLED,
    &endless_frame::DRIPPED,
    &endless_head::DRIPPED,
    &endless_head::HUGE,
    &fickle_close::SCENARIO,
    &server_closes::GARBLED,
    &csp_page::SCENARIO,
    &local_network::SCENARIO,
    &mixed_content::SCENARIO,
    &network_blocks_websocket::SCENARIO,
];

/// A stage with one server, which serves the page and leaves all else to `answer`.
async fn stage<F, Answering>(shared: &Shared, answer: F) -> Result<Stage>
where
    F: Fn(Exchange) -> Answering + Clone + Send + Sync + 'static,
    Answering: Future<Output = Result<()>> + Send + 'static,
{
    let front = front(shared, HERE, answer).await?;
    Ok(Stage::plain(front.address(), shared).with_page(shared).keep(front))
}

/// A stage with a hop that changes the answers of a usual backend.
async fn edited(shared: &Shared, edit: Edit) -> Result<Stage> {
    let backend = Backend::USUAL.start(HERE).await?;
    let address = backend.address();
    let stage = stage(shared, move |exchange| forward(exchange, address, unchanged, edit)).await?;
    Ok(stage.keep(backend))
}

/// A server that serves the page and leaves all else to `answer`.
async fn front<F, Answering>(shared: &Shared, ip: Ipv4Addr, answer: F) -> Result<Listener>
where
    F: Fn(Exchange) -> Answering + Clone + Send + Sync + 'static,
    Answering: Future<Output = Result<()>> + Send + 'static,
{
    let site = Arc::clone(shared.site());
    Listener::free(ip, move |stream| {
        let (site, answer) = (Arc::clone(&site), answer.clone());
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

/// Writes a piece each time so much has passed, until nobody reads any more.
async fn drip<W: AsyncWrite + Unpin>(writer: &mut W, piece: &[u8], every: Duration) -> Result<()> {
    loop {
        writer.write_all(piece).await?;
        sleep(every).await;
    }
}

/// Whether a request is one for the application's WebSocket route.
fn is_routed(exchange: &Exchange) -> bool {
    exchange.head.path().starts_with("/ws/")
}

/// Whether a request is a handshake for the chat.
fn is_for_chat(exchange: &Exchange) -> bool {
    exchange.head.path() == CHAT && exchange.head.is_handshake()
}
