//! Real software with limits of silence and of age, against what was measured of it.

use std::time::Duration;

use lab::find;
use tokio::time::{Instant, interval};

use crate::client::{
    CLOSE, ECHO, PING, PONG, Seen, Socket, assert_took, endpoint, get, get_at, is_barred, lab,
};

/// Together, because they only wait, and a machine with few cores runs few tests at once.
#[tokio::test]
async fn real_software_ends_what_is_silent() {
    tokio::join!(
        assert_idle("nginx-idle-3s", 3.0),
        assert_idle("haproxy-idle-3s", 3.0),
        assert_idle("haproxy-client-idle-3s", 3.0),
        assert_idle("apache-idle-3s", 3.0),
        assert_idle("varnish-pipe-3s", 3.0),
        assert_idle("caddy-read-timeout-3s", 3.0),
        caddy_ends_what_only_the_client_says(),
        node_says_goodbye_to_the_silent(),
    );
}

#[tokio::test]
async fn real_software_keeps_what_only_seems_limited() {
    tokio::join!(
        assert_patient("apache-proxypass-timeout"),
        assert_patient("daphne-channels"),
        pings_of_uvicorn_mask_the_limit_of_nginx(),
    );
}

#[tokio::test]
async fn real_software_ends_the_busy_too() {
    tokio::join!(daphne_ends_by_age(), a_reload_ends_all_at_one_instant());
}

/// Asserts that a socket which spoke after a second is closed after that much silence.
async fn assert_idle(name: &str, limit: f64) {
    let lab = lab(name).await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.is_silent_for(Duration::from_secs(1)).await;
    // From before the last byte, since on a busy machine it is noticed late.
    let speaking = Instant::now();
    socket.echo().await;
    assert_eq!(socket.end().await, Seen::Fin, "{name}");
    assert_took(speaking.elapsed(), limit);
    lab.end().await;
}

/// Asserts that a socket outlives a silence of more than 3 s.
async fn assert_patient(name: &str) {
    let lab = lab(name).await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.is_silent_for(Duration::from_secs(4)).await;
    socket.echo().await;
    lab.end().await;
}

async fn caddy_ends_what_only_the_client_says() {
    let (caddy, nginx) = tokio::join!(lab("caddy-read-timeout-3s"), lab("nginx-idle-3s"));
    let opening = Instant::now();
    let (mut ended, mut held) =
        tokio::join!(Socket::open(endpoint(&caddy)), Socket::open(endpoint(&nginx)));
    let saying = async {
        for _ in 0..4 {
            held.send(PONG).await;
            held.is_silent_for(Duration::from_secs(1)).await;
        }
        held.echo().await;
    };
    let ending = async { (end_though_said(&mut ended).await, opening.elapsed()) };
    let ((end, age), ()) = tokio::join!(ending, saying);
    assert_eq!(end, Seen::Fin);
    assert_took(age, 3.0);
    caddy.end().await;
    nginx.end().await;
}

/// What ends a socket on which the client alone goes on speaking.
async fn end_though_said(socket: &mut Socket) -> Seen {
    loop {
        socket.send(PONG).await;
        match socket.next(Duration::from_millis(500)).await {
            Seen::Silence if socket.opened.elapsed() < Duration::from_secs(5) => {}
            end => return end,
        }
    }
}

async fn node_says_goodbye_to_the_silent() {
    let lab = lab("node-ws-idle-close").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.is_silent_for(Duration::from_secs(1)).await;
    let speaking = Instant::now();
    socket.echo().await;
    let goodbye = b"\x88\x0e\x11\x38idle for 3 s";
    assert_eq!(socket.frame().await, goodbye, "code 4408, and the reason");
    assert_took(speaking.elapsed(), 3.0);
    lab.end().await;
}

async fn pings_of_uvicorn_mask_the_limit_of_nginx() {
    let lab = lab("uvicorn-pings").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    for _ in 0..4 {
        let ping = socket.frame().await;
        assert_eq!(ping[..2], [0x89, 4], "a ping with a payload of four bytes");
        socket.send(&[&[0x8a, 0x84, 0, 0, 0, 0], &ping[2..]].concat()).await;
    }
    assert!(socket.opened.elapsed() > Duration::from_secs(3));
    socket.echo().await;
    lab.end().await;
}

/// It looks at the ages each 2 s.
async fn daphne_ends_by_age() {
    let lab = lab("daphne-max-age-3s").await;
    let opening = Instant::now();
    let (mut silent, mut busy) =
        tokio::join!(Socket::open(endpoint(&lab)), Socket::open(endpoint(&lab)));
    let mut pace = interval(Duration::from_millis(200));
    let talking = async {
        loop {
            pace.tick().await;
            busy.send(PING).await;
            match busy.frame().await {
                echo if echo == ECHO => {}
                close => return (close, opening.elapsed()),
            }
        }
    };
    let waiting = async { (silent.frame().await, opening.elapsed()) };
    let ((end, age), (busy_end, busy_age)) = tokio::join!(waiting, talking);
    for (end, age) in [(end, age), (busy_end, busy_age)] {
        assert_eq!(end, b"\x88\x02\x03\xe8", "code 1000");
        assert!((3.0..6.0).contains(&age.as_secs_f64()), "{age:?}");
    }
    lab.end().await;
}

/// Twice, because each visitor is to meet it.
async fn a_reload_ends_all_at_one_instant() {
    let lab = lab("nginx-reload").await;
    for _ in 0..2 {
        let mut older = Socket::open(endpoint(&lab)).await;
        older.is_silent_for(Duration::from_millis(600)).await;
        let opening = Instant::now();
        let mut younger = Socket::open(endpoint(&lab)).await;
        let (one, other) = tokio::join!(end_at(&mut older), end_at(&mut younger));
        assert_eq!((one.0, other.0), (Seen::Fin, Seen::Fin));
        let apart = (one.1 - other.1).max(other.1 - one.1);
        assert!(apart < Duration::from_millis(300), "they were opened 600 ms apart: {apart:?}");
        assert_took(opening.elapsed(), 2.5);
    }
    lab.end().await;
}

/// What ends a socket, and when.
async fn end_at(socket: &mut Socket) -> (Seen, Instant) {
    (socket.end().await, Instant::now())
}

#[tokio::test]
async fn a_nat_forgets_the_silent_and_keeps_the_busy() {
    let scenario = find("netns-silent-drop").expect("it is registered");
    if is_barred(scenario) {
        return;
    }
    let lab = lab(scenario.name).await;
    let url = endpoint(&lab);
    assert_eq!([get(url).await, get_at(url, "/").await].map(|seen| seen.status()), [426, 200]);
    let (mut silent, mut busy) = tokio::join!(Socket::open(url), Socket::open(url));
    let forgetting = async {
        silent.echo().await;
        silent.is_silent_for(Duration::from_millis(2500)).await;
        silent.send(PING).await;
        silent.is_silent_for(Duration::from_secs(2)).await;
        silent.send(CLOSE).await;
        silent.is_silent_for(Duration::from_secs(1)).await;
    };
    let remembering = async {
        for _ in 0..10 {
            busy.echo().await;
            busy.is_silent_for(Duration::from_millis(500)).await;
        }
    };
    tokio::join!(forgetting, remembering);
    lab.end().await;
}
