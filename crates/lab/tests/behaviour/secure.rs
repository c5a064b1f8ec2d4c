//! Faults of TLS and HTTP/2, and the client that shows them.

use std::sync::Arc;

use lab::Lab;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::client::{endpoint, handshake_request, lab};

#[tokio::test]
async fn tls_untrusted_is_signed_by_another_key_and_healthy_behind_it() {
    let lab = lab("tls-untrusted").await;
    let error = tls(&lab, b"http/1.1").await.expect_err("the certificate is not the lab's");
    assert!(error.to_string().contains("invalid peer certificate"), "{error}");
}

#[tokio::test]
async fn flawed_certificates_are_trusted_but_for_their_flaw() {
    for (name, says) in [
        ("tls-misnamed", "not valid for name \"127.0.0.1\""),
        ("tls-expired", "certificate expired"),
    ] {
        let lab = lab(name).await;
        let error = tls(&lab, b"http/1.1").await.expect_err("the certificate is flawed");
        assert!(error.to_string().contains(says), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_port_without_tls_answers_it_in_plain_text() {
    let lab = lab("wss-to-plain-port").await;
    let error = tls(&lab, b"http/1.1").await.expect_err("it speaks no TLS");
    assert!(error.to_string().contains("InvalidContentType"), "{error}");
}

#[tokio::test]
async fn a_port_with_tls_opens_to_whoever_speaks_it() {
    let lab = lab("ws-to-tls-port").await;
    assert!(handshake_over_tls(&lab).await.starts_with("HTTP/1.1 101 "));
}

#[tokio::test]
async fn answer_464_meets_http1_and_not_http2() {
    let lab = lab("answer-464").await;
    let answer = handshake_over_tls(&lab).await;
    assert!(answer.starts_with("HTTP/1.1 464 "), "{answer}");
    assert!(answer.contains("Server: awselb/2.0\r\n"), "{answer}");
    assert_eq!(get_over_http2(&lab).await, ([426, 200], false));
}

#[tokio::test]
async fn http2_only_refuses_clients_of_http1_and_answers_those_of_http2() {
    let lab = lab("http2-only").await;
    let error = tls(&lab, b"http/1.1").await.expect_err("there is no such protocol");
    assert!(error.to_string().contains("NoApplicationProtocol"), "{error}");
    assert_eq!(get_over_http2(&lab).await, ([426, 200], false));
}

/// The statuses of the endpoint's path and of the root, and whether WebSockets are announced (RFC 8441).
pub(crate) async fn get_over_http2(lab: &Lab) -> ([u16; 2], bool) {
    let stream = tls(lab, b"h2").await.expect("the certificate is the lab's");
    let (mut client, connection) = h2::client::handshake(stream).await.expect("it speaks HTTP/2");
    let driving = tokio::spawn(connection);
    let mut statuses = [0; 2];
    for (status, path) in statuses.iter_mut().zip(["/ws/chat", "/"]) {
        let url = endpoint(lab).replace("wss://", "https://").replace("/ws/chat", path);
        let request = http::Request::get(url).body(()).expect("endpoints are URLs");
        client = client.ready().await.expect("the connection lives");
        let (response, _) = client.send_request(request, true).expect("the connection lives");
        *status = response.await.expect("an answer comes").status().as_u16();
    }
    let announced = client.is_extended_connect_protocol_enabled();
    driving.abort();
    (statuses, announced)
}

/// The head of what a handshake gets over TLS.
pub(crate) async fn handshake_over_tls(lab: &Lab) -> String {
    let mut stream = tls(lab, b"http/1.1").await.expect("the certificate is the lab's");
    let request = handshake_request(endpoint(lab), "https://page.example");
    stream.write_all(request.as_bytes()).await.expect("the scenario reads");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("an answer comes"));
    }
    String::from_utf8(head).expect("a head is text")
}

/// A TLS connection that trusts the lab's certificates and offers that protocol alone.
pub(crate) async fn tls(lab: &Lab, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(lab.authority().as_bytes());
    roots.add(authority.expect("it is in PEM")).expect("the lab makes certificates");
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let (_, host) = endpoint(lab).split_once("://").expect("a URL has a scheme");
    let host = host.trim_end_matches("/ws/chat");
    let name = ServerName::try_from("127.0.0.1").expect("an address is a name");
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(host).await?).await
}
