//! Any text as a spoken code: understood or refused; what is understood is written as it was read.
#![no_main]

use diagnosis::report::code::decode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match decode(text) {
        Ok(spoken) => assert_eq!(decode(&spoken.code()), Ok(spoken)),
        Err(error) => assert!(error.to_string().len() < 200),
    }
});
