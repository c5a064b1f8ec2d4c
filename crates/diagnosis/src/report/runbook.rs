//! The runbook: its five diagnosis steps for a target, and the whole as a document.

use alloc::string::String;
use alloc::vec::Vec;

use crate::target::Target;
use crate::text::Text;

/// One diagnosis step.
pub struct Step {
    /// What it does.
    pub title: Text,
    /// Why, and how to read the result.
    pub text: Text,
    /// What to paste, filled in for the target; empty if nothing.
    pub command: String,
    /// The language of the command's code fence.
    pub language: &'static str,
}

/// The five steps with this target filled in.
pub fn steps(_target: &Target) -> Vec<Step> {
    Vec::new()
}
