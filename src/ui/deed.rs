//! Handing a text on.

use sheet::markup::{Deed, Hand};
use yew::prelude::*;

use super::View;
use super::element::{button, by_hand, el};
use crate::app::Msg;
use crate::edge::hands;

/// The id of the field to copy from by hand.
pub(crate) const BY_HAND: &str = "copy-by-hand";

/// A button that hands a text on, and what came of it. Where the browser refuses to copy, the text
/// stands below to be copied by hand.
pub(crate) fn deed(deed: &Deed, view: View<'_>) -> Html {
    if !hands::able(&view.app.place, deed.hand) {
        return Html::default();
    }
    let own = deed.clone();
    let onclick = view.click(move || Msg::Do(Box::new(own.clone())));
    let mut all = el("span", "deed");
    all.add(button(deed.id.clone(), deed.class.clone(), deed.label.clone(), onclick));
    // Always as many children, or the button would be drawn anew and lose the focus.
    let (said, text) = match view.app.did.as_ref().filter(|(own, _)| **own == *deed) {
        Some((_, true)) => {
            (el("span", "said").text("✓ ").text(deed.done.clone()).end(), Html::default())
        }
        Some((_, false)) => {
            let said = el("span", "said failed").text(deed.failed.clone()).end();
            let text = || by_hand(BY_HAND.into(), deed.failed.clone(), deed.with.concat());
            (said, if deed.hand == Hand::Copy { text() } else { Html::default() })
        }
        None => Default::default(),
    };
    all.add(said).add(text);
    all.end()
}
