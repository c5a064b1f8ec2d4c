//! A whole answer, for HTTP/1 and HTTP/2 alike, and the error pages that well-known hops write.
//!
//! Absent on purpose: CORS fields. Real backends send none, so a page of another origin is nearly blind.

/// A status, fields and a body.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// The status.
    pub(crate) status: u16,
    /// The fields, without framing (`Content-Length`, `Connection`), which belongs to the protocol.
    pub(crate) fields: Vec<(&'static str, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// An answer of that media type.
    pub(crate) fn new(status: u16, media: &str, body: impl Into<Vec<u8>>) -> Response {
        Response { status, fields: vec![("Content-Type", media.to_owned())], body: body.into() }
    }

    /// An HTML page with its status as the heading.
    pub(crate) fn page(status: u16) -> Response {
        let title = title(status);
        Response::new(
            status,
            "text/html",
            format!("<!doctype html><title>{title}</title><h1>{title}</h1>\n"),
        )
    }

    /// The error page of nginx.
    pub(crate) fn nginx(status: u16) -> Response {
        let title = title(status);
        let body = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
             <hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
        );
        Response::new(status, "text/html", body).with("Server", "nginx/1.22.1")
    }

    /// nginx's answer to a plain request on a port with TLS.
    pub(crate) fn nginx_expects_tls() -> Response {
        let body = "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n\
                    <body>\r\n<center><h1>400 Bad Request</h1></center>\r\n\
                    <center>The plain HTTP request was sent to HTTPS port</center>\r\n\
                    <hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";
        Response::new(400, "text/html", body).with("Server", "nginx/1.22.1")
    }

    /// Cloudflare's answer where it first wants to see a person: a page that a handshake can't solve.
    pub(crate) fn cloudflare_challenge() -> Response {
        let body = "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head>\
                    <body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>\n";
        Response::new(403, "text/html; charset=UTF-8", body)
            .with("Server", "cloudflare")
            .with("CF-RAY", "8c0ffee00c0ffee0-FRA")
            .with("CF-Mitigated", "challenge")
    }

    /// HAProxy's answer when no server could be reached.
    pub(crate) fn haproxy_unavailable() -> Response {
        let body = "<html><body><h1>503 Service Unavailable</h1>\n\
                    No server is available to handle this request.\n</body></html>\n";
        Response::new(503, "text/html", body).with("Cache-Control", "no-cache")
    }

    /// The same answer with one more field.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Response {
        self.fields.push((name, value.into()));
        self
    }

    /// The answer in HTTP/1.1; the connection ends with it. A HEAD gets no body, and its length all the same.
    pub(crate) fn bytes(&self, method: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {}\r\n", title(self.status));
        for (name, value) in &self.fields {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len());
        let body = if method == "HEAD" { &[][..] } else { &self.body };
        [head.as_bytes(), body].concat()
    }
}

fn title(status: u16) -> String {
    let known = http::StatusCode::from_u16(status).ok();
    let reason = match known.and_then(|status| status.canonical_reason()) {
        // What nginx writes.
        Some("Gateway Timeout") => "Gateway Time-out",
        Some(reason) => reason,
        None => "Unknown",
    };
    format!("{status} {reason}")
}
