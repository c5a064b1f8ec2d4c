use super::*;
use crate::cause::fixture::{DROPPED, Seen, closed};
use crate::evidence::{Line, WaitEnd};
use crate::text::Phrase;
use alloc::string::{String, ToString};

fn report(seen: Seen) -> Report {
    Report::new(seen.evidence())
}

fn of(first: Seen, second: Seen, between: Between) -> Comparison {
    compare(&report(first), &report(second), between)
}

fn ok() -> Seen {
    Seen::same().opened().plain(426, 200)
}

fn down() -> Seen {
    Seen::same().refused().plain(502, 502)
}

fn stripped() -> Seen {
    Seen::same().refused().plain(426, 200)
}

fn foreign() -> Seen {
    Seen::other().refused().blind()
}

fn blocked() -> Seen {
    Seen::same().refused().plain(426, 200).control(false)
}

/// Drops after this silence; a heartbeat keeps it.
fn idle(after: u32) -> Seen {
    ok().idle(after, DROPPED).beat(2 * after, WaitEnd::Survived)
}

/// Ends at an age, whatever the traffic.
fn aged() -> Seen {
    ok().idle(300_000, DROPPED).beat(300_000, DROPPED).later(7000)
}

fn watched(age: u32) -> Seen {
    ok().idle(age, WaitEnd::Survived)
}

#[test]
fn two_places_tell_whose_side_it_is() {
    use Meaning::{
        BothWork, NotLookedFor, OneOrigin, OnePlace, OtherFault, PageRefused, PartOfService,
        SameFault, Unknown,
    };
    let service = Some(Side::Service);
    for (case, first, second, meaning, side) in [
        ("both open", ok(), ok(), BothWork, None),
        ("nothing was seen", Seen::same(), ok(), Unknown, None),
        (
            "a host that does not answer, at one place",
            Seen::same().hung().silent(),
            ok(),
            OnePlace,
            None,
        ),
        ("the same, told the other way round", ok(), Seen::same().hung().silent(), OnePlace, None),
        ("a refusal that nothing explains", stripped(), ok(), OnePlace, None),
        ("502 at one place", down().secure(), ok().secure(), PartOfService, service),
        ("502 at one place, where anybody can answer", down(), ok(), PartOfService, None),
        (
            "426 at one place: a network can strip as well",
            stripped().line(Line::Status(426)),
            ok(),
            OnePlace,
            None,
        ),
        (
            "closed with a code of its own",
            ok().idle(9000, closed(4001)),
            watched(60_000),
            PartOfService,
            None,
        ),
        ("another origin against its own", foreign(), ok(), OneOrigin, None),
        ("another origin, twice", foreign(), foreign(), PageRefused, None),
        ("502 twice", down(), down(), SameFault, service),
        ("the same failure in two browsers", stripped(), stripped().firefox(), SameFault, service),
        ("both networks block it", blocked(), blocked(), SameFault, None),
        ("502 here, no answer there", down(), Seen::same().hung().silent(), OtherFault, None),
        (
            "a drop, and a watch that ended sooner",
            idle(60_000),
            watched(30_000),
            NotLookedFor,
            None,
        ),
        ("a drop, and no watch at all", idle(60_000), ok(), NotLookedFor, None),
        ("a drop, and a watch beyond it", idle(60_000), watched(130_000), OnePlace, None),
        (
            "a drop of silence, and a watch that was never silent",
            idle(60_000),
            ok().beat(130_000, WaitEnd::Survived),
            NotLookedFor,
            None,
        ),
        ("an age, and a watch that ended younger", aged(), watched(200_000), NotLookedFor, None),
        (
            "a busy socket's age, and a watch that ended younger",
            ok().beat(300_000, DROPPED),
            watched(200_000),
            NotLookedFor,
            None,
        ),
        ("an age, and a watch beyond it", aged(), watched(400_000), OnePlace, None),
        ("a drop of one length at both", idle(60_000), idle(60_300), SameFault, service),
        ("drops of two lengths", idle(60_000), idle(100_000), OtherFault, None),
        (
            "one handshake of three, against one",
            ok().repeat(true).repeat(false),
            ok(),
            NotLookedFor,
            None,
        ),
        (
            "messages that are too big, against none",
            ok().grew(1000, Some((2000, true))),
            ok(),
            NotLookedFor,
            None,
        ),
        (
            "messages that are too big, against larger ones",
            ok().grew(1000, Some((2000, true))),
            ok().grew(2000, None),
            OnePlace,
            None,
        ),
    ] {
        let comparison = of(first, second, Between::Places);
        assert_eq!((comparison.meaning, comparison.side), (meaning, side), "{case}");
    }
}

#[test]
fn two_times_tell_what_was_mended() {
    use Meaning::{Broke, Changed, Mended, NotLookedFor, Remains};
    for (case, first, second, meaning) in [
        ("mended", stripped(), ok(), Mended),
        ("broken since", ok(), stripped(), Broke),
        ("as before", stripped(), stripped(), Remains),
        ("the next fault behind it", down(), stripped(), Changed),
        ("a limit that was raised", idle(60_000), watched(130_000), Mended),
        ("a limit that nobody waited for", idle(60_000), watched(20_000), NotLookedFor),
        ("a limit that is another one now", idle(60_000), idle(100_000), Changed),
    ] {
        assert_eq!(of(first, second, Between::Times).meaning, meaning, "{case}");
    }
}

#[test]
fn other_addresses_are_not_compared_unless_one_is_hidden() {
    let meaning = |path| of(ok(), ok().at(path), Between::Places).meaning;
    assert_eq!(meaning("/other"), Meaning::OtherTarget);
    assert_eq!(meaning(Target::HIDDEN_PATH), Meaning::BothWork);
    assert_eq!(of(ok(), ok().secure(), Between::Places).meaning, Meaning::OtherTarget);
}

#[test]
fn what_could_make_it_wrong_is_said() {
    let says = |first: Report, second: Report, part: &str| {
        let all = compare(&first, &second, Between::Places).caveats;
        all.iter().any(|caveat| caveat.to_string().contains(part))
    };
    let at = |minute: u32| {
        let mut evidence = ok().evidence();
        evidence.minute = minute;
        Report::new(evidence)
    };
    for (part, same, other) in [
        ("browsers differ (Chromium 156, Firefox 156)", ok(), ok().firefox()),
        ("own origin", ok(), Seen::other().opened().plain(426, 200)),
        ("Console lines", ok(), ok().line(Line::Status(426))),
        ("disturbed", ok(), ok().interrupted()),
        ("leaves its path out", ok(), ok().at(Target::HIDDEN_PATH)),
    ] {
        assert!(says(report(same), report(other), part), "{part}");
        assert!(!says(report(ok()), report(ok()), part), "{part}");
    }
    assert!(says(at(1000), at(1045), "made 45 min apart"));
    assert!(!says(at(1000), at(1030), "apart"));
    assert!(says(at(1000), at(0), "not known"));
    assert!(says(at(1), at(1), "which network"), "it is always said");
}

#[test]
fn what_differs_is_shown_and_scatter_is_not() {
    let told = |first: Seen, second: Seen| -> Vec<String> {
        let all = of(first, second, Between::Places).differences;
        all.iter()
            .map(|one| {
                let told = |says: &Option<Phrase>| says.iter().map(ToString::to_string).collect();
                let (first, second): (String, String) = (told(&one.first), told(&one.second));
                [one.name.0, ": ", &first, " | ", &second].concat()
            })
            .collect()
    };
    assert_eq!(told(down(), down()), [""; 0]);
    assert_eq!(
        told(
            Seen::same().refused_after(20).plain(502, 502),
            Seen::same().refused_after(90).plain(502, 502)
        ),
        [""; 0]
    );
    let hung = |after| Seen::same().refused_after(after).silent();
    assert_eq!(told(hung(1500), hung(2500)), [""; 0]);
    assert_eq!(told(hung(1500), hung(3500)).len(), 1);
    assert_eq!(
        told(down(), ok()),
        [
            "Verdict: Does not open | Works",
            "First finding: The application behind the proxy is down (Likely) | none",
            "Handshake: failed after 20 ms: error event, then close code 1006 | opened after 30 ms, stayed, and closed when asked",
            "Plain request, same path: no-cors: an answer that the page may not read after 30 ms; cors: status 502 after 30 ms; redirects left alone: status 502 after 30 ms | no-cors: an answer that the page may not read after 30 ms; cors: status 426 after 30 ms; redirects left alone: status 426 after 30 ms",
            "Plain request, root: no-cors: an answer that the page may not read after 30 ms; cors: status 502 after 30 ms; redirects left alone: status 502 after 30 ms | no-cors: an answer that the page may not read after 30 ms; cors: status 200 after 30 ms; redirects left alone: status 200 after 30 ms",
        ]
    );
    assert_eq!(
        told(watched(60_000), watched(130_000)),
        ["Silent wait: still open after 1 min | still open after 2 min 10 s"]
    );
    assert_eq!(
        told(ok(), ok().control(true)),
        ["Handshake elsewhere:  | opened after 30 ms, stayed, and closed when asked"]
    );
}

#[test]
fn two_pages_of_one_browser_tell_whether_it_is_the_page() {
    use Meaning::{BothWork, EveryPage, NotLookedFor, OneOrigin, OtherFault, OwnPage};
    for (case, here, own, meaning) in [
        ("both open", ok(), ok(), BothWork),
        ("refused here, open there", foreign(), ok(), OneOrigin),
        ("a failure that looks like the service’s", down(), ok(), OneOrigin),
        ("open here, refused there", ok(), foreign(), OwnPage),
        ("refused on both", stripped(), stripped(), EveryPage),
        ("502 here, no answer there", down(), Seen::same().hung().silent(), OtherFault),
        ("a drop that the script did not wait for", idle(60_000), ok(), NotLookedFor),
    ] {
        assert_eq!(of(here, own, Between::Pages).meaning, meaning, "{case}");
    }
}
