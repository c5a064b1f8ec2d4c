//! TLS: whom this machine trusts, and what a handshake that fails says.

use std::io;
use std::sync::Arc;

use diagnosis::evidence::{CertificateFault, Line};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::crypto::{
    CryptoProvider, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme,
};

use crate::edge::net::fault;

/// HTTP/2 by its name in TLS.
pub(crate) const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";

/// What is offered to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocols {
    /// HTTP/1.1 alone, as browsers do for a WebSocket.
    Http1,
    /// HTTP/2 as well, as they do for pages.
    Both,
}

/// Whom to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The authorities of this machine, and these.
    Authorities(Vec<CertificateDer<'static>>),
    /// Nobody: where nothing is asked over TLS, and reading hundreds of certificates would be in vain.
    Nobody,
    /// Anybody.
    Anybody,
}

/// TLS as a client.
#[derive(Clone)]
pub(crate) struct Tls {
    http1: TlsConnector,
    both: TlsConnector,
    /// How many authorities are trusted.
    pub(crate) authorities: usize,
}

impl Tls {
    /// A client that trusts these.
    pub(crate) fn new(trust: &Trust) -> Tls {
        let provider = Arc::new(default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("ring has ciphers for the versions of rustls");
        let (config, authorities) = match trust {
            Trust::Anybody => {
                let verifier = Arc::new(Anybody(provider));
                let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
                (builder.with_no_client_auth(), 0)
            }
            Trust::Nobody => {
                (builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth(), 0)
            }
            Trust::Authorities(own) => {
                let mut roots = RootCertStore::empty();
                let machine = rustls_native_certs::load_native_certs().certs;
                // An authority that can't be read is one that nobody's certificate needs.
                let _ = roots.add_parsable_certificates(machine);
                let _ = roots.add_parsable_certificates(own.iter().cloned());
                let count = roots.len();
                (builder.with_root_certificates(roots).with_no_client_auth(), count)
            }
        };
        let speaking = |protocols: &[&[u8]]| {
            let mut config = config.clone();
            config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
            TlsConnector::from(Arc::new(config))
        };
        Tls { http1: speaking(&[HTTP1]), both: speaking(&[HTTP2, HTTP1]), authorities }
    }

    /// TLS over a connection to the host of that name, an IPv6 address in brackets.
    ///
    /// # Errors
    /// What a browser's console would say of it.
    pub(crate) async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
        protocols: Protocols,
    ) -> Result<TlsStream<TcpStream>, Line> {
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name =
            ServerName::try_from(name).map_err(|_| Line::Certificate(CertificateFault::Name))?;
        let connector = match protocols {
            Protocols::Http1 => &self.http1,
            Protocols::Both => &self.both,
        };
        connector.connect(name, stream).await.map_err(|error| said(&error))
    }
}

fn said(error: &io::Error) -> Line {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(error) => fault_of(error),
        None if error.kind() == io::ErrorKind::UnexpectedEof => Line::Reset,
        None => fault(error),
    }
}

fn fault_of(error: &Error) -> Line {
    use CertificateError as Bad;
    match error {
        Error::InvalidCertificate(bad) => Line::Certificate(match bad {
            Bad::Expired
            | Bad::ExpiredContext { .. }
            | Bad::NotValidYet
            | Bad::NotValidYetContext { .. } => CertificateFault::Date,
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => CertificateFault::Name,
            Bad::UnknownIssuer | Bad::BadSignature => CertificateFault::Authority,
            _ => CertificateFault::Other,
        }),
        Error::PeerIncompatible(_)
        | Error::NoCertificatesPresented
        | Error::AlertReceived(
            AlertDescription::HandshakeFailure
            | AlertDescription::ProtocolVersion
            | AlertDescription::InsufficientSecurity
            | AlertDescription::UnrecognisedName,
        ) => Line::Certificate(CertificateFault::Other),
        _ => Line::TlsProtocol,
    }
}

/// Takes any certificate, and still asks that its owner signed the handshake.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_rustls::rustls::InvalidMessage;

    #[test]
    fn what_is_wrong_with_tls_is_told_as_a_console_tells_it() {
        use CertificateFault::{Authority, Date, Name, Other};
        let bad = Error::InvalidCertificate;
        for (error, expected) in [
            (bad(CertificateError::Expired), Line::Certificate(Date)),
            (bad(CertificateError::NotValidYet), Line::Certificate(Date)),
            (bad(CertificateError::NotValidForName), Line::Certificate(Name)),
            (bad(CertificateError::UnknownIssuer), Line::Certificate(Authority)),
            (bad(CertificateError::Revoked), Line::Certificate(Other)),
            (Error::AlertReceived(AlertDescription::HandshakeFailure), Line::Certificate(Other)),
            (Error::AlertReceived(AlertDescription::NoApplicationProtocol), Line::TlsProtocol),
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), Line::TlsProtocol),
        ] {
            assert_eq!(fault_of(&error), expected, "{error}");
        }
    }
}
