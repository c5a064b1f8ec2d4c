//! What the worst text that somebody brings can cost: memory is held to a bound, whatever its length.

use std::alloc::System;

use cap::Cap;
use diagnosis::ingest::{Reader, Run};
use diagnosis::target::Target;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Beside the window of the text itself.
const MOST: usize = 384 << 10;
const WINDOW: usize = 64 * 1024;
const LENGTH: usize = 1 << 20;

const NGINX: &str = "2026/11/20 14:05:01 [error] 12#12: *3 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, request: \"GET /ws/chat?wsd=";
const CONSOLE: &str = "WebSocket connection to 'wss://chat.example.com/ws/chat' failed: Error during WebSocket handshake: Unexpected response code: 502\n";

/// A beginning, and what comes again and again after it; the number makes each another.
type Worst = (&'static str, fn(usize) -> String);

const WORST: [(&str, Worst); 12] = [
    ("a line without an end", ("", |_| "x".into())),
    ("a text in JSON without an end", ("{\"a\":\"", |_| "x".into())),
    ("a number without an end", ("{\"a\":1", |_| "1".into())),
    ("a name without an end", ("{\"", |_| "x".into())),
    ("names", ("{", |number| format!("\"name{number}\":1,"))),
    ("a list", ("{\"a\":[", |_| "\"b\",".into())),
    ("levels", ("", |_| "{\"a\":[".into())),
    (
        "headers of a HAR file",
        ("{\"log\":{\"entries\":[{\"request\":{\"headers\":[", |number| {
            format!("{{\"name\":\"x{number}\",\"value\":\"y\"}},")
        }),
    ),
    (
        "runs",
        ("", |number| format!("{NGINX}{number:08x} HTTP/1.1\", host: \"chat.example.com\"\n")),
    ),
    ("pieces", ("", |number| format!("{CONSOLE}nonsense\n{NGINX}{number} HTTP/1.1\"\n"))),
    ("a command", ("curl \\\n", |_| "-H 'a: b' \\\n".into())),
    ("a head", ("HTTP/1.1 502 Bad Gateway\n", |number| format!("x-{number}: y\n"))),
];

#[test]
fn a_text_takes_no_more_memory_than_its_window_and_a_little() {
    let target = Target::new(true, "chat.example.com", 443, "/ws/chat", "");
    for (name, (begin, next)) in WORST {
        let (mut written, mut number, mut most) = (0, 0, 0);
        let mut window = String::with_capacity(2 * WINDOW);
        window.push_str(begin);
        let before = MEMORY.allocated();
        let mut reader = Reader::new(&target, Run { trace: Some(7), minute: Some(7) }, None);
        while written < LENGTH {
            while window.len() < WINDOW {
                window.push_str(&next(number));
                number += 1;
            }
            reader.push(window.as_bytes());
            written += window.len();
            window.clear();
            most = most.max(MEMORY.allocated().saturating_sub(before));
        }
        let brought = reader.finish();
        assert!(most < MOST, "{name}: {most} bytes");
        assert!(brought.observations.len() <= 24, "{name}");
    }
    assert!(MEMORY.max_allocated() < 2 * MOST, "{} bytes at once", MEMORY.max_allocated());
}
