//! How fast large files are read, beside `grep -E` over the same file, and the memory that it takes:
//! `cargo bench --package diagnosis --bench ingest`.
//!
//! The files are written once, below the system's directory for temporary files, and taken away.

use std::alloc::System;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use cap::Cap;
use diagnosis::ingest::{Brought, Reader, Run};
use diagnosis::target::Target;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const MB: usize = 1_000_000;
const WINDOW: usize = 64 * 1024;
const RUNS: usize = 5;
/// What the readers of logs look for, as somebody would ask grep for it.
const PATTERN: &str = "connect\\(\\) failed|no live upstreams|upstream (timed out|prematurely closed|sent)|limiting (requests|connections)|could not be resolved|SSL_do_handshake|recv\\(\\) failed";
/// The same of a HAR file.
const HAR_PATTERN: &str =
    "\"url\": ?\"wss?://[^\"]*\"|\"status\": ?[0-9]+|_webSocketMessages|_error";

fn main() {
    println!("| file | MB | MB/s | grep -E, MB/s | memory, kB | found |");
    println!("|---|---|---|---|---|---|");
    row("nginx error log", 100, PATTERN, &nginx);
    row("nginx error log, all about the target", 100, PATTERN, &|number| nginx(number * 40));
    row("access log", 100, "/ws/chat[^\"]*\" (101|4[0-9]+|5[0-9]+)", &access);
    row("HAR file", 50, HAR_PATTERN, &har);
    row("HAR file, without bodies", 50, HAR_PATTERN, &small);
    row("text of no known kind", 50, PATTERN, &|_| {
        "it was the best of times, it was the worst of times\n".into()
    });
}

/// One file: written, read, searched, taken away.
fn row(name: &str, size: usize, pattern: &str, piece: &dyn Fn(usize) -> String) {
    let path = std::env::temp_dir().join(format!("ws-doctor-bench-{}", std::process::id()));
    let bytes = write(&path, size * MB, name.starts_with("HAR"), piece);
    let target = Target::new(true, "chat.example.com", 443, "/ws/chat", "");
    let before = MEMORY.allocated();
    let (took, brought) = best(|| read(&path, &target));
    let memory = MEMORY.max_allocated().saturating_sub(before) / 1024;
    let (grepped, _) = best(|| grep(&path, pattern));
    let speed = |took: Duration| bytes as f64 / MB as f64 / took.as_secs_f64();
    println!(
        "| {name} | {} | {:.0} | {:.0} | {memory} | {} |",
        bytes / MB,
        speed(took),
        speed(grepped),
        brought.observations.len()
    );
    std::fs::remove_file(path).expect("it was written just now");
}

fn best<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let timed = (0..RUNS).map(|_| {
        let began = Instant::now();
        let made = run();
        (began.elapsed(), made)
    });
    timed.min_by_key(|(took, _)| *took).expect("it ran")
}

fn read(path: &Path, target: &Target) -> Brought {
    let mut file = File::open(path).expect("it was written");
    let mut reader = Reader::new(target, Run::default(), None);
    let mut window = vec![0; WINDOW];
    loop {
        match file.read(&mut window).expect("it can be read") {
            0 => return reader.finish(),
            read => reader.push(&window[..read]),
        }
    }
}

fn grep(path: &PathBuf, pattern: &str) {
    // In the C locale, which is how grep is fastest.
    let done =
        Command::new("grep").env("LC_ALL", "C").args(["-E", "-c", pattern]).arg(path).output();
    done.expect("grep is there");
}

fn write(path: &Path, size: usize, har: bool, piece: &dyn Fn(usize) -> String) -> usize {
    let mut file = BufWriter::new(File::create(path).expect("there is room"));
    let mut written = 0;
    let mut put = |text: &str| {
        file.write_all(text.as_bytes()).expect("there is room");
        written += text.len();
        written
    };
    if har {
        put(
            "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"WebInspector\"},\"entries\":[\n",
        );
    }
    for number in 0.. {
        let text = piece(number);
        let sep = if har && number > 0 { ",\n" } else { "" };
        if put(&[sep, &text].concat()) >= size {
            break;
        }
    }
    if har {
        put("]}}\n");
    }
    written
}

/// Of forty lines one is about the target; of the others some are about another path, some about files.
fn nginx(number: usize) -> String {
    let (path, message) = match number % 40 {
        0 => (
            "/ws/chat",
            "upstream prematurely closed connection while reading response header from upstream",
        ),
        1..20 => (
            "/api/items",
            "connect() failed (111: Connection refused) while connecting to upstream",
        ),
        _ => (
            "/favicon.ico",
            "open() \"/usr/share/nginx/html/favicon.ico\" failed (2: No such file or directory)",
        ),
    };
    format!(
        "2026/11/20 14:{:02}:{:02} [error] 12#12: *{number} {message}, client: 192.0.2.{}, server: chat.example.com, request: \"GET {path} HTTP/1.1\", upstream: \"http://127.0.0.1:8000{path}\", host: \"chat.example.com\"\n",
        number / 60 % 60,
        number % 60,
        number % 250,
    )
}

fn access(number: usize) -> String {
    let (path, status) =
        if number.is_multiple_of(40) { ("/ws/chat", 426) } else { ("/assets/app.js", 200) };
    format!(
        "192.0.2.{} - - [20/Nov/2026:14:{:02}:{:02} +0000] \"GET {path}?v={number} HTTP/1.1\" {status} 5312 \"https://chat.example.com/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0\"\n",
        number % 250,
        number / 60 % 60,
        number % 60,
    )
}

/// An entry with a body of 40 kB, as most of a HAR file is.
fn har(number: usize) -> String {
    entry(number, &"<p>some words of a page, \\\"quoted\\\"</p>\\n".repeat(1000))
}

fn small(number: usize) -> String {
    entry(number, "")
}

fn entry(number: usize, body: &str) -> String {
    let (url, status) = match number % 20 {
        0 => ("wss://chat.example.com/ws/chat", 502),
        _ => ("https://chat.example.com/assets/app.js", 200),
    };
    let header =
        |name: &str| format!("{{\"name\":\"{name}\",\"value\":\"text/html; charset=utf-8\"}}");
    let headers = ["accept", "accept-language", "cache-control", "content-type", "etag", "server"]
        .map(header)
        .join(",");
    format!(
        "{{\"_priority\":\"High\",\"_resourceType\":\"script\",\"cache\":{{}},\"request\":{{\"method\":\"GET\",\"url\":\"{url}\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[{headers}],\"queryString\":[],\"cookies\":[],\"headersSize\":512,\"bodySize\":0}},\"response\":{{\"status\":{status},\"statusText\":\"\",\"httpVersion\":\"HTTP/1.1\",\"headers\":[{headers}],\"cookies\":[],\"content\":{{\"size\":40000,\"mimeType\":\"text/html\",\"text\":\"{body}\"}},\"redirectURL\":\"\",\"headersSize\":-1,\"bodySize\":-1}},\"serverIPAddress\":\"192.0.2.1\",\"startedDateTime\":\"2026-11-20T14:05:01.123Z\",\"time\":12.5,\"timings\":{{\"blocked\":1.2,\"dns\":-1,\"ssl\":-1,\"connect\":-1,\"send\":0.1,\"wait\":10.1,\"receive\":1.1}}}}"
    )
}
