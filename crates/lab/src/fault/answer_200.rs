//! A server without a route for the WebSocket: a single-page application answers every path with its page.

use crate::backend::{Backend, Plain};
use crate::fault::stage;
use crate::response::Response;
use crate::scenario::Scenario;

pub(super) static SCENARIO: Scenario = Scenario::fault(
    "answer-200",
    "The application's page is served at every path, the WebSocket's too",
    Some("wrong-path-or-route"),
    |shared| {
        Box::pin(stage(shared, |exchange| async move {
            let page: Response =
                Backend::plain(Plain::Application).respond_at(exchange.head.path());
            exchange.respond(&page).await
        }))
    },
);
