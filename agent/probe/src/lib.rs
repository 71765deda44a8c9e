//! Asking the network, and when to ask it.
//!
//! [`probe`] runs one execution of a check, [`schedule`] says which execution is due, [`statistics`] turns round trips
//! into numbers. The agent's runner joins them and owns concurrency, status and storage; nothing here knows the spool
//! or the coordinator. These are the only raw sockets of the project.

pub mod probe;
pub mod schedule;
pub mod statistics;
