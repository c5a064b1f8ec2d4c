//! The core as a whole: runs in virtual time, every combination of outcomes, recorded links, properties.

mod secrets;

mod session;

mod matrix;

mod codes;

mod find;

mod formats;

mod links;

mod pile;

mod properties;

mod arbitrary;

mod world;
