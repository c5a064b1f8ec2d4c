//! Pages of other people, with a widget in them, on an origin of their own.
//!
//! Each word in braces of a page, such as `{check}`, is replaced by what the request's query says for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;

use crate::exchange::Exchange;
use crate::head::Head;
use crate::listener::{HERE, Listener};
use crate::response::Response;
use crate::site::{media, stays_inside};

/// Directories with such pages, served as long as this lives.
pub struct Hosts(Listener);

impl Hosts {
    /// Serves what the directories hold, the first that has a file before the others.
    pub async fn start(directories: &[&Path]) -> Result<Hosts> {
        let directories: Arc<[PathBuf]> =
            directories.iter().map(|directory| directory.to_path_buf()).collect();
        let serve = move |stream| {
            let directories = Arc::clone(&directories);
            async move {
                match Exchange::read(stream).await? {
                    Some(exchange) => {
                        let response = respond(&directories, &exchange.head).await;
                        exchange.respond(&response).await
                    }
                    None => Ok(()),
                }
            }
        };
        Ok(Hosts(Listener::free(HERE, serve).await?))
    }

    /// Their origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.0.address())
    }
}

async fn respond(directories: &[PathBuf], head: &Head) -> Response {
    let name = head.path().trim_start_matches('/');
    if !stays_inside(name) {
        return Response::page(403);
    }
    for directory in directories {
        let Ok(body) = tokio::fs::read(directory.join(name)).await else { continue };
        let body = match String::from_utf8(body) {
            Ok(text) if name.ends_with(".html") => filled_in(text, head.query()).into_bytes(),
            Ok(text) => text.into_bytes(),
            Err(other) => other.into_bytes(),
        };
        return Response::new(200, media(name), body).with("Cache-Control", "no-store");
    }
    Response::page(404)
}

fn filled_in(page: String, query: &str) -> String {
    let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.fold(page, |page, (name, value)| page.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_filled_in_as_its_query_says() {
        let page = "<a href={check}>{target}</a>{other}".to_owned();
        let filled = filled_in(page, "?check=http://h:1/&target=healthy&x=y");
        assert_eq!(filled, "<a href=http://h:1/>healthy</a>{other}");
    }
}
