//! The page itself: its address, what it knows, and listeners.

use diagnosis::address::is_private;
use diagnosis::evidence::{Agent, Family, PageFacts};
use diagnosis::session::Input;
use diagnosis::target::Target;
use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::{Document, Event, Location, Window};

use super::Tell;
use super::clock::Clock;
use crate::agent::agent;

pub(super) fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

fn document() -> Document {
    window().document().expect("a window that shows a page has a document")
}

fn location() -> Location {
    window().location()
}

/// The fragment of the page's address, with its `#`.
pub fn hash() -> String {
    location().hash().unwrap_or_default()
}

/// Takes the fragment off the address, without a step in the history.
pub fn clear_hash() {
    rewrite(&['#']);
}

/// Takes query and fragment off it.
pub fn clear_query() {
    rewrite(&['#', '?']);
}

fn rewrite(marks: &[char]) {
    let whole = location().href().unwrap_or_default();
    let rest = marks.iter().fold(&*whole, |rest, mark| rest.split(*mark).next().unwrap_or(rest));
    if let Ok(history) = window().history() {
        // It only fails for another origin's address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(rest));
    }
}

/// Calls back whenever the fragment changes.
pub fn on_hash(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&window(), "hashchange", move |_| callback())
}

/// What the page is called in its tab.
pub fn title() -> String {
    document().title()
}

/// Calls the page so in its tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Whether nobody can see the page.
pub fn hidden() -> bool {
    document().hidden()
}

/// Calls back whenever the page is seen again.
pub fn on_shown(callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(&document(), "visibilitychange", move |_| {
        if !hidden() {
            callback();
        }
    })
}

/// What the page knows without asking anybody, and whether the browser denies it local networks.
pub fn facts(target: &Target, local_denied: bool) -> PageFacts {
    PageFacts {
        secure: location().protocol().as_deref() == Ok("https:"),
        // This page asks for others; the application's own runs a script.
        own: false,
        same_origin: location().origin().as_deref() == Ok(target.origin().as_str()),
        online: online(),
        hidden: document().hidden(),
        private: is_private(&target.host),
        local_denied,
        local_asked: browser().family == Family::Chromium
            && !is_private(&location().hostname().unwrap_or_default()),
    }
}

/// Whether the browser says that it has a network.
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Which browser this is.
pub fn browser() -> Agent {
    agent(&window().navigator().user_agent().unwrap_or_default())
}

/// A random number.
pub fn random() -> u32 {
    let mut bytes = [0; 4];
    let filled =
        window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    debug_assert!(filled.is_ok(), "every browser that runs this page has it");
    u32::from_le_bytes(bytes)
}

/// What a run must know of the page while it is under way.
pub fn watch(clock: Clock, tell: &Tell) -> [EventListener; 5] {
    let listen = |target: &web_sys::EventTarget, name: &'static str, input: fn() -> Input| {
        let tell = tell.clone();
        EventListener::new(target, name, move |event| {
            tell(clock.at(event.time_stamp()), input());
        })
    };
    [
        listen(&document(), "visibilitychange", || Input::Hidden(document().hidden())),
        listen(&window(), "online", || Input::Interrupted),
        listen(&window(), "offline", || Input::Interrupted),
        // A page that was frozen, its worker with it.
        listen(&document(), "resume", || Input::Interrupted),
        // A page that is left must not keep a socket, nor come back with half a run.
        listen(&window(), "pagehide", || Input::Cancel),
    ]
}

/// What the field holds that an event came from.
pub fn value(event: &Event) -> String {
    event
        .target()
        .and_then(|field| js_sys::Reflect::get(&field, &JsValue::from_str("value")).ok())
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}
