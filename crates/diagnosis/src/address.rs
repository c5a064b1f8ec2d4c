//! Addresses and ports that a page must not be sent to.

use core::net::{Ipv4Addr, Ipv6Addr};

/// Whether a host as a URL parser prints it is loopback, private, link-local or only locally known.
///
/// The parser has made one spelling of them all by then: `2130706433`, `0x7f.1` and `１２７.0.0.1`
/// arrive as `127.0.0.1`. Where a public name leads to is not known to any page.
pub fn is_private(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Some(v6) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return v6.parse::<Ipv6Addr>().map_or(true, private_v6);
    }
    if let Ok(v4) = host.parse::<Ipv4Addr>() {
        return private_v4(v4);
    }
    !host.contains('.') || LOCAL_SUFFIXES.iter().any(|suffix| host.ends_with(suffix))
}

/// RFC 6761, RFC 6762 with its appendix G, RFC 8375, and what routers call their networks.
const LOCAL_SUFFIXES: [&str; 10] = [
    ".localhost",
    ".local",
    ".internal",
    ".home.arpa",
    ".lan",
    ".intranet",
    ".private",
    ".corp",
    ".home",
    ".localdomain",
];

fn private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 0 && c == 0)
}

fn private_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    let carried = match segments {
        // IPv4-compatible, IPv4-mapped, IPv4-translated (RFC 2765), and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some(v4(high, low)),
        // ISATAP (RFC 5214).
        [.., 0 | 0x200, 0x5efe, high, low] => Some(v4(high, low)),
        _ => None,
    };
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || (segments[0] & 0xfe00) == 0xfc00
        || (segments[0] & 0xffc0) == 0xfe80
        || (segments[0] & 0xffc0) == 0xfec0
        // NAT64 of a network's own (RFC 8215), and Teredo, which hides an address (RFC 4380).
        || segments[..3] == [0x64, 0xff9b, 1]
        || segments[..2] == [0x2001, 0]
        || carried.is_some_and(private_v4)
}

/// WHATWG Fetch, section "Port blocking".
pub(crate) const BLOCKED_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_known_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fd00::1]",
            "[fc00::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::808:808]",
            "[::127.0.0.1]",
            "[::ffff:0:7f00:1]",
            "[::ffff:0:a00:1]",
            "[2002:7f00:1::]",
            "[2002:c0a8:1::1]",
            "[2001:db8::5efe:a00:1]",
            "[2001:db8::200:5efe:7f00:1]",
            "[2001:0:102:304::1]",
            "[ff02::1]",
            "[fec0::1]",
            "192.0.0.8",
            "224.0.0.1",
            "localhost",
            "localhost.",
            "LOCALHOST",
            "a.localhost",
            "printer.local",
            "printer.local.",
            "db.internal",
            "intranet",
            "wiki.intranet",
            "nas.home",
            "dc.corp",
            "router.home.arpa",
            "host.localdomain",
            "local",
            "",
            "[bad",
        ] {
            assert!(is_private(host), "{host} is private");
        }
        for host in [
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "example.com",
            "local.example.com",
            "localhost.example.com",
            "notlocal.example",
            "chat.example.com.",
            // Names lead where their owners say: this one to 127.0.0.1.
            "127.0.0.1.nip.io",
            "192.0.2.1",
            "[2606:4700::1]",
            "[::ffff:808:808]",
            "[2002:808:808::1]",
            "[2606:4700::5efe:808:808]",
        ] {
            assert!(!is_private(host), "{host} is public");
        }
    }
}
