//! What a client gets from each scenario, byte by byte.

mod client;
mod command;
mod configs;
mod deploy;
mod ends;
mod faults;
mod hostile;
mod limits;
mod page;
mod real;
mod registry;
mod secure;
mod sockets;
mod timing;
