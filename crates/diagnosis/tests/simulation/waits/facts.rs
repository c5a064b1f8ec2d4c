//! Worlds told in a few words, each for one thing that random worlds showed to go wrong once.

use diagnosis::evidence::{Family, Hop};

use crate::waits::browser::run;
use crate::waits::judge::{Judged, Worth, judge};
use crate::waits::world::{App, Asks, Change, Client, Counts, End, Limit, Link, Station, World};

/// A minute to watch, a message every five seconds that is answered, and nothing that ends anything.
fn calm() -> World {
    let near = Link { latency: 1, jitter: 0, loss: 0 };
    let far = Link { latency: 20, jitter: 2, loss: 0 };
    let station = |hop, link| Station { hop, link, limits: Vec::new() };
    World {
        seed: 7,
        client: Client {
            family: Family::Chromium,
            same_origin: true,
            secure: true,
            worker: true,
            hidden: None,
            sleep: None,
            change: None,
        },
        asks: Asks { watch: 60_000, heartbeat: 5_000, message: true, refine: false },
        stations: vec![
            station(Hop::ClientNetwork, near),
            station(Hop::Proxy, far),
            station(Hop::Backend, near),
        ],
        app: App { echoes: true, pushes: None, pings: None, greets: None },
    }
}

fn after(counts: Counts, after: u64) -> Limit {
    Limit { counts, after, late: 0, end: End::Cut }
}

impl World {
    fn asks(mut self, change: impl FnOnce(&mut Asks)) -> World {
        change(&mut self.asks);
        self
    }

    /// A rule of the proxy.
    fn limit(mut self, limit: Limit) -> World {
        self.stations[1].limits.push(limit);
        self
    }

    /// The visitor's network forgets silent connections.
    fn forgets(mut self, after: u64) -> World {
        let limit = Limit { counts: Counts::Silence, after, late: 0, end: End::Forgotten };
        self.stations[0].limits.push(limit);
        self
    }

    fn answer(self) -> Judged {
        judge(&self, &run(&self))
    }
}

#[test]
fn a_calm_world_is_healthy() {
    let told = calm().answer();
    assert_eq!((told.worth, told.verdict_errs), (Worth::Right, false), "{told}");
}

#[test]
fn a_change_of_network_that_is_told_late_is_no_restart() {
    for told in [29_900, 30_000, 30_300] {
        let mut world = calm();
        world.client.change = Some(Change { at: 30_000, told });
        let told = world.answer();
        assert!(told.said.is_empty(), "{told}");
    }
}

#[test]
fn an_endpoint_that_only_greets_is_not_said_to_answer() {
    let mut world = calm().limit(after(Counts::Age, 40_000));
    world.app = App { echoes: false, greets: Some(900), ..world.app };
    let told = world.answer();
    assert!(told.said.is_empty(), "{told}");
}

#[test]
fn a_slow_network_is_no_deaf_tunnel() {
    let mut world = calm();
    world.stations[1].link = Link { latency: 400, jitter: 200, loss: 0 };
    let told = world.answer();
    assert!(told.said.is_empty() && !told.verdict_errs, "{told}");
}

#[test]
fn a_network_that_forgets_much_sooner_than_the_heartbeat_comes_is_found() {
    let told = calm().asks(|asks| asks.heartbeat = 45_000).forgets(3_000).answer();
    assert!(told.said.contains(&"mobile-or-nat-timeout"), "{told}");
    assert_eq!(told.worth, Worth::Right, "{told}");
}

#[test]
fn a_message_that_crosses_the_end_did_not_break_the_silence() {
    for heartbeat in [9_985, 9_995, 10_005] {
        let world = calm().asks(|asks| asks.heartbeat = heartbeat);
        let told = world.limit(after(Counts::Silence, 10_000)).answer();
        assert_eq!(told.said, ["heartbeat-mismatch", "idle-timeout-proxy"], "{told}");
    }
}

#[test]
fn two_limits_are_told_apart() {
    let told =
        calm().limit(after(Counts::Silence, 10_000)).limit(after(Counts::Age, 18_000)).answer();
    assert_eq!(told.said, ["idle-timeout-proxy"], "{told}");
    assert_eq!(told.classes.len(), 2, "{told}");
}

#[test]
fn restarts_that_come_again_are_restarts() {
    let again = Counts::Moment { again: Some(20_000) };
    let told = calm().asks(|asks| asks.heartbeat = 30_000).limit(after(again, 20_000)).answer();
    assert_eq!(told.said, ["proxy-reload-or-deploy"], "{told}");
}

#[test]
fn a_limit_that_comes_before_a_second_socket_is_measured_again() {
    for (counts, cause) in [(Counts::Silence, "idle-timeout-proxy"), (Counts::Age, "max-lifetime")]
    {
        let told = calm().asks(|asks| asks.heartbeat = 1_000).limit(after(counts, 3_000)).answer();
        assert_eq!(told.said, [cause], "{told}");
    }
}

#[test]
fn what_ends_a_hidden_tab_is_not_always_its_slow_heartbeat() {
    for counts in [Counts::Age, Counts::Moment { again: None }] {
        let mut world = calm().asks(|asks| asks.watch = 600_000).limit(after(counts, 400_000));
        world.client.worker = false;
        world.client.hidden = Some((10_000, 900_000));
        let told = world.answer();
        assert!(told.worth < Worth::Wrong, "{told}");
    }
}
