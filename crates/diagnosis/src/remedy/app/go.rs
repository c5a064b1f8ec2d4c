//! Remedies for Go with gorilla/websocket.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static GO: Remedy = app(
    "Go gorilla",
    Text("Name the pages that may connect, and the subprotocols that it speaks"),
    "go",
    " upgrader := websocket.Upgrader{
+    CheckOrigin:  func(r *http.Request) bool { return r.Header.Get(\"Origin\") == \"{origin}\" },
+    Subprotocols: []string{\"chat.v1\"},
 }
",
    &check::ORIGINS,
    source::GORILLA,
);

pub(crate) static GO_BEAT: Remedy = app(
    "Go gorilla",
    Text("Send a ping every 25 s, and give a silent client up after a minute"),
    "go",
    "alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(time.Minute)) }
alive(\"\")
conn.SetPongHandler(alive)  // while another goroutine reads
for range time.Tick(25 * time.Second) {
    if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second)) != nil {
        return
    }
}
",
    &check::STAYS,
    source::GORILLA_CHAT,
);
