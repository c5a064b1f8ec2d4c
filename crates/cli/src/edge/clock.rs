//! The run's clock.

use std::time::{Instant, SystemTime};

use diagnosis::time::Millis;

/// A clock that began with a run.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    wall: SystemTime,
}

impl Clock {
    /// A clock that begins now.
    pub(crate) fn start() -> Clock {
        Clock { began: Instant::now(), wall: SystemTime::now() }
    }

    /// Now.
    pub(crate) fn now(self) -> Millis {
        millis(self.began.elapsed())
    }

    /// When that time comes.
    pub(crate) fn instant(self, at: Millis) -> tokio::time::Instant {
        (self.began + std::time::Duration::from_millis(at.0.into())).into()
    }

    /// How far the wall clock has run away from this one: the machine slept, or was set.
    pub(crate) fn drift(self) -> Millis {
        let (wall, own) = (SystemTime::now().duration_since(self.wall), self.began.elapsed());
        match wall {
            Ok(wall) => millis(wall.abs_diff(own)),
            Err(back) => millis(back.duration() + own),
        }
    }

    /// Minutes since 1970-01-01 UTC at the start.
    pub(crate) fn minute(self) -> u32 {
        let since = self.wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        u32::try_from(since.as_secs() / 60).unwrap_or(0)
    }
}

fn millis(span: std::time::Duration) -> Millis {
    Millis(u32::try_from(span.as_millis()).unwrap_or(u32::MAX))
}
