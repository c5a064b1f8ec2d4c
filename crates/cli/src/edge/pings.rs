//! A long wait on an open socket that pings by the protocol: no browser can, and no application is told.

use std::time::Duration;

use diagnosis::evidence::{Close, Line, Wait, WaitEnd};
use diagnosis::time::Millis;
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::edge::clock::Clock;
use crate::edge::socket::{Ask, talk};
use crate::edge::tls::Tls;

/// Opens a socket, pings each `interval`, and waits until it is dropped or `lasts` is over.
///
/// # Errors
/// What a browser's console would say where it does not open.
pub(crate) async fn watch(
    ask: &Ask,
    tls: &Tls,
    clock: Clock,
    interval: Millis,
    lasts: Millis,
) -> Result<Wait, Line> {
    let mut socket = talk(ask, tls).await?;
    let opened = clock.now();
    let mut kept =
        Kept { opened, heard: opened, said: opened, spanned: Millis::ZERO, gap: Millis::ZERO };
    let (mut sent, mut received) = (0, 0);
    let over = sleep(span(lasts));
    tokio::pin!(over);
    let mut ticks = interval_at(Instant::now() + span(interval), span(interval));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = loop {
        tokio::select! {
            // A flood must not keep a deadline from being met.
            biased;
            () = &mut over => break WaitEnd::Survived,
            _ = ticks.tick() => {
                kept.said = clock.now();
                sent += 1;
                // What can't be sent any more ends in what is read.
                let _ = socket.send(Message::Ping(Bytes::new())).await;
            }
            item = socket.next() => match item {
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(1005, |frame| frame.code.into());
                    break WaitEnd::Dropped(Close { code, clean: true, error: false });
                }
                Some(Ok(_)) => {
                    kept.hear(clock.now());
                    received += 1;
                }
                Some(Err(_)) | None => {
                    break WaitEnd::Dropped(Close { code: 1006, clean: false, error: false });
                }
            },
        }
    };
    let at = clock.now();
    if end == WaitEnd::Survived {
        // Nobody waits for the answer.
        let _ = socket.close(None).await;
    }
    Ok(Wait {
        age: at - kept.opened,
        unheard: at - kept.heard,
        unsaid: at - kept.said,
        spanned: kept.spanned,
        gap: kept.gap,
        interval: Some(interval),
        sent,
        received,
        end,
    })
}

/// What was heard and said so far.
struct Kept {
    opened: Millis,
    heard: Millis,
    said: Millis,
    spanned: Millis,
    gap: Millis,
}

impl Kept {
    fn hear(&mut self, at: Millis) {
        self.spanned = self.spanned.max(at - self.heard.max(self.said));
        self.gap = self.gap.max(at - self.heard);
        self.heard = at;
    }
}

fn span(time: Millis) -> Duration {
    Duration::from_millis(time.0.into())
}
