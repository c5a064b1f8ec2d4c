//! Any text as a configuration of each program: read or left, each remark about lines that are there,
//! and what is corrected is read again.
#![no_main]

use diagnosis::evidence::{Probe, Source};
use diagnosis::ingest::config::{read, recognise};
use diagnosis::product::Product;
use diagnosis::target::Target;
use libfuzzer_sys::fuzz_target;

const PRODUCTS: [Product; 7] = [
    Product::Nginx,
    Product::Haproxy,
    Product::Apache,
    Product::Caddy,
    Product::Traefik,
    Product::Envoy,
    Product::IngressNginx,
];

fuzz_target!(|text: &str| {
    let target = Target::new(true, "chat.example", 443, "/socket.io/", "token=1");
    let lines = text.split('\n').count();
    // As what it looks like; what looks like nothing as any.
    let products = recognise(text).map_or(PRODUCTS.to_vec(), |product| vec![product]);
    for product in products {
        let config = read(text, &target, Some(product));
        assert!(config.unread.len() <= 21 && config.observations.len() <= 40);
        for seen in &config.observations {
            assert_eq!((seen.probe, seen.source), (Probe::Config, Source::Pasted));
        }
        for remark in &config.remarks {
            assert!(1 <= remark.lines.first && remark.lines.first <= remark.lines.last);
            assert!(remark.lines.last <= lines, "{} of {lines}", remark.lines);
        }
        let better = config.corrected(text);
        let _ = read(&better, &target, Some(product));
    }
});
