//! The page from top to bottom.

use yew::prelude::*;

use super::element::{el, group};
use super::result::{self, Standing};
use super::{View, about, form, notice, progress, shell};
use crate::state::Screen;

/// The page from top to bottom.
pub(crate) fn page(view: View<'_>) -> Html {
    let status = el("p", "unseen")
        .set("role", "status")
        .set("aria-atomic", "true")
        .text(view.app.status.to_string())
        .end();
    if view.app.widget {
        return group([el("div", "").add(main(view)).end(), status]);
    }
    group([shell::header(view), el("main", "").add(main(view)).end(), status, shell::footer()])
}

fn main(view: View<'_>) -> Html {
    let app = view.app;
    match (&app.config, &app.screen) {
        (_, Screen::Read) => result::result(view),
        (Err(mistake), Screen::Check) => notice::misconfigured(mistake),
        (Ok(config), Screen::Check) => group([
            form::form(config, view),
            // Once there is an answer, it stands above what goes on.
            if app.drawn().is_none() { progress::progress(view) } else { Html::default() },
            result::result(view),
            if app.standing() == Standing::Idle { about::about() } else { Html::default() },
        ]),
    }
}
