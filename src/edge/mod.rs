//! The browser: the only place that names its types.
//!
//! Everything here is owned: a socket, a request or a listener ends when its value is dropped.

pub mod clock;

pub mod socket;

pub mod worker;

pub mod fetch;

pub mod url;

pub mod page;

pub mod place;

mod plain;

pub mod deployment;

mod later;

pub mod language;

pub mod runner;

pub mod turn;

pub mod teller;

pub mod hands;

use std::rc::Rc;

use diagnosis::session::Input;
use diagnosis::time::Millis;

/// Takes what happened, and when.
pub type Tell = Rc<dyn Fn(Millis, Input)>;
