//! The pure core of ws-doctor.
#![no_std]
#![forbid(unsafe_code)]
