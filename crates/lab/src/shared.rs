//! What all scenarios of a process share: the page, a control endpoint, and a certificate that clients of the lab trust.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;

use crate::backend::{Backend, CHAT};
use crate::exchange::Exchange;
use crate::listener::{ELSEWHERE, HERE, Listener};
use crate::site::{PUBLIC, STRICT, Site};
use crate::tls::{Authority, Identity};

/// The shared surroundings of scenarios.
pub(crate) struct Shared {
    site: Arc<Site>,
    authority: Authority,
    identity: Identity,
    page: Listener,
    secure_page: Listener,
    control: Listener,
    secure_control: Listener,
}

impl Shared {
    /// Starts what is shared; the page is served on that port, or on a free one if it is 0.
    pub(crate) async fn start(dist: Option<&Path>, port: u16) -> Result<Shared> {
        let site = Arc::new(Site::new(dist)?);
        let authority = Authority::new()?;
        let identity = authority.issue()?;
        let served = Arc::clone(&site);
        let page = Listener::at(SocketAddr::from((HERE, port)), move |stream| {
            let site = Arc::clone(&served);
            async move {
                match Exchange::read(stream).await? {
                    Some(exchange) => site.answer(exchange).await,
                    None => Ok(()),
                }
            }
        })
        .await?;
        let secure_page = identity.terminate(HERE, page.address()).await?;
        let control = Backend::USUAL.start(ELSEWHERE).await?;
        let secure_control = identity.terminate(ELSEWHERE, control.address()).await?;
        Ok(Shared { site, authority, identity, page, secure_page, control, secure_control })
    }

    /// The page's files and configuration.
    pub(crate) fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// Who signs the lab's certificates.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The certificate of all scenarios whose fault is another.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Where the page is served by itself.
    pub(crate) fn page(&self) -> SocketAddr {
        self.page.address()
    }

    /// The page by itself over TLS.
    pub(crate) fn secure_page(&self) -> String {
        format!("https://{}/", self.secure_page.address())
    }

    /// The page by itself under a policy that lets it connect to its own origin alone.
    pub(crate) fn strict_page(&self) -> String {
        format!("http://{}{STRICT}", self.page.address())
    }

    /// The page by itself under a policy that says it is one of the internet.
    pub(crate) fn public_page(&self) -> String {
        format!("http://{}{PUBLIC}", self.page.address())
    }

    /// The control endpoint.
    pub(crate) fn control(&self) -> String {
        format!("ws://{}{CHAT}", self.control.address())
    }

    /// The control endpoint over TLS.
    pub(crate) fn secure_control(&self) -> String {
        format!("wss://{}{CHAT}", self.secure_control.address())
    }
}
