//! What a client gets from each scenario, byte by byte.

mod client;
mod command;
mod faults;
mod page;
mod real;
mod registry;
mod secure;
mod timing;
