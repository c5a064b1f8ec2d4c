//! The page of ws-doctor.
//!
//! Data moves one way: [`request`] turns the form's fields into an endpoint, [`run`] drives the
//! core's session with the browser at the [`edge`], the program [`sheet`] words what was seen, [`ui`]
//! shows it. What is absent on purpose: storage, cookies, third-party origins, and any way for a
//! link, a pasted text or a server to become markup or start something.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
mod memory;

pub mod value;

pub mod config;

pub mod allow;

pub mod place;

pub mod request;

pub mod route;

pub mod agent;

pub mod edge;

pub mod exchange;

pub mod run;

mod state;

pub mod app;

pub mod ui;

/// Puts the page in the place of its static shell.
pub fn start() {
    if let Some(root) = edge::page::root() {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
