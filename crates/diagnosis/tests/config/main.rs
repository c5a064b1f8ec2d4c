//! Configurations are understood: which block the path selects, what is in force there, what is wrong
//! with it, and that the correction is right.

mod apache;
mod caddy;
mod haproxy;
mod nginx;
mod yaml;

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::{Bearing, Config, read};
use diagnosis::product::Product;
use diagnosis::target::Target;

/// The target of most cases: `wss://chat.example/ws/chat`.
pub(crate) fn target() -> Target {
    Target::new(true, "chat.example", 443, "/ws/chat", "")
}

/// The settings that were read, in their order.
pub(crate) fn settings(config: &Config) -> Vec<Setting> {
    config.settings().map(|(setting, _)| setting).collect()
}

/// Each remark on a line: how it bears, where, and what it says.
pub(crate) fn remarks(config: &Config) -> String {
    let mut told = String::new();
    for remark in &config.remarks {
        told += &format!("{:?}, {}: {}\n", remark.bearing, remark.lines, remark.title);
    }
    for unread in &config.unread {
        told += &format!(
            "Unread, {}: {} expected, {} found\n",
            unread.lines, unread.expected.0, unread.found
        );
    }
    told
}

/// What is read of the text that the corrections make of `text`: nothing in it may be wrong.
pub(crate) fn corrected(text: &str, target: &Target, product: Product) -> String {
    let config = read(text, target, Some(product));
    let better = config.corrected(text);
    let again = read(&better, target, Some(product));
    let wrong: Vec<_> =
        again.remarks.iter().filter(|remark| remark.bearing == Bearing::Wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?} in what was corrected:\n{better}");
    assert_eq!(again.unread, [], "{better}");
    assert!(settings(&again).contains(&Setting::UpgradePassed), "{:?}\n{better}", again.remarks);
    better
}
