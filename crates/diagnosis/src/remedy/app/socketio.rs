//! Remedies for Socket.IO.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static SOCKETIO: Remedy = app(
    "Socket.IO",
    Text(
        "Set its path, the pages that may connect, a heartbeat below the smallest idle limit, and the message size, 1 MB by default",
    ),
    "js",
    " const io = new Server(server, {
+  path: '{path}',
+  cors: { origin: '{origin}', credentials: true },
+  pingInterval: 25000,
+  maxHttpBufferSize: 1e6,  // a larger message ends the connection
 });
",
    &check::STAYS,
    source::SOCKETIO,
);

pub(crate) static SOCKETIO_STICKY: Remedy = app(
    "Socket.IO",
    Text(
        "Begin with the WebSocket: without polling there is no session that another server could miss; else make the load balancer sticky",
    ),
    "js",
    "-const socket = io('{plain}');
+const socket = io('{plain}', { transports: ['websocket'] });
",
    &check::RENEWS,
    source::SOCKETIO_STICKY,
);
