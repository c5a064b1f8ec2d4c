//! Worlds told in a few words, each for one thing that random worlds showed to go wrong once.

use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::evidence::{self, Family};

use crate::handshake::backend::kind;
use crate::handshake::browser::run;
use crate::handshake::client::{Amount, Client, Control, Paste, Relation};
use crate::handshake::fault::{Dead, Fault, Flaw, Greeting, Obstacle, Quirk};
use crate::handshake::hops::{Hop, Trouble, Way};
use crate::handshake::judge::{Judged, Worth, judge, told};
use crate::handshake::software::Software;
use crate::handshake::world::{App, Site, World};

/// A page of another origin, a proxy and an application with nothing wrong; the visitor pastes the
/// whole console.
fn calm() -> World {
    World {
        seed: 7,
        client: Client {
            family: Family::Chromium,
            relation: Relation::Other,
            page_secure: true,
            message: false,
            subprotocols: false,
            round_trip: 20,
            jitter: 0,
            load: 0,
            failed_before: 0,
        },
        secure: true,
        hops: vec![Hop {
            place: evidence::Hop::Proxy,
            software: Software::Nginx,
            onward: 1,
            patience: 60_000,
            allows: false,
        }],
        app: App {
            kind: kind("node ws"),
            nodes: 1,
            in_turn: true,
            site: Site::Hop,
            compares: false,
            foreign: 403,
            guarded: false,
            echoes: true,
        },
        faults: Vec::new(),
        ways: Vec::new(),
        control: None,
        traced: true,
        paste: Paste { amount: Amount::All, stale: false, foreign: false },
    }
}

impl World {
    fn with(mut self, fault: Fault) -> World {
        self.faults.push(fault);
        self
    }

    fn way(mut self, trouble: Option<Trouble>) -> World {
        self.ways.push(Way { behind: evidence::Hop::Proxy, enters: 1, secure: true, trouble });
        self
    }

    fn of(mut self, relation: Relation) -> World {
        self.client.relation = relation;
        self
    }

    fn silent(mut self) -> World {
        self.paste.amount = Amount::Nothing;
        self
    }

    fn answer(&self) -> Judged {
        let done = run(self);
        judge(self, &done, told(&done, done.pasted()))
    }
}

impl Judged {
    fn says(&self, cause: &str) -> Option<Confidence> {
        self.offered.iter().find(|(said, _)| *said == cause).map(|(_, confidence)| *confidence)
    }
}

const STRIPS: Fault = Fault::At(0, Quirk::Strips { http_10: false });

#[test]
fn a_false_answer_is_called_false() {
    let redirects = Fault::At(0, Quirk::Redirects { login: false });
    let done = |world: &World| {
        let done = run(world);
        let evidence = told(&done, done.pasted());
        (done, evidence)
    };
    let (redirected, stripped) = (done(&calm().with(redirects)), done(&calm().with(STRIPS)));
    let silent = done(&calm().silent().with(STRIPS));
    for (fault, (run, evidence), worth) in [
        (redirects, &redirected, Worth::Right),
        (STRIPS, &redirected, Worth::WrongConfirmed),
        (STRIPS, &stripped, Worth::Right),
        (redirects, &stripped, Worth::Wrong),
        (redirects, &silent, Worth::Open),
        (Fault::Offline, &silent, Worth::Mute),
    ] {
        let told = judge(&calm().with(fault), run, evidence.clone());
        assert_eq!(told.worth, worth, "{fault:?}: {told}");
    }
}

#[test]
fn a_calm_world_is_healthy_from_everywhere() {
    for relation in [Relation::Same, Relation::Readable, Relation::Other] {
        let told = calm().of(relation).answer();
        assert_eq!((told.verdict, told.offered.len()), (Verdict::Healthy, 0), "{told}");
    }
}

#[test]
fn a_lost_upgrade_is_told_by_its_line() {
    for relation in [Relation::Same, Relation::Readable, Relation::Other] {
        let told = calm().of(relation).with(STRIPS).answer();
        let said = told.says("upgrade-headers-missing");
        assert_eq!((told.worth, said), (Worth::Right, Some(Confidence::Likely)), "{told}");
    }
}

#[test]
fn a_line_from_another_day_is_no_answer() {
    for traced in [true, false] {
        for seed in 0..50 {
            let mut world = calm().with(Fault::Address(Dead::Filtered));
            world.paste.stale = true;
            world = World { seed, traced, ..world };
            let told = world.answer();
            assert!(told.worth < Worth::Wrong, "{world}{told}");
        }
    }
}

#[test]
fn a_broken_node_that_is_met_first_is_no_listener_of_http_2_only() {
    for seed in 0..50 {
        let mut world = calm().with(Fault::Node(Flaw::Crashes { resets: false }));
        world.app.nodes = 3;
        world = World { seed, ..world };
        let told = world.answer();
        assert!(told.says("http2-only") < Some(Confidence::Likely), "{world}{told}");
    }
}

#[test]
fn a_listener_of_http_2_only_is_told_by_a_warm_handshake() {
    let greeting = Greeting::Http2Only { extended: true, hangs_up: true };
    let told = calm().silent().with(Fault::Tls(greeting)).answer();
    assert_eq!(told.says("http2-only"), Some(Confidence::Likely), "{told}");
}

#[test]
fn a_restart_as_soon_as_it_is_open_is_no_crash() {
    for at in [100, 300, 700, 1_000] {
        for lasts in [0, 500] {
            let told = calm().with(Fault::Restart { at, lasts, code: 1006 }).answer();
            assert!(told.worth < Worth::Mute, "{told}");
        }
    }
}

#[test]
fn a_crash_as_soon_as_it_is_open_comes_again() {
    let told = calm().with(Fault::App(Flaw::Dies { after: 1, resets: false })).answer();
    assert_eq!(told.says("backend-crash-or-reset"), Some(Confidence::Likely), "{told}");
}

#[test]
fn a_slow_network_hides_nothing() {
    let mut world = calm().silent().with(STRIPS);
    let near = world.answer();
    world.client.round_trip = 600;
    let far = world.answer();
    assert_eq!((far.offered, far.next), (near.offered, near.next));
}

#[test]
fn a_way_around_that_the_browser_keeps_the_page_from_proves_nothing() {
    let told = calm().silent().with(STRIPS).way(Some(Trouble::Local)).answer();
    assert_eq!(told.worth, Worth::Open, "{told}");
}

#[test]
fn a_way_around_alone_says_where_and_not_what() {
    for quirk in [Quirk::Off(403), Quirk::Strips { http_10: false }] {
        let told = calm().of(Relation::Same).silent().with(Fault::At(0, quirk)).way(None).answer();
        assert!(!told.likely(), "{told}");
    }
}

#[test]
fn a_network_without_a_way_out_is_the_device_s() {
    let control = Some(Control { secure: true, works: true });
    let world = World { control, ..calm().silent().with(Fault::Network(Obstacle::Nowhere)) };
    let told = world.answer();
    assert_eq!(told.says("offline"), Some(Confidence::Likely), "{told}");
}

#[test]
fn retries_beside_a_slow_network_are_no_timeout() {
    let mut world = calm().silent().with(Fault::App(Flaw::Down));
    world.hops[0].software = Software::Haproxy;
    world.client.round_trip = 150;
    let told = world.answer();
    assert_eq!(told.worth, Worth::Open, "{told}");
}
