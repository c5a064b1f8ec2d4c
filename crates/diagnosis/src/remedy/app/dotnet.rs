//! Remedies for ASP.NET Core and SignalR.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static ASPNET: Remedy = app(
    "ASP.NET Core",
    Text("Let it take upgrades, from these pages, and beat every 25 s; the default is two minutes"),
    "csharp",
    "app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(25), AllowedOrigins = { \"{origin}\" } });
",
    &check::STAYS,
    source::ASPNET,
);

pub(crate) static SIGNALR: Remedy = app(
    "SignalR",
    Text("Keep its heartbeat below the smallest idle limit, and set the message size, 32 kB by default"),
    "csharp",
    "builder.Services.AddSignalR(hub => { hub.KeepAliveInterval = TimeSpan.FromSeconds(15); hub.MaximumReceiveMessageSize = 1 << 20; });
",
    &check::STAYS,
    source::SIGNALR,
);

pub(crate) static SIGNALR_STICKY: Remedy = app(
    "SignalR",
    Text(
        "Begin with the WebSocket: without a negotiation there is no session that another server could miss; else make the load balancer sticky",
    ),
    "js",
    "const chat = new signalR.HubConnectionBuilder()
  .withUrl('{plain}', { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets })
  .withAutomaticReconnect()
  .build();
",
    &check::RENEWS,
    source::SIGNALR_STICKY,
);
