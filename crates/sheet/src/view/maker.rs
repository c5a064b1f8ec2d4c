//! A link for a customer.

use crate::exchange::Desk;
use crate::markup::{Node, el, said};

/// What the link is to check, and the link.
pub(crate) fn maker(_desk: &Desk) -> Node {
    el("article", "card").add(said("h2", "", "Make a link for a customer")).end()
}
