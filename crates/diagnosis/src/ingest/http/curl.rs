//! How curl says that it failed: a number, which is permanent, and words, which change.

use crate::evidence::{CertificateFault, Entry, Line};
use crate::ingest::words::told;

/// Whether it is the host that fails, whatever path was asked for.
pub(super) fn of_host(line: Line) -> bool {
    matches!(
        line,
        Line::NameNotResolved
            | Line::ConnectionRefused
            | Line::Unreachable
            | Line::TlsProtocol
            | Line::Certificate(_)
    )
}

/// What curl's number and words say, for a browser and for a tool behind the front.
pub(super) fn failure(number: &str, line: &str, refused: bool) -> Option<(Line, Option<Entry>)> {
    use CertificateFault::{Authority, Date, Name, Other};
    Some(match number {
        "1" if line.contains("HTTP/0.9") => (Line::NotHttp, Some(Entry::Invalid)),
        "6" => (Line::NameNotResolved, Some(Entry::Unresolved)),
        "7" if refused || line.contains("refused") => {
            (Line::ConnectionRefused, Some(Entry::Refused))
        }
        "7" if line.contains("No route")
            || line.contains("timed out")
            || line.contains("unreachable") =>
        {
            (Line::Unreachable, Some(Entry::Unreached))
        }
        "7" => (Line::CannotConnect, Some(Entry::Unreached)),
        "28" if line.contains("onnection timed out") || line.contains("Failed to connect") => {
            (Line::Unreachable, Some(Entry::Unreached))
        }
        "35" if line.contains("wrong version number") => (Line::TlsProtocol, Some(Entry::Tls)),
        "35" => (Line::Certificate(Other), Some(Entry::Tls)),
        "51" => (Line::Certificate(Name), Some(Entry::Tls)),
        "52" => (Line::ClosedUnanswered, Some(Entry::Closed)),
        "56" if line.contains("reset by peer") => (Line::Reset, Some(Entry::Reset)),
        "60" => {
            let texts = [("has expired", Date), ("not yet valid", Date), ("subject name", Name)];
            (Line::Certificate(told(line, &texts).unwrap_or(Authority)), Some(Entry::Tls))
        }
        _ => return None,
    })
}
