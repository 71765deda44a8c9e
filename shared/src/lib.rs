//! The vocabulary that coordinator, agent, command line and console share.
//!
//! Ids, labels, selectors, check specifications, outcomes and the decision from outcomes to a status. Nothing here
//! reads a clock, a file or a socket, and nothing here knows how it travels (see `nocturne-proto`) or where it is
//! stored (see `nocturne-store`), so the same code runs in a browser.

pub mod check;
pub mod field;
pub mod id;
pub mod kind;
pub mod label;
pub mod outcome;
pub mod selector;
pub mod status;
pub mod target;
pub mod time;
