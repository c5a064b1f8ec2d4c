//! What a browser's processes hold in memory, by Linux's own count.

use std::collections::HashMap;
use std::fs;

use anyhow::{Context, Result};

use crate::browser::Browser;

/// In MiB: what all of its processes hold now, and the sum of the most that each has held.
///
/// What they share is counted for each, so that only differences say something.
pub(crate) fn memory(browser: &Browser) -> Result<(f64, f64)> {
    let driver = browser.driver.id().context("its driver runs")?;
    let parents: HashMap<u32, u32> = fs::read_dir("/proc")?
        .filter_map(|entry| {
            let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
            Some((id, field(id, "PPid:")?))
        })
        .collect();
    let is_own = |mut id: u32| {
        while let Some(parent) = parents.get(&id) {
            if *parent == driver {
                return true;
            }
            id = *parent;
        }
        false
    };
    let sum = |name| {
        let own = parents.keys().filter(|id| is_own(**id));
        own.filter_map(|id| field(*id, name)).map(|kib| f64::from(kib) / 1024.0).sum()
    };
    Ok((sum("VmRSS:"), sum("VmHWM:")))
}

/// A number of a process, unless it has ended by now.
fn field(id: u32, name: &str) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
