//! The run's clock: the one that also stamps the browser's events.

use diagnosis::time::Millis;

use super::page::window;

/// A clock that began with a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    origin: f64,
    wall: f64,
}

impl Clock {
    /// A clock that begins now.
    pub fn start() -> Clock {
        Clock { origin: monotonic(), wall: js_sys::Date::now() }
    }

    /// When it began, in milliseconds since 1970 by the clock that stamps a worker's events as well.
    pub fn began(self) -> f64 {
        performance().time_origin() + self.origin
    }

    /// Now.
    pub fn now(self) -> Millis {
        self.at(monotonic())
    }

    /// The time of an event with this `timeStamp`, in whole milliseconds.
    pub fn at(self, stamp: f64) -> Millis {
        // A cast saturates: an event from before the start counts as at the start.
        Millis((stamp - self.origin).round() as u32)
    }

    /// How far the wall clock has run away from this one: the device slept, or was set.
    pub fn drift(self) -> Millis {
        let wall = js_sys::Date::now() - self.wall;
        let own = monotonic() - self.origin;
        Millis((wall - own).abs().round() as u32)
    }
}

/// Minutes since 1970-01-01 UTC.
pub fn minute() -> u32 {
    (js_sys::Date::now() / 60_000.0) as u32
}

fn monotonic() -> f64 {
    performance().now()
}

fn performance() -> web_sys::Performance {
    window().performance().expect("every browser that runs this page has it")
}
