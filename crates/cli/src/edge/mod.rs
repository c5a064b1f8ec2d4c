//! Native sockets: what the browser is to the page, with every answer readable.

pub(crate) mod accept;
pub(crate) mod clock;
pub(crate) mod fetch;
pub(crate) mod head;
pub(crate) mod net;
pub(crate) mod pings;
pub(crate) mod socket;
pub(crate) mod tls;

use diagnosis::evidence::Line;
use diagnosis::session::{Id, Input};
use diagnosis::time::Millis;
use tokio::sync::mpsc;

use crate::edge::head::Head;
use crate::edge::net::Stage;

/// What a socket or a request tells the run.
pub(crate) enum Event {
    /// What the session is to be told, and when it happened.
    Input(Millis, Input),
    /// How far an attempt has come.
    Reached(Id, Stage),
    /// Why a handshake failed, or what damaged a socket: what a browser keeps for its console.
    Line(Id, Line),
    /// A plain request went over HTTP/2.
    Http2,
    /// The head of the answer to a handshake.
    Answered(Id, Box<Head>),
}

/// Where events go. It holds few, so that a flood of messages waits at its socket.
pub(crate) type Tell = mpsc::Sender<Event>;
