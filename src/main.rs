//! The page.
fn main() {
    ws_doctor::start();
}
