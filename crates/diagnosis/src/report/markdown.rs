//! The report for a ticket, as Markdown.

use alloc::string::String;

use crate::report::Report;

/// The report as Markdown; `link` is the report link, where there is one.
pub fn markdown(_report: &Report, _link: Option<&str>) -> String {
    String::new()
}
