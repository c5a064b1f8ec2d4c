//! Faults that show by time: by silence, slowness or a later end.

use std::time::Duration;

use tokio::time::Instant;

use crate::client::{
    CLOSE, PING, Seen, Socket, assert_took, endpoint, get, get_at, handshake, lab, timed,
};

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
