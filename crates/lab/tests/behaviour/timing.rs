//! Faults that show by time: by silence, slowness or a later end.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::client::{
    CLOSE, ECHO, PING, Seen, Socket, assert_took, endpoint, get, get_at, handshake, lab, timed,
};

/// What a server with a beat says.
const BEAT: &[u8] = b"\x81\x04beat";

/// Together, because they only wait, and a machine with few cores runs few tests at once.
#[tokio::test]
async fn faults_of_time_show_when_they_should() {
    tokio::join!(
        hanging_paths_stay_silent_and_their_root_answers(),
        slow_answers_take_their_time(),
        idle_close_ends_what_was_silent_for_3_s(),
        lifetime_close_ends_busy_sockets_at_3_s(),
        deaf_after_101_answers_no_frame(),
        silent_drop_forgets_after_2_s_and_says_nothing(),
        one_way_idle_ends_what_only_the_client_uses(),
        idle_client_only_ends_what_only_the_server_uses(),
        server_beat_masks_keeps_a_silent_client(),
        heartbeat_too_slow_is_slower_than_its_limit(),
        restarts_end_all_sockets_at_one_instant(),
        closes_come_when_named(),
    );
}

async fn hanging_paths_stay_silent_and_their_root_answers() {
    let (hang, host) = (lab("hang").await, lab("silent-host").await);
    let (first, second, third, fourth, root) = tokio::join!(
        handshake(endpoint(&hang)),
        handshake(endpoint(&host)),
        get(endpoint(&hang)),
        get_at(endpoint(&host), "/"),
        get_at(endpoint(&hang), "/")
    );
    assert_eq!([first, second, third, fourth], [const { Seen::Silence }; 4]);
    assert_eq!(root.status(), 200);
}

async fn slow_answers_take_their_time() {
    for (name, status, seconds, root) in
        [("answer-504", 504, 2.0, 0.0), ("answer-503", 503, 3.0, 3.0)]
    {
        let lab = lab(name).await;
        let url = endpoint(&lab);
        let (handshake, get, root_answer) =
            tokio::join!(timed(handshake(url)), timed(get(url)), timed(get_at(url, "/")));
        for (seen, took) in [handshake, get] {
            assert_eq!(seen.status(), status, "{name}");
            assert_took(took, seconds);
        }
        assert_took(root_answer.1, root);
    }
}

#[tokio::test]
async fn close_after_101_ends_without_a_close_frame() {
    let lab = lab("close-after-101").await;
    assert_eq!(Socket::open(endpoint(&lab)).await.end().await, Seen::Fin);
    assert_eq!(get(endpoint(&lab)).await.status(), 426);
}

async fn idle_close_ends_what_was_silent_for_3_s() {
    let lab = lab("idle-close").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.is_silent_for(Duration::from_secs(1)).await;
    socket.echo().await;
    let traffic = Instant::now();
    assert_eq!(socket.end().await, Seen::Fin);
    assert_took(traffic.elapsed(), 3.0);
}

async fn one_way_idle_ends_what_only_the_client_uses() {
    let lab = lab("one-way-idle").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    for _ in 0..2 {
        socket.send(PING).await;
        socket.is_silent_for(Duration::from_secs(1)).await;
    }
    assert_eq!(socket.end().await, Seen::Fin);
    assert_took(socket.opened.elapsed(), 3.0);
}

async fn idle_client_only_ends_what_only_the_server_uses() {
    let lab = lab("idle-client-only").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.is_silent_for(Duration::from_millis(500)).await;
    socket.send(PING).await;
    let said = Instant::now();
    socket.expect(ECHO).await;
    for _ in 0..3 {
        socket.expect(BEAT).await;
    }
    let end = timeout(Duration::from_secs(2), socket.end()).await;
    assert_eq!(end.expect("the limit ends it"), Seen::Fin);
    assert_took(said.elapsed(), 3.0);
}

async fn server_beat_masks_keeps_a_silent_client() {
    let lab = lab("server-beat-masks").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    for _ in 0..4 {
        socket.expect(b"\x89\0").await;
    }
    assert!(socket.opened.elapsed() > Duration::from_secs(3));
    socket.echo().await;
}

async fn heartbeat_too_slow_is_slower_than_its_limit() {
    let lab = lab("heartbeat-too-slow").await;
    let running = &lab.running()[0];
    assert!(
        running.heartbeat > 3 && running.idle_limit > 2 * running.heartbeat,
        "{}",
        running.name
    );
    let mut socket = Socket::open(endpoint(&lab)).await;
    assert_eq!(socket.end().await, Seen::Fin);
    assert_took(socket.opened.elapsed(), 3.0);
}

async fn restarts_end_all_sockets_at_one_instant() {
    for (name, close) in [("restart-all", None), ("going-away", Some(&b"\x03\xf4restarting"[..]))] {
        let lab = lab(name).await;
        let mut ends = Vec::new();
        let mut first = Socket::open(endpoint(&lab)).await;
        first.is_silent_for(Duration::from_secs(1)).await;
        let mut second = Socket::open(endpoint(&lab)).await;
        second.echo().await;
        assert_eq!(get(endpoint(&lab)).await.status(), 426);
        let end = async |socket: &mut Socket| {
            match close {
                Some(payload) => drop(socket.expect_close(payload).await),
                None => assert_eq!(socket.end().await, Seen::Fin, "{name}"),
            }
            Instant::now()
        };
        ends.extend(<[Instant; 2]>::from(tokio::join!(end(&mut first), end(&mut second))));
        assert_took(ends[0] - first.opened, 4.0);
        assert_took(ends[1] - second.opened, 3.0);
        let mut third = Socket::open(endpoint(&lab)).await;
        third.echo().await;
    }
}

async fn closes_come_when_named() {
    for (name, seconds) in [("closes-4401", 0.2), ("closes-1011-later", 2.0)] {
        let lab = lab(name).await;
        let mut socket = Socket::open(endpoint(&lab)).await;
        socket.expect_close(b"").await;
        assert_took(socket.opened.elapsed(), seconds);
    }
}

async fn lifetime_close_ends_busy_sockets_at_3_s() {
    let lab = lab("lifetime-close").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    for _ in 0..2 {
        socket.is_silent_for(Duration::from_secs(1)).await;
        socket.echo().await;
    }
    assert_eq!(socket.end().await, Seen::Fin);
    assert_took(socket.opened.elapsed(), 3.0);
}

async fn deaf_after_101_answers_no_frame() {
    let lab = lab("deaf-after-101").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.send(PING).await;
    socket.send(CLOSE).await;
    socket.is_silent_for(Duration::from_secs(1)).await;
}

async fn silent_drop_forgets_after_2_s_and_says_nothing() {
    let lab = lab("silent-drop").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.is_silent_for(Duration::from_secs(1)).await;
    socket.echo().await;
    socket.is_silent_for(Duration::from_millis(2500)).await;
    socket.send(PING).await;
    socket.is_silent_for(Duration::from_secs(1)).await;
}
