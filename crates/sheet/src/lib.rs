//! What a report looks like: evidence in, neutral markup out.
//!
//! The page shows the markup and knows nothing of causes; this knows all causes and nothing of a
//! browser. It is a program of its own, so that a visitor who only opens the page does not load the
//! runbook. Markup holds no HTML: elements, attributes of a fixed choice, and text nodes, so that
//! nothing from a link, a paste or a server can become more than text.
#![forbid(unsafe_code)]

pub mod exchange;

pub mod markup;

pub mod reader;

pub mod saying;

pub mod wire;

pub mod sheet;

pub mod brought;

mod percent;

mod desk;

mod view;
