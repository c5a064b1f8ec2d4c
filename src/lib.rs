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

pub mod colour;

pub mod allow;

pub mod destination;

pub mod request;

pub mod route;

pub mod agent;

pub mod edge;

pub mod exchange;

pub mod run;

mod state;

pub mod app;

pub mod ui;

use std::cell::Cell;

/// Draws in a place, instead of what stood there until now, and takes it away with whatever runs when
/// the place is told that it ends.
pub fn show(place: edge::place::Place) {
    let root = place.root();
    let drawn = yew::Renderer::<app::App>::with_root_and_props(root.clone(), app::Props { place });
    let shown = Cell::new(Some(drawn.render()));
    // It lives as long as its element.
    edge::place::on_end(&root, move || {
        if let Some(shown) = shown.take() {
            shown.destroy();
        }
    })
    .forget();
}
