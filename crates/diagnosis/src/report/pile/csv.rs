//! Rows as CSV: RFC 4180, and nothing that a spreadsheet would take for a formula.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Row;
use crate::cause::Side;
use crate::diagnose::Confidence;
use crate::report::describe::browser;
use crate::time::iso;

const HEADER: [&str; 12] = [
    "when",
    "verdict",
    "side",
    "cause",
    "confidence",
    "host",
    "browser",
    "page",
    "products",
    "code",
    "times",
    "link",
];

/// The rows as CSV, in their order. `before` stands in front of each link: the address of the page
/// that shows it, up to `#r=`.
pub fn csv(rows: &[&Row], before: &str) -> String {
    let mut text = String::new();
    line(&HEADER.map(String::from), &mut text);
    for row in rows {
        line(&cells(row, before), &mut text);
    }
    text
}

fn cells(row: &Row, before: &str) -> [String; HEADER.len()] {
    let products: Vec<&str> = row.products.iter().map(|product| product.name()).collect();
    [
        if row.minute == 0 { String::new() } else { iso(row.minute) },
        row.verdict.id().to_string(),
        row.side.map(Side::id).unwrap_or_default().to_string(),
        row.cause.to_string(),
        row.confidence.map(Confidence::id).unwrap_or_default().to_string(),
        row.host.clone(),
        browser(row.agent),
        row.page().0.to_string(),
        products.join(", "),
        row.code.clone(),
        row.times.to_string(),
        [before, &row.link].concat(),
    ]
}

fn line(cells: &[String], text: &mut String) {
    for (place, written) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        cell(written, text);
    }
    text.push_str("\r\n");
}

fn cell(written: &str, text: &mut String) {
    let formula = written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let quoted = formula || written.contains([',', '"', '\r', '\n']);
    if quoted {
        text.push('"');
    }
    if formula {
        text.push('\'');
    }
    for part in written.split_inclusive('"') {
        text.push_str(part);
        if part.ends_with('"') {
            text.push('"');
        }
    }
    if quoted {
        text.push('"');
    }
}
