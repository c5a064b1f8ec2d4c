//! Every snippet passes the parser of the program that will read it.

mod code;
mod corrections;
mod data;
mod directory;
mod piece;
mod servers;

use std::collections::BTreeSet;
use std::thread;

use directory::Directory;
use piece::{Piece, pieces};

/// Reads a piece as the program would for which it is meant; else it is what the program said.
type Reader = fn(&Directory, &Piece) -> Result<(), String>;

/// Who reads what, and something that it must refuse.
const READERS: [(&str, Reader, &str); 12] = [
    ("apache", servers::apache, "ProxyPas / http://127.0.0.1:8000/"),
    ("bash", code::bash, "for try in 1 2; do"),
    ("caddy", servers::caddy, "{host} {"),
    ("haproxy", servers::haproxy, "time out tunnel 1h"),
    ("js", code::js, "const ws = ;"),
    ("json", data::json, "{ \"Name\" }"),
    ("nginx", servers::nginx, "proxy_read_time 1h;"),
    ("python", code::python, "async def connect(self):"),
    ("toml", data::toml, "idle_timeout = "),
    ("vcl", servers::varnish, "sub vcl_recv { return (pip); }"),
    ("xml", data::xml, "<webSocket>"),
    ("yaml", data::yaml, "route: [timeout: 0s"),
];

/// Languages whose programs are not at hand; prose and headers have none.
const UNREAD: [&str; 8] =
    ["csharp", "elixir", "go", "java", "modsecurity", "ruby", "squid", "text"];

#[test]
fn its_program_takes_every_snippet() {
    let all = pieces();
    thread::scope(|scope| {
        for (language, read, _) in READERS {
            let own: Vec<&Piece> = all.iter().filter(|piece| piece.language == language).collect();
            scope.spawn(move || {
                let directory = Directory::new(language);
                for piece in own {
                    if let Err(said) = read(&directory, piece) {
                        panic!("{language} of {}:\n{}\n{said}", piece.name, piece.text);
                    }
                }
            });
        }
    });
}

#[test]
fn its_program_refuses_nonsense() {
    thread::scope(|scope| {
        for (language, read, nonsense) in READERS {
            scope.spawn(move || {
                let directory = Directory::new(&format!("no-{language}"));
                let piece = Piece::alone(language, nonsense);
                assert!(read(&directory, &piece).is_err(), "{language}: {nonsense} was taken");
            });
        }
    });
}

#[test]
fn every_language_has_a_reader_or_is_named_as_unread() {
    let used: BTreeSet<&str> = pieces().iter().map(|piece| piece.language).collect();
    let known: BTreeSet<&str> =
        READERS.iter().map(|(language, ..)| *language).chain(UNREAD).collect();
    assert_eq!(used, known);
}
