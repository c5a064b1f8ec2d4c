//! Keys and certificates made at start, and the ends of TLS that use them.

use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use base64ct::{Base64, Encoding};
use rcgen::{CertifiedKey, PublicKeyData, generate_simple_self_signed};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::listener::Listener;

/// A self-signed certificate for the lab's addresses, and its key.
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
    pem: String,
    spki: String,
}

impl Identity {
    /// Makes a new key and its certificate.
    pub(crate) fn new() -> Result<Identity> {
        let names = ["127.0.0.1", "127.0.0.2", "localhost"].map(str::to_owned);
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names)?;
        let public = signing_key.subject_public_key_info();
        let hash = ring::digest::digest(&ring::digest::SHA256, &public);
        Ok(Identity {
            certificate: cert.der().clone(),
            key: signing_key.serialize_der(),
            pem: cert.pem() + &signing_key.serialize_pem(),
            spki: Base64::encode_string(hash.as_ref()),
        })
    }

    /// The certificate, for a client that should trust it.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// Certificate and key in one PEM text, as HAProxy wants them.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// The hash of the public key, for Chromium's `--ignore-certificate-errors-spki-list`.
    pub(crate) fn spki(&self) -> &str {
        &self.spki
    }

    /// The server's end of TLS, which speaks that protocol and no other.
    pub(crate) fn acceptor(&self, alpn: &str) -> Result<TlsAcceptor> {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.clone()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], key)
            .context("the certificate does not fit its key")?;
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Ends TLS on a free port and passes the bytes on.
    pub(crate) async fn terminate(&self, ip: Ipv4Addr, to: SocketAddr) -> Result<Listener> {
        let acceptor = self.acceptor("http/1.1")?;
        Listener::free(ip, move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let mut client = acceptor.accept(stream).await?;
                let mut upstream = TcpStream::connect(to).await?;
                copy_bidirectional(&mut client, &mut upstream).await?;
                Ok(())
            }
        })
        .await
    }
}
