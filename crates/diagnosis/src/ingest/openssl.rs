//! What `openssl s_client` prints: the certificate as a tool sees it, and the protocol agreed on.
//!
//! What a tool trusts is not what a browser trusts, and the output does not name the address surely:
//! nothing is confirmed by it.

use alloc::boxed::Box;

use crate::evidence::{CertificateFault, Line, Probe};
use crate::ingest::sink::Sink;
use crate::ingest::words::Pairs;
use crate::ingest::{Kind, Piece, Took, Way};
use crate::target::Place;
use crate::text::Text;

pub(super) static KIND: Kind = Kind {
    id: "openssl",
    name: Text("what openssl s_client prints"),
    way: Way::Piece(begins, || Box::new(Client::default())),
    signs: &[
        Pairs::of("CONNECTED("),
        Pairs::of("Connecting to "),
        Pairs::of("openssl s_client "),
        Pairs::of(":connect:errno="),
        Pairs::of("BIO_connect:"),
        Pairs::of(":SSL routines:"),
        Pairs::of("depth="),
    ],
};

#[derive(Default)]
struct Client {
    /// A certificate came.
    shown: bool,
    trusted: bool,
}

fn begins(line: &str) -> bool {
    line.starts_with("CONNECTED(")
        || line.starts_with("Connecting to ")
        || line.contains("openssl s_client ")
        || line.contains(":connect:errno=")
        || line.contains("BIO_connect:")
        // Errors are written sooner than what they are about.
        || line.contains(":SSL routines:")
        || line.starts_with("depth=")
}

impl Piece for Client {
    fn line(&mut self, line: &str, sink: &mut Sink<'_>) -> Took {
        self.shown |= line.starts_with("subject=");
        let mut tell = |line| sink.line(Probe::Brought, line, Place::Unnamed, None);
        if let Some(rest) = line
            .trim_ascii_start()
            .strip_prefix("verify error:num=")
            .or_else(|| line.trim_ascii_start().strip_prefix("Verify return code: "))
        {
            let number = rest.split([':', ' ']).next().and_then(|number| number.parse().ok());
            match number {
                Some(0) => self.trusted = true,
                Some(9 | 10) => tell(Line::Certificate(CertificateFault::Date)),
                Some(62) => tell(Line::Certificate(CertificateFault::Name)),
                Some(2 | 18..=21) => tell(Line::Certificate(CertificateFault::Authority)),
                _ => tell(Line::Certificate(CertificateFault::Other)),
            }
            return Took::Mine;
        }
        if line.contains("wrong version number") || line.contains("packet length too long") {
            tell(Line::TlsProtocol);
        } else if line.contains("no application protocol") {
            sink.note(Text("the listener refuses the offered application protocol"));
        } else if line.contains("onnect:errno=111") || line.contains("Connection refused") {
            tell(Line::ConnectionRefused);
        } else if line.contains("Name or service not known") {
            tell(Line::NameNotResolved);
        } else if line.starts_with("ALPN protocol: h2") {
            sink.note(Text("the listener chose HTTP/2, which it was offered"));
        } else if !begins(line) {
            return Took::Loose;
        }
        Took::Mine
    }

    fn end(&mut self, sink: &mut Sink<'_>) {
        if self.shown && self.trusted {
            sink.note(Text("the certificate is trusted there"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::{assert_leaves, assert_reads, told};

    #[test]
    fn the_end_of_a_connection_is_read() {
        use CertificateFault::{Authority, Date, Name};
        let connected = "CONNECTED(00000003)\n";
        for (text, expected) in [
            ("verify error:num=10:certificate has expired", Some(Line::Certificate(Date))),
            ("verify error:num=18:self-signed certificate", Some(Line::Certificate(Authority))),
            ("    Verify return code: 62 (hostname mismatch)", Some(Line::Certificate(Name))),
            ("    Verify return code: 0 (ok)", None),
            (
                "40E7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:",
                Some(Line::TlsProtocol),
            ),
        ] {
            let expected = expected.map(|line| told(line, Place::Unnamed));
            assert_reads(&alloc::format!("{connected}{text}"), &KIND, expected.as_slice());
        }
        let refused = "40B7:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:125:calling connect()\n40B7:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:127:\nconnect:errno=111";
        assert_reads(refused, &KIND, &[told(Line::ConnectionRefused, Place::Unnamed)]);
        assert_leaves("Verify return code: 0 (ok)");
    }
}
