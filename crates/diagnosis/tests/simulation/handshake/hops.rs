//! The hops before an application, and the ways around them.

use diagnosis::evidence;

use crate::handshake::software::Software;
use crate::random::Random;

#[derive(Clone, Debug)]
pub(crate) struct Hop {
    pub(crate) place: evidence::Hop,
    pub(crate) software: Software,
    /// From here to the next station and back.
    pub(crate) onward: u64,
    /// How long it waits for an answer.
    pub(crate) patience: u64,
    /// Pages of another origin may read its error pages, if they may read anything.
    pub(crate) allows: bool,
}

/// A way around some hops.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) behind: evidence::Hop,
    /// The station that it leads to.
    pub(crate) enters: usize,
    pub(crate) secure: bool,
    pub(crate) trouble: Option<Trouble>,
}

/// What keeps a way around from being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is a local address, which the browser keeps this page from.
    Local,
    Refuses,
    Certificate,
}

/// From the outside, up to three.
pub(super) fn hops(random: &mut Random) -> Vec<Hop> {
    let places =
        [(evidence::Hop::Cdn, 30), (evidence::Hop::LoadBalancer, 35), (evidence::Hop::Proxy, 75)];
    let there: Vec<evidence::Hop> =
        places.into_iter().filter(|(_, share)| random.chance(*share)).map(|(hop, _)| hop).collect();
    let last = there.len().saturating_sub(1);
    let hops = there.into_iter().enumerate();
    hops.map(|(at, place)| Hop::new(place, at == last, random)).collect()
}

impl Hop {
    pub(super) fn new(place: evidence::Hop, last: bool, random: &mut Random) -> Hop {
        use Software::{
            Alb, Apache, Caddy, CloudFront, Cloudflare, Envoy, Haproxy, Iis, Nginx, Plain, Varnish,
        };
        let software = match place {
            evidence::Hop::Cdn => random.pick(&[Cloudflare, Cloudflare, CloudFront]),
            evidence::Hop::LoadBalancer => random.pick(&[Alb, Haproxy, Envoy, Plain]),
            _ => random.pick(&[Nginx, Nginx, Nginx, Apache, Caddy, Haproxy, Varnish, Iis, Plain]),
        };
        Hop {
            place,
            software,
            onward: if last { random.within(0, 3) } else { random.pick(&[1, 2, 5, 20, 60]) },
            patience: random.pick(&[60_000, 60_000, 30_000, 10_000]),
            allows: random.chance(50),
        }
    }
}

pub(super) fn ways(hops: &[Hop], secure: bool, random: &mut Random) -> Vec<Way> {
    let mut ways = Vec::new();
    for (at, hop) in hops.iter().enumerate() {
        if random.chance(70) {
            ways.push(Way {
                behind: hop.place,
                enters: at + 1,
                secure: if random.chance(90) { secure } else { !secure },
                trouble: random.maybe(15, |random| {
                    random.pick(&[Trouble::Local, Trouble::Refuses, Trouble::Certificate])
                }),
            });
        }
    }
    ways
}
