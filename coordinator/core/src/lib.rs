//! Every decision the coordinator takes, without input or output.
//!
//! Nothing here reads a clock, a socket, a file, a random source or a table: those are arguments, so that every path is
//! reachable from a unit test. The store locks rows, calls in here, and saves what comes out.

pub mod access;
pub mod assignment;
pub mod audit;
pub mod block;
pub mod certificate;
pub mod chain;
pub mod check_spec;
pub mod cursor;
pub mod enrolment;
pub mod metric;
pub mod password;
pub mod presence;
pub mod preview;
pub mod rate;
pub mod refresh;
pub mod series;
pub mod session;
pub mod setting;
pub mod staleness;
pub mod user;
pub mod verdict;
