//! Keys and certificates made at start, and the ends of TLS that use them.

use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::listener::Listener;

/// The addresses of the lab.
const NAMES: &[&str] = &["127.0.0.1", "127.0.0.2", "localhost"];
/// With what a key begins in PEM.
const KEY: &str = "-----BEGIN PRIVATE KEY-----";
/// The first byte of a client that speaks TLS: the type of a handshake record (RFC 8446 section 5.1).
const HANDSHAKE: u8 = 22;

/// Who signs certificates: a client that trusts it trusts them all.
pub(crate) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key.
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    key: KeyPair,
    pem: String,
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Flaw {
    /// It is for another name.
    Misnamed,
    /// Its time is over.
    Expired,
}

impl Authority {
    /// Makes a new key, and a certificate that is signed by it.
    pub(crate) fn new() -> Result<Authority> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages.push(KeyUsagePurpose::KeyCertSign);
        // Its own name, because what bears its issuer's looks as if it had signed itself.
        params.distinguished_name.push(DnType::CommonName, "ws-doctor lab");
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        Ok(Authority { pem, issuer: Issuer::new(params, key) })
    }

    /// The certificate in PEM, for a client that should trust it.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Makes a new key, and a certificate for the lab's addresses.
    pub(crate) fn issue(&self) -> Result<Identity> {
        self.sign(params(NAMES)?)
    }

    /// The same with a flaw.
    pub(crate) fn issue_flawed(&self, flaw: Flaw) -> Result<Identity> {
        let mut params = params(match flaw {
            Flaw::Misnamed => &["chat.example"],
            Flaw::Expired => NAMES,
        })?;
        if let Flaw::Expired = flaw {
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Result<Identity> {
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let pem = certificate.pem() + &key.serialize_pem();
        Ok(Identity { certificate: certificate.der().clone(), key, pem })
    }
}

impl Identity {
    /// Certificate and key in one PEM text, as HAProxy wants them.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// The certificate alone in PEM.
    pub(crate) fn certificate(&self) -> &str {
        let end = self.pem.find(KEY).expect("the key stands behind its certificate");
        &self.pem[..end]
    }

    /// The server's end of TLS, which speaks those protocols and no others.
    pub(crate) fn acceptor(&self, protocols: &[&str]) -> Result<TlsAcceptor> {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], key)
            .context("the certificate does not fit its key")?;
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Ends TLS on a free port and passes the bytes on.
    pub(crate) async fn terminate(&self, ip: Ipv4Addr, to: SocketAddr) -> Result<Listener> {
        let acceptor = self.acceptor(&["http/1.1"])?;
        Listener::free(ip, move |stream| carry(acceptor.clone(), stream, to)).await
    }
}

fn params(names: &[&str]) -> Result<CertificateParams> {
    let names: Vec<String> = names.iter().copied().map(str::to_owned).collect();
    Ok(CertificateParams::new(names)?)
}

/// Ends TLS on a connection and passes the bytes on.
pub(crate) async fn carry(acceptor: TlsAcceptor, stream: TcpStream, to: SocketAddr) -> Result<()> {
    let mut client = acceptor.accept(stream).await?;
    let mut upstream = TcpStream::connect(to).await?;
    copy_bidirectional(&mut client, &mut upstream).await?;
    Ok(())
}

/// Whether the client begins with TLS; waits for its first byte.
pub(crate) async fn begins(stream: &TcpStream) -> Result<bool> {
    let mut first = [0];
    Ok(stream.peek(&mut first).await? == 1 && first[0] == HANDSHAKE)
}
