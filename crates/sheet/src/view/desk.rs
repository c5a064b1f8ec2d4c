//! Reports that came in: one, a code, or thousands.

use crate::exchange::{Desk, Told};
use crate::markup::{Act, button, el, said};

/// The place to put them in, and what they say.
pub(crate) fn desk(_desk: &Desk) -> Told {
    Told::Part(
        el("article", "card")
            .add(said("h2", "", "Read reports"))
            .add(button("desk-read", "primary", "Read", Act::Read))
            .end(),
    )
}
