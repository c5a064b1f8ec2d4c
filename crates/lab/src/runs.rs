//! What a scenario remembers of a run: else runs that go on side by side would disturb each other.
//!
//! All requests of a run of the page carry the same query, by which they are known.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::head::Head;

/// One value for each run, shared by clones.
#[derive(Clone, Default)]
pub(crate) struct Runs<T>(Arc<Mutex<HashMap<String, T>>>);

impl<T: Default> Runs<T> {
    /// Reads and changes the value of the run to which the request belongs.
    pub(crate) fn with<R>(&self, request: &Head, change: impl FnOnce(&mut T) -> R) -> R {
        let mut runs = self.0.lock().expect("no holder of this lock panics");
        change(runs.entry(request.query().to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_run_has_its_own_value() {
        let runs = Runs::<u32>::default();
        let clone = runs.clone();
        for (target, expected) in [("/?wsd=1", 1), ("/?wsd=2", 1), ("/ws/chat?wsd=1", 2)] {
            let request = format!("GET {target} HTTP/1.1\r\n\r\n");
            let head = Head::read(&mut request.as_bytes()).await.unwrap().expect("it is whole");
            let count = clone.with(&head, |count| {
                *count += 1;
                *count
            });
            assert_eq!(count, expected, "{target}");
        }
        assert_eq!(runs.0.lock().unwrap().len(), 2);
    }
}
