//! Servers and libraries of the application.
//!
//! Where a ping is what counts, the first time is from the last answer to the end, and the second
//! from the ping to the end.

use super::{
    ABSENT, Ends, HANDSHAKE, IDLE, Kind, LIFETIME, Limit, PING, RELOAD, REQUEST, Resets, Trust,
    page,
};
use crate::remedy::{Source, source};
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "daphne",
        product: "Daphne",
        setting: "--websocket_timeout",
        times: &[Millis::seconds(86_400)],
        source: source::DAPHNE,
        ..LIFETIME
    },
    Limit {
        id: "daphne-ping",
        product: "Daphne",
        setting: "--ping-interval 20, --ping-timeout 30",
        times: &[Millis::seconds(50), Millis::seconds(30)],
        source: source::DAPHNE,
        ..PING
    },
    Limit {
        id: "daphne-connect",
        product: "Daphne",
        setting: "--websocket_connect_timeout",
        times: &[Millis::seconds(5)],
        source: source::DAPHNE,
        ..HANDSHAKE
    },
    Limit {
        id: "uvicorn",
        product: "Uvicorn",
        setting: "--ws-ping-interval 20, --ws-ping-timeout 20",
        times: &[Millis::seconds(40), Millis::seconds(20)],
        ends: Ends::CloseFrame(1011),
        source: UVICORN,
        ..PING
    },
    Limit {
        id: "uvicorn-shutdown",
        product: "Uvicorn",
        setting: "at once",
        ends: Ends::CloseFrame(1012),
        source: UVICORN,
        ..RELOAD
    },
    Limit {
        id: "pywebsockets",
        product: "websockets for Python",
        setting: "ping_interval 20, ping_timeout 20",
        times: &[Millis::seconds(40), Millis::seconds(20)],
        ends: Ends::CloseFrame(1011),
        source: page(
            "websockets for Python: keepalive",
            "https://websockets.readthedocs.io/en/stable/topics/keepalive.html",
        ),
        ..PING
    },
    Limit {
        id: "hypercorn",
        product: "Hypercorn",
        setting: "websocket_ping_interval, off unless set",
        ping: Some(true),
        trust: Trust::Medium,
        source: page(
            "Hypercorn: configuration",
            "https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html",
        ),
        ..ABSENT
    },
    Limit {
        id: "gunicorn",
        product: "Gunicorn",
        setting: "--timeout, of a worker",
        times: &[Millis::seconds(30)],
        ping: Some(false),
        source: page(
            "Gunicorn: timeout",
            "https://docs.gunicorn.org/en/stable/settings.html#timeout",
        ),
        ..REQUEST
    },
    Limit {
        id: "node-http",
        product: "Node.js",
        setting: "headersTimeout; requestTimeout 300 s; keepAliveTimeout 5 s",
        times: &[Millis::seconds(60), Millis::seconds(300), Millis::seconds(5)],
        ping: Some(true),
        trust: Trust::Medium,
        source: page(
            "Node.js: HTTP server",
            "https://nodejs.org/api/http.html#serverheaderstimeout",
        ),
        ..REQUEST
    },
    Limit {
        id: "ws",
        product: "ws for Node.js",
        setting: "none",
        source: source::NODE_WS,
        ..ABSENT
    },
    Limit {
        id: "gorilla",
        product: "gorilla/websocket for Go",
        setting: "none; its example waits 60 s for a pong",
        source: page(
            "gorilla/websocket: chat example",
            "https://github.com/gorilla/websocket/blob/main/examples/chat/client.go",
        ),
        ..ABSENT
    },
    Limit {
        id: "socketio",
        product: "Socket.IO",
        setting: "pingInterval 25 s, pingTimeout 20 s",
        times: &[Millis::seconds(45), Millis::seconds(20)],
        // Its pings are messages.
        ping: Some(false),
        source: page(
            "Socket.IO: pingInterval",
            "https://socket.io/docs/v4/server-options/#pinginterval",
        ),
        ..PING
    },
    Limit {
        id: "actioncable",
        product: "Rails Action Cable",
        setting: "staleThreshold of its client; the server speaks every 3 s",
        times: &[Millis::seconds(6)],
        resets: Resets::ServerOnly,
        // Its pings are messages.
        ping: Some(false),
        source: page(
            "Rails Action Cable: its client",
            "https://github.com/rails/rails/blob/main/actioncable/app/javascript/action_cable/connection_monitor.js",
        ),
        ..PING
    },
    Limit {
        id: "phoenix",
        product: "Phoenix Channels",
        setting: "timeout of the socket",
        times: &[Millis::seconds(60)],
        resets: Resets::ClientOnly,
        source: page(
            "Phoenix: its WebSocket transport",
            "https://github.com/phoenixframework/phoenix/blob/main/lib/phoenix/transports/websocket.ex",
        ),
        ..IDLE
    },
    Limit {
        id: "signalr",
        product: "ASP.NET Core SignalR",
        setting: "ClientTimeoutInterval; HandshakeTimeout 15 s",
        times: &[Millis::seconds(30), Millis::seconds(15)],
        resets: Resets::ClientOnly,
        ping: None,
        source: page(
            "ASP.NET Core SignalR: configuration",
            "https://learn.microsoft.com/en-us/aspnet/core/signalr/configuration",
        ),
        ..IDLE
    },
    Limit {
        id: "aspnet-ws",
        product: "ASP.NET Core WebSockets",
        setting: "KeepAliveInterval",
        times: &[Millis::seconds(120)],
        kind: Kind::Interval,
        ping: Some(true),
        trust: Trust::Medium,
        source: page(
            "ASP.NET Core: WebSockets",
            "https://learn.microsoft.com/en-us/aspnet/core/fundamentals/websockets",
        ),
        ..REQUEST
    },
    Limit {
        id: "spring",
        product: "Spring",
        setting: "heartbeat of SockJS; 10 s of a STOMP client",
        times: &[Millis::seconds(25), Millis::seconds(10)],
        kind: Kind::Interval,
        ping: Some(true),
        source: page(
            "Spring: SockJS",
            "https://docs.spring.io/spring-framework/reference/web/websocket/fallback.html",
        ),
        ..REQUEST
    },
    Limit {
        id: "puma",
        product: "Puma",
        setting: "persistent_timeout; first_data_timeout 30 s",
        times: &[Millis::seconds(65), Millis::seconds(30)],
        ping: Some(false),
        source: page(
            "Puma: configuration",
            "https://github.com/puma/puma/blob/main/lib/puma/configuration.rb",
        ),
        ..REQUEST
    },
];

const UVICORN: Source = page("Uvicorn: settings", "https://www.uvicorn.org/settings/");
