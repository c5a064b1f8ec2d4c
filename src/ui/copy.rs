//! Putting text on the clipboard.

use yew::prelude::*;

use super::View;
use super::element::{button, by_hand, el, said};
use crate::app::Msg;

/// The id of the field to copy from by hand.
pub(crate) const BY_HAND: &str = "copy-by-hand";

/// A button that copies a text; where the browser refuses, the text stands below to copy by hand.
pub(crate) fn copy(label: &str, class: &str, text: &str, view: View<'_>) -> Html {
    let copied = AttrValue::from(text.to_owned());
    let onclick = view.click(move || Msg::Copy(copied.clone()));
    let mut copy = el("span", "copy");
    copy.add(button(String::new(), class.to_owned(), label.to_owned(), onclick));
    match view.app.copied.as_ref().filter(|(copied, _)| copied == text) {
        Some((_, true)) => copy.add(said("span", "said", "✓ Copied")),
        Some((_, false)) => copy.add(by_hand(BY_HAND.to_owned(), "3", text.to_owned())),
        None => &mut copy,
    }
    .end()
}
