//! Head and foot of the page; `index.html` holds the same for the time before the program is here.

use yew::prelude::*;

use super::element::{el, said};

/// The heading.
pub(crate) fn header(brand: Option<&str>) -> Html {
    el("header", "top")
        .add(logo())
        .add(
            el("div", "")
                .add(el("h1", "").text(brand.unwrap_or("ws-doctor").to_owned()).end())
                .add(said("p", "", "Finds out why a chat or live connection does not work."))
                .end(),
        )
        .end()
}

/// Two ends of a line, and a pulse between them.
fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false">
            <rect class="logo-ground" width="48" height="48" rx="12" />
            <path class="logo-line" d="M12 24h6l4-11 5 22 4-11h5" />
            <circle class="logo-end" cx="10" cy="24" r="3" />
            <circle class="logo-end" cx="38" cy="24" r="3" />
        </svg>
    }
}

/// The foot.
pub(crate) fn footer() -> Html {
    let text = "Everything runs in this browser. Nothing is stored, and nothing is sent but the connections that you start; the servers you check see your address, as with any visit.";
    el("footer", "").add(said("p", "", text)).end()
}
