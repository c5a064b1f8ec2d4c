//! Which faults befall a world. How common each one is in life nobody has counted: the weights keep
//! every one of them frequent enough to be judged by itself.

use diagnosis::evidence::CertificateFault;

use crate::handshake::backend::kind;
use crate::handshake::client::Relation;
use crate::handshake::fault::{Damage, Dead, Fault, Flaw, Greeting, Http2, Obstacle, Quirk};
use crate::handshake::software::Software;
use crate::handshake::world::World;
use crate::random::Random;

/// A fault, and what it needs in its world.
type Plot = fn(&mut World, &mut Random) -> Fault;

/// How often, and what.
const PLOTS: &[(u64, Plot)] = &[
    (14, strips),
    (4, |world, random| Fault::At(world.some_hop(random), Quirk::Unconnects)),
    (5, cdn_strips),
    (6, http_10),
    (7, http_2),
    (3, off),
    (2, |world, random| Fault::At(world.cdn(random), Quirk::Off(random.pick(&[400, 403])))),
    (6, blocks),
    (4, |world, random| {
        Fault::At(world.some_hop(random), Quirk::Login { plain: random.chance(60) })
    }),
    (4, |world, random| {
        let status = random.pick(&[429, 429, 503]);
        Fault::At(world.some_hop(random), Quirk::Limits(status))
    }),
    (4, |world, random| {
        Fault::At(world.some_hop(random), Quirk::Redirects { login: random.chance(30) })
    }),
    (5, |world, random| {
        Fault::At(world.some_hop(random), Quirk::Lost { start: random.chance(40) })
    }),
    (3, |world, random| {
        let damage =
            [Damage::NoUpgrade, Damage::NoAccept, Damage::OtherAccept, Damage::NoConnection];
        Fault::At(world.some_hop(random), Quirk::Damages(random.pick(&damage)))
    }),
    (3, |world, random| Fault::At(world.some_hop(random), Quirk::Deafens)),
    (2, |world, random| {
        Fault::At(world.some_hop(random), Quirk::OtherTls { garbles: random.chance(40) })
    }),
    (3, hides_host),
    (8, |world, random| {
        let flaw = random.pick(&[
            Flaw::Down,
            Flaw::Down,
            Flaw::HangsUp { resets: false },
            Flaw::HangsUp { resets: true },
        ]);
        behind_a_hop(world, random, flaw)
    }),
    (5, |world, random| {
        let resets = random.chance(40);
        behind_a_hop(world, random, Flaw::Crashes { resets })
    }),
    (5, hangs),
    (3, |_, random| {
        let after = random.pick(&[0, 0, 1, 5, 40, 400]);
        Fault::App(Flaw::Dies { after, resets: random.chance(40) })
    }),
    (2, |_, _| Fault::App(Flaw::Fails)),
    (3, no_upgrade),
    (5, |_, random| Fault::App(Flaw::Origin { own: random.chance(40) })),
    (4, |_, random| Fault::App(Flaw::Login(random.pick(&[401, 403])))),
    (3, |_, random| {
        Fault::App(Flaw::Closes(random.pick(&[1000, 1008, 1011, 1013, 4001, 4401, 4403])))
    }),
    (4, |_, _| Fault::App(Flaw::Unrouted)),
    (4, |world, random| {
        world.client.subprotocols = true;
        Fault::App(Flaw::Subprotocol { other: random.chance(50) })
    }),
    (2, |_, _| Fault::App(Flaw::Extension)),
    (3, |world, _| {
        world.app.kind = kind("socket.io");
        Fault::App(Flaw::Session)
    }),
    (8, node),
    (4, restart),
    (4, obstacle),
    (4, |world, random| {
        world.client.relation = unread(random);
        let dead = [
            Dead::NoName,
            Dead::NoName,
            Dead::Refuses,
            Dead::Refuses,
            Dead::Filtered,
            Dead::NoRoute,
            Dead::Resets,
        ];
        Fault::Address(random.pick(&dead))
    }),
    (4, |world, random| {
        world.client.relation = unread(random);
        world.secure = true;
        let faults = [CertificateFault::Authority, CertificateFault::Name, CertificateFault::Date];
        Fault::Tls(Greeting::Certificate(random.pick(&faults)))
    }),
    (3, |world, random| {
        // No page is of the origin of an address that no page can be loaded from.
        world.client.relation = Relation::Other;
        world.secure = random.chance(50);
        Fault::Tls(match world.secure {
            true => Greeting::PlainPort,
            false => Greeting::TlsPort { says: random.chance(60) },
        })
    }),
    (4, |world, random| {
        world.secure = true;
        Fault::Tls(Greeting::Http2Only { extended: random.chance(50), hangs_up: random.chance(40) })
    }),
    (2, |_, _| Fault::Offline),
    (2, |_, _| Fault::ContentPolicy),
    (2, |world, _| {
        world.client.relation = Relation::Other;
        world.client.page_secure = true;
        world.secure = false;
        Fault::MixedContent
    }),
    (2, |_, _| Fault::Blocker),
    (2, |world, _| {
        world.client.relation = Relation::Other;
        Fault::LocalNetwork
    }),
];

/// So many of a hundred worlds are healthy.
const HEALTHY: u64 = 8;
/// And so many have two faults.
const TWO: u64 = 5;

/// Lets a random fault befall the world, or none.
pub(crate) fn befall(world: &mut World, random: &mut Random) {
    if random.chance(HEALTHY) {
        return;
    }
    let faults = if random.chance(TWO) { 2 } else { 1 };
    for _ in 0..faults {
        let fault = choose(random)(world, random);
        if !world.faults.contains(&fault) {
            world.faults.push(fault);
        }
    }
}

fn choose(random: &mut Random) -> Plot {
    let all: u64 = PLOTS.iter().map(|(weight, _)| weight).sum();
    let mut left = random.within(0, all - 1);
    for (weight, plot) in PLOTS {
        if left < *weight {
            return *plot;
        }
        left -= weight;
    }
    unreachable!("the weights add up")
}

fn strips(world: &mut World, random: &mut Random) -> Fault {
    Fault::At(world.some_hop(random), Quirk::Strips { http_10: random.chance(40) })
}

fn cdn_strips(world: &mut World, random: &mut Random) -> Fault {
    Fault::At(world.cdn(random), Quirk::Strips { http_10: false })
}

/// nginx, unless told otherwise.
fn http_10(world: &mut World, random: &mut Random) -> Fault {
    world.app.kind = kind(random.pick(&[
        "python websockets",
        "python websockets",
        "hypercorn",
        "tornado",
        "node ws",
        "uvicorn",
    ]));
    Fault::At(world.hop_of(&[Software::Nginx], random), Quirk::Http10)
}

fn http_2(world: &mut World, random: &mut Random) -> Fault {
    let (software, http_2) = random.pick(&[
        (Software::Haproxy, Http2::Answers502),
        (Software::Caddy, Http2::Answers502),
        (Software::Envoy, Http2::Answers502),
        (Software::Haproxy, Http2::Retries),
        (Software::Alb, Http2::Answers464),
        (Software::Alb, Http2::Answers464),
        (Software::Nghttpx, Http2::HangsUp),
    ]);
    Fault::At(world.hop_of(&[software], random), Quirk::Http2(http_2))
}

/// Envoy's word for it, and what IIS says.
fn off(world: &mut World, random: &mut Random) -> Fault {
    let (software, status) =
        random.pick(&[(Software::Envoy, 403), (Software::Envoy, 403), (Software::Iis, 501)]);
    Fault::At(world.hop_of(&[software], random), Quirk::Off(status))
}

fn blocks(world: &mut World, random: &mut Random) -> Fault {
    let at = if random.chance(70) { world.cdn(random) } else { world.some_hop(random) };
    let challenge = world.hops[at].software == Software::Cloudflare && random.chance(60);
    let status = if challenge { 403 } else { random.pick(&[403, 403, 403, 406, 429]) };
    Fault::At(at, Quirk::Blocks { status, challenge, plain: random.chance(70) })
}

fn hides_host(world: &mut World, random: &mut Random) -> Fault {
    world.app.kind = kind(random.pick(&["gorilla", "tornado"]));
    Fault::At(world.some_hop(random), Quirk::HidesHost)
}

/// Mostly a hop stands before an application that ends connections.
fn behind_a_hop(world: &mut World, random: &mut Random, flaw: Flaw) -> Fault {
    if random.chance(90) {
        world.some_hop(random);
    }
    Fault::App(flaw)
}

fn hangs(world: &mut World, random: &mut Random) -> Fault {
    if random.chance(90) {
        let at = world.some_hop(random);
        if random.chance(60) {
            world.hops[at].patience = random.pick(&[1_000, 2_000, 3_000, 3_500]);
        }
    }
    Fault::App(Flaw::Hangs { plain: random.chance(60) })
}

/// An application that serves pages alone, or whose Upgrade nobody listens to.
fn no_upgrade(world: &mut World, random: &mut Random) -> Fault {
    world.app.kind = kind(random.pick(&[
        "node app that answers 404",
        "node app that answers 404",
        "node app with a start page",
    ]));
    Fault::App(Flaw::NoUpgrade)
}

fn node(world: &mut World, random: &mut Random) -> Fault {
    world.some_hop(random);
    world.app.nodes = random.within(2, 5);
    let resets = random.chance(30);
    Fault::Node(random.pick(&[
        Flaw::Down,
        Flaw::HangsUp { resets },
        Flaw::Crashes { resets },
        Flaw::Fails,
        Flaw::Login(403),
        Flaw::Dies { after: 1, resets },
        Flaw::Hangs { plain: false },
    ]))
}

fn restart(_: &mut World, random: &mut Random) -> Fault {
    let lasts = random.pick(&[0, 0, 100, 500, 2_000]);
    let code = random.pick(&[1006, 1006, 1001, 1012]);
    Fault::Restart { at: random.within(20, 2_000), lasts, code }
}

fn obstacle(world: &mut World, random: &mut Random) -> Fault {
    let obstacle = random.pick(&[
        Obstacle::Strips,
        Obstacle::HangsUp,
        Obstacle::HangsUp,
        Obstacle::Resets,
        Obstacle::Swallows,
        Obstacle::NoTunnel,
        Obstacle::Nowhere,
    ]);
    match obstacle {
        // What is encrypted shows no Upgrade, and through such a proxy goes as any other page.
        Obstacle::Strips | Obstacle::NoTunnel => world.secure = false,
        Obstacle::Nowhere => world.client.relation = unread(random),
        _ => {}
    }
    Fault::Network(obstacle)
}

/// A page of the endpoint's own origin is there only if it was loaded before the fault.
fn unread(random: &mut Random) -> Relation {
    if random.chance(10) { Relation::Same } else { Relation::Other }
}
