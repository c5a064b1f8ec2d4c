//! Readers of text that people paste: text in, observations with [`crate::evidence::Source::Pasted`] out.
//!
//! What can't be read is counted and said, and nothing is guessed from it.

pub mod config;
pub mod console;
