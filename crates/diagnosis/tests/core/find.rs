//! Report texts in other texts: whatever mail and chat programs do to a link, it is found.

use crate::arbitrary::evidence;
use diagnosis::report::link::find::{find, next, next_within};
use diagnosis::report::link::{self, LinkError};
use proptest::prelude::*;
use proptest::sample::select;

/// Two reports of real runs. The first holds hyphens and underscores.
fn recorded() -> [&'static str; 2] {
    let lines = include_str!("links.txt").lines();
    let mut links = lines.filter_map(|line| line.split("  ").nth(1));
    let marked = links.find(|link| link.contains('_') && link.contains('-'));
    [marked, links.next()].map(|link| link.expect("there are such reports"))
}

fn texts(text: &str) -> Vec<String> {
    find(text).map(|found| found.text).collect()
}

/// Broken into lines of this length.
fn broken(text: &str, length: usize, by: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let lines: Vec<String> = chars.chunks(length).map(|line| line.iter().collect()).collect();
    lines.join(by)
}

/// As a mail program writes it that knows ASCII only, in lines of 76.
fn quoted_printable(text: &str) -> String {
    let mut written = String::new();
    let mut length = 0;
    for c in text.chars() {
        let piece = if c == '=' { "=3D".to_owned() } else { c.to_string() };
        if length + piece.len() > 75 {
            written.push_str("=\r\n");
            length = 0;
        }
        length = if c == '\n' { 0 } else { length + piece.len() };
        written.push_str(&piece);
    }
    written
}

fn percent(text: &str, escaped: impl Fn(char) -> bool) -> String {
    let all = text.chars().map(|c| match c {
        c if escaped(c) => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        c => c.to_string(),
    });
    all.collect()
}

#[test]
fn a_link_is_found_whatever_programs_did_to_it() {
    let [link, _] = recorded();
    let url = format!("https://doctor.example/?lang=en&target=main#r={link}");
    let half = link.len() / 2;
    let [left, right] = [&link[..half], &link[half..]];
    let cases = [
        ("bare", link.to_owned()),
        ("a URL", url.clone()),
        ("upper case", url.replace("https://doctor.example", "HTTPS://DOCTOR.EXAMPLE")),
        ("a sentence", format!("My report: {url}. It fails since Monday.")),
        ("a comma and no space", format!("{url},please look")),
        ("brackets", format!("(see {url})")),
        ("angle brackets", format!("<{url}>")),
        ("RFC 3986", format!("<URL:{url}>")),
        ("quotes", format!("“{url}” and then \"x\"")),
        ("Markdown", format!("[The report](<{url}>) of today")),
        ("Markdown, emphasised", format!("_{link}_ and **{link}**")),
        ("Markdown, escaped", url.replace('_', "\\_").replace('-', "\\-").replace("v1.", "v1\\.")),
        ("HTML", format!("<a href=\"{}\">open</a>", url.replace('&', "&amp;"))),
        (
            "HTML, escaped by numbers",
            url.replace('-', "&#45;").replace('.', "&#46;").replace('_', "&#95;"),
        ),
        ("HTML with places to break", format!("#r={left}<wbr>{right}</p>")),
        ("HTML with lines", format!("<p>#r={left}<br>\n{right}</p>")),
        ("a soft hyphen of HTML", format!("{left}&shy;{right}")),
        ("Slack", format!("<{url}|the report>")),
        ("JSON of ours", format!("{{\"format\":\"ws-doctor-report\",\"link\":\"{link}\"}}")),
        ("JSON of others", format!("{{\"text\":\"Hello,\\n{link}\\nBye\"}}")),
        ("CSV", format!("2026-11-20,\"{url}\",broken")),
        ("percent, whole", percent(&url, |c| !c.is_ascii_alphanumeric())),
        ("percent, lower case", format!("doctor.example/%23r%3dv1%2e{}", &link[3..])),
        ("percent, the full stop only", url.replace("v1.", "v1%2E")),
        ("percent, every character but one", percent(&url, |c| c != 'v')),
        (
            "SafeLinks",
            format!(
                "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C02%7Cann",
                percent(&url, |c| ":/?&=#".contains(c))
            ),
        ),
        (
            "Google",
            format!("https://www.google.com/url?q={}&sa=D", percent(&url, |c| "#=&".contains(c))),
        ),
        (
            "Proofpoint 2",
            format!(
                "https://urldefense.proofpoint.com/v2/url?u={}&d=DwMF",
                percent(&url, |c| ":-_?&=#".contains(c)).replace('/', "_").replace('%', "-")
            ),
        ),
        (
            "Proofpoint 3",
            format!("https://urldefense.com/v3/__{}__;Iw!!N96J", url.replace('#', "*")),
        ),
        ("lines of 76", broken(&url, 76, "\n")),
        ("lines of 76 with CR", broken(&url, 76, "\r\n")),
        ("lines of 20", broken(&url, 20, "\n")),
        ("format=flowed", broken(&url, 72, " \r\n")),
        ("quoted in an answer", format!("> {}", broken(&url, 70, "\n> "))),
        ("quoted twice", format!("> > {}", broken(&url, 70, "\n> > "))),
        ("quoted twice, closer", format!(">> {}", broken(&url, 70, "\n>>"))),
        ("indented", broken(&url, 70, "\n    ")),
        ("lines with blank ones between", broken(&url, 76, "\r\n\r\n")),
        ("lines broken by an old mail server", broken(&url, 99, "!\r\n ")),
        ("an exclamation behind it", format!("{url}!\nBye")),
        ("lines made spaces", broken(&url, 76, " ")),
        ("a word behind the break", format!("{}\nBest regards,\nAnn", broken(&url, 76, "\n"))),
        ("a signature", format!("{url}\n-- \nAnn")),
        ("a word without a break", format!("{url}Regards")),
        ("quoted-printable", quoted_printable(&format!("Hello,\n{url}\nBye"))),
        (
            "quoted-printable, all of it",
            percent(&url, |c| !c.is_ascii_alphanumeric()).replace('%', "="),
        ),
        ("zero-width spaces", broken(&url, 9, "\u{200b}")),
        ("soft hyphens", broken(&url, 10, "\u{ad}")),
        ("marks that an address bar escaped", format!("#r={left}%E2%80%8B{right}%20")),
        ("a byte-order mark", format!("\u{feff}{url}\u{feff}")),
        ("hyphens that don't break", url.replace('-', "\u{2011}")),
        ("a dash behind it", format!("{url}—see there")),
        ("an ellipsis behind it", format!("{url}…")),
    ];
    for (what, text) in cases {
        let found = texts(&text);
        assert!(!found.is_empty(), "{what}: nothing in {text}");
        assert!(found.iter().all(|one| one == link), "{what}: {found:?} in {text}");
    }
}

#[test]
fn what_cannot_be_seen_or_only_breaks_a_line_is_left_out() {
    let [link, _] = recorded();
    let (left, right) = link.split_at(link.len() / 2);
    for mark in [
        "=\n", "=\r\n", "!\n", "!\r\n", "\n", "\r\n", "\t", " ", "\u{a0}", "<br>", "<br/>",
        "<br />", "<wbr>", "<wbr/>", "<wbr />", "&shy;", "&#173;", "&#8203;", "\u{ad}", "\u{200b}",
        "\u{200c}", "\u{200d}", "\u{200e}", "\u{2060}", "\u{feff}", "\n> ", "\n>>", "\n| ",
        "%0D%0A", "%C2%AD", "=C2=AD",
    ] {
        assert_eq!(texts(&format!("{left}{mark}{right}")), [link], "{mark:?}");
        assert_eq!(texts(&format!("v{mark}1.{}", &link[3..])), [link], "{mark:?} in the version");
    }
    for hyphen in ["&#45;", "\u{2010}", "\u{2011}", "\\-", "%2D", "=2D"] {
        assert_eq!(texts(&link.replace('-', hyphen)), [link], "{hyphen}");
    }
}

#[test]
fn a_dash_is_read_as_the_two_hyphens_that_it_was() {
    let evidences = (0_u32..).map(|trace| {
        let mut evidence = link::decode(recorded()[0]).expect("recorded").evidence;
        evidence.trace = Some(trace.wrapping_mul(0x9e37_79b9));
        link::encode(&evidence)
    });
    let link = evidences.take(5000).find(|link| link.contains("--")).expect("one in ten has them");
    assert_eq!(texts(&link.replace("--", "—")), [link]);
}

#[test]
fn several_links_are_found_in_their_order() {
    let [one, other] = recorded();
    let both = [one.to_owned(), other.to_owned()];
    for between in [" ", "\n", ",", "\n\n", ";", "\r\n> ", "|https://doctor.example/#r=", "."] {
        assert_eq!(texts(&format!("{one}{between}{other}")), both, "{between:?}");
    }
    let pasted = format!("#r={one}{other}");
    assert_eq!(texts(&pasted), both, "glued together");
}

#[test]
fn what_was_meant_as_a_report_is_found_and_what_was_not_is_left() {
    let [link, _] = recorded();
    let cut = &link[..link.len() - 9];
    let later = link.replace("v1.", "v7.");
    for (text, expected) in [
        (format!("https://doctor.example/#r={cut}"), Err(LinkError::Damaged)),
        (format!("see {cut} ."), Err(LinkError::Damaged)),
        ("https://doctor.example/#r=v1.CqGp…".to_owned(), Err(LinkError::Damaged)),
        ("#R%3Dv1.CqGp".to_owned(), Err(LinkError::Damaged)),
        ("%23r%3Dv1.CqGp&x".to_owned(), Err(LinkError::Damaged)),
        ("%23r=v1.CqGp".to_owned(), Err(LinkError::Damaged)),
        ("#r=3Dv1.CqGp".to_owned(), Err(LinkError::Damaged)),
        ("=23r=3Dv1.CqGp".to_owned(), Err(LinkError::Damaged)),
        ("u=https-3A__doctor.example_-23r-3Dv1.CqGp-5FZg&d=".to_owned(), Err(LinkError::Damaged)),
        (format!("{{\"link\":\"{later}\"}}"), Err(LinkError::Newer("v7".to_owned()))),
        (format!("#r%3D{later}"), Err(LinkError::Newer("v7".to_owned()))),
        ("#r=v2.x".to_owned(), Err(LinkError::Newer("v2".to_owned()))),
        (format!("#r=v1.{}", "A".repeat(100_000)), Err(LinkError::TooLong(8193))),
    ] {
        let found = texts(&text);
        let [one] = &found[..] else { panic!("{found:?} in {text:.80}") };
        assert_eq!(link::decode(one).map(|_| ()), expected, "{text:.80}");
    }
    for text in [
        "",
        "v",
        "v1.",
        "v1. Then it failed",
        "install v1.Beta now",
        "nginx v1.22.1, node v20.11.0-nightly20240101abcdefABCDEF0123456789abcdef0123456789",
        "https://doctor.example/?ver=v1.abc",
        "https://doctor.example/#cause/http2-only",
        "const token = \"v1.1f699f1069f60xxx0123456789abcdef0123456789abcdef\"",
        "a link reads #r=v1.… with a report behind it",
        "rev1.CqGpZgAJMTI3LjAuMC4xy8wCCC93cy9jaGF0AACcAdebog4B0anTww0MCAA",
        "v1.\n\nAbcdefghijklmnopqrstuvwxyzAbcdefghijklmnopqrstuvwxyz",
        "v1 Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz.",
        "vvvvvvv111111....====%%%%\\\\\\\\",
    ] {
        assert_eq!(texts(text), [""; 0], "{text}");
    }
}

#[test]
fn a_search_in_slices_finds_the_same() {
    let [one, other] = recorded();
    let text = format!("a {one} b #r=v1.x c\n{} d", broken(other, 60, "\n"));
    let mut at = 0;
    let mut found = Vec::new();
    while let Some(one) = next(&text, at) {
        assert!(one.end > at && one.end <= text.len());
        at = one.end;
        found.push(one.text);
    }
    assert_eq!(found, [one, "v1.x", other]);
    assert_eq!(next(&text, text.len() + 1), None);
    assert_eq!(next_within(&text, 0..2), None, "it begins behind that");
    for length in [1, 7, 100, 10_000] {
        let (mut at, mut again) = (0, Vec::new());
        while at < text.len() {
            match next_within(&text, at..at + length) {
                Some(found) => {
                    assert!(found.end > at);
                    at = found.end;
                    again.push(found.text);
                }
                None => at += length,
            }
        }
        assert_eq!(again, found, "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_report_is_found_in_any_lines_and_with_anything_behind_it(
        evidence in evidence(),
        length in 1..100_usize,
        by in select(&["\n", "\r\n", "=\r\n", "\n> ", " ", "\u{200b}", "%0A"][..]),
        behind in select(&["", "Z", "AA", "--", "_", " and"][..]),
    ) {
        let link = link::encode(&evidence);
        prop_assume!(link.len() <= link::LONGEST);
        prop_assert_eq!(texts(&(broken(&link, length, by) + behind)), [link]);
    }

    /// Texts of the pieces that matter most.
    #[test]
    fn any_text_is_searched_and_what_is_found_is_plain(pieces in proptest::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        let mut last = 0;
        for found in find(&text) {
            prop_assert!(found.end > last && found.end <= text.len());
            prop_assert!(found.text.len() <= link::LONGEST + 1);
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            prop_assert!(found.text.starts_with('v') && found.text.chars().all(plain), "{}", found.text);
            prop_assert!(!matches!(link::decode(&found.text), Err(LinkError::NotALink)), "{}", found.text);
            last = found.end;
        }
    }
}

const PIECES: [&str; 25] = [
    "v",
    "v1",
    "v1.",
    "v2.",
    "v999.",
    "v1%2E",
    "#r=",
    "%23r%3D",
    "-23r-3D",
    "=3D",
    "=\r\n",
    "\n",
    "\n> ",
    "\n\n",
    " ",
    "%",
    "=",
    "\\",
    "—",
    "\u{ad}",
    "%E2%80%8B",
    "<wbr>",
    "é",
    "ABCDabcd0123-_",
    ".",
];

fn piece() -> impl Strategy<Value = String> {
    let whole = include_str!("links.txt").lines().filter_map(|line| line.split("  ").nth(1));
    let whole: Vec<String> = whole.take(9).map(str::to_owned).collect();
    prop_oneof![
        6 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => select(whole),
        2 => "\\PC{0,9}",
        2 => "[A-Za-z0-9_-]{0,60}",
    ]
}
