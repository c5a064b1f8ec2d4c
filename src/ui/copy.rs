//! Putting text on the clipboard.

use yew::prelude::*;

use super::View;
use crate::app::Msg;

/// The id of the field to copy from by hand.
pub(crate) const BY_HAND: &str = "copy-by-hand";

/// A button that copies a text; where the browser refuses, the text stands below to copy by hand.
pub(crate) fn copy(label: AttrValue, class: String, text: AttrValue, view: View<'_>) -> Html {
    let onclick = {
        let text = text.clone();
        view.click(move || Msg::Copy(text.clone()))
    };
    let done =
        view.app.copied.as_ref().filter(|(copied, _)| *copied == text).map(|(_, done)| *done);
    html! {
        <span class="copy">
            <button {class} type="button" {onclick}>{ label }</button>
            if done == Some(true) {
                <span class="said">{ "✓ Copied" }</span>
            } else if done == Some(false) {
                <textarea id={BY_HAND} readonly=true rows="3" aria-label="Text to copy by hand" value={text} />
            }
        </span>
    }
}
