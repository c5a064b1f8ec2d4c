//! Reports that came in, read in slices of time, so that the page stays awake.

use std::cell::RefCell;

use diagnosis::report::code::{self, CodeError, Spoken};
use diagnosis::report::link::find::{next, next_within};
use diagnosis::report::pile::Pile;

use crate::exchange::Desk;

/// The id of the field for pasted text.
pub(crate) const TEXT: &str = "desk-text";
/// The id of the field for files.
pub(crate) const FILES: &str = "desk-files";
/// As many reports, and bytes, are read before the browser has the screen again.
const SLICE: usize = 200;
const STRETCH: usize = 1 << 19;
/// A text of more bytes was not meant as a spoken code.
const CODE: usize = 24;

thread_local! {
    static WORK: RefCell<Work> = RefCell::default();
}

/// How far the reading is.
#[derive(Default)]
pub(crate) struct Work {
    text: String,
    /// The byte from which to read on; `None` once all is read.
    from: Option<usize>,
    /// What was read.
    pub(crate) pile: Pile,
    /// Something was filled in.
    pub(crate) given: bool,
    /// What was filled in is one code and no report.
    pub(crate) code: Option<Result<Spoken, CodeError>>,
}

impl Work {
    fn new(desk: &Desk) -> Work {
        let held = |id| desk.filled.get(id).unwrap_or_default();
        let typed = held(TEXT).trim();
        let text = [typed, "\n", held(FILES)].concat();
        let alone = held(FILES).is_empty() && !typed.is_empty() && typed.len() <= CODE;
        Work {
            given: !text.trim().is_empty(),
            code: (alone && next(&text, 0).is_none()).then(|| code::decode(typed)),
            text,
            from: Some(0),
            pile: Pile::default(),
        }
    }

    fn step(&mut self) {
        let Some(mut from) = self.from else { return };
        let end = from.saturating_add(STRETCH).min(self.text.len());
        for _ in 0..SLICE {
            let Some(found) = next_within(&self.text, from..end) else {
                from = end;
                break;
            };
            // What can't be read is counted in the pile.
            let _ = self.pile.add(&found.text);
            from = found.end;
        }
        self.from = (from < self.text.len()).then_some(from);
    }

    /// Whether there is more to read.
    pub(crate) fn goes_on(&self) -> bool {
        self.from.is_some()
    }
}

/// Reads on, or from the beginning if the desk is fresh; then shows how far that is.
pub(crate) fn read<T>(desk: &Desk, show: impl FnOnce(&Work) -> T) -> T {
    WORK.with_borrow_mut(|work| {
        if desk.fresh {
            *work = Work::new(desk);
        }
        if work.goes_on() {
            work.step();
        }
        show(work)
    })
}
