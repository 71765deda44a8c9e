//! Whole systems: real programs, a real PostgreSQL, and an oracle outside of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod agent;
mod chaos;
mod configuration;
mod enrolment;
mod hang_up;
mod input;
mod oracle;
mod outage;
mod revocation;
mod session;
mod stop;
mod watch;
mod wire;
