//! A server that speaks HTTP/2 and nothing else, and no WebSockets over it (RFC 8441).

use anyhow::Result;
use bytes::Bytes;
use h2::server::SendResponse;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::backend::Backend;
use crate::response::Response;
use crate::site::{self, Site};

/// Answers all requests of a connection: the page by `site`, all else as a usual backend does.
pub(crate) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(stream: S, site: &Site) -> Result<()> {
    let mut connection = h2::server::handshake(stream).await?;
    while let Some(request) = connection.accept().await {
        let (request, respond) = request?;
        let path = request.uri().path();
        let response = match path.starts_with(site::BELOW) {
            true => site.respond_at(path).await,
            false => Backend::USUAL.respond_at(path),
        };
        send(respond, response)?;
    }
    Ok(())
}

fn send(mut respond: SendResponse<Bytes>, response: Response) -> Result<()> {
    let mut head = http::Response::builder().status(response.status);
    // `Upgrade` is a field of one HTTP/1 connection and may not appear here (RFC 9113 section 8.2.2).
    for (name, value) in response.fields.iter().filter(|(name, _)| *name != "Upgrade") {
        head = head.header(*name, value);
    }
    let mut body = respond.send_response(head.body(())?, false)?;
    body.send_data(Bytes::from(response.body), true)?;
    Ok(())
}
